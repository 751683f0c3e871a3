"""Three-way merging, in all the ways in which two sides can differ from what they were."""

from itertools import product

import pytest

from cardscan.workflow.card_merge import agreed, first_meeting, reconcile

VALUES = (None, "a", "b", "c")


def side(fact, value):
    return {} if value is None else {fact: value}


def apply(facts, changes):
    new = {**facts, **changes}
    return {fact: value for fact, value in new.items() if value is not None}


@pytest.mark.parametrize("fact", ["title", "phone:+390255501234"])
@pytest.mark.parametrize(("then", "mine", "theirs"), list(product(VALUES, repeat=3)))
def test_every_way_to_differ(fact, then, mine, theirs):
    before, here, there = side(fact, then), side(fact, mine), side(fact, theirs)
    found = reconcile(before, here, before, there)
    here_now, there_now = apply(here, found.take), apply(there, found.put)
    if found.conflicts:
        assert then not in (mine, theirs)  # both changed it
        assert (here_now, there_now) == (here, there)  # and nobody lost anything
        again = reconcile(agreed(before, here, found.conflicts), here, agreed(before, there, found.conflicts), there)
        assert again == found  # it is told again
        for prefer, value in (("mine", here), ("theirs", there)):
            decided = reconcile(before, here, before, there, prefer)
            assert apply(here, decided.take) == apply(there, decided.put) == value
        return
    assert here_now == there_now
    if then == mine:
        assert here_now == there
    elif then == theirs:
        assert here_now == here
    elif fact != "title" and mine != theirs:
        assert here_now  # of what there may be several, nothing that one side has is lost
    assert not reconcile(here_now, here_now, there_now, there_now).put


def test_a_server_that_words_things_its_own_way_changed_nothing():
    found = reconcile({"title": "A"}, {"title": "A"}, {"title": "a"}, {"title": "a"})
    assert (found.put, found.take, found.conflicts) == ({}, {}, ())


def test_at_the_first_meeting_each_keeps_what_it_has():
    mine = {"title": "Owner", "company": "Rossi", "phone:1": "mobile", "email:a": ""}
    theirs = {"title": "Boss", "company": "Rossi", "phone:1": "", "note:sings": "", "department": "Sales"}
    found = first_meeting(mine, theirs)
    assert (found.put, found.take) == ({"email:a": ""}, {})
    assert [one.fact for one in found.conflicts] == ["title"]


@pytest.mark.parametrize(
    ("mine", "theirs", "winner"),
    [
        ("Hartwell;Imogen;;Dr.;MBA", "Hartwell;Imogen;;;", "mine"),
        ("Hartwell;Imogen;;;", "Hartwell;Imogen;Rose;;", "theirs"),
        ("Hartwell;Imogen;;Dr.;", "Hartwell;Imogen;;;MBA", None),
        ("Hartwell;Imogen;;;", "Heartwell;Imogen;;;", None),
        ("Hartwell\\;x;Imogen;;Dr.;", "Hartwell\\;x;Imogen;;;", "mine"),
    ],
)
def test_at_the_first_meeting_a_fuller_name_completes_the_other(mine, theirs, winner):
    found = first_meeting({"name": mine}, {"name": theirs})
    assert found.put == ({"name": mine} if winner == "mine" else {})
    assert found.take == ({"name": theirs} if winner == "theirs" else {})
    assert bool(found.conflicts) == (winner is None)
