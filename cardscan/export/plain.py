"""Untrusted text made plain: no control characters, no marks that turn the direction of reading."""

import unicodedata
from collections.abc import Iterator

from cardscan.model import Event, Record

# Embeddings, overrides and isolates (Unicode UAX #9) can make a name read as another one; plain marks are kept.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def line(text: str | None) -> str:
    """Make one line of `text`."""
    return " ".join(block(text).split())


def block(text: str | None) -> str:
    r"""Keep the line breaks of `text`, as `\n`."""
    lines = (text or "").splitlines()
    return "\n".join("".join(char for char in each if _is_kept(char)).strip() for each in lines).strip()


def where_met(record: Record) -> Iterator[str]:
    """Yield a line for each event that the person was met at: its name, date and place."""
    for event in record.events:
        yield ", ".join(filter(None, _of_event(event)))


def _of_event(event: Event) -> tuple[str, str, str]:
    return line(event.name), event.date.isoformat() if event.date else "", line(event.place)


def _is_kept(char: str) -> bool:
    return char == "\t" or (unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") and char not in _TURNING)
