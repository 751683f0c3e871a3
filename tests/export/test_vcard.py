"""vCards read back by two other programs: vobject and ical.js."""

import base64
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
import vobject
from contact_book import HOSTILE, LONG, MOMENT, a_book, every_field, odd_texts, plain
from export_records import HOSTILE as CASES
from export_records import a_full_record, hostile_record
from ical_js import read, the

from cardscan.export import content, vcard
from cardscan.model import Contact, Email, Name, Phone, Record, Text

VERSIONS = ["3.0", "4.0"]


def shown(text, version):
    """A plain text as ical.js reads it: in 3.0 too it leaves the backslash that RFC 2426 puts before a semicolon."""
    return text.replace(";", "\\;") if version == "3.0" else text


def uncareted(text):
    """A parameter as RFC 6868 says; vobject leaves the carets, and ical.js undoes backslashes as well."""
    return re.sub(r"\^[n^']", lambda found: {"^n": "\n", "^^": "^", "^'": '"'}[found[0]], text)


def read_card(record, version="3.0", photo=None):
    return vobject.readOne(vcard.card(record, version=version, photo=photo).decode())


def test_a_full_card_reads_back():
    card = read_card(a_full_record())
    assert card.fn.value == "Dra. Ana María Díaz López MBA"
    assert (card.n.value.family, card.n.value.given, card.n.value.prefix) == ("Díaz López", "Ana María", "Dra.")
    assert card.org.value == ["Talleres Río; S.L.", "Ventas, Madrid"]
    assert card.title.value == "Directora de Ventas"
    assert [(tel.params["TYPE"], tel.value) for tel in card.tel_list] == [
        (["CELL", "PREF"], "+34600000001"),
        (["WORK", "VOICE"], "+34910000000;ext=12"),
        (["WORK", "FAX"], "+34910000009"),
        (["WORK", "VOICE"], "+40210000000"),
    ]
    assert [email.value for email in card.email_list] == ["ana@rio.example", "info@rio.example"]
    assert card.url.value == "https://rio.example/es?a=1%2C2"
    profiles = card.contents["x-socialprofile"]
    assert [(entry.params.get("TYPE"), entry.value) for entry in profiles] == [
        (["linkedin"], "https://linkedin.com/in/ana-diaz"),
        (None, "@anadiaz"),
    ]
    assert (card.adr.value.street, card.adr.value.code, card.adr.value.city) == ("Calle Mayor 1", "28001", "Madrid")
    assert card.adr.value.country == "España"
    assert card.label.value == "Calle Mayor 1, 28001 Madrid"
    assert card.categories.value == ["bni", "ret,ail", "BNI Madrid"]
    assert card.rev.value == "2026-03-02T07:30:00Z"
    for part in ("Likes sailing.\n- has two shops", "send the list", "BNI Madrid, 2026-03-01, Hotel Sol", "B00000000"):
        assert part in card.note.value


def test_a_full_card_of_version_4_reads_back_with_another_parser():
    (card,) = read([vcard.card(a_full_record(), version="4.0")])
    assert the(card, "version") == [({}, "4.0")]
    assert the(card, "kind") == [({}, "individual")]
    assert the(card, "tel") == [
        ({"type": "cell", "pref": "1"}, "tel:+34600000001"),
        ({"type": ["work", "voice"]}, "tel:+34910000000;ext=12"),
        ({"type": ["work", "fax"]}, "tel:+34910000009"),
        ({"type": ["work", "voice"]}, "tel:+40210000000"),
    ]
    assert [kind for name, _, kind, *_ in card if name == "tel"] == ["uri"] * 4
    ((parameters, value),) = the(card, "adr")
    assert parameters == {"type": "work", "label": "Calle Mayor 1, 28001 Madrid", "cc": "ES"}
    assert value == ["", "", "Calle Mayor 1", "Madrid", "", "28001", "España"]
    assert the(card, "socialprofile")[1] == ({}, "@anadiaz")
    assert the(card, "rev") == [({}, "2026-03-02T07:30:00Z")]
    assert the(card, "lang") == [({}, "es")]
    assert not the(card, "label")


@pytest.mark.parametrize("version", VERSIONS)
def test_both_parsers_read_the_same_of_a_whole_book(version):
    cards = [vcard.card(record, version=version) for record in a_book()]
    for data, theirs in zip(cards, read(cards), strict=True):
        card = vobject.readOne(data.decode())
        name = [getattr(card.n.value, part) for part in ("family", "given", "additional", "prefix", "suffix")]
        assert the(theirs, "n") == [({}, name)]
        for key in ("fn", "title", "note", "tel", "url", "uid"):
            assert [value for _, value in the(theirs, key)] == [one.value for one in card.contents.get(key, [])]
        for key in ("org", "categories"):
            mine = [one.value for one in card.contents.get(key, [])]
            assert [value if isinstance(value, list) else [value] for _, value in the(theirs, key)] == mine


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "5000 characters"])
def test_a_contact_whose_every_field_is_hostile_comes_back_unchanged(version, text):
    record = every_field(text)
    data = vcard.card(record, version=version)
    (theirs,) = read([data])
    card = vobject.readOne(data.decode())

    def held(mark):
        return plain(f"{text} {mark}")

    def flat(mark):
        return " ".join(held(mark).split())

    def same(name, mine):
        assert the(theirs, name)[0][1] == (
            [shown(each, version) for each in mine] if isinstance(mine, list) else shown(mine, version)
        )
        return mine

    name = [held("family"), held("given"), "", held("prefix"), held("suffix")]
    assert the(theirs, "n") == [({}, name)]
    assert [card.n.value.family, card.n.value.given, "", card.n.value.prefix, card.n.value.suffix] == name
    assert card.org.value == the(theirs, "org")[0][1] == [held("company"), held("department")]
    assert card.title.value == same("title", held("title"))
    ((_, value),) = the(theirs, "adr")
    assert value[2:] == [held(mark) for mark in ("street", "city", "region", "code")] + [flat("country")]
    label = card.label.value if version == "3.0" else uncareted(card.adr.params["LABEL"][0])
    assert label == held("address")
    same("note", card.note.value)
    for mark in ("note", "promised"):
        assert held(mark) in card.note.value
    for mark in ("event", "place", "former", "tax", "number"):
        assert flat(mark) in card.note.value
    assert card.categories.value == same("categories", [flat("tag"), "other", flat("event")])
    assert card.email.value == same("email", flat("email"))
    number = f"{flat('phone')};ext={flat('extension')}"
    assert card.tel.value == (same("tel", number) if version == "4.0" else number)  # ical.js drops backslashes there
    assert card.uid.value == same("uid", flat("uid"))
    assert unquote(card.url.value) == f"https://{flat('url')}"


@pytest.mark.parametrize("version", VERSIONS)
def test_odd_texts_come_back_from_both_parsers(version):
    texts = odd_texts(400)
    contacts = (Contact(title=Text(text), company=Text(text), name=Name("x", text, text)) for text in texts)
    cards = [vcard.card(Record(1, contact, "ready"), version=version) for contact in contacts]
    for text, data, theirs in zip(texts, cards, read(cards), strict=True):
        card, held = vobject.readOne(data.decode()), plain(text)
        name = ["", "x"] if not text else [held, held]
        assert [card.n.value.family, card.n.value.given] == name
        if not held.endswith("\\"):  # ical.js takes the separator behind an escaped backslash for an escaped one
            assert the(theirs, "n")[0][1][:2] == name
        assert [value for _, value in the(theirs, "title")] == ([shown(held, version)] if held else [])
        assert [one.value for one in card.contents.get("title", [])] == ([held] if held else [])
        assert [one.value for one in card.contents.get("org", [])] == ([[held]] if held else [])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES)
def test_no_text_makes_a_property_of_its_own(case, version):
    allowed = (
        "BEGIN|END|VERSION|KIND|LANG|N|FN|ORG|TITLE|TEL|EMAIL|URL|X-SOCIALPROFILE|SOCIALPROFILE|ADR|LABEL|NOTE|"
        "CATEGORIES|UID|REV|X-ABShowAs"
    )
    lines = vcard.card(hostile_record(CASES[case]), version=version).decode().replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    for line in lines:
        assert re.match(rf"({allowed})[;:]", line), line
        assert "\n" not in line


def test_lines_are_folded_between_characters():
    data = b"".join(vcard.render([a_full_record(), hostile_record("ñ👩‍💻" * 300), every_field(LONG)]))
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) == 75
    assert all(line.decode() for line in lines[:-1])


def test_a_parameter_is_quoted_as_rfc_6868_says():
    assert content.quoted('a^b "c"\nd') == "\"a^^b ^'c^'^nd\""


def test_the_uid_outlives_an_edit_and_tells_records_apart():
    full = a_full_record()
    edited = Record(12, Contact(), "ready", cards=full.cards)
    other = Record(13, full.contact, "ready", cards=full.cards)
    assert vcard.uid(edited) == vcard.uid(full) == read_card(full).uid.value
    assert vcard.uid(other) != vcard.uid(full)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", vcard.uid(edited))


@pytest.mark.parametrize("uid", ["urn:uuid:1", "4a;b,c@old.example", "42"])
@pytest.mark.parametrize("version", VERSIONS)
def test_an_imported_contact_keeps_its_uid(uid, version):
    record = replace(a_full_record(), uid=uid)
    assert read_card(record, version).uid.value == uid
    (card,) = read([vcard.card(record, version=version)])
    assert the(card, "uid") == [({}, shown(uid, version))]


def test_a_contact_without_name_is_called_by_what_there_is():
    firm = Record(4, Contact(company=Text("Talleres Río; S.L.")), "check")
    assert read_card(Record(4, Contact(), "check")).fn.value == "Contact 4"
    assert read_card(firm).fn.value == "Talleres Río; S.L."
    assert read_card(firm, "4.0").kind.value == "org"
    assert read_card(firm).contents["x-abshowas"][0].value == "COMPANY"
    assert read_card(Record(4, Contact(emails=(Email("a@b.example"),)), "check")).fn.value == "a@b.example"


def test_a_department_without_firm_stays_a_department():
    assert read_card(Record(4, Contact(department=Text("Sales")), "check")).org.value == ["", "Sales"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_picture_goes_along(version):
    photo = bytes(range(256)) * 20
    (theirs,) = read([vcard.card(a_full_record(), version=version, photo=photo)])
    ((_, value),) = the(theirs, "photo")
    assert base64.b64decode(value.removeprefix("data:image/jpeg;base64,")) == photo
    if version == "3.0":  # vobject reads no data: URI
        card = read_card(a_full_record(), version, photo)
        assert (card.photo.value, card.photo.params) == (photo, {"ENCODING": ["b"], "TYPE": ["JPEG"]})
    assert b"PHOTO" not in vcard.card(a_full_record(), version=version)


def test_what_once_was_is_in_the_note():
    record = a_book()[0]
    assert "Formerly: Jefa de Ventas (until 2026-03-01)" in read_card(record).note.value


def test_a_number_that_is_none_is_text_in_version_4():
    record = Record(1, Contact(phones=(Phone("call me; maybe", valid=False),)), "check", updated=MOMENT)
    (card,) = read([vcard.card(record, version="4.0")])
    assert [(kind, value) for name, _, kind, value in card if name == "tel"] == [("text", "call me; maybe")]


def test_a_firm_of_several_numbers_prefers_the_first():
    card = read_card(a_book()[2])
    assert [tel.params["TYPE"][-1] for tel in card.tel_list].count("PREF") == 1
    assert len(card.tel_list) == 12
    assert len(card.email_list) == 5
