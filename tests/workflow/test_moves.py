import os
import shutil
import time

import pytest
from fake_reader import card, photo

from cardscan.store.open import open_store
from cardscan.workflow.contacts import edit
from cardscan.workflow.seen import Seen


def people(workspace):
    """Name and events of all contacts."""
    with open_store(workspace.database, create=False) as store:
        return {record.contact.name.full: [event.folder for event in record.events] for record in store.records()}


def letters(workspace):
    with open_store(workspace.database, create=False) as store:
        files = {draft.file for draft in store.drafts.find()}
    assert files == {workspace.relative(path) for path in workspace.drafts.rglob("*.eml")}
    return files


def test_a_renamed_folder_is_the_same_event(workspace, evening, run):
    run()
    (evening / "IMG_10.jpg").unlink()
    evening.rename(workspace.root / "2026-11-18 Colazione")
    summary = run()
    assert run.reader.asked == []
    assert (summary.photos, summary.unchanged, summary.moved, summary.renewed) == (0, 2, 2, 4)
    assert list(people(workspace)) == ["Anna Rossi", "Bo Lind", "Cy Young", "Dana Fox"]
    assert all(events == ["2026-11-18 Colazione"] for events in people(workspace).values())
    assert "drafts/2026-11-18 Colazione/rossi-anna-1.eml" in letters(workspace)
    assert len(letters(workspace)) == 4
    assert [folder.name for folder in workspace.drafts.iterdir()] == ["2026-11-18 Colazione"]
    with open_store(workspace.database, create=False) as store:
        assert [event.name for event in store.events.all()] == ["Colazione"]
        assert store.record(1).cards[0].photo == "2026-11-18 Colazione/IMG_1.jpg"
    assert (run().moved, run().renewed) == (0, 0)


def test_a_changed_letter_moves_and_stays_as_it_is(workspace, evening, run):
    run()
    letter = next(workspace.drafts.rglob("rossi-*.eml"))
    letter.write_text("my own words")
    evening.rename(workspace.root / "Fair")
    run()
    assert (workspace.drafts / "Fair" / letter.name).read_text() == "my own words"
    assert not letter.exists()


def test_a_photo_moves_from_one_event_to_another(workspace, evening, run):
    run()
    fair = workspace.root / "2026-12-01 Fair"
    fair.mkdir()
    (evening / "IMG_10.jpg").rename(fair / "IMG_10.jpg")
    summary = run()
    assert run.reader.asked == []
    assert (summary.moved, summary.renewed) == (1, 1)
    assert people(workspace)["Dana Fox"] == ["2026-12-01 Fair"]
    assert people(workspace)["Anna Rossi"] == ["2026-11-19 Breakfast"]
    assert "drafts/2026-12-01 Fair/fox-dana-4.eml" in letters(workspace)
    assert b"Fair" in (workspace.drafts / "2026-12-01 Fair" / "fox-dana-4.eml").read_bytes()


def test_who_is_on_another_photo_of_the_old_event_was_met_at_both(workspace, evening, run):
    photo(evening / "IMG_11.jpg", card("Anna Rossi", "anna@rossi.example"))
    run()
    (workspace.root / "Fair").mkdir()
    (evening / "IMG_11.jpg").rename(workspace.root / "Fair" / "IMG_11.jpg")
    run()
    assert sorted(people(workspace)["Anna Rossi"]) == ["2026-11-19 Breakfast", "Fair"]
    assert len(letters(workspace)) == 5


def test_photos_of_the_root_find_their_event_later(workspace, run):
    photo(workspace.root / "a.jpg", card("Anna Rossi", "anna@rossi.example"))
    run()
    (workspace.root / "Fair").mkdir()
    (workspace.root / "a.jpg").rename(workspace.root / "Fair" / "a.jpg")
    assert run().moved == 1
    assert people(workspace) == {"Anna Rossi": ["Fair"]}
    assert letters(workspace) == {"drafts/Fair/rossi-anna-1.eml"}


def test_a_copied_photo_belongs_to_both_events(workspace, evening, run):
    run()
    (workspace.root / "Fair").mkdir()
    shutil.copy(evening / "IMG_1.jpg", workspace.root / "Fair" / "x.jpg")
    assert run().moved == 0
    assert sorted(people(workspace)["Anna Rossi"]) == ["2026-11-19 Breakfast", "Fair"]


def test_of_two_lost_copies_the_likelier_one_has_moved(workspace, run):
    photo(workspace.root / "A" / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    shutil.copytree(workspace.root / "A", workspace.root / "b" / "Fair")
    run()
    shutil.rmtree(workspace.root / "A")
    (workspace.root / "b").rename(workspace.root / "c")
    run()
    assert sorted(people(workspace)["Anna Rossi"]) == ["A", "c/Fair"]


def test_a_run_over_one_folder_does_not_take_photos_from_another(workspace, evening, run):
    run()
    fair = workspace.root / "Fair"
    fair.mkdir()
    shutil.copy(evening / "IMG_1.jpg", fair / "x.jpg")
    assert run(fair).moved == 0


def test_a_split_folder_and_failures_move_too(workspace, evening, run):
    photo(evening / "IMG_11.jpg", fail="damaged")
    run()
    evening.rename(workspace.root / "One")
    (workspace.root / "Two").mkdir()
    for name in ("IMG_10.jpg", "IMG_11.jpg"):
        (workspace.root / "One" / name).rename(workspace.root / "Two" / name)
    summary = run()
    assert run.reader.asked == []
    assert [failure.path.parent.name for failure in summary.failed_before] == ["Two"]
    assert people(workspace)["Dana Fox"] == ["Two"]
    assert people(workspace)["Bo Lind"] == ["One"]


def test_a_better_photo_takes_the_place_of_a_bad_one(workspace, run):
    path = workspace.root / "Fair" / "1.jpg"
    photo(path, card("Ama Rossl", "ama@rossi.example", company="Rossi Srl", concerns=[["name", "unsure"]]))
    run()
    photo(path, card("Anna Rossi", "anna@rossi.example"))
    summary = run()
    assert (len(summary.added), len(summary.known), summary.drafts, summary.renewed) == (0, 1, 0, 1)
    with open_store(workspace.database, create=False) as store:
        (record,) = store.records()
        assert record.contact.name.full == "Anna Rossi"
        assert [email.address for email in record.contact.emails] == ["anna@rossi.example"]
        assert record.contact.company.value == "Rossi Srl"
        assert (record.verdict, record.concerns) == ("ready", ())
        (draft,) = store.drafts.find()
    assert b"anna@rossi.example" in (workspace.root / draft.file).read_bytes()


def test_a_better_photo_leaves_what_the_user_edited(workspace, run):
    path = photo(workspace.root / "Fair" / "1.jpg", card("Ama Rossl", "anna@rossi.example", phone="+390255501234"))
    run()
    edit(workspace, 1, ["name=Anna Rossi-Bianchi"])
    photo(path, card("Anna Rossi", "anna@rossi.example", phone="+390255501235", concerns=[["name", "unsure"]]))
    run()
    with open_store(workspace.database, create=False) as store:
        (record,) = store.records()
    assert record.contact.name.full == "Anna Rossi-Bianchi"
    assert [phone.number for phone in record.contact.phones] == ["+390255501235"]
    assert record.verdict == "ready"


def test_another_card_under_an_old_name_is_another_contact(workspace, run):
    path = photo(workspace.root / "Fair" / "scan.jpg", card("Anna Rossi", "anna@rossi.example"))
    run()
    photo(path, card("Bo Lind", "bo@lind.example"))
    assert len(run().added) == 1
    assert list(people(workspace)) == ["Anna Rossi", "Bo Lind"]


def test_notes_find_a_renamed_photo(workspace, evening, run):
    run()
    (evening / "IMG_1.jpg").rename(evening / "anna.jpg")
    (evening / "anna.txt").write_text("likes tea")
    run()
    with open_store(workspace.database, create=False) as store:
        assert store.record(1).note.note == "likes tea"


def test_a_kill_while_letters_move_is_made_good(workspace, evening, run):
    run()
    evening.rename(workspace.root / "Fair")
    (workspace.drafts / "Fair").mkdir()
    old = next(workspace.drafts.rglob("rossi-*.eml"))
    old.rename(workspace.drafts / "Fair" / old.name)  # as far as a killed run came
    run()
    assert len(letters(workspace)) == 4


def test_hashes_are_kept_as_long_as_the_file_is_the_same(workspace):
    path = photo(workspace.root / "a.jpg", card("Anna Rossi"))
    old = time.time_ns() - 60_000_000_000
    os.utime(path, ns=(old, old))
    seen = Seen(workspace)
    first = seen.sha256(path)
    seen.save()
    data = path.read_bytes()
    path.write_bytes(b"X" + data[1:])
    os.utime(path, ns=(old, old))
    assert Seen(workspace).sha256(path) == first  # nobody opened it
    os.utime(path, ns=(old, old + 1))
    assert Seen(workspace).sha256(path) != first


@pytest.mark.parametrize("content", [b"", b"rubbish", b'{"a":1}'])
def test_a_damaged_cache_costs_nothing_but_time(workspace, content):
    path = photo(workspace.root / "a.jpg", card("Anna Rossi"))
    (workspace.hidden / "seen").write_bytes(content)
    assert len(Seen(workspace).sha256(path)) == 64
