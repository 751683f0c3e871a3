"""The joint decision: name, title, firm and department are chosen together, and each gets its share of the probability.

Every combination of the best candidates has a score: the sum of their log-odds and of what speaks for their being
together. The confidence of a candidate is the summed probability (softmax) of the combinations that hold it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from cardscan.fields import lexicon, wordlists
from cardscan.fields.evidence import words_of
from cardscan.fields.layout import distance, follows
from cardscan.fields.roles import ROLES, Candidate, Role

_DEPTH = 6
_LEAST_SCORE = -3.5

Choice = Mapping[Role, Candidate]


@dataclass(frozen=True, slots=True)
class Settled:
    """The chosen candidates and the probability of each."""

    choice: Choice
    probability: Mapping[Role, float]


def settle(candidates: Mapping[Role, Sequence[Candidate]]) -> Settled:
    """Choose the best combination; a role may stay empty, at a score of 0."""
    options: list[list[Candidate | None]] = [
        [None, *(candidate for candidate in candidates[role][:_DEPTH] if candidate.score > _LEAST_SCORE)]
        for role in ROLES
    ]
    scored = [(choice, _score(choice)) for choice in map(_as_choice, product(*options)) if _is_possible(choice)]
    best, highest = max(scored, key=lambda pair: pair[1])
    weights = [(choice, math.exp(score - highest)) for choice, score in scored]
    total = sum(weight for _, weight in weights)
    return Settled(
        best,
        {
            role: sum(weight for choice, weight in weights if _same(choice.get(role), candidate)) / total
            for role, candidate in best.items()
        },
    )


def _as_choice(combination: Sequence[Candidate | None]) -> dict[Role, Candidate]:
    return {candidate.role: candidate for candidate in combination if candidate}


def _same(one: Candidate | None, other: Candidate) -> bool:
    return one is not None and one.piece.text == other.piece.text


def _is_possible(choice: Choice) -> bool:
    pairs = combinations(choice.values(), 2)
    return not any(one.piece.overlaps(other.piece) and not _is_own_trade(one, other) for one, other in pairs)


def _is_own_trade(one: Candidate, other: Candidate) -> bool:
    """Tell whether a name is that of a firm too: `Ioana Pop` and `Ioana Pop PFA`."""
    is_pair = (one.role, other.role) == ("name", "company") and other.piece.text.startswith(one.piece.text)
    return is_pair and one.piece.text != other.piece.text and lexicon.is_sole_trader(other.piece.text)


def _score(choice: Choice) -> float:
    weights = wordlists.table("weights")["together"]
    together = sum(float(weights[name]) * value for name, value in _together(choice).items())
    return together + sum(candidate.score for candidate in choice.values())


def _together(choice: Choice) -> dict[str, float]:
    """What speaks for candidates being together on one card."""
    name, title, company, department = (choice.get(role) for role in ROLES)
    found: dict[str, float] = {}
    if name and title:
        found["title_below_name"] = float(follows(name.piece.rows[-1], title.piece.rows[0]))
        found["title_near_name"] = float(_gap(name, title) < 2.0)
        found["title_larger_than_name"] = float(title.piece.height > 1.15 * name.piece.height)
    if title and department:
        found["department_near_title"] = float(_gap(title, department) < 2.0)
    if company and department:
        found["department_below_firm"] = float(follows(company.piece.rows[-1], department.piece.rows[0]))
    if name and company:
        found["firm_bears_name"] = float(_firm_bears_name(name, company))
    return found


def _gap(one: Candidate, other: Candidate) -> float:
    return min(distance(a, b) for a in one.piece.rows for b in other.piece.rows)


def _firm_bears_name(name: Candidate, company: Candidate) -> bool:
    _, bare = lexicon.prefixes(name.piece.text)
    return bool(set(words_of(bare)[1:]) & set(words_of(company.piece.text)))
