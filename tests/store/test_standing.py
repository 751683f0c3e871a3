"""What contacts declared, letters beside the plan, and how a database of the first version comes to know them."""

import sqlite3
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from store_values import ANA, EVENT, OTHER_EVENT, add, draft, reading

from cardscan.errors import CardscanError
from cardscan.model import Contact, Declaration, Email, Name, Phone
from cardscan.store import migrations, tables
from cardscan.store.migrations import MIGRATIONS
from cardscan.store.open import open_store

BY_PHONE = Declaration(date(2026, 3, 5), "by phone")


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "cardscan.db") as opened:
        yield opened


@pytest.mark.parametrize("kind", ["consent", "objection", "reply"])
def test_declarations_last_until_they_are_taken_back(store, kind):
    number, other = add(store), add(store, reading(sha256="b2"))
    store.declare(number, kind, BY_PHONE)
    assert getattr(store.record(number), kind) == BY_PHONE
    assert getattr(store.record(other), kind) is None
    store.declare(number, kind, None)
    assert getattr(store.record(number), kind) is None
    assert [entry.what for entry in store.history.of(number)][-2:] == [kind, f"no-{kind}"]
    with pytest.raises(CardscanError):
        store.declare(99, kind, BY_PHONE)


def test_who_objected_is_known_again_after_an_erasure(store, tmp_path):
    number = add(store)
    address = ANA.emails[0].address
    store.declare(number, "objection", BY_PHONE)
    assert store.objectors() == (number,)
    store.delete_record(number)
    assert store.objectors() == ()
    store.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert address.encode() not in left
    with open_store(tmp_path / "cardscan.db") as again:
        same = Contact(name=Name("A. Other"), emails=(Email(address.upper()),))
        stranger = Contact(name=Name("A. Other"), emails=(Email("somebody@else.example"),))
        back = add(again, reading(same, sha256="c3"))
        assert again.record(back).objection == BY_PHONE
        assert again.record(add(again, reading(stranger, sha256="d4"))).objection is None
        again.declare(back, "objection", None)
        assert again.record(add(again, reading(same, sha256="e5"))).objection is None


def test_letters_about_others_live_beside_the_plan(store):
    number, one, two = (add(store, reading(sha256=name)) for name in ("a1", "b2", "c3"))
    plain = store.drafts.put(number, draft(), "1.eml", "h", EVENT.folder)
    first = store.drafts.put(number, draft(), "2.eml", "h", EVENT.folder, kind="introduction", about=one)
    second = store.drafts.put(number, draft(), "3.eml", "h", EVENT.folder, kind="introduction", about=two)
    assert len({plain, first, second}) == 3
    assert store.drafts.put(number, draft(step=2), "2.eml", "h", EVENT.folder, kind="introduction", about=one) != first
    assert store.drafts.put(number, draft(), "2.eml", "h", EVENT.folder, kind="introduction", about=one) == first
    assert store.drafts.latest(number, 1).id == plain
    assert [stored.id for stored in store.drafts.find(record=one)] == []
    assert [stored.id for stored in store.drafts.find(record=two, about=True)] == [second]
    assert "3.eml" in store.delete_record(two)
    assert second not in [stored.id for stored in store.drafts.find()]


def test_the_day_of_sending_is_kept_and_taken_back(store):
    number = store.drafts.put(add(store), draft(), "1.eml", "h")
    store.drafts.mark(number, "sent", date(2026, 3, 2))
    assert store.drafts.find()[0].sent == date(2026, 3, 2)
    store.drafts.mark(number, "written")
    assert store.drafts.find()[0].sent is None


def test_a_blanked_letter_holds_nobodys_name(store, tmp_path):
    number = store.drafts.put(add(store), draft(subject="Secretsubject"), "1.eml", "h", EVENT.folder)
    store.drafts.blank(number, "objected")
    stored = store.drafts.find()[0]
    assert (stored.status, stored.file, stored.sha256) == ("objected", "1.eml", "")
    assert (stored.draft.to, stored.draft.subject, stored.draft.body) == ("", "", "")
    assert stored.draft.send_date == draft().send_date
    store.close()
    assert b"Secretsubject" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_photo_that_moves_takes_its_letters_of_all_kinds_along(store):
    other = add(store, reading(sha256="b2"))
    number = add(store)
    for kind, about in (("", None), ("introduction", other)):
        store.drafts.put(number, draft(), f"{kind}.eml", "h", EVENT.folder, kind=kind, about=about)
    card = store.record(number).cards[0]
    store.photos.move(card.sha256, EVENT.folder, OTHER_EVENT.folder, "fair/1.jpg")
    assert {stored.event for stored in store.drafts.find(record=number)} == {OTHER_EVENT.folder}


def test_a_fingerprint_changes_with_the_contacts_and_with_nothing_else(store):
    number = add(store)
    before = store.fingerprint()
    store.drafts.put(number, draft(), "1.eml", "h")
    assert store.fingerprint() == before
    store.declare(number, "consent", BY_PHONE)
    assert store.fingerprint() != before
    add(store, reading(sha256="b2"))
    assert store.fingerprint() != before


def test_a_database_of_the_first_version_keeps_its_letters(tmp_path: Path, monkeypatch):
    path = tmp_path / "old.db"
    monkeypatch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:1])
    open_store(path).close()
    with sqlite3.connect(path) as old:
        old.execute(
            "INSERT INTO record VALUES (1, '{}', '[]', 'ready', '[]', '{}', 'new', '2026-03-01T00:00:00+00:00', "
            "'2026-03-01T00:00:00+00:00', '', '', '', '')"
        )
        text = (
            '{"to":"a@b.example","to_name":"A","subject":"S","body":"B","language":"en","template":"en/first-meeting",'
            '"send_date":"2026-03-02","step":1,"warnings":[]}'
        )
        old.execute(
            "INSERT INTO draft VALUES (1, 1, NULL, 1, ?, 'a.eml', 'h', 'written', '2026-03-01T00:00:00+00:00', "
            "'2026-03-01T00:00:00+00:00')",
            (text,),
        )
    old.close()
    monkeypatch.undo()
    with open_store(path) as store:
        (stored,) = store.drafts.find()
        assert (stored.status, stored.kind, stored.about, stored.sent) == ("written", "", None, None)
        assert (stored.draft.subject, stored.draft.send_at, stored.draft.intent) == ("S", None, "first-meeting")
        assert store.record(1).objection is None


def test_an_objection_of_a_database_without_a_salt_is_still_known(store):
    address = ANA.emails[0].address
    key = sha256(f"cardscan objector {address}".encode()).hexdigest()
    with store._database.write() as connection:
        row = {"key": key, "objection": '{"on":"2025-01-02","source":""}'}
        connection.execute(insert(tables.objector).values(row))
    number = add(store)
    assert store.record(number).objection == Declaration(date(2025, 1, 2))
    store.declare(number, "objection", None)
    with store._database.read() as connection:
        assert connection.execute(select(tables.objector)).all() == []


def test_two_databases_hash_the_same_person_differently(tmp_path):
    keys = []
    for name in ("one.db", "two.db"):
        with open_store(tmp_path / name) as store:
            store.declare(add(store), "objection", BY_PHONE)
            with store._database.read() as connection:
                keys.append(set(connection.scalars(select(tables.objector.c.key))))
    assert len(keys[0]) == len(keys[1]) == 2
    assert not keys[0] & keys[1]


def test_who_has_no_address_is_known_by_name_and_number_together(store):
    phone = Phone("+34600000009")
    number = add(store, reading(Contact(name=Name("Ana Díaz"), phones=(phone,)), sha256="b2"))
    store.declare(number, "objection", BY_PHONE)
    store.erasure.erase([number], lambda text: False)
    same = Contact(name=Name("ANA DIAZ"), phones=(phone,))
    colleague = Contact(name=Name("Luis Gil"), phones=(phone,))
    assert store.record(add(store, reading(same, sha256="c3"))).objection == Declaration(BY_PHONE.on)
    assert store.record(add(store, reading(colleague, sha256="d4"))).objection is None
