"""The small print under a letter: who writes, where the address came from, how to be left in peace.

What the EU and UK GDPR ask of a first letter to a person who filled in no form: who holds the data (art. 13(1)(a)),
what for (13(1)(c)), from which source (14(2)(f)), and, apart from all else, the right to object (21(4)). In words
that a person would say; see data/footers.toml.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line, tidy
from cardscan.followup.occasion import event_at
from cardscan.model import Event, Sender


def footer_of(
    sender: Sender,
    event: Event | None,
    *,
    language: str,
    formal: bool,
    signature: str = "",
    country: str | None = None,
    both: bool = False,
) -> str:
    """Two or three short lines; what `signature` says of the sender already is not said again.

    Args:
        sender: The user.
        event: Where the card was handed over, if known.
        language: The letter's.
        formal: Whether the letter is in the formal register.
        signature: What stands under the letter.
        country: The recipient's (ISO 3166-1 alpha-2); None asks for what the strictest law does.
        both: Whether two people read it.
    """
    words = _table()[language]["both" if both else "formal" if formal else "informal"]
    asks_purpose = not country or country in _table()["purpose"]["countries"]
    about = (words["source"].format(event_at=event_at(event, language)), words["purpose"] if asks_purpose else "")
    lines = (_who(sender, signature), tidy(" ".join(about)), words["objection"])
    return "\n".join(filter(None, lines))


def split_footer(body: str, language: str) -> tuple[str, str]:
    """A letter's text and its footer, which is empty where it bears none."""
    text, _, last = body.rpartition("\n\n")
    objections = {words["objection"] for words in _table().get(language, {}).values()}
    return (text, last) if last.splitlines()[-1:] and last.splitlines()[-1] in objections else (body, "")


def _who(sender: Sender, signature: str) -> str:
    """Name and firm, where the signature does not say them."""
    parts = [one_line(part, 80) for part in (sender.name, sender.firm)]
    said = all(unaccent(part) in unaccent(signature) for part in parts)
    return "" if said else ", ".join(filter(None, parts))


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "footers.toml").read_text("utf-8"))
