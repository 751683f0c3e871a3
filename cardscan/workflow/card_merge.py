"""What to do when a contact and its card on a server differ: pure decisions, fact by fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from cardscan.imports.lines import split
from cardscan.workflow.card_facts import SINGLE

Facts = Mapping[str, str]
Prefer = Literal["mine", "theirs"]

_STRUCTURED = frozenset({"name", "address"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact that was changed on both sides: what it is here and there; None where it was removed."""

    fact: str
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What is to be put into the card, what is to be taken from it, and what a person has to decide."""

    put: dict[str, str | None]
    take: dict[str, str | None]
    conflicts: tuple[Conflict, ...] = ()


def reconcile(
    mine_then: Facts, mine: Facts, theirs_then: Facts, theirs: Facts, prefer: Prefer | None = None
) -> Reconciled:
    """Merge three ways: what only one side changed since both agreed holds; `prefer` decides where both did.

    Each side is compared with what itself was then: a server that words things its own way has changed nothing.
    """
    put: dict[str, str | None] = {}
    take: dict[str, str | None] = {}
    conflicts: list[Conflict] = []
    for fact in dict.fromkeys((*mine, *theirs, *mine_then, *theirs_then)):
        ours, other = mine.get(fact), theirs.get(fact)
        changed_here, changed_there = ours != mine_then.get(fact), other != theirs_then.get(fact)
        if ours == other or not (changed_here or changed_there):
            continue
        winner = _winner(fact, ours, other, here=changed_here, there=changed_there) or prefer
        if winner == "mine":
            put[fact] = ours
        elif winner == "theirs":
            take[fact] = other
        else:
            conflicts.append(Conflict(fact, ours, other))
    return Reconciled(put, take, tuple(conflicts))


def first_meeting(mine: Facts, theirs: Facts, prefer: Prefer | None = None) -> Reconciled:
    """Merge a contact with a card that somebody had before: it gets what it lacks, and keeps all that it has."""
    both = {fact for fact in mine if fact in theirs and fact not in SINGLE}
    mine_then = {fact: mine[fact] for fact in both}
    theirs_then = {fact: value for fact, value in theirs.items() if fact in both or fact not in mine}
    for fact in _STRUCTURED & mine.keys() & theirs.keys():
        if _fills_in(mine[fact], theirs[fact]):
            theirs_then[fact] = theirs[fact]
        elif _fills_in(theirs[fact], mine[fact]):
            mine_then[fact] = mine[fact]
    return reconcile(mine_then, mine, theirs_then, theirs, prefer)


def agreed(then: Facts, now: Facts, conflicts: tuple[Conflict, ...]) -> dict[str, str]:
    """Answer what one side said when both agreed: what is still in dispute stays as it was before the dispute."""
    disputed = {conflict.fact for conflict in conflicts}
    kept = {fact: value for fact, value in now.items() if fact not in disputed}
    return kept | {fact: then[fact] for fact in disputed if fact in then}


def _fills_in(full: str, gaps: str) -> bool:
    """Tell whether a name or an address says all that another does, and more: a title, a country."""
    parts = zip_longest(split(full, ";"), split(gaps, ";"), fillvalue="")
    return full != gaps and all(not two or one.casefold() == two.casefold() for one, two in parts)


def _winner(fact: str, mine: str | None, theirs: str | None, *, here: bool, there: bool) -> Prefer | None:
    """Say which side's change holds; of what there may be several, nothing that one side still has is lost."""
    if here != there:
        return "mine" if here else "theirs"
    if fact in SINGLE or (mine is not None and theirs is not None):
        return None
    return "mine" if theirs is None else "theirs"
