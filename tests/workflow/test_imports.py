import zipfile
from dataclasses import replace
from datetime import date

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.errors import CardscanError, Exit
from cardscan.export.vcard import card as card_of
from cardscan.imports import vcard
from cardscan.model import Address, Event
from cardscan.workflow import imports
from cardscan.workflow.imports import import_files
from cardscan.workflow.session import reading
from cardscan.workflow.undo import undo
from cardscan.workflow.union import unite


def book(path, *people):
    """A vCard file; a person is (name, e-mail, more lines ...)."""
    cards = (
        "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"EMAIL:{email}", *more, "END:VCARD"])
        for name, email, *more in people
    )
    path.write_text("\r\n".join(cards), encoding="utf-8")
    return path


@pytest.fixture
def people(tmp_path):
    return book(
        tmp_path / "book.vcf",
        ("Anna Rossi", "anna@rossi.example", "TEL;TYPE=CELL:333 1234567",
         "NOTE:owes me lunch", "UID:u1", "CATEGORIES:client"),
        ("Ola Nowak", "ola.nowak@hurt.example", "ORG:Hurt", "NOTE:likes sailing", "CATEGORIES:partner", "UID:u2"),
        ("Verdi Spa", "info@verdi.example", "ORG:Verdi Spa"),
    )  # fmt: skip


def records(workspace):
    with reading(workspace) as store:
        return {record.contact.name.full if record.contact.name else "": record for record in store.records()}


def test_an_import_is_taken_back_and_done_again(workspace, evening, run, people):
    run()
    before = records(workspace)
    done = import_files(workspace, [people])
    after = records(workspace)
    assert undo(workspace).what == "imported"
    assert {name: one.contact for name, one in records(workspace).items()} == {
        name: one.contact for name, one in before.items()
    }
    undo(workspace, redo=True)
    assert {one.id: (one.contact, one.note, one.uid) for one in records(workspace).values()} == {
        one.id: (one.contact, one.note, one.uid) for one in after.values()
    }
    assert import_files(workspace, [people]).action is None
    assert done.action


def test_who_is_known_is_completed_and_nothing_is_overwritten(workspace, evening, run, people):
    run()
    before = records(workspace)
    letters = {path.name: path.read_bytes() for path in workspace.drafts.rglob("*.eml")}
    done = import_files(workspace, [people])
    assert (len(done.added), done.completed, done.known) == (2, [before["Anna Rossi"].id], 0)
    anna = records(workspace)["Anna Rossi"]
    assert (anna.origin, anna.uid, anna.contact.company.value) == ("card", "u1", "Rossi Srl")
    assert [phone.number for phone in anna.contact.phones] == ["+393331234567"]
    assert (anna.note.background, anna.note.note, anna.note.groups) == ("owes me lunch", "", ("client",))
    run()
    assert {path.name: path.read_bytes() for path in workspace.drafts.rglob("*.eml")} == letters
    assert records(workspace)["Anna Rossi"].note.background == "owes me lunch"


def test_the_same_file_twice_adds_nothing(workspace, evening, run, people):
    run()
    import_files(workspace, [people])
    before = records(workspace)
    done = import_files(workspace, [people, people])
    assert (done.added, done.completed, done.known) == ([], [], 6)
    assert records(workspace) == before


def test_a_file_with_doubles_in_it_adds_each_once(workspace, run, tmp_path):
    run()
    two = book(
        tmp_path / "b.vcf",
        ("Ola Nowak", "ola.nowak@hurt.example"),
        ("Ola Nowak", "ola.nowak@hurt.example", "TITLE:CEO"),
    )
    done = import_files(workspace, [two])
    assert (len(done.added), len(done.completed)) == (1, 1)
    assert records(workspace)["Ola Nowak"].contact.title.value == "CEO"


def test_nobody_is_written_to_before_they_are_met(workspace, evening, run, people):
    import_files(workspace, [people])
    run()
    with reading(workspace) as store:
        unmet = store.listing.unmet()
        assert len(unmet) == 2
        assert not [draft for draft in store.drafts.find() if draft.record_id in unmet]
    assert records(workspace)["Ola Nowak"].note.groups == ("partner",)


def test_whoever_is_met_then_is_one_contact_with_a_letter(workspace, run, people):
    import_files(workspace, [people])
    number = records(workspace)["Ola Nowak"].id
    folder = workspace.root / "2026-11-19 Breakfast"
    photo(folder / "IMG_7.jpg", card("Ola Nowak", "ola.nowak@hurt.example", phone="+48600123456"))
    run(reader=FakeReader())
    run()
    ola = records(workspace)["Ola Nowak"]
    assert (ola.id, len(ola.cards), ola.note.background, ola.note.groups) == (number, 1, "likes sailing", ("partner",))
    with reading(workspace) as store:
        (draft,) = store.drafts.find(record=number)
        assert store.listing.unmet().isdisjoint({number})
    assert "sailing" not in draft.draft.body


def test_a_home_is_no_thing_of_the_past_by_a_card_of_a_firm(workspace, run, tmp_path):
    path = tmp_path / "home.vcf"
    lines = ("N:Nowak;Ola;;;", "FN:Ola Nowak", "EMAIL:ola.nowak@hurt.example", "TEL:+48600123456")
    home = "ADR;TYPE=HOME:;;ul. Cicha 3;Łódź;;90-001;Poland"
    path.write_text("\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, home, "END:VCARD")), encoding="utf-8")
    import_files(workspace, [path])
    (ola,) = records(workspace).values()
    assert "home" in ola.contact.address.evidence.reasons
    newer = replace(ola, id=2, origin="card", events=(Event("fair", "Fair", date(2026, 11, 19)),))
    newer = replace(newer, contact=replace(ola.contact, address=Address("ul. Nowa 1, Warszawa", "ul. Nowa 1")))
    united = unite(ola, newer, 0)
    assert united.contact.address.street == "ul. Nowa 1"
    assert [(one.field, one.until) for one in united.former] == [("address", None)]
    written = card_of(ola).decode()
    assert "WORK" not in written.partition("ADR")[0]


def test_of_one_name_who_was_met_is_found_first(workspace, run, tmp_path):
    path = tmp_path / "book.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ola Nowak\nEMAIL:ola@other.example\nEND:VCARD", encoding="utf-8")
    import_files(workspace, [path])
    photo(workspace.root / "2026-11-19 Breakfast" / "IMG_7.jpg", card("Ola Nowak", "nowak@hurt.example"))
    run(reader=FakeReader())
    with reading(workspace) as store:
        first, second = store.finder.find("nowak")
        assert store.listing.unmet() == {second}
        assert store.record(first).cards


def test_what_the_user_edited_stays(workspace, evening, run, people):
    from cardscan.workflow.contacts import edit

    run()
    number = records(workspace)["Anna Rossi"].id
    edit(workspace, number, ["phone=+390255501234", "title=Boss"])
    import_files(workspace, [people])
    anna = records(workspace)["Anna Rossi"].contact
    assert anna.title.value == "Boss"
    assert anna.phones[0].number == "+390255501234"


def test_a_dry_run_changes_nothing(workspace, evening, run, people):
    run()
    before = records(workspace)
    done = import_files(workspace, [people, people], dry_run=True)
    assert (len(done.added), len(done.completed), done.known) == (2, 2, 2)
    assert records(workspace) == before


def test_an_objection_is_remembered(workspace, evening, run, people):
    from datetime import date

    from cardscan.model import Declaration
    from cardscan.workflow.contacts import delete
    from cardscan.workflow.standing import declare

    run()
    number = records(workspace)["Anna Rossi"].id
    declare(workspace, number, "objection", Declaration(date(2026, 11, 20), "by phone"))
    delete(workspace, [number])
    import_files(workspace, [people])
    assert records(workspace)["Anna Rossi"].objection


def test_imported_people_are_found_by_what_the_book_says(workspace, people):
    import_files(workspace, [people])
    with reading(workspace) as store:
        assert [store.record(number).contact.name.full for number in store.finder.find("sailing partner")] == [
            "Ola Nowak"
        ]


@pytest.mark.parametrize(
    "make",
    [
        lambda path: zipfile.ZipFile(path, "w").writestr("a.vcf", "BEGIN:VCARD\nFN:A\nEND:VCARD"),
        lambda path: path.write_bytes(b"\x00\x01\x02\x03" * 1000),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        lambda path: path.mkdir(),
        lambda path: None,
        lambda path: path.write_text("just words\nand more of them"),
    ],
    ids=["zip", "binary", "empty", "picture", "folder", "missing", "words"],
)
def test_what_is_no_address_book_is_refused_in_a_line(workspace, people, tmp_path, make):
    path = tmp_path / "odd.vcf"
    make(path)
    with pytest.raises(CardscanError) as caught:
        import_files(workspace, [people, path])
    assert "odd.vcf" in caught.value.message
    assert caught.value.exit_code == Exit.USAGE
    assert "\n" not in caught.value.message
    assert not workspace.database.exists() or not records(workspace)


def test_a_file_too_large_is_not_read(workspace, tmp_path):
    path = tmp_path / "big.vcf"
    with path.open("wb") as file:
        file.write(b"BEGIN:VCARD\n")
        file.truncate(200_000_000)  # one line of zeros, which takes no room on the disk
    with pytest.raises(CardscanError, match="larger than"):
        import_files(workspace, [path])


def test_problems_name_file_and_entry_and_the_rest_goes_on(workspace, tmp_path):
    path = book(tmp_path / "b.vcf", ("Ola Nowak", "ola.nowak@hurt.example"))
    path.write_text(path.read_text() + "\r\nBEGIN:VCARD\r\nFN:Cut off")
    done = import_files(workspace, [path])
    assert done.problems == ["b.vcf, entry 2: the card is cut off: its end is missing"]
    assert len(done.added) == 1


def test_a_name_that_commands_or_breaks_lines_is_plain(workspace, tmp_path):
    path = book(tmp_path / "b.vcf", ("=cmd|' /C calc'!A0\\nBcc: x@y.example\x1b[2J", "ola.nowak@hurt.example"))
    import_files(workspace, [path])
    assert list(records(workspace)) == ["=cmd|' /C calc'!A0 Bcc: x@y.example [2J"]


def test_our_own_export_comes_home_without_a_change(workspace, evening, run, tmp_path):
    from cardscan.export import vcard as export

    run()
    before = records(workspace)
    with reading(workspace) as store:
        data = export.render(store.records())
    path = tmp_path / "own.vcf"
    path.write_bytes(data if isinstance(data, bytes) else b"".join(data))
    assert len(vcard.parse(path.read_bytes())) == len(before)
    assert import_files(workspace, [path]).added == []
    assert {name: record.contact for name, record in records(workspace).items()} == {
        name: record.contact for name, record in before.items()
    }


def test_a_large_book_is_taken_in_without_reading_each_contact_anew(workspace, tmp_path, monkeypatch):
    people = [(f"Person{n:04} Family{n:04}", f"p{n}@f{n}.example") for n in range(600)]
    path = book(tmp_path / "b.vcf", *people)
    assert len(import_files(workspace, [path]).added) == 600
    assert import_files(workspace, [path]).known == 600
    assert imports.LARGEST > 100_000_000
