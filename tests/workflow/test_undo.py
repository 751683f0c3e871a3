import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from fake_reader import card, photo
from made_actions import ACTIONS, EVENT, SAID, TODAY, crops_of, drafts, files_of, make, tables_of

from cardscan.errors import CardscanError, Conflict, Locked
from cardscan.settings.workspace import Workspace
from cardscan.store.open import open_store
from cardscan.workflow import session
from cardscan.workflow.contacts import delete, edit
from cardscan.workflow.doubles import join
from cardscan.workflow.own_text import renew_text, set_text
from cardscan.workflow.standing import Which, approve, declare, sent, skip
from cardscan.workflow.undo import actions, undo


def history(workspace, number):
    with open_store(workspace.database, create=False) as store:
        return [entry.what for entry in store.history.of(number)]


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    return make(tmp_path_factory.mktemp("undo") / "ws")


@pytest.fixture
def workspace(processed, tmp_path):
    """A copy of it."""
    return Workspace(shutil.copytree(processed.root, tmp_path / "ws"))


@pytest.fixture
def met(workspace):
    return workspace


@pytest.mark.parametrize("act", ACTIONS.values(), ids=ACTIONS)
def test_each_action_is_undone_exactly_and_can_be_done_again(met, run, act):
    before = tables_of(met), files_of(met), crops_of(met)
    act(met)
    after = tables_of(met), files_of(met)
    assert after != before[:2]
    undone = undo(met)
    assert (tables_of(met), files_of(met), crops_of(met)) == before
    undo(met, redo=True)
    assert (tables_of(met), files_of(met)) == after
    undo(met)
    assert (tables_of(met), files_of(met), crops_of(met)) == before
    assert undone.what == actions(met)[-1 - 1].what  # beside the approval of the fixture
    run()  # nothing is left for a run to make good
    assert (tables_of(met), files_of(met), crops_of(met)) == before


def test_actions_are_undone_backwards_and_older_ones_where_nothing_stands_on_them(met):
    states = [tables_of(met)]
    for act in ("edited", "noted", "sent", "merged", "deleted all"):
        ACTIONS[act](met)
        states.append(tables_of(met))
    for state in reversed(states[:-1]):
        undo(met)
        assert tables_of(met) == state
    ACTIONS["noted"](met)
    ACTIONS["edited"](met)
    noted = next(one for one in actions(met) if one.what == "noted")
    undo(met, noted.id)
    with open_store(met.database, create=False) as store:
        assert (store.record(4).note.note, store.record(1).contact.title.value) == ("", "Boss")


def test_several_things_are_done_again_one_after_the_other(met):
    for title in ("First", "Second"):
        edit(met, 1, [f"title={title}"])
    last = tables_of(met)
    undo(met)
    undo(met)
    for title in ("First", "Second"):
        undo(met, redo=True)
        with session.reading(met) as store:
            assert store.record(1).contact.title.value == title
    assert tables_of(met) == last
    with pytest.raises(CardscanError, match="nothing to do again"):
        undo(met, redo=True)
    undo(met, actions(met)[0].id)  # the second doing again is taken back by its number ...
    with session.reading(met) as store:
        assert store.record(1).contact.title.value == "First"
    undo(met, redo=True)  # ... and done a third time
    assert tables_of(met) == last


def test_what_changed_since_is_not_undone_but_said(met):
    edit(met, 4, ["title=Boss"])
    edit(met, 4, ["department=Sales"])
    first, second = (one.id for one in reversed(actions(met)[:2]))
    before = tables_of(met)
    with pytest.raises(Conflict) as raised:
        undo(met, first)
    assert str(second) in raised.value.message
    assert str(second) in raised.value.hint
    assert tables_of(met) == before
    undo(met, second)
    undo(met, first)
    with pytest.raises(CardscanError, match="undone already"):
        undo(met, first)
    with pytest.raises(CardscanError, match="no action number 99"):
        undo(met, 99)


def test_a_letter_that_was_approved_since_keeps_its_text(met):
    edit(met, 4, ["note=sails", "promised=the price list"])
    action = actions(met)[0].id
    approve(met, Which((4,)))
    with pytest.raises(Conflict):
        undo(met, action)


def test_a_letter_that_the_user_wrote_to_since_is_left_alone(met):
    set_text(met, drafts(met, 4)[0].id, "Hello", "Other words")
    path = met.root / drafts(met, 4)[0].file
    path.write_text("Subject: x\n\nmore words\n", encoding="utf-8")
    with pytest.raises(Conflict, match="letter"):
        undo(met)
    assert "more words" in path.read_text(encoding="utf-8")


def test_an_undone_edit_does_not_bring_a_removed_letter_back(met, run):
    edit(met, 4, ["note=sails", "promised=the price list"])
    path = met.root / drafts(met, 4)[0].file
    path.unlink()
    undo(met)
    run()
    assert not path.exists()


def test_history_tells_that_something_was_undone(met):
    edit(met, 4, ["title=Boss"])
    undo(met)
    undo(met, redo=True)
    assert history(met, 4)[-3:] == ["edited", "undone", "redone"]


def test_a_deleted_contact_comes_back_after_the_event_was_renamed(met, run):
    delete(met, [1])
    (met.root / EVENT).rename(met.root / "Fair")
    run()
    undo(met)
    run()
    with open_store(met.database, create=False) as store:
        assert [event.folder for event in store.record(1).events] == ["Fair"]
    assert b"my own words" in (met.drafts / "Fair" / "rossi-anna-1.eml").read_bytes()


def test_what_is_old_is_forgotten_with_its_pictures(met, run):
    crops = crops_of(met)
    delete(met, [1])
    assert run().photos == 0
    assert crops_of(met) == crops
    with closing(sqlite3.connect(met.database)) as connection, connection:
        connection.execute("UPDATE action SET at = ?", ["2020-01-01T00:00:00+00:00"])
    run()
    assert len(crops_of(met)) == len(crops) - 1
    assert actions(met) == ()
    with pytest.raises(CardscanError, match="nothing to undo"):
        undo(met)


def test_erased_actions_leave_no_trace(met):
    edit(met, 1, ["phone=+390255501234"])
    join(met, 2, 1)
    edit(met, 4, ["title=Boss"])
    with session.writing(met) as store:
        store.journal.erase([2])
        for record in store.records(ids=[2]):
            store.delete_record(record.id)
        (left,) = store.journal.actions()
    assert (left.what, left.records) == ("edited", (4,))
    data = b"".join(path.read_bytes() for path in met.hidden.rglob("*") if path.is_file())
    for trace in (b"rossi.example", b"390255501234", b"my own words", b"bXkgb3duIHdvcmRz"):
        assert trace not in data.replace(b"rossi-anna", b"")


def test_an_older_version_is_a_conflict_and_changes_nothing(met):
    with open_store(met.database, create=False) as store:
        record, draft = store.record(4), store.drafts.find(record=4)[0]
    edit(met, 4, ["title=Boss"], version=record.version)
    set_text(met, draft.id, "Hello", "words", drafts(met, 4)[0].version)
    before = tables_of(met), files_of(met)
    letter = Which((), letters=(draft.id,))
    for act in (
        lambda: edit(met, 4, ["title=Clerk"], version=record.version),
        lambda: declare(met, 4, "reply", SAID, version=record.version),
        lambda: delete(met, [4], version=record.version),
        lambda: join(met, 4, 1, versions=(record.version, None)),
        lambda: join(met, 1, 4, versions=(None, record.version)),
        lambda: set_text(met, draft.id, "Hello", "other words", draft.version),
        lambda: renew_text(met, draft.id, draft.version),
        lambda: approve(met, letter, version=draft.version),
        lambda: skip(met, letter, version=draft.version),
        lambda: sent(met, letter, TODAY, version=draft.version),
    ):
        with pytest.raises(Conflict):
            act()
        assert (tables_of(met), files_of(met)) == before
    assert approve(met, letter, version=drafts(met, 4)[0].version).letters


def test_own_text_is_kept_and_given_up_only_when_asked(met, run):
    stored = drafts(met, 4)[0]
    machine = (met.root / stored.file).read_bytes()
    approve(met, Which((4,)))
    assert set_text(met, stored.id, "Ciao", "Meine Wörter\n\nzwei Absätze").status == "written"
    edit(met, 4, ["note=sails", "promised=the price list"])
    assert b"Meine W" in (met.root / stored.file).read_bytes()
    renew_text(met, stored.id)
    text = (met.root / stored.file).read_bytes()
    assert b"price list" in text
    assert text != machine
    sent(met, Which((4,)), TODAY)
    with pytest.raises(CardscanError, match="sent"):
        set_text(met, stored.id, "x", "y")


def test_who_waits_for_the_lock_gets_it_or_is_told(met):
    with session.writing(met):
        with pytest.raises(Locked), session.patient(0.1):
            edit(met, 4, ["title=Boss"])
        with pytest.raises(Locked), session.writing(met, wait=0.1):
            pass
    edit(met, 4, ["title=Boss"])


def test_a_known_card_that_was_recognised_can_be_a_contact_of_its_own_again(met, run):
    later = met.root / "2026-11-27 Fair"
    photo(later / "a.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl", phone="+390255501234"))
    before = tables_of(met)["record"]
    assert [one.id for one in run().known] == [1]
    (action,) = (one for one in actions(met) if one.what == "recognised")
    assert undo(met).what == "approved"  # an undo that names nothing is about what the user did
    undo(met, redo=True)
    undo(met, action.id)
    assert len(tables_of(met)["record"]) == len(before) + 1
    with open_store(met.database, create=False) as store:
        own, new = store.record(1), store.record(max(one.id for one in store.records()))
    assert (own.contact.phones, [phone.number for phone in new.contact.phones]) == ((), ["+390255501234"])
    assert [event.folder for event in new.events] == [later.name]
    assert run().photos == 0


def test_expiry_is_thirty_days(met):
    with session.writing(met) as store:
        store.journal.expire(store.journal.actions()[0].at + timedelta(seconds=-1))
        assert store.journal.actions()
