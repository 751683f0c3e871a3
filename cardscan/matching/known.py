"""Is this person stored already? Precision first: a contact met twice is a nuisance, two people in one record a loss.

The same person is: the same personal e-mail address and a name that does not contradict; or the same name and
something else in common. Different first names at one firm, or behind one phone number, are different people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod

from cardscan.matching.names import Alike, compare
from cardscan.matching.traits import Traits, traits
from cardscan.model import Contact


@dataclass(frozen=True, slots=True)
class Match:
    """The record of the same person; `score` is in 0..1, `reasons` are stable words such as `same-email`."""

    id: int
    score: float
    reasons: tuple[str, ...]


# How often each thing in common, with the same name, is right by itself: the order matters, the values are estimates.
_WEIGHTS = {
    "same-email": 0.95,
    "same-mobile": 0.95,
    "same-phone": 0.85,
    "same-company": 0.85,
    "same-domain": 0.85,
    "same-name": 0.6,
    "fuller-name": 0.4,
    "partial-name": 0.2,
}
_NAME_REASONS = {Alike.SAME: ("same-name",), Alike.FULLER: ("fuller-name",), Alike.PARTIAL: ("partial-name",)}


class KnownPeople:
    """The people in the store, indexed by what two contacts of one person have in common."""

    def __init__(self, people: Iterable[tuple[int, Contact]] = ()) -> None:
        self._traits: dict[int, Traits] = {}
        self._index: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
        for number, contact in people:
            self.add(number, contact)

    def add(self, number: int, contact: Contact) -> None:
        """Learn of a record, or of its new contact."""
        self.remove(number)
        self._traits[number] = known = traits(contact)
        for key in _keys(known):
            self._index[key].add(number)

    def remove(self, number: int) -> None:
        """Forget a record."""
        if (known := self._traits.pop(number, None)) is not None:
            for key in _keys(known):
                self._index[key].discard(number)

    def find(self, contact: Contact) -> Match | None:
        """Find the best match; of equal ones, the record that came first."""
        person = traits(contact)
        numbers: set[int] = set().union(*(self._index.get(key, ()) for key in _keys(person)))
        found = [match for number in numbers if (match := _match(person, number, self._traits[number]))]
        return max(found, key=lambda match: (match.score, -match.id), default=None)


def find_known(contact: Contact, others: Iterable[tuple[int, Contact]]) -> Match | None:
    """Find the record of the same person among `others`; for many questions, keep a `KnownPeople`."""
    return KnownPeople(others).find(contact)


def _keys(person: Traits) -> Iterator[tuple[str, ...]]:
    """Yield what to be found under: a personal address, or a thing in common together with a word of the name."""
    for email in person.emails:
        yield "email", email
    words = {*person.name.words, "".join(person.name.words)}
    for kind, values in person.common():
        for value in values:
            for word in words:
                yield kind, value, word


def _match(person: Traits, number: int, other: Traits) -> Match | None:
    alike = compare(person.name, other.name)
    common = _common(person, other)
    if not _same(alike, common) or _contradict(person, other, common):
        return None
    reasons = (*common, *_NAME_REASONS.get(alike, ()))
    return Match(number, round(1 - prod(1 - _WEIGHTS[reason] for reason in reasons), 4), reasons)


def _common(person: Traits, other: Traits) -> tuple[str, ...]:
    pairs = zip(person.common(), other.common(), strict=True)
    shared = [f"same-{kind}" for (kind, mine), (_, theirs) in pairs if mine & theirs]
    return ("same-email", *shared) if person.emails & other.emails else tuple(shared)


def _same(alike: Alike, common: tuple[str, ...]) -> bool:
    if "same-email" in common:
        return alike is not Alike.DIFFERENT
    if "same-mobile" in common:
        return alike in (Alike.SAME, Alike.FULLER, Alike.PARTIAL)
    return bool(common) and alike in (Alike.SAME, Alike.FULLER)


def _contradict(person: Traits, other: Traits, common: tuple[str, ...]) -> bool:
    """Tell father and son of one firm apart: both a mobile and a personal address of their own."""
    if "same-email" in common or "same-mobile" in common:
        return False
    apart = bool(person.emails) and bool(other.emails) and bool(person.mobiles) and bool(other.mobiles)
    return apart and bool(person.homes & other.homes)
