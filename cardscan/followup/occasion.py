"""Where and when people met, said as the letter's language says it: "el martes 23 de septiembre en la Feria ..."."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line, tidy
from cardscan.model import Event

_NAME_LIMIT = 80


def event_at(event: Event | None, language: str) -> str:
    """`at the Business Breakfast` in the letter's language; empty without an event's name."""
    name = one_line(event.name, _NAME_LIMIT) if event else ""
    custom = _table()[language]
    return _at(name, custom) or custom["event"].format(name=name) if name else ""


def met(event: Event | None, language: str, today: date) -> str:
    """When and where, to end a sentence such as "It was good to meet you"; empty where nothing is known.

    The year is said only if it is not that of `today`.
    """
    if event is None:
        return ""
    custom = _table()[language]
    at = event_at(event, language)
    parts = {
        "date": written_date(event.date, language, today) if event.date else "",
        "event": at,
        "place": _place(event, at, custom),
    }
    return tidy(custom["order"].format(**parts)).strip(", ")


def written_date(day: date, language: str, today: date) -> str:
    """The day as it stands in a sentence of the language: `el martes 23 de septiembre`, `w środę 1 października`."""
    custom = _table()[language]
    pattern: str = custom["date" if day.year == today.year else "dated"]
    number = f"'{custom['first']}'" if day.day == 1 and "first" in custom else "d"
    text = format_date(day, pattern.replace("{d}", number), locale=language)
    weekdays = custom.get("weekdays", ()) if day.year == today.year else ()
    return f"{weekdays[day.weekday()]} {text}" if weekdays else text


def languages() -> frozenset[str]:
    """The languages that can say where people met."""
    return frozenset(_table())


def _place(event: Event, at: str, custom: dict[str, Any]) -> str:
    """The place with what goes before it; empty where the event's name says it already."""
    place = one_line(event.place, _NAME_LIMIT)
    if not place or unaccent(place) in unaccent(event.name or ""):
        return ""
    if "," in place or "(" in place:
        return f" ({place})"
    if phrase := _at(place, custom):
        return f" {phrase}" if not at or not custom["place"].startswith(",") else f", {phrase}"
    return str(custom["place"] if at else custom["alone"]).format(name=place)


def _at(name: str, custom: dict[str, Any]) -> str:
    """The name with its preposition and article, where the tables know the name, its first or its last word."""
    whole, words = unaccent(name), unaccent(name).split() or [""]
    for phrase, names in custom.get("places", {}).items():
        if whole in names:
            return str(phrase)
    for article, nouns in custom.get("nouns", {}).items():
        if words[0] in nouns:
            return f"{article}{'' if article.endswith(chr(39)) else ' '}{name}"
    for pattern, nouns in custom.get("endings", {}).items():
        if set(words) & set(nouns):
            return str(pattern.format(name=name))
    return ""


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "occasions.toml").read_text("utf-8"))
