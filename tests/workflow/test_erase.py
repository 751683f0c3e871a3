"""Whoever is forgotten leaves no trace in any file of the workspace; everybody else stays as they were."""

import os
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from killed import steps_of
from picture_reader import ANNA, Photos, noise, person, shows, trace
from PIL import Image

from cardscan.model import Declaration
from cardscan.settings.workspace import Workspace, create
from cardscan.workflow.erase import erase, preview
from cardscan.workflow.process import Options, process
from cardscan.workflow.session import reading, writing


@pytest.fixture
def photos():
    return Photos()


@pytest.fixture
def workspace(tmp_path):
    made, _ = create(tmp_path / "ws")
    made.config.write_text('[sender]\nname = "Vera Llorens"\nemail = "vera@llorens.example"\n', encoding="utf-8")
    return made


def run(workspace, photos):
    return process(workspace, (), Options(), reader=photos)


def evening(workspace, photos):
    folder = workspace.root / "2026-11-19 Breakfast"
    photos.lay(folder / "IMG_1.jpg", ANNA)
    photos.lay(folder / "IMG_2.jpg", person(2), ANNA | {"seed": 900002})
    photos.lay(folder / "IMG_3.jpg", person(3))
    photos.lay(workspace.root / "2026-11-20 Fair" / "IMG_1.jpg", ANNA)
    (folder / "notes.csv").write_text(
        f'photo,name,note\nIMG_3,,sails\n,{ANNA["name"]},paints turtles\n,{person(2)["name"]},"rows,\nfast"\n'
    )
    (folder / "IMG_1.txt").write_text("promised: a brush\n")
    run(workspace, photos)
    return folder


def test_all_traces_go_and_everybody_else_stays(workspace, photos):
    folder = evening(workspace, photos)
    assert trace(workspace.root, ANNA)
    with reading(workspace) as store:
        (record,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
        others = [one for one in store.records() if one.id != record.id]
    found = preview(workspace, [record.id])
    assert [path.name for path in found.photos_to("paint")] == ["IMG_2.jpg"]
    assert [path.parent.name for path in found.photos_to("erase")] == ["2026-11-19 Breakfast", "2026-11-20 Fair"]
    done = erase(workspace, [record.id])
    assert trace(workspace.root, ANNA) == []
    assert (done.stuck, done.found.mentions, done.found.named_in) == ([], [], ())
    assert not (folder / "IMG_1.txt").exists()
    assert (folder / "notes.csv").read_text().splitlines()[1:] == [
        "IMG_3,,sails",
        f',{person(2)["name"]},"rows,',
        'fast"',
    ]
    assert shows(folder / "IMG_2.jpg", person(2))
    assert not shows(folder / "IMG_2.jpg", ANNA | {"seed": 900002})
    with reading(workspace) as store:
        assert [one.contact for one in store.records()] == [one.contact for one in others]
        assert [(one.what, one.count) for one in store.audit.entries()] == [("forget", 1)]
        store.check()
    asked = []
    summary = process(workspace, (), Options(), reader=lambda paths: asked.extend(paths) or photos(paths))
    assert (asked, summary.added, summary.known) == ([], [], [])


def test_whoever_objected_stays_silent_when_scanned_again(workspace, photos):
    evening(workspace, photos)
    with writing(workspace) as store:
        (record,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
        store.declare(record.id, "objection", Declaration(date(2026, 11, 20), f"mail from {ANNA['email']}"))
    erase(workspace, [record.id])
    assert trace(workspace.root, ANNA) == []
    photos.lay(workspace.root / "2026-12-01 Dinner" / "IMG_9.jpg", ANNA | {"seed": 900009})
    run(workspace, photos)
    with reading(workspace) as store:
        (back,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
        assert back.objection == Declaration(date(2026, 11, 20))
        assert store.drafts.find(record=back.id) == ()


def forget_anna(workspace, **options):
    with reading(workspace) as store:
        (record,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
    return erase(workspace, [record.id], **options)


def test_every_copy_of_a_photo_goes_wherever_it_lies_now(workspace, photos):
    folder = evening(workspace, photos)
    (folder / "copy").mkdir()
    (folder / "copy" / "again.jpg").write_bytes((folder / "IMG_1.jpg").read_bytes())
    (folder / "both.jpg").write_bytes((folder / "IMG_2.jpg").read_bytes())
    (folder / "IMG_1.jpg").rename(workspace.root / "moved.jpg")
    forget_anna(workspace)
    assert trace(workspace.root, ANNA) == []
    assert not (folder / "copy" / "again.jpg").exists()
    assert not (workspace.root / "moved.jpg").exists()
    assert (folder / "both.jpg").read_bytes() == (folder / "IMG_2.jpg").read_bytes()
    assert not shows(folder / "both.jpg", ANNA | {"seed": 900002})


@pytest.mark.parametrize("with_photos", [False, True])
def test_a_photo_that_cannot_be_painted_over_stays_unless_it_may_go(workspace, photos, with_photos):
    folder = workspace.root / "2026-11-19 Breakfast"
    photos.lay(folder / "IMG_2.gif", person(2), ANNA, kind="GIF")
    run(workspace, photos)
    done = forget_anna(workspace, with_photos=with_photos)
    assert done.stuck == ([] if with_photos else [folder / "IMG_2.gif"])
    assert (folder / "IMG_2.gif").exists() is not with_photos
    with reading(workspace) as store:
        assert [one.contact.name.full for one in store.records()] == [person(2)["name"]]


def test_photos_elsewhere_and_files_of_ones_own_are_told_and_left(workspace, photos, tmp_path):
    photos.lay(tmp_path / "Downloads" / "IMG_1.jpg", ANNA)
    evening(workspace, photos)
    photos.lay(workspace.root / f"{ANNA['name']}, dinner" / "IMG_7.jpg", person(12))
    run(workspace, photos)
    process(workspace, [tmp_path / "Downloads"], Options(), reader=photos)
    (workspace.root / "plan.txt").write_text(f"call {ANNA['name']}")
    workspace.gives.write_text(f'[[give]]\ntitle = "A talk by {ANNA["name"]}"\n', encoding="utf-8")
    with writing(workspace) as store:
        other = next(one for one in store.records() if one.contact.name.full == person(3)["name"])
        store.set_note(other.id, replace(other.note, note=f"knows {ANNA['name'].upper()}"))
    done = forget_anna(workspace)
    assert done.found.photos_to("outside") == [tmp_path / "Downloads" / "IMG_1.jpg"]
    assert (tmp_path / "Downloads" / "IMG_1.jpg").exists()
    assert {path.name for path in done.found.mentions if path.suffix != ".eml"} == {
        "plan.txt",
        "gives.toml",
        f"{ANNA['name']}, dinner",
    }
    assert other.id in done.found.named_in
    assert (workspace.root / "plan.txt").exists()


def test_a_number_shared_with_a_colleague_is_no_trace(workspace, photos):
    colleague = person(7, phone=ANNA["phone"], printed=ANNA["printed"], company=ANNA["company"])
    photos.lay(workspace.root / "Fair" / "1.jpg", ANNA)
    photos.lay(workspace.root / "Fair" / "2.jpg", colleague)
    run(workspace, photos)
    (workspace.root / "list.csv").write_text(f"name,phone\n{colleague['name']},{colleague['phone']}\n")
    assert forget_anna(workspace).found.mentions == []
    with reading(workspace) as store:
        (left,) = store.records()
        assert left.contact.phones[0].number == ANNA["phone"]
        assert len(store.drafts.find(record=left.id)) == 1


def test_an_exports_folder_is_cleared_of_what_holds_them_and_of_nothing_else(workspace, photos):
    evening(workspace, photos)
    workspace.exports.mkdir(exist_ok=True)
    holding = {
        "a.vcf": f"FN:{ANNA['name'][:6]}\r\n {ANNA['name'][6:]}\r\n".encode(),
        "b.csv": f"x,{ANNA['name'].upper()}".encode("utf-16"),
        "c.csv": b"Zolwinska Zoe",
        "d.txt": b"0039 02 9900001 / 02-990-00-01",
        "e.json": ANNA["email"].split("@")[0].encode() + b"@" + ANNA["email"].split("@")[1].encode("idna"),
        "f.jpg": BytesIO(jpeg_of(ANNA)).getvalue(),
        "zoe-zolwinska.png": b"x",
    }
    for name, data in holding.items():
        (workspace.exports / name).write_bytes(data)
    (workspace.exports / "others.csv").write_text(f"{person(2)['name']},{person(2)['phone']}")
    (workspace.root / "due.ics").write_text(f"PRODID:-//cardscan//EN\r\nSUMMARY:Write to {ANNA['name']}\r\n")
    forget_anna(workspace)
    assert [path.name for path in workspace.exports.iterdir()] == ["others.csv"]
    assert not (workspace.root / "due.ics").exists()
    assert trace(workspace.root, ANNA) == []


def jpeg_of(one):
    out = BytesIO()
    Image.fromarray(noise(one["seed"])).save(out, format="JPEG", quality=95)
    return out.getvalue()


def left(root):
    """All that an erasure leaves, but for the times at which it did so."""
    with reading(Workspace(root)) as store:
        rows = (
            [(one.id, one.contact, one.note, one.events, one.cards) for one in store.records()],
            [(one.draft, one.file, one.status) for one in store.drafts.find()],
            [(one.path, one.sha256, one.event, one.status) for one in store.photos.find()],
            [(one.what, one.count) for one in store.audit.entries()],
        )
    skipped = {"seen", "letters", "sound", "cardscan.db"}
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return rows, {name: path.read_bytes() for name, path in files.items() if path.name not in skipped}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.thorough)])
def test_killed_at_any_moment_the_next_run_completes_it(tmp_path, photos, every):
    workspace, _ = create(tmp_path / "photos")
    folder = evening(workspace, photos)
    (folder / "both.jpg").write_bytes((folder / "IMG_2.jpg").read_bytes())
    workspace.exports.mkdir()
    (workspace.exports / "a.csv").write_text(ANNA["name"], encoding="utf-8")
    steps = steps_of(Path(__file__).with_name("erase_kill_child.py"), tmp_path, every)
    assert steps > 30
    clean = left(tmp_path / str(steps))
    assert clean[0][3] == [("forget", 1)]
    for step in range(every, steps + 1, every):
        root = tmp_path / str(step)
        if step == 1:  # before the marker was written: nothing was begun
            assert left(root)[0][3] == []
            continue
        assert trace(root, ANNA) == [], f"killed at step {step}"
        assert left(root) == clean, f"killed at step {step}"
