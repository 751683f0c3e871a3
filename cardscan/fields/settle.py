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
Options = list[Candidate | None]
Combination = tuple[Candidate | None, ...]
"""One candidate or none for each of ROLES."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The chosen candidates and the probability of each."""

    choice: Choice
    probability: Mapping[Role, float]


def settle(candidates: Mapping[Role, Sequence[Candidate]]) -> Settled:
    """Choose the best combination; a role may stay empty, at a score of 0."""
    options: list[Options] = [
        [None, *(candidate for candidate in candidates[role][:_DEPTH] if candidate.score > _LEAST_SCORE)]
        for role in ROLES
    ]
    said = _said(options)
    scored = [(choice, _score(choice, said)) for choice in _possible(options)]
    best, highest = max(scored, key=lambda pair: pair[1])
    weights = [(choice, math.exp(score - highest)) for choice, score in scored]
    total = sum(weight for _, weight in weights)
    chosen = {role: candidate for role, candidate in zip(ROLES, best, strict=True) if candidate}
    probability = {}
    for at, (role, candidate) in enumerate(zip(ROLES, best, strict=True)):
        if candidate:
            same = {id(other) for other in options[at] if other and other.piece.text == candidate.piece.text}
            probability[role] = sum([weight for choice, weight in weights if id(choice[at]) in same]) / total
    return Settled(chosen, probability)


def _possible(options: Sequence[Options]) -> list[Combination]:
    """Every combination in which no two share text, one candidate or none for each role."""
    clashes = {
        (id(one), id(other))
        for some, others in combinations(options, 2)
        for one, other in product(some, others)
        if one and other and one.piece.overlaps(other.piece) and not _is_own_trade(one, other)
    }
    found: list[Combination] = [()]
    for some in options:
        found = [
            (*taken, candidate)
            for taken in found
            for candidate in some
            if candidate is None or not any((id(one), id(candidate)) in clashes for one in taken)
        ]
    return found


def _is_own_trade(one: Candidate, other: Candidate) -> bool:
    """Tell whether a name is that of a firm too: `Ioana Pop` and `Ioana Pop PFA`."""
    is_pair = (one.role, other.role) == ("name", "company") and other.piece.text.startswith(one.piece.text)
    return is_pair and one.piece.text != other.piece.text and lexicon.is_sole_trader(other.piece.text)


def _score(choice: Combination, said: Mapping[tuple[int, int], Sequence[float]]) -> float:
    name, title, company, department = map(id, choice)
    pairs = ((name, title), (title, department), (company, department), (name, company))
    together = sum([value for pair in pairs if pair in said for value in said[pair]])
    return together + sum([candidate.score for candidate in choice if candidate])


def _said(options: Sequence[Options]) -> dict[tuple[int, int], list[float]]:
    """What speaks for two candidates being together on one card, weighed, for every pair of roles that tells."""
    weights = wordlists.table("weights")["together"]
    names, titles, companies, departments = options
    said = {
        (id(one), id(other)): [float(weights[feature]) * value for feature, value in tell(one, other).items() if value]
        for some, others, tell in (
            (names, titles, _title_of_name), (titles, departments, _department_of_title),
            (companies, departments, _department_of_firm), (names, companies, _firm_of_name),
        )
        for one, other in product(some, others)
        if one and other
    }  # fmt: skip
    return {pair: values for pair, values in said.items() if values}  # for most, nothing does


def _title_of_name(name: Candidate, title: Candidate) -> dict[str, float]:
    return {
        "title_below_name": float(follows(name.piece.rows[-1], title.piece.rows[0])),
        "title_near_name": float(_gap(name, title) < 2.0),
        "title_larger_than_name": float(title.piece.height > 1.15 * name.piece.height),
    }


def _department_of_title(title: Candidate, department: Candidate) -> dict[str, float]:
    return {"department_near_title": float(_gap(title, department) < 2.0)}


def _department_of_firm(company: Candidate, department: Candidate) -> dict[str, float]:
    return {"department_below_firm": float(follows(company.piece.rows[-1], department.piece.rows[0]))}


def _firm_of_name(name: Candidate, company: Candidate) -> dict[str, float]:
    return {"firm_bears_name": float(_firm_bears_name(name, company))}


def _gap(one: Candidate, other: Candidate) -> float:
    return min(distance(a, b) for a in one.piece.rows for b in other.piece.rows)


def _firm_bears_name(name: Candidate, company: Candidate) -> bool:
    _, bare = lexicon.prefixes(name.piece.text)
    return bool(set(words_of(bare)[1:]) & set(words_of(company.piece.text)))
