import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_reader import FakeReader, card, photo
from killed import steps_of

from cardscan.settings.workspace import Workspace, create
from cardscan.store.open import open_store
from cardscan.workflow.process import Options, process
from cardscan.workflow.standing import Which, sent


def state(workspace):
    """All that a run leaves, but for the times at which it did so."""
    with open_store(workspace.database, create=False) as store:
        records = [replace(record, created=None, updated=None) for record in store.records()]
        drafts = [(d.id, d.record_id, d.draft, d.file, d.sha256, d.status, d.event) for d in store.drafts.find()]
        photos = [(p.path, p.sha256, p.event, p.status, p.code) for p in store.photos.find()]
        events = store.events.all()
    files = {
        path.relative_to(workspace.root).as_posix(): path.read_bytes()
        for path in (*workspace.drafts.rglob("*"), *workspace.hidden.rglob("*"))
        if path.is_file() and path.name not in ("seen", "sound")  # caches
    }
    return records, drafts, photos, events, files


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.thorough)])
def test_killed_at_any_moment_the_next_run_ends_as_one_clean_run_would(tmp_path, every):
    workspace, _ = create(tmp_path / "photos")
    folder = workspace.root / "2026-11-19 Breakfast"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi"))
    photo(folder / "2.jpg", card(), back=True)
    photo(folder / "3.jpg", card("Bo Lind", "bo@lind.example"), card("Cy Rossi", "cy@rossi.example", company="Rossi"))
    photo(folder / "4.jpg", card("Anna Rossi", "anna@rossi.example", phone="+390255501234"))
    photo(folder / "5.jpg", fail="damaged")
    (folder / "notes.csv").write_text("name,note\nBo Lind,sails\n")
    clean = killed_at_every_step(tmp_path, every, least=40)
    assert [record.contact.name.full for record in clean[0]] == ["Anna Rossi", "Bo Lind", "Cy Rossi"]
    assert len(clean[1]) == 3
    assert "unfinished" not in str(clean[4].keys())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_it_follows_moved_folders_and_photos(tmp_path):
    workspace, _ = create(tmp_path / "photos")
    folder = workspace.root / "2026-11-19 Breakfast"
    for name in ("Anna Rossi", "Bo Lind", "Cy Young"):
        photo(folder / f"{name}.jpg", card(name, f"{name.split()[0].lower()}@lind.example"))
    process(workspace, (), Options(today=date(2026, 11, 20)), reader=FakeReader())
    folder.rename(workspace.root / "Fair")
    (workspace.root / "Lunch").mkdir()
    (workspace.root / "Fair" / "Cy Young.jpg").rename(workspace.root / "Lunch" / "cy.jpg")
    clean = killed_at_every_step(tmp_path, 3, least=10)
    assert [record.events[0].folder for record in clean[0]] == ["Fair", "Fair", "Lunch"]
    assert sorted(name for name in clean[4] if name.startswith("drafts")) == [
        "drafts/Fair/lind-bo-2.eml",
        "drafts/Fair/rossi-anna-1.eml",
        "drafts/Lunch/young-cy-3.eml",
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_it_writes_what_came_due(tmp_path):
    workspace, _ = create(tmp_path / "photos")
    for name in ("Anna Rossi", "Bo Lind"):
        photo(workspace.root / "2026-11-12 Breakfast" / f"{name}.jpg", card(name, f"{name[:2].lower()}@lind.example"))
    process(workspace, (), Options(today=date(2026, 11, 13)), reader=FakeReader())
    sent(workspace, Which((1, 2)), date(2026, 11, 13))
    clean = killed_at_every_step(tmp_path, 2, least=10)
    assert [(draft[1], draft[2].step, draft[5]) for draft in clean[1]] == [
        (1, 1, "sent"),
        (2, 1, "sent"),
        (1, 2, "written"),
        (2, 2, "written"),
    ]
    assert sum(name.endswith(".eml") for name in clean[4]) == 4


def killed_at_every_step(tmp_path, every, least):
    """Kill runs of tmp_path/photos, and hold what the next run makes of each against a clean one, which is answered."""
    steps = steps_of(Path(__file__).with_name("kill_child.py"), tmp_path, every)
    assert steps > least
    clean = state(Workspace(tmp_path / str(steps)))
    for step in range(every, steps, every):
        assert state(Workspace(tmp_path / str(step))) == clean, f"killed at step {step}"
    return clean
