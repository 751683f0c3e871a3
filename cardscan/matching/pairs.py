"""Which of all the people known look like one person?

Nobody answers hundreds of questions. So the likeliest are asked, no more at a time than a share of the contacts; where
that leaves room, fainter ones are asked too, but only once: what was answered with no counts against them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cardscan.matching.known import KnownPeople, probability
from cardscan.matching.tables import table
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
    """Find all pairs of one person, certain ones first, and the likeliest others, but for those said to be two.

    Args:
        people: The contacts by number.
        apart: The pairs that were asked about and are two.
    """
    known, parted = KnownPeople(people), {tuple(sorted(pair)) for pair in apart}
    found = [
        Pair(number, match.id, match.score, match.reasons, match.certain)
        for number in known
        for match in known.others(number)
        if (number, match.id) not in parted
    ]
    found.sort(key=lambda pair: (not pair.certain, -pair.score, pair.one, pair.other))
    certain = [pair for pair in found if pair.certain]
    return (*certain, *_worth_asking(found[len(certain) :], len(tuple(known)), len(parted)))


def _worth_asking(doubtful: list[Pair], contacts: int, answered: int) -> list[Pair]:
    """Leave the questions, the likeliest first, that a user may be asked."""
    decision = table("weights")["decision"]
    most = max(int(contacts * decision["questions"]), decision["always"])
    likely = sum(pair.score >= probability(decision["doubtful"]) for pair in doubtful)
    return doubtful[: min(most, max(likely, most - answered))]
