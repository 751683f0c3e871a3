"""Long lists that grow at their end: of what was there before and after, it is enough to know where the two part.

The lines of somebody's cards are one JSON list in one row. Were all of it taken down with each card that comes, the
journal would grow with the square of the cards.
"""

from hashlib import sha256
from typing import Any

from sqlalchemy import Column, func

_LONG = 1000  # characters; of shorter text, all is taken down


def part(old: str, new: str) -> tuple[Any, Any]:
    """Leave of two JSON lists, one of which goes on where the other ends, how much is the same and what follows it.

    Returns:
        For each, `same` characters, `then` the rest, and the hash `of` the whole; or both as they are.
    """
    same = min(len(old), len(new)) - 1  # without the bracket at the end
    if same < _LONG or old[:same] != new[:same]:
        return old, new
    return _rest(old, same), _rest(new, same)


def is_as(live: Any, left: Any) -> bool:
    """Tell whether a value is as it was left."""
    return _digest(live) == left["of"] if isinstance(left, dict) else bool(live == left)


def whole(column: Column[Any], left: Any) -> Any:
    """Answer a value, or how SQLite makes it of the one that is there."""
    return func.substr(column, 1, left["same"]).concat(left["then"]) if isinstance(left, dict) else left


def _rest(text: str, same: int) -> dict[str, Any]:
    return {"same": same, "then": text[same:], "of": _digest(text)}


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
