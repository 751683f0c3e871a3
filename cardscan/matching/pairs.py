"""Which of all the people known look like one person?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cardscan.matching.known import KnownPeople
from cardscan.model import Contact


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of one person, `one` < `other`; the rest is as in `Match`."""

    one: int
    other: int
    score: float
    reasons: tuple[str, ...]
    certain: bool


def find_pairs(people: Iterable[tuple[int, Contact]], apart: Collection[tuple[int, int]] = ()) -> tuple[Pair, ...]:
    """Find all pairs of one person, certain ones first, but for those that were said to be two (`apart`)."""
    known, parted = KnownPeople(people), {tuple(sorted(pair)) for pair in apart}
    found = [
        Pair(number, match.id, match.score, match.reasons, match.certain)
        for number in known
        for match in known.others(number)
        if (number, match.id) not in parted
    ]
    return tuple(sorted(found, key=lambda pair: (not pair.certain, -pair.score, pair.one, pair.other)))
