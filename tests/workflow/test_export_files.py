"""Exports as files: which contacts go out, where to, and that a file is whole or as it was."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
import vobject
from store_exports import ANA, BO, a_store, letter

from cardscan.errors import CardscanError
from cardscan.export import formats
from cardscan.model import Declaration, Note
from cardscan.settings.workspace import Workspace
from cardscan.workflow import export
from cardscan.workflow.export import Wanted


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


@pytest.fixture
def store(workspace):
    with a_store(workspace.database) as opened:
        yield opened


def names(store, wanted, format_name="vcard"):
    return [record.contact.name.full for record in export.select(store, wanted, format_name)]


def write(store, path, wanted=Wanted(), name="vcard"):  # noqa: B008  # frozen
    selection = export.select(store, wanted, name)
    records = export.begin(selection)
    if records is None:
        return 0
    export.save(Workspace(path.parent), path, "", formats.get(name).load().render(records), force=True)
    selection.mark()
    return len(selection.digests)


def test_event_tag_and_state_choose(store):
    assert names(store, Wanted()) == ["Ana Díaz", "Bo Lind", "Cy Fox"]
    assert names(store, Wanted(event="fair")) == ["Bo Lind"]
    assert names(store, Wanted(tags=("CAFÉ",))) == ["Ana Díaz"]
    assert names(store, Wanted(tags=("cafe", "wine"))) == ["Ana Díaz", "Bo Lind"]
    assert names(store, Wanted(check=False)) == ["Ana Díaz", "Bo Lind"]
    assert names(store, Wanted(states=("check",))) == ["Cy Fox"]
    assert names(store, Wanted(states=("ready", "check"))) == ["Ana Díaz", "Bo Lind", "Cy Fox"]


def test_the_state_of_the_letters_and_of_the_person_choose(store):
    letter(store, ANA, "approved")
    letter(store, BO, "sent")
    letter(store, BO, "written", step=2)
    store.declare(ANA, "reply", Declaration(date(2026, 3, 3), "phone"))
    assert names(store, Wanted(states=("approved",))) == ["Ana Díaz"]
    assert names(store, Wanted(states=("sent",))) == ["Bo Lind"]
    assert names(store, Wanted(states=("waiting",))) == ["Bo Lind"]
    assert names(store, Wanted(states=("replied",))) == ["Ana Díaz"]
    assert names(store, Wanted(states=("sent", "replied"))) == ["Ana Díaz", "Bo Lind"]
    assert names(store, Wanted(states=("objected",))) == []


def test_only_what_changed_goes_out_again(store, tmp_path):
    path = tmp_path / "a.vcf"
    assert write(store, path) == 3
    assert write(store, path, Wanted(changed=True)) == 0
    store.set_note(BO, Note(note="likes chess"))
    assert write(store, path, Wanted(changed=True)) == 1
    assert "Bo Lind" in path.read_text()
    assert "Ana" not in path.read_text()
    assert write(store, path, Wanted(changed=True)) == 0
    assert write(store, path) == 3


def test_what_changed_is_kept_apart_for_each_format(store, tmp_path):
    write(store, tmp_path / "a.vcf")
    assert write(store, tmp_path / "a.csv", Wanted(changed=True), "csv") == 3


def test_a_touched_contact_that_says_the_same_has_not_changed(store, tmp_path):
    write(store, tmp_path / "a.vcf")
    store.edit_record(ANA, store.record(ANA).contact, ["title"])
    assert write(store, tmp_path / "a.vcf", Wanted(changed=True)) == 0
    contact = store.record(ANA).contact
    store.edit_record(ANA, replace(contact, phones=contact.phones[:0]), ["phones"])
    assert write(store, tmp_path / "a.vcf", Wanted(changed=True)) == 1


def test_nothing_is_marked_when_the_disk_is_full(store, tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.vcf"
    path.write_text("mine")
    with monkeypatch.context() as patch:
        patch.setattr("cardscan.files.os.fsync", full)
        with pytest.raises(CardscanError, match="disk is full"):
            write(store, path)
    assert path.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []
    assert write(store, path, Wanted(changed=True)) == 3


def test_a_contact_erased_meanwhile_leaves_no_mark(store):
    selection = export.select(store, Wanted(), "vcard")
    assert len(list(selection)) == 3
    store.delete_record(ANA)
    selection.mark()
    assert set(store.exported.digests("vcard")) == {2, 3}


def test_nobody_to_export_is_said(store):
    with pytest.raises(CardscanError, match="no contacts"):
        export.begin(export.select(store, Wanted(tags=("nobody",)), "vcard"))


def test_a_file_for_each(store, tmp_path):
    folder = tmp_path / "cards"
    records = export.select(store, Wanted(), "vcard", folder)
    assert export.save_each(folder, formats.get("vcard"), records, {"version": "4.0"}, force=False) == 3
    assert sorted(file.name for file in folder.iterdir()) == ["Ana Díaz (1).vcf", "Bo Lind (2).vcf", "Cy Fox (3).vcf"]
    for file in folder.iterdir():
        assert vobject.readOne(file.read_text()).version.value == "4.0"
        assert file.stat().st_mode & 0o77 == 0
    records.mark()
    with pytest.raises(CardscanError, match="not empty"):
        export.save_each(folder, formats.get("vcard"), records, {}, force=False)
    assert list(export.select(store, Wanted(changed=True), "vcard", folder)) == []
    assert len(list(export.select(store, Wanted(changed=True), "vcard"))) == 3


def test_a_jscontact_for_each_is_no_array(store, tmp_path):
    records = export.select(store, Wanted(event="fair"), "jscontact", tmp_path / "cards")
    export.save_each(tmp_path / "cards", formats.get("jscontact"), records, {}, force=False)
    (file,) = (tmp_path / "cards").iterdir()
    assert json.loads(file.read_text())["name"]["full"] == "Bo Lind"


def test_an_export_is_written_whole_and_over_nothing_unasked(workspace, tmp_path):
    path = tmp_path / "a.csv"
    assert export.save(workspace, None, "contacts.csv", [b"x"]) == workspace.exports / "contacts.csv"
    assert export.save(workspace, path, "contacts.csv", [b"x", b"y"]).read_bytes() == b"xy"
    with pytest.raises(CardscanError, match="is a folder"):
        export.save(workspace, tmp_path, "contacts.csv", [b"x"])
    with pytest.raises(CardscanError, match="does not exist"):
        export.save(workspace, tmp_path / "none" / "a.csv", "contacts.csv", [b"x"])
    with pytest.raises(CardscanError) as caught:
        export.save(workspace, path, "contacts.csv", [b"z"])
    assert re.search("--force", caught.value.hint)
    assert path.read_bytes() == b"xy"
    assert export.save(workspace, path, "contacts.csv", [b"z"], force=True).read_bytes() == b"z"
    assert export.save(workspace, None, "contacts.csv", [b"z"]).read_bytes() == b"z"


def test_a_broken_renderer_leaves_the_old_file(workspace, tmp_path):
    def broken():
        yield b"half"
        raise ValueError("no")

    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="no"):
        export.save(workspace, path, "contacts.csv", broken(), force=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_each_fetches_some_at_a_time(store, monkeypatch):
    monkeypatch.setattr("cardscan.store.search._BATCH", 1)
    records = store.each(store.numbers())
    assert next(records).id == 1
    assert [record.id for record in records] == [2, 3]
    (whole,) = store.records(ids=[1])
    (light,) = store.each([1])
    assert light == replace(whole, lines=())
