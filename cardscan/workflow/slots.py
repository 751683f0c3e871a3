"""One value among several of a field (`phones[1]`): put in, added, taken away, and what is still doubtful after it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from cardscan.model import Concern, Contact

_PLACE = re.compile(r"(\w+)\[(\d+)\]")
_REACH = frozenset({"phones", "emails"})


def put(contact: Contact, field: str, index: int, value: Any) -> Contact:
    """Put a value in its place, or after the last one; None takes it away. The same value is not there twice."""
    held = list(getattr(contact, field))
    if value is None:
        held = held[:index] + held[index + 1 :]
    elif index < len(held):
        held[index] = value
    else:
        held.append(value)
    changed: dict[str, Any] = {field: tuple(held)}
    return replace(contact, **changed)


def left(concerns: Sequence[Concern], field: str, index: int, *, taken: bool) -> tuple[Concern, ...]:
    """Answer what is doubtful still when the value at a place was changed; those behind one `taken` away move up."""
    return tuple(_moved(concerns, field, index, taken=taken))


def _moved(concerns: Sequence[Concern], field: str, index: int, *, taken: bool) -> Iterator[Concern]:
    for concern in concerns:
        found = _PLACE.fullmatch(concern.field)
        place = int(found[2]) if found and found[1] == field else None
        answered = concern.reason == "no-way-to-reach" and field in _REACH and not taken
        if place == index or answered or (concern.field == field and concern.reason == "missing" and not taken):
            continue
        moves = taken and place is not None and place > index
        yield replace(concern, field=f"{field}[{place - 1}]") if moves and place is not None else concern


def without(concerns: Sequence[Concern], looked_at: Collection[str]) -> tuple[Concern, ...]:
    """Answer what is doubtful still when a person looked at some fields, by their keys."""
    return tuple(concern for concern in concerns if concern.field not in looked_at)
