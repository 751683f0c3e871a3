import time

import pytest
import vobject

from cardscan.imports import vcard


def card(*lines, version="3.0", end="\r\n"):
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


def one(*lines, regions=(), **more):
    found = vcard.parse(card(*lines, **more), regions)
    assert len(found) == 1
    return found[0]


def numbers(imported):
    return [(phone.number, phone.type, phone.extension) for phone in imported.contact.phones]


def test_a_card_of_version_3():
    found = one(
        "N:Rossi;Anna;Maria;Dott.ssa;MBA", "FN:Dott.ssa Anna Maria Rossi\\, MBA",
        "ORG:Rossi\\; Figli S.r.l.;Vendite;Estero",
        "TITLE:Direttrice", "EMAIL;TYPE=HOME:a@home.example", "EMAIL;TYPE=WORK,PREF:Anna@Rossi.example",
        "ADR;TYPE=HOME:;;Via Casa 2;Monza;;;", "ADR;TYPE=WORK:;;Via Roma 1;Milano;MI;20121;Italia",
        "NOTE:one\\ntwo\\, three", "CATEGORIES:client,good\\, friend", "UID:urn:uuid:1", "URL:https://www.Rossi.example/x/",
        "X-SOCIALPROFILE;TYPE=linkedin:https://www.linkedin.com/in/anna", "PHOTO;ENCODING=b:AAAA",
    )  # fmt: skip
    contact = found.contact
    assert (contact.name.full, contact.name.given, contact.name.family) == ("Anna Maria Rossi", "Anna Maria", "Rossi")
    assert (contact.name.prefix, contact.name.suffix) == ("Dott.ssa", "MBA")
    assert (contact.company.value, contact.department.value) == ("Rossi; Figli S.r.l.", "Vendite, Estero")
    assert [email.address for email in contact.emails] == ["anna@rossi.example", "a@home.example"]
    assert (contact.address.city, contact.address.country_code) == ("Milano", "IT")
    assert (found.note, found.tags, found.uid) == ("one\ntwo, three", ("client", "good, friend"), "urn:uuid:1")
    assert [link.value for link in contact.urls] == ["rossi.example/x"]
    assert [link.value for link in contact.social] == ["linkedin.com/in/anna"]


def test_a_card_of_version_2_with_quoted_printable():
    found = one(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=81=C4=85cka;J=C3=B3zef;;;",
        "FN;CHARSET=UTF-8;QUOTED-PRINTABLE:J=C3=B3zef =",
        "=C5=81=C4=85cka",
        "TEL;CELL;PREF:600 123 456",
        "TEL;WORK;FAX:(22) 123-45-67",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-2:=B1=0D=0Ab",
        version="2.1",
        regions=["PL"],
    )
    assert found.contact.name.full == "Józef Łącka"
    assert numbers(found) == [("+48600123456", "mobile", None), ("+48221234567", "fax", None)]
    assert found.note == "ą\nb"


def test_a_card_of_version_4():
    found = one(
        "FN:Zoë Lind", "N:Lind;Zoë;;;", 'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+39-333-1234567',
        "TEL;VALUE=uri;TYPE=work:tel:+390255501234;ext=12", "LANG;TYPE=work:it", "ADR;LABEL=\"Via Roma 1\":;;;;;;",
        version="4.0",
    )  # fmt: skip
    assert numbers(found) == [("+393331234567", "mobile", None), ("+390255501234", "work", "12")]
    assert found.contact.language == "it"
    assert found.contact.address.full == "Via Roma 1"


def test_labels_of_apple_count():
    found = one("FN:A B", "item1.TEL;type=pref:+393331234567", "item1.X-ABLabel:_$!<Mobile>!$_")
    assert numbers(found) == [("+393331234567", "mobile", None)]


@pytest.mark.parametrize(
    ("lines", "name", "company"),
    [
        (("FN:Rossi\\, Anna", "N:Rossi;Anna;;;"), "Anna Rossi", None),
        (("N:Rossi;Anna;;;",), "Anna Rossi", None),
        (("FN:Acme GmbH", "KIND:org"), None, "Acme GmbH"),
        (("FN:Acme GmbH", "ORG:Acme GmbH", "N:;;;;"), None, "Acme GmbH"),
        (("FN:a@b.example", "EMAIL:a@b.example"), None, None),
        (("FN:王伟",), "王伟", None),
        (("FN:a\\nb\x07\u202ec",), "a b c", None),
    ],
)
def test_who_it_is(lines, name, company):
    contact = one(*lines).contact
    assert (contact.name and contact.name.full, contact.company and contact.company.value) == (name, company)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines(encoding, end):
    data = card("FN:Łucja Żak", "N:Żak;Łucja;;;", end=end).decode().encode(encoding)
    assert vcard.parse(data)[0].contact.name.full == "Łucja Żak"


def test_western_letters_without_a_word_on_them():
    assert vcard.parse("BEGIN:VCARD\nFN:José Müller\nEND:VCARD".encode("cp1252"))[0].contact.name.full == "José Müller"


def test_one_broken_card_is_a_problem_and_the_others_are_read():
    data = card("FN:One") + b"BEGIN:VCARD\r\nFN:Cut\r\n" + card("FN:Two") + card("N:;;;;") + b"BEGIN:VCARD\r\nFN:End"
    found = vcard.parse(data)
    assert [bool(entry.problems) for entry in found] == [False, True, False, True, True]
    assert [entry.contact.name.full for entry in found if not entry.problems] == ["One", "Two"]
    assert [entry.place for entry in found] == [1, 2, 3, 4, 5]


def test_a_card_within_a_card_is_not_taken_for_it():
    data = card("FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Agent", "END:VCARD", "EMAIL:boss@b.example")
    found = vcard.parse(data)
    assert [(entry.contact.name.full, len(entry.contact.emails)) for entry in found] == [("Boss", 1)]


def test_pictures_are_passed_over_folded_or_not():
    data = card(
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ",
        "SkZJRgABAQ==",
        "",
        "FN:A",
        "LOGO;ENCODING=b:AA",
        " AA",
        "EMAIL:a@a.example",
    )
    found = vcard.parse(data)[0]
    assert (found.contact.name.full, len(found.contact.emails), found.problems) == ("A", 1, ())


def test_folded_lines_are_joined():
    assert one("FN:Anna Ros", " si").contact.name.full == "Anna Rossi"


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCARD\nFN:A\nTEL;A=" + b'"a",' * 200_000 + b":1\nEND:VCARD",
        b"BEGIN:VCARD\nFN:A\nTEL" + b";A" * 200_000 + b":1\nEND:VCARD",
        b"BEGIN:VCARD\nFN:A\nNOTE:" + b"x" * 20_000_000 + b"\nEND:VCARD",
        b"BEGIN:VCARD\nFN:A\nORG:" + b"\\;" * 300_000 + b"\nEND:VCARD",
        b"BEGIN:VCARD\nFN:A\n" + b"AGENT:\nBEGIN:VCARD\n" * 50_000,
        b"BEGIN:VCARD\n" * 50_000,
        b"\0" * 1_000_000 + card("FN:A"),
        b"BEGIN:VCARD\nFN:A\n" + b"TEL:+39 02 5550 1234\n" * 5_000 + b"END:VCARD",
        b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:A=\n" + b"=\n" * 100_000 + b"END:VCARD",
    ],
    ids=["quoted", "parameters", "long", "escapes", "agents", "begins", "zeros", "phones", "soft"],
)
def test_hostile_files_cost_little(data):
    start = time.perf_counter()
    vcard.parse(data)
    assert time.perf_counter() - start < 5


def test_what_another_program_writes_is_read():
    made = vobject.vCard()
    made.add("n").value = vobject.vcard.Name(family="Żak; x", given="Łu,cja\\")
    made.add("fn").value = "Łu,cja\\ Żak; x"
    made.add("note").value = "a;b,c\\d\n😀"
    made.add("org").value = ["A;B", "C,D"]
    found = vcard.parse(made.serialize().encode())[0]
    assert found.contact.name.full == "Łu,cja\\ Żak; x" or found.contact.name.family == "Żak; x"
    assert found.note == "a;b,c\\d\n😀"
    assert (found.contact.company.value, found.contact.department.value) == ("A;B", "C,D")


@pytest.mark.parametrize("kind", ["KIND:group", "X-ADDRESSBOOKSERVER-KIND:Group"])
def test_a_group_of_cards_is_nobody(kind):
    (group,) = vcard.parse(f"BEGIN:VCARD\nVERSION:3.0\n{kind}\nFN:Friends\nUID:g1\nEND:VCARD\n".encode())
    assert group.is_empty
    assert group.problems == ()


def test_a_number_that_is_none_of_our_country_is_kept_as_written():
    data = b"BEGIN:VCARD\nVERSION:3.0\nFN:Jan\nTEL:793 406 218\nTEL:600 111 222\nEND:VCARD\n"
    (jan,) = vcard.parse(data, ["ES"])
    assert {phone.number: phone.valid for phone in jan.contact.phones} == {"793 406 218": False, "+34600111222": True}
