import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.errors import CardscanError
from cardscan.model import Declaration, Note
from cardscan.settings.workspace import Workspace, create
from cardscan.store.open import open_store
from cardscan.workflow.contacts import edit
from cardscan.workflow.doubles import doubles, join, keep_apart
from cardscan.workflow.introduce import introduce
from cardscan.workflow.own_text import set_text
from cardscan.workflow.process import Options, process
from cardscan.workflow.standing import Which, approve, declare, sent, skip
from cardscan.workflow.undo import undo

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    """Two people who are one, met at one event and at another, and a third one."""
    made, _ = create(tmp_path_factory.mktemp("doubles") / "ws")
    made.config.write_text(
        '[sender]\nname = "Zoe Field"\nemail = "zoe@example.com"\ncountry = "IT"\n', encoding="utf-8"
    )
    first, second = made.root / "2026-11-12 Breakfast", made.root / "2026-11-19 Fair"
    photo(first / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl", phone="+390255501234"))
    photo(first / "2.jpg", card("Ann Smith", "ann@smith.example", company="Smith Ltd"))
    photo(second / "3.jpg", card("Bo Lind", "bo@lind.example"))
    process(made, (), Options(today=TODAY), reader=FakeReader())
    return made


@pytest.fixture
def met(processed, tmp_path):
    return Workspace(shutil.copytree(processed.root, tmp_path / "ws"))


def stored(workspace):
    with open_store(workspace.database, create=False) as store:
        store.check()
        return {one.id: one for one in store.records()}, store.drafts.find()


def letters(workspace, number):
    return [one for one in stored(workspace)[1] if one.record_id == number]


def test_two_become_one_with_cards_meetings_notes_and_letters(met):
    edit(met, 1, ["note=sails", "tags=bni"])
    edit(met, 3, ["note=likes jazz", "tags=fair", "promised=a call"])
    before, drafts = stored(met)
    joined = join(met, 3, 1)
    records, after = stored(met)
    assert set(records) == {2, 3}
    record = records[3]
    assert record == joined.record
    assert [event.name for event in record.events] == ["Breakfast", "Fair"]
    assert [(one.side, one.photo[-5:]) for one in record.cards] == [(0, "3.jpg"), (1, "1.jpg")]
    assert record.note == Note("likes jazz\nsails", "a call", tags=("fair", "bni"))
    assert record.lines == before[3].lines + tuple(replace(one, side=one.side + 1) for one in before[1].lines)
    assert record.created == min(before[1].created, before[3].created)
    assert {one.id for one in after} == {one.id for one in drafts}
    assert {one.event for one in after if one.record_id == 3} == {"2026-11-12 Breakfast", "2026-11-19 Fair"}
    with open_store(met.database, create=False) as store:
        assert [one.what for one in store.history.of(3)].count("added") == 2
        assert [one.detail for one in store.history.of(3) if one.what == "merged"] == ["1"]


@pytest.mark.parametrize(
    ("first", "second", "stands", "aside"),
    [
        ("written", "written", 1, None),
        ("written", "text", 2, None),
        ("approved", "sent", 2, ("approved letter", "skipped")),
        ("sent", "sent", 1, ("sent letter", "sent")),
        ("text", "approved", 2, ("own text", "skipped")),
        ("skipped", "written", 1, None),
        ("written", "skipped", 2, None),
    ],
)
def test_of_two_letters_of_one_meeting_the_users_stands_and_none_that_was_sent_is_lost(
    met, first, second, stands, aside
):
    acts = {
        "written": lambda number: None,
        "text": lambda number: set_text(met, letters(met, number)[0].id, "Ciao", "own words"),
        "approved": lambda number: approve(met, Which((number,))),
        "sent": lambda number: sent(met, Which((number,)), TODAY),
        "skipped": lambda number: skip(met, Which((number,))),
    }
    acts[first](1)
    acts[second](2)
    before = {one.record_id: one for one in stored(met)[1]}
    join(met, 1, 2)
    after = {one.id: one for one in stored(met)[1] if one.record_id == 1}
    plan = [one for one in after.values() if not one.kind]
    assert [one.id for one in plan] == [before[stands].id]
    beside = [one for one in after.values() if one.kind]
    lesser = before[3 - stands]
    assert [(one.id, one.status) for one in beside] == ([(lesser.id, aside[1])] if aside else [])
    assert (met.root / lesser.file).exists() == bool(aside)
    assert (met.root / before[stands].file).exists()


def test_declarations_of_both_hold_and_an_objection_silences_all(met):
    early, late = Declaration(date(2026, 1, 1), "by phone"), Declaration(date(2026, 2, 2), "by e-mail")
    declare(met, 1, "consent", early)
    declare(met, 3, "consent", late)
    declare(met, 3, "reply", early)
    declare(met, 1, "objection", late)
    join(met, 3, 1)
    record = stored(met)[0][3]
    assert (record.consent, record.reply, record.objection) == (late, early, late)
    assert {one.status for one in letters(met, 3)} == {"objected"}
    assert not [path for path in met.drafts.rglob("*.eml") if "smith" not in path.name]
    undo(met)
    assert stored(met)[0][3].objection is None
    assert [one.status for one in letters(met, 3)] == ["written"]


def test_letters_that_speak_of_the_one_speak_of_both_and_nobody_is_introduced_to_oneself(met):
    introduce(met, 1, 3, TODAY)
    introduce(met, 1, 2, TODAY)
    join(met, 3, 1)
    kinds = sorted((one.record_id, one.about) for one in stored(met)[1] if one.kind)
    assert kinds == [(2, 3), (3, 2)]


def test_what_looks_like_one_person_is_asked_until_it_is_said(met):
    edit(met, 3, ["name=Anna Rossi", "company=Rossi Srl"])
    with open_store(met.database, create=False) as store:
        (pair,) = doubles(store)
    assert ({pair.one.id, pair.other.id}, bool(pair.reasons)) == ({1, 3}, True)
    keep_apart(met, 3, 1)
    with open_store(met.database, create=False) as store:
        assert doubles(store) == ()
        assert store.apart.pairs() == {(1, 3)}
    undo(met)
    with open_store(met.database, create=False) as store:
        assert len(doubles(store)) == 1


def test_who_is_kept_apart_from_the_one_is_kept_apart_from_both(met):
    keep_apart(met, 1, 2)
    keep_apart(met, 1, 3)
    join(met, 3, 1)
    with open_store(met.database, create=False) as store:
        assert store.apart.pairs() == {(2, 3)}
    undo(met)
    with open_store(met.database, create=False) as store:
        assert store.apart.pairs() == {(1, 2), (1, 3)}


def test_exports_and_places_in_address_books_follow(met):
    with closing(sqlite3.connect(met.database)) as connection, connection:
        rows = [(1, "vcard", "d1", "t"), (3, "vcard", "d3", "t"), (1, "xlsx", "d1", "t")]
        connection.executemany("INSERT INTO exported (record, target, digest, at) VALUES (?, ?, ?, ?)", rows)
        columns = "target, href, record, uid, etag, made, mine, theirs"
        query = f"INSERT INTO remote ({columns}) VALUES (?, ?, ?, '', '', 1, '{{}}', '{{}}')"
        connection.executemany(query, [("a", "/1", 1), ("a", "/3", 3), ("b", "/1", 1)])
        connection.execute("UPDATE record SET uid = 'urn:1' WHERE id = 1")

    def rows_of(table):
        with closing(sqlite3.connect(met.database)) as connection:
            return sorted(connection.execute(f"SELECT target, record FROM {table}"), key=repr)

    before = rows_of("exported"), rows_of("remote")
    join(met, 3, 1)
    assert rows_of("exported") == [("vcard", 3), ("xlsx", 3)]
    assert rows_of("remote") == [("a", 3), ("a", None), ("b", 3)]
    assert stored(met)[0][3].uid == "urn:1"
    undo(met)
    assert (rows_of("exported"), rows_of("remote")) == before


def test_one_cannot_be_joined_with_oneself_or_with_nobody(met):
    for act in (join, keep_apart):
        with pytest.raises(CardscanError, match="two different"):
            act(met, 1, 1)
        with pytest.raises(CardscanError, match="no contact number 9"):
            act(met, 1, 9)


def test_a_new_job_on_a_newer_card_is_taken_over_by_a_run(met):
    photo(
        met.root / "2026-12-01 Gala" / "4.jpg",
        card("Anna Rossi", "anna@rossi.example", company="Rossi Srl", title="Director", phone="+390255509999"),
    )
    summary = process(met, (), Options(today=date(2026, 12, 2)), reader=FakeReader())
    assert [one.id for one in summary.known] == [1]
    record = stored(met)[0][1]
    assert {phone.number for phone in record.contact.phones} == {"+390255501234", "+390255509999"}
    assert len(record.events) == 2


def test_a_doubtful_card_is_a_contact_of_its_own_and_a_question(met):
    photo(met.root / "2026-12-01 Gala" / "4.jpg", card("Anna Rossi", company="Rossi Srl"))
    summary = process(met, (), Options(today=date(2026, 12, 2)), reader=FakeReader())
    assert (summary.known, summary.doubles) == ([], {(1, 4)})
    keep_apart(met, 1, 4)
    photo(met.root / "2026-12-02 Ball" / "5.jpg", card("Anna Rossi", company="Rossi Srl"))
    assert (1, 5) in process(met, (), Options(today=date(2026, 12, 3)), reader=FakeReader()).doubles
