"""The people known, indexed by what two cards of one person have in common, and how rare each of these is."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import combinations
from math import log2

from cardscan.matching.tables import common, formals, givens
from cardscan.matching.traits import Traits

_CROWDED = 250
"""A thing in common with one word of the name leads nowhere where so many share both."""

_BELIEVED = 500
"""What is known of names beforehand weighs as much as so many people met."""

_OFTEN, _USUAL, _SELDOM = 0.008, 0.002, 0.0003
"""How many bear one of the most frequent names, another known given name, any other name."""

_END = 3


class Crowd:
    """People by number, with an index of their traits."""

    def __init__(self) -> None:
        self._traits: dict[int, Traits] = {}
        # Keys are hashes: the words themselves would take three times the memory, and a clash only costs a comparison.
        self._index: dict[int, int | set[int]] = {}
        self._words: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._traits)

    def __iter__(self) -> Iterator[int]:
        return iter(self._traits)

    def __getitem__(self, number: int) -> Traits:
        return self._traits[number]

    def add(self, number: int, person: Traits) -> None:
        """Learn of a person, or of a change in one."""
        self.remove(number)
        self._traits[number] = person
        self._words.update(set(person.name.words))
        for key in _keys(person):
            held = self._index.setdefault(key, number)
            if isinstance(held, set):
                held.add(number)
            elif held != number:
                self._index[key] = {held, number}

    def remove(self, number: int) -> None:
        """Forget a person."""
        if (person := self._traits.pop(number, None)) is None:
            return
        self._words.subtract(set(person.name.words))
        for key in _keys(person):
            held = self._index.get(key)
            if isinstance(held, set):
                held.discard(number)
            elif held == number:
                del self._index[key]

    def like(self, person: Traits) -> set[int]:
        """Find who may be this person."""
        found: set[int] = set()
        for key in _pairing(person):
            held = self._index.get(key)
            if isinstance(held, set):
                if len(held) <= _CROWDED:
                    found |= held
            elif held is not None:
                found.add(held)
        return found

    def holders(self, kind: str, value: str) -> Collection[int]:
        """Say who has this address, number, firm or town."""
        held = self._index.get(hash((kind, value)), ())
        return held if isinstance(held, set | tuple) else (held,)

    def rarity(self, word: str, *, given: bool) -> float:
        """How rare a word of a name is, in bits: -log2 of its frequency here, and of what is known of names."""
        if word in common("given" if given else "family"):
            before = _OFTEN
        else:
            before = _USUAL if given and word in givens() else _SELDOM
        met = max(self._words[word] - 2, 0)  # the two who are compared tell nothing about others
        return -log2((met + _BELIEVED * before) / (len(self) + _BELIEVED))


def _keys(person: Traits) -> set[int]:
    """The hashes under which a person is found, and those by which holders are counted."""
    counted = {hash((kind, value)) for kind, values in (*person.own(), *person.firm()) for value in values}
    if person.town:
        counted.add(hash(("town", person.town)))
    return counted | set(_pairing(person))


def _pairing(person: Traits) -> Iterator[int]:
    """Yield the hashes that two cards of one person are likely to share."""
    for kind, values in person.own():
        for value in values:
            yield hash((kind, value))
    words = person.name.words
    marks = {*words, "".join(words), " ".join(sorted(word[0] for word in words))}
    mobiles = "phone", person.mobiles  # which another card may have for a number of the firm
    for kind, values in (*person.firm(), mobiles):
        for value in values:
            for mark in marks:
                yield hash((kind, value, mark))
    for text in _names(person):
        yield hash(("name", text))


def _names(person: Traits) -> Iterator[str]:
    """Yield two words of the name at a time: by each name that the one may be short for, and with part of the other.

    A slip is in the first or in the last letters of a word, hardly ever in both.
    """
    words = [word for word in dict.fromkeys(person.name.words) if len(word) > 1]
    yield "".join(person.name.words)
    for one, other in combinations(sorted(words), 2):
        for first in formals(one):
            for second in formals(other):
                yield " ".join(sorted((first, second)))
    if len(words) > 1:
        one, other = words[0], words[-1] if len(words) == 2 else words[1]
        for whole, slipped in ((one, other), (other, one), (words[0], words[-1])):
            yield f"{whole} {slipped[:_END]}-"
            yield f"{whole} -{slipped[-_END:]}"
