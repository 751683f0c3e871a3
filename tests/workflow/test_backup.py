"""A backup holds all that cannot be made again, and nothing is restored that is not as it was."""

import json
import os
import shutil
import sqlite3
import stat
import struct
import zipfile
from contextlib import closing
from hashlib import sha256

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.errors import CardscanError
from cardscan.settings.workspace import Workspace, create
from cardscan.workflow import restore as restoring
from cardscan.workflow.backup import back_up, default_name
from cardscan.workflow.process import Options, process
from cardscan.workflow.restore import check, restore
from cardscan.workflow.session import reading, writing


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """One backup that all tests may copy and spoil."""
    top = tmp_path_factory.mktemp("archive")
    workspace, _ = create(top / "ws")
    photo(workspace.root / "2026-11-19 Lunch" / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    process(workspace, (), Options(), reader=FakeReader())
    back_up(workspace, top / "b.zip")
    return top / "b.zip"


@pytest.fixture
def spoilt(archive, tmp_path):
    return shutil.copy(archive, tmp_path / "b.zip")


@pytest.fixture
def saved(workspace, evening, run, tmp_path):
    (evening / "notes.csv").write_text("name,note\nBo Lind,sails\n")
    (evening / "IMG_1.txt").write_text("paints\n")
    (workspace.templates / "it").mkdir()
    (workspace.templates / "it" / "first-meeting.j2").write_text("Subject: x\n\ny\n")
    run()
    path = tmp_path / "b.zip"
    back_up(workspace, path)
    return path


def content(workspace):
    with reading(workspace) as store:
        return store.records(), store.drafts.find(), store.photos.find(), store.events.all()


def files(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != "sound" and not path.name.startswith("cardscan.db")
    }


def test_what_is_restored_is_what_was_there(saved, workspace, evening, tmp_path):
    manifest, aside = restore(saved, tmp_path / "again")
    again = Workspace(tmp_path / "again")
    assert aside is None
    assert manifest.contacts == 4
    assert content(again) == content(workspace)
    before, after = files(workspace.root), files(again.root)
    assert after == {name: before[name] for name in after}
    left_out = {name for name in before if name not in after}
    assert {name for name in left_out if "IMG" in name} == {f"{evening.name}/IMG_{n}.jpg" for n in (1, 2, 10)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in again.root.rglob("*") if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (again.root, *again.root.rglob("*")) if path.is_dir()} == {
        0o700
    }


def test_photos_copied_back_are_known_again(saved, evening, tmp_path):
    restore(saved, tmp_path / "again")
    for path in evening.glob("*.jpg"):
        shutil.copy(path, tmp_path / "again" / evening.name)
    reader = FakeReader()
    process(Workspace(tmp_path / "again"), (), Options(), reader=reader)
    assert reader.asked == []


def test_results_beside_the_photos_come_back_beside_them(tmp_path):
    folder = tmp_path / "2026-11-19 Fair"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    workspace, _ = create(folder / "cardscan-results")
    process(workspace, [folder], Options(), reader=FakeReader())
    (folder / "notes.csv").write_text("name,note\nAnna Rossi,sails\n")
    assert default_name(workspace).parent == tmp_path
    manifest = back_up(workspace, tmp_path / "b.zip", photos=True)
    assert manifest.workspace == "cardscan-results"
    restore(tmp_path / "b.zip", tmp_path / "again")
    assert (tmp_path / "again" / "1.jpg").read_bytes() == (folder / "1.jpg").read_bytes()
    assert (tmp_path / "again" / "notes.csv").exists()
    assert content(Workspace(tmp_path / "again" / "cardscan-results")) == content(workspace)


def test_an_older_folder_is_kept_aside_by_force_only(saved, tmp_path):
    other, _ = create(tmp_path / "again")
    (other.root / "mine.txt").write_text("mine")
    with pytest.raises(CardscanError, match="not empty"):
        restore(saved, other.root)
    _, aside = restore(saved, other.root, force=True)
    assert aside is not None
    assert (aside / "mine.txt").read_text() == "mine"
    assert not (other.root / "mine.txt").exists()
    assert len(content(other)[0]) == 4


def test_nobody_takes_a_folder_in_which_a_run_is_at_work(saved, workspace):
    with writing(workspace), pytest.raises(CardscanError, match="at work"):
        restore(saved, workspace.root, force=True)
    assert len(content(workspace)[0]) == 4


def rewritten(path, target, change):
    """Copy a backup, each file changed by `change(name, data) -> data | None`."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = change(info.filename, old.read(info))
            if data is not None:
                new.writestr(info.filename, data)
    return target


def with_manifest(change):
    def go(name, data):
        if name != "manifest.json":
            return data
        told = json.loads(data)
        change(told)
        return json.dumps(told).encode()

    return go


def refused(path, tmp_path):
    """A backup that is refused leaves nothing behind; answers why."""
    before = sorted(entry.name for entry in tmp_path.iterdir())
    with pytest.raises(CardscanError) as first:
        check(path)
    with pytest.raises(CardscanError) as caught:
        restore(path, tmp_path / "again")
    assert first.value.message == caught.value.message
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before
    return caught.value.message


def test_a_file_that_changed_is_found_out(spoilt, tmp_path):
    bad = rewritten(spoilt, tmp_path / "bad.zip", lambda name, data: data + b" " if name.endswith(".eml") else data)
    assert "larger" in refused(bad, tmp_path)
    flip = lambda name, data: bytes([data[0] ^ 1]) + data[1:] if name.endswith(".eml") else data  # noqa: E731
    assert ".eml in it is damaged" in refused(rewritten(spoilt, tmp_path / "flip.zip", flip), tmp_path)


def test_a_file_too_many_or_too_few_is_found_out(spoilt, tmp_path):
    less = rewritten(spoilt, tmp_path / "less.zip", lambda name, data: None if name.endswith(".eml") else data)
    assert "other files" in refused(less, tmp_path)
    more = shutil.copy(spoilt, tmp_path / "more.zip")
    with zipfile.ZipFile(more, "a") as archive:
        archive.writestr("more.txt", "x")
    assert "other files" in refused(more, tmp_path)


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "/out.txt", "a/../../out.txt", "C:/out.txt", "a\\..\\out.txt", "C:out.txt", "a//b", "./a"],
)
def test_no_name_leads_out_of_the_folder(spoilt, tmp_path, name):
    entry = {"size": 1, "sha256": sha256(b"x").hexdigest()}
    change = with_manifest(lambda told: told["files"].update({name: entry}))
    bad = rewritten(spoilt, tmp_path / "bad.zip", change)
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    assert "cannot be used" in refused(bad, tmp_path)
    assert not (tmp_path / "out.txt").exists()
    assert not (tmp_path.parent / "out.txt").exists()


def test_a_link_is_refused(spoilt, tmp_path):
    entry = {"size": 9, "sha256": sha256(b"/etc/host").hexdigest()}
    bad = rewritten(spoilt, tmp_path / "bad.zip", with_manifest(lambda told: told["files"].update({"link": entry})))
    with zipfile.ZipFile(bad, "a") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, b"/etc/host")
    assert "does not belong there: 'link'" in refused(bad, tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(spoilt, tmp_path, monkeypatch):
    size = 60_000_000
    entry = {"size": size, "sha256": "0" * 64}
    bad = rewritten(spoilt, tmp_path / "bad.zip", with_manifest(lambda told: told["files"].update({"big": entry})))
    with zipfile.ZipFile(bad, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big", bytes(size))
    monkeypatch.setattr(restoring, "_copy", lambda *_: pytest.fail("unpacked"))
    assert "larger than it can be" in refused(bad, tmp_path)


def test_a_file_that_lies_about_its_size_is_refused(spoilt, tmp_path):
    """The archive's list says 10 bytes, the compressed data give more."""
    entry = {"size": 10, "sha256": sha256(bytes(10)).hexdigest()}
    bad = rewritten(spoilt, tmp_path / "bad.zip", with_manifest(lambda told: told["files"].update({"liar": entry})))
    with zipfile.ZipFile(bad, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liar", bytes(5000))
    data = bad.read_bytes().replace(struct.pack("<I", 5000), struct.pack("<I", 10))
    bad.write_bytes(data)
    assert "liar in it is damaged" in refused(bad, tmp_path)


@pytest.mark.parametrize("change", [{"format": 2}, {"format": 99, "more": True}])
def test_a_newer_backup_is_refused(spoilt, tmp_path, change):
    bad = rewritten(spoilt, tmp_path / "bad.zip", with_manifest(lambda told: told.update(change)))
    assert "newer cardscan" in refused(bad, tmp_path)


def test_a_newer_database_is_refused(spoilt, tmp_path):
    with zipfile.ZipFile(spoilt) as archive:
        (tmp_path / "x.db").write_bytes(archive.read("cardscan.db"))
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    data = (tmp_path / "x.db").read_bytes()
    entry = {"size": len(data), "sha256": sha256(data).hexdigest()}
    change = with_manifest(lambda told: told["files"].update({"cardscan.db": entry}))
    swap = lambda name, old: data if name == "cardscan.db" else change(name, old)  # noqa: E731
    assert "newer cardscan" in refused(rewritten(spoilt, tmp_path / "bad.zip", swap), tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no backup at all" * 99])
def test_what_is_no_backup_is_refused(tmp_path, data):
    (tmp_path / "x.zip").write_bytes(data)
    assert "cannot be used as a backup" in refused(tmp_path / "x.zip", tmp_path)


def test_one_cut_short_anywhere_is_refused(spoilt, tmp_path):
    data = spoilt.read_bytes()
    for part in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "cut.zip").write_bytes(data[: int(len(data) * part)])
        assert "cannot be used" in refused(tmp_path / "cut.zip", tmp_path)


def test_a_full_disk_leaves_no_half_backup(saved, workspace, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = sorted(entry.name for entry in tmp_path.iterdir())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CardscanError, match="disk is full"):
        back_up(workspace, tmp_path / "new.zip")
    with pytest.raises(CardscanError, match="disk is full"):
        back_up(workspace, saved, force=True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before
    check(saved)
