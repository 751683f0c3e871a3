"""The journal takes down where a person's lines part, and nothing of them is lost by it."""

from dataclasses import replace

import pytest
from store_values import reading

from cardscan.errors import Conflict
from cardscan.store.open import open_store
from cardscan.store.records import Stored
from cardscan.store.tails import is_as, part

CARDS = 12


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "cards.db") as opened:
        yield opened


def meet_often(store):
    """Store many cards of one person, each joined with those before; answer the actions and what was there before."""
    before, actions = [], []
    for at in range(CARDS):
        one = reading(sha256=f"photo{at}")
        more = tuple(replace(line, text=f"{line.text} ąę {'x' * 300}") for line in one.lines)
        number = store.add_reading(replace(one, lines=more), None, [f"{at}.jpg"], [f"{at}.jpg"])
        if at:
            before.append(read(store))
            with store.journal.acting("recognised", (1, number)) as doing:
                store.join(1, number, Stored(one.contact, (), "ready", (), store.record(1).note))
            actions.append(doing.action)
    return actions, before


def read(store):
    return {number: (store.lines(number), store.codes(number)) for number in store.numbers()}


def test_each_card_of_a_known_person_takes_as_much_of_the_journal_as_the_one_before(store):
    meet_often(store)
    with store._database.read() as connection:
        sizes = connection.exec_driver_sql("SELECT length(before) + length(after) FROM action ORDER BY id").all()
    assert sizes[-1][0] <= sizes[2][0] + 300


def test_lines_come_apart_as_they_came_together(store):
    actions, before = meet_often(store)
    joined = read(store)
    undone = []
    for number, state in zip(reversed(actions), reversed(before), strict=True):
        with store.journal.undoing(number) as doing:
            undone.append(doing)
        assert read(store)[1] == state[1]
    assert len(read(store)) == CARDS
    for doing in reversed(undone):
        with store.journal.undoing(doing.action):
            pass
    assert read(store) == joined


def test_lines_that_changed_since_stay(store):
    actions, _ = meet_often(store)
    with pytest.raises(Conflict), store.journal.undoing(actions[-2]):
        pass


@pytest.mark.parametrize(("old", "new"), [("[]", "[1]"), ("[1]", "[]"), (f"[{1:01500}]", "[2]"), ("[1]", "[1,2]")])
def test_what_is_short_or_has_little_in_common_is_taken_down_as_it_is(old, new):
    assert part(old, new) == (old, new)


def test_a_tail_knows_the_whole_that_it_belongs_to():
    short, long = f"[{'1,' * 900}1]", f"[{'1,' * 900}1,2]"
    old, new = part(short, long)
    assert (old["then"], new["then"]) == ("]", ",2]")
    assert (is_as(short, old), is_as(long, new), is_as(long, old), is_as(short, new)) == (True, True, False, False)
