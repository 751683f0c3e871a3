"""Who is known is kept from act to act, and is always what a fresh look would tell."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.followup.introduce import suggest
from cardscan.model import Declaration, Name, Note, Text
from cardscan.settings.workspace import create
from cardscan.workflow.circle import Circle
from cardscan.workflow.contacts import edit
from cardscan.workflow.process import Options, process
from cardscan.workflow.session import writing

TRADES = ("Photographer", "Accountant", "Lawyer", "Florist", "Architect", "Plumber")
NEEDS = ("is looking for a photographer", "needs an accountant", "wants an architect", "likes boats", "")


@pytest.fixture
def workspace(tmp_path):
    made, _ = create(tmp_path)
    folder = made.root / "2026-11-19 Breakfast"
    for at in range(8):
        firm = ("Rossi Srl", "Lind AB", None)[at % 3]
        photo(folder / f"{at}.jpg", card(f"Person{at} Family{at}", f"p{at}@firm{at}.example", company=firm))
    process(made, [], Options(today=date(2026, 11, 20)), reader=FakeReader())
    return made


def told(store, circle):
    """All that a circle answers: whom it would introduce to whom."""
    return {one.id: suggest(one, circle.acquaintances) for one in store.records()}


def fresh(store):
    made = Circle()
    made.follow(store)
    return told(store, made)


def change(store, rng):
    """Do something to somebody."""
    record = rng.choice(store.records())
    kind = rng.randrange(5)
    if kind == 0:
        title = Text(rng.choice(TRADES))
        store.edit_record(record.id, replace(record.contact, title=title), ["title"])
    elif kind == 1:
        store.set_note(record.id, Note(note=rng.choice(NEEDS)))
    elif kind == 2:
        firm = rng.choice((Text("Rossi Srl"), Text("Żółw Studio"), None))
        store.edit_record(record.id, replace(record.contact, company=firm), ["company"])
    elif kind == 3:
        declared = None if record.objection else Declaration(date(2026, 11, 21))
        store.declare(record.id, "objection", declared)
    elif len(store.records()) > 4:
        store.delete_record(record.id)


@pytest.mark.parametrize("seed", range(3))
def test_a_circle_that_follows_is_one_made_anew(workspace, seed):
    rng, circle = random.Random(seed), Circle()
    with writing(workspace) as store:
        for _ in range(15):
            change(store, rng)
            if rng.random() < 0.6:
                circle.follow(store)
                assert told(store, circle) == fresh(store)
        circle.follow(store)
        answered = told(store, circle)
        assert answered == fresh(store)


def test_what_a_transaction_takes_back_is_not_known(workspace):
    circle = Circle()
    with writing(workspace) as store:
        store.set_note(2, Note(note="is looking for a photographer"))
        store.edit_record(1, replace(store.record(1).contact, title=Text("Florist")), ["title"])
        circle.follow(store)
        before = told(store, circle)
        with suppress(KeyError), store.transaction():
            store.edit_record(1, replace(store.record(1).contact, title=Text("Photographer")), ["title"])
            store.delete_record(3)
            circle.follow(store)
            assert [one.record for one in suggest(store.record(2), circle.acquaintances)] == [1]
            raise KeyError
        # Another change brings the contact to the very version that was taken back.
        store.edit_record(1, replace(store.record(1).contact, title=Text("Lawyer")), ["title"])
        circle.follow(store)
        assert told(store, circle) == fresh(store)
        assert suggest(store.record(2), circle.acquaintances) == () == before[2]


def test_only_who_changed_is_read_again(workspace, monkeypatch):
    circle, learnt = Circle(), []
    with writing(workspace) as store:
        circle.follow(store)
        learn = circle.acquaintances.learn
        monkeypatch.setattr(circle.acquaintances, "learn", lambda *a, **k: (learnt.append(a[0]), learn(*a, **k)))
        store.set_note(2, Note(note="likes boats"))
        circle.follow(store)
        circle.follow(store)
    assert learnt == [2]


def test_letters_of_an_edit_are_the_same_with_a_kept_circle(workspace, tmp_path):
    circle = Circle()
    with writing(workspace) as store:
        store.edit_record(1, replace(store.record(1).contact, title=Text("Photographer")), ["title"])
    with circle.kept():
        assert Circle.known() is circle
        edit(workspace, 2, ["note=is looking for a photographer"])
        edit(workspace, 1, ["name=Anna Verdi"])
        edit(workspace, 2, ["promised=a call"])
    assert Circle.known() is not circle
    with writing(workspace) as store:
        [letter] = store.drafts.find(record=2)
    assert [one.record for one in letter.draft.suggestions] == [1]
    assert "Anna Verdi" in letter.draft.suggestions[0].title


def test_another_database_in_the_same_place_is_another_circle(workspace, tmp_path):
    other, _ = create(tmp_path / "other")
    photo(other.root / "Fair" / "1.jpg", card("Zoe Young", "zoe@young.example", company="Young Ltd"))
    process(other, [], Options(today=date(2026, 11, 20)), reader=FakeReader())
    circle = Circle()
    with writing(workspace) as store:
        circle.follow(store)
    with writing(other) as store:
        circle.follow(store)
        assert told(store, circle) == fresh(store)


def test_nobody_who_is_gone_is_held(workspace):
    circle = Circle()
    with writing(workspace) as store:
        store.edit_record(3, replace(store.record(3).contact, name=Name("Zoë Gone"), title=Text("Florist")), ["name"])
        circle.follow(store)
        circle.acquaintances.ponder()
        assert "Gone" in held(circle)
        store.delete_record(3)
        circle.follow(store)
        assert "Gone" not in held(circle)


def held(circle):
    return repr([vars(circle), vars(circle.acquaintances)])
