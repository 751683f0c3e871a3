"""`sync` with a real Radicale: each person once, nothing lost, whoever changes what and wherever the line is cut."""

import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import keyring
import pytest
import trustme
from radicale_server import PASSWORD, USER, Line, radicale

from cardscan.errors import CardscanError
from cardscan.model import Address, Contact, Email, Event, Name, Note, Phone, Reading, Side, Text
from cardscan.workflow.contacts import edit
from cardscan.workflow.session import begin, writing
from cardscan.workflow.sync import Options, sync

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
PHOTO = "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def url(server, request):
    name = re.sub(r"\W+", "-", request.node.name)
    made = server.book(name)
    yield made
    server.delete(made)


@pytest.fixture
def workspace(tmp_path, url, monkeypatch):
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)
    monkeypatch.setenv("CARDSCAN_SYNC_PASSWORD", PASSWORD)
    made, _ = begin(tmp_path / "ws")
    configure(made, url)
    return made


def configure(workspace, url, **more):
    lines = [f"{key} = {value}" for key, value in more.items()]
    text = ["[sync]", f'url = "{url}"', f'user = "{USER}"', *lines, '[sender]\ncountry = "ES"\n']
    workspace.config.write_text("\n".join(text), encoding="utf-8")


def person(number, **more):
    contact = Contact(
        language="es",
        name=Name(f"Ana Díaz{number}", "Ana", f"Díaz{number}"),
        title=Text("Directora"),
        company=Text(f"Talleres {number}"),
        phones=(Phone(f"+3460000{number:04}", type="mobile"),),
        emails=(Email(f"ana{number}@rio{number}.example"),),
        address=Address("Calle Mayor 1, Madrid", "Calle Mayor 1", None, "Madrid", None, "ES"),
    )
    return replace(contact, **more)


def met(workspace, *contacts, verdict="ready"):
    event = Event("2026-03-01 BNI", "BNI Madrid")
    with writing(workspace) as store, store.transaction():
        start = len(store.contacts())
        for at, contact in enumerate(contacts, start):
            side = Side(Path(f"{at}.jpg"), f"{at}", 0, 0, None, SQUARE, b"")
            store.add_reading(Reading((side,), (), (), contact, verdict), event, [f"{at}-crop.jpg"], [f"{at}.jpg"])


def outcomes(summary):
    assert summary.trouble is None
    return [one.outcome for one in summary.people]


def theirs(server, url, text, name="theirs.vcf"):
    server.put(url + name, text)


def vcard(*lines, name="Díaz1;Ana;;;", uid="theirs-1"):
    full = " ".join(part for part in (*name.split(";")[1::-1],) if part)
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"N:{name}", f"FN:{full}", *lines, "END:VCARD", ""])


def unfolded(text):
    return re.sub(r"\r?\n[ \t]", "", text)


def the_record(workspace, number=1):
    with writing(workspace) as store:
        return store.record(number)


def test_each_contact_is_there_once_however_often_we_come(workspace, server, url):
    met(workspace, person(1), person(2))
    assert outcomes(sync(workspace, Options())) == ["created", "created"]
    before = server.cards(url)
    assert outcomes(sync(workspace, Options())) == ["same", "same"]
    assert server.cards(url) == before
    assert len(before) == 2
    assert all(re.fullmatch(r"[0-9a-f-]{36}\.vcf", name) for name in before)


def test_the_server_is_found_from_its_name_alone(workspace, server, url, request):
    met(workspace, person(1))
    configure(workspace, server.url, address_book=f'"{url.rstrip("/").rpartition("/")[2]} OF zoe"')
    assert outcomes(sync(workspace, Options())) == ["created"]
    assert len(server.cards(url)) == 1
    other = server.book("other")
    try:
        configure(workspace, server.url)
        with pytest.raises(CardscanError, match="several address books") as caught:
            sync(workspace, Options())
        assert '"other of Zoé"' in caught.value.hint
    finally:
        server.delete(other)


def test_a_change_here_goes_there_and_a_change_there_comes_here(workspace, server, url):
    met(workspace, person(1), person(2), person(3))
    sync(workspace, Options())
    edit(workspace, 1, ["title=Socia", "phone+=+34910000001"])
    names = {text.split("FN:")[1].split("\r\n")[0].strip(): name for name, text in server.cards(url).items()}
    old = server.cards(url)[names["Ana Díaz2"]]
    new = old.replace("TITLE:Directora", "TITLE:Gerente\r\nBDAY:1970-01-01\r\n" + PHOTO)
    theirs(server, url, new.replace("TEL;TYPE=CELL:+34600000002", "TEL;TYPE=CELL:600 00 00 22"), names["Ana Díaz2"])
    summary = sync(workspace, Options())
    assert outcomes(summary) == ["put", "taken", "same"]
    assert summary.people[0].put == ("title", "phone:+34910000001")
    text = server.cards(url)[names["Ana Díaz1"]]
    assert "TITLE:Socia" in text
    assert "+34910000001" in text
    record = the_record(workspace, 2)
    assert record.contact.title.value == "Gerente"
    assert [phone.number for phone in record.contact.phones] == ["+34600000022"]
    assert {"title", "phones"} <= set(record.edited)
    assert outcomes(sync(workspace, Options())) == ["same"] * 3
    assert PHOTO in unfolded(server.cards(url)[names["Ana Díaz2"]])


def test_what_we_do_not_know_stays_when_our_changes_go_there(workspace, server, url):
    met(workspace, person(1))
    sync(workspace, Options())
    (name, text), *_ = server.cards(url).items()
    more = [PHOTO, "item1.X-ABDATE:1999-12-31", "item1.X-ABLabel:Boda", "KEY;TYPE=PGP:abc", "ADR;TYPE=HOME:;;Rua 1;;;;"]
    theirs(server, url, text.replace("END:VCARD", "\r\n".join([*more, "END:VCARD"])), name)
    edit(workspace, 1, ["title=Socia", "company=Río SA", "address=Calle Nueva 3, 28002 Madrid"])
    assert outcomes(sync(workspace, Options())) == ["put"]
    now = unfolded(server.cards(url)[name]).upper()
    assert "TITLE:SOCIA" in now
    assert "CALLE NUEVA 3" in now
    assert "CALLE MAYOR" not in now
    for kept in ("/9J/4AAQ", "X-ABDATE:1999-12-31", "BODA", "KEY;TYPE=PGP:ABC", "RUA 1"):
        assert kept in now
    assert outcomes(sync(workspace, Options())) == ["same"]


def test_changes_of_different_things_on_both_sides_are_joined(workspace, server, url):
    met(workspace, person(1))
    sync(workspace, Options())
    (name, text), *_ = server.cards(url).items()
    theirs(server, url, text.replace("FN:", "NOTE:plays chess\r\nEMAIL:private@ana.example\r\nFN:", 1), name)
    edit(workspace, 1, ["title=Socia", "tags=bni", "note=likes sailing"])
    assert outcomes(sync(workspace, Options())) == ["merged"]
    record, there = the_record(workspace), unfolded(server.cards(url)[name])
    assert [email.address for email in record.contact.emails] == ["ana1@rio1.example", "private@ana.example"]
    assert (record.note.note, record.note.background) == ("likes sailing", "plays chess")  # no letter quotes theirs
    for text in ("TITLE:Socia", "private@ana.example", "likes sailing", "plays chess", "bni"):
        assert text in there
    assert outcomes(sync(workspace, Options())) == ["same"]


def test_the_same_thing_changed_on_both_sides_is_left_to_the_user(workspace, server, url):
    met(workspace, person(1), person(2))
    sync(workspace, Options())
    for name, text in server.cards(url).items():
        theirs(server, url, text.replace("TITLE:Directora", "TITLE:Gerente"), name)
    edit(workspace, 1, ["title=Socia"])
    edit(workspace, 2, ["title=Jefa", "department=Ventas"])
    for _ in range(2):  # it is told until it is decided
        summary = sync(workspace, Options())
        conflicts = [one.conflicts[0] for one in summary.people]
        assert [(one.fact, one.mine, one.theirs) for one in conflicts] == [
            ("title", "Socia", "Gerente"),
            ("title", "Jefa", "Gerente"),
        ]
    assert sum("TITLE:Gerente" in text for text in server.cards(url).values()) == 2
    assert sum("Ventas" in text for text in server.cards(url).values()) == 1  # what is not in dispute goes on
    sync(workspace, Options((1,), prefer="mine"))
    sync(workspace, Options((2,), prefer="theirs"))
    assert the_record(workspace, 1).contact.title.value == "Socia"
    assert the_record(workspace, 2).contact.title.value == "Gerente"
    titles = sorted(re.search(r"TITLE:(\w+)", text)[1] for text in server.cards(url).values())
    assert titles == ["Gerente", "Socia"]
    summary = sync(workspace, Options())
    assert outcomes(summary) == ["same", "same"]
    assert not any(one.conflicts for one in summary.people)


def test_somebody_who_is_there_already_is_linked_and_keeps_what_was_theirs(workspace, server, url):
    old = vcard("TEL;TYPE=HOME:+34 600 00 00 01", "EMAIL:ana1@rio1.example", "BDAY:1970-01-01", "TITLE:Amiga", PHOTO)
    theirs(server, url, old)
    met(workspace, person(1), person(2))
    summary = sync(workspace, Options())
    assert outcomes(summary) == ["linked", "created"]
    assert [one.fact for one in summary.people[0].conflicts] == ["title"]
    there = server.cards(url)
    assert len(there) == 2
    text = unfolded(there["theirs.vcf"])
    for kept in ("UID:theirs-1", "BDAY:1970-01-01", "TITLE:Amiga", PHOTO, "ORG:Talleres 1", "+34 600 00 00 01"):
        assert kept in text
    assert text.count("TEL") == 1
    assert the_record(workspace).contact.title.value == "Directora"
    assert outcomes(sync(workspace, Options((2,)))) == ["same"]


def test_a_card_deleted_there_is_not_made_again_unless_asked_for(workspace, server, url):
    met(workspace, person(1), person(2))
    sync(workspace, Options())
    name = next(name for name, text in server.cards(url).items() if "Díaz1" in text)
    server.delete(url + name)
    summary = sync(workspace, Options())
    assert outcomes(summary) == ["gone", "same"]
    assert summary.people[0].why == "new"
    assert [one.why for one in sync(workspace, Options()).people] == ["", ""]
    assert len(server.cards(url)) == 1
    assert the_record(workspace).contact.name.full == "Ana Díaz1"
    assert outcomes(sync(workspace, Options((1,)))) == ["created"]
    assert outcomes(sync(workspace, Options())) == ["same", "same"]
    assert len(server.cards(url)) == 2


def test_nothing_is_deleted_there_without_being_told_to(workspace, server, url):
    theirs(server, url, vcard("EMAIL:ana1@rio1.example", "TITLE:Directora"))
    met(workspace, person(1), person(2), person(3))
    sync(workspace, Options())
    with writing(workspace) as store:
        for number in (1, 2, 3):
            store.delete_record(number)
    assert outcomes(sync(workspace, Options())) == ["left", "left"]
    assert len(server.cards(url)) == 3
    name = next(name for name, text in server.cards(url).items() if "Díaz3" in text)
    theirs(server, url, server.cards(url)[name].replace("TITLE:Directora", "TITLE:Gerente"), name)
    summary = sync(workspace, Options(delete=True))
    assert sorted((one.outcome, one.why) for one in summary.people) == [("deleted", ""), ("left", "changed")]
    assert sorted(server.cards(url)) == sorted(["theirs.vcf", name])  # the card that cardscan did not make is not ours


def test_a_dry_run_changes_nothing(workspace, server, url):
    met(workspace, person(1), person(2))
    sync(workspace, Options((1,)))
    edit(workspace, 1, ["title=Socia"])
    before = server.cards(url)
    for _ in range(2):
        assert outcomes(sync(workspace, Options(dry_run=True))) == ["put", "created"]
    assert server.cards(url) == before


def test_who_takes_part(workspace, server, url):
    met(workspace, person(1), person(2))
    met(workspace, person(3), verdict="check")
    with writing(workspace) as store:
        store.set_note(2, Note(tags=("BNI",)))
    configure(workspace, url, tags='["bni"]')
    assert outcomes(sync(workspace, Options())) == ["created"]
    configure(workspace, url)
    assert outcomes(sync(workspace, Options())) == ["created", "same"]
    configure(workspace, url, check="true")
    assert outcomes(sync(workspace, Options())) == ["same", "same", "created"]


def test_unknown_people_become_contacts_only_when_asked_for(workspace, server, url):
    theirs(server, url, vcard("EMAIL:bo@lind.example", "NOTE:sings", "CATEGORIES:choir", name="Lind;Bo;;;"))
    theirs(server, url, vcard("EMAIL:ana1@rio1.example", uid="ana"), "ana.vcf")
    theirs(server, url, vcard(name=";;;;", uid="nobody").replace("FN:", "FN:?"), "nobody.vcf")
    met(workspace, person(1))
    assert outcomes(sync(workspace, Options())) == ["linked"]
    summary = sync(workspace, Options(take_in=True))
    assert outcomes(summary)[:2] == ["same", "imported"]
    record = the_record(workspace, 2)
    assert (record.contact.name.full, record.origin) == ("Bo Lind", "import")
    assert (record.note.note, record.note.background, record.note.tags) == ("", "sings", ("choir",))
    assert set(outcomes(sync(workspace, Options(take_in=True)))) == {"same"}
    assert len(server.cards(url)) == 3


def test_a_card_that_was_moved_there_is_followed(workspace, server, url):
    met(workspace, person(1))
    sync(workspace, Options())
    (name, text), *_ = server.cards(url).items()
    server.delete(url + name)
    theirs(server, url, text.replace("TITLE:Directora", "TITLE:Gerente"), "moved.vcf")
    assert outcomes(sync(workspace, Options())) == ["taken"]
    assert list(server.cards(url)) == ["moved.vcf"]
    assert outcomes(sync(workspace, Options())) == ["same"]


def test_over_tls_and_only_with_a_certificate_that_is_right(tmp_path, workspace, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    met(workspace, person(1))
    with radicale(tmp_path / "tls", tls=authority) as safe:
        configure(workspace, safe.url)
        with pytest.raises(CardscanError, match="certificate is not valid") as caught:
            sync(workspace, Options())
        assert "your password was not sent" in caught.value.hint
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        book = safe.book()
        assert outcomes(sync(workspace, Options())) == ["created"]
        assert len(safe.cards(book)) == 1


def test_a_wrong_password_is_one_line(workspace, monkeypatch):
    monkeypatch.setenv("CARDSCAN_SYNC_PASSWORD", "wr0ng")
    with pytest.raises(CardscanError, match="does not let zoé in") as caught:
        sync(workspace, Options())
    assert "wr0ng" not in str(caught.value) + caught.value.hint


@contextmanager
def line_to(url):
    line = Line(urlsplit(url).port)
    try:
        yield line, url.replace(f":{urlsplit(url).port}/", f":{line.port}/")
    finally:
        line.close()


@pytest.mark.slow
def test_500_contacts_twice_with_changes_on_both_sides_and_a_line_that_is_cut(workspace, server, url):
    met(workspace, *(person(number, name=named(number)) for number in range(1, 501)))
    there = [number for number in range(1, 501) if number % 5]  # Radicale looks through all cards at each new one
    server.put(url, "".join(map(known_there, there)))
    with line_to(url) as (line, through):
        configure(workspace, through)
        line.cut_at, line.after = 120, True  # the card is stored, its answer lost
        first = sync(workspace, Options())
        assert "connection was cut" in first.trouble.message
        assert first.left + len(first.people) == 500
        assert 100 < len(first.people) < 130
        line.mend()
        second = sync(workspace, Options())
        assert second.trouble is None
        assert len(server.cards(url)) == 500
        change(workspace, server, url)
        line.seen, line.cut_at, line.after = 0, 7, False
        assert sync(workspace, Options()).trouble
        line.mend()
        assert sync(workspace, Options()).trouble is None
    assert_all_there(workspace, server, url)


GIVEN = ["Ana", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gaia", "Hugo", "Irene", "Jorge", "Karla"]
BEGINNINGS = ["Alb", "Ber", "Cal", "Dom", "Est", "Fer", "Gar", "Hern", "Ibar", "Jim"]
ENDINGS = ["arez", "ino", "escu", "owska", "eira", "mann", "oux", "oni", "ides", "elli"]


def named(number):
    """Name 500 people, no two alike."""
    given = GIVEN[number % 11]
    family = BEGINNINGS[number % 10] + ENDINGS[number // 10 % 10] + "xaeiou"[number // 100]
    return Name(f"{given} {family}", given, family)


def known_there(number):
    name = named(number)
    more = f"EMAIL:ana{number}@rio{number}.example"
    return vcard(more, name=f"{name.family};{name.given};;;", uid=f"theirs-{number}")


def change(workspace, server, url):
    """Change 20 contacts here, 20 cards there, and ten of either at once."""
    with writing(workspace) as store:
        for number in range(1, 31):
            contact = store.record(number).contact
            store.edit_record(number, replace(contact, department=Text(f"Here {number}")), ["department"])
    for name, text in server.cards(url).items():
        number = int(re.search(r":ana(\d+)@", unfolded(text))[1])
        if 21 <= number <= 50:
            new = text.replace("END:VCARD", f"NICKNAME:There {number}\r\nEMAIL:there{number}@ana.example\r\nEND:VCARD")
            theirs(server, url, new, name)


def assert_all_there(workspace, server, url):
    there = {}
    for text in server.cards(url).values():
        there.setdefault(int(re.search(r":ana(\d+)@", unfolded(text))[1]), []).append(unfolded(text))
    assert sorted(there) == list(range(1, 501))
    assert all(len(cards) == 1 for cards in there.values())
    with writing(workspace) as store:
        records = store.records()
    assert len(records) == 500
    for number, record in enumerate(records, start=1):
        (text,) = there[number]
        assert (f"Here {number}" in text) is (number <= 30)
        assert (f"NICKNAME:There {number}" in text) is (21 <= number <= 50)
        emails = [email.address for email in record.contact.emails]
        assert emails == [f"ana{number}@rio{number}.example", f"there{number}@ana.example"][: 1 + (21 <= number <= 50)]
        assert record.contact.department == (Text(f"Here {number}") if number <= 30 else None)
        assert f"ana{number}@rio{number}.example" in text
