"""How much a line looks like a street with its number, or a door, floor or building."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cardscan.fields.wordlists import REMEMBERED, endings, is_web, phrases, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEGMENT = re.compile(r"\s*[,;|•·]\s*|\s+[-–—]\s+")
_NUMBER_APART = re.compile(r",\s*(?=(?:n\W{0,3}|nr\W{0,2})?\d)", re.IGNORECASE)
_HOURS = re.compile(r"\d[:.h]\d\d|\d\s*[-–]\s*\d")
_AFTER_NUMBER = frozenset(("bis", "ter", "quater", "a", "b", "c", "d"))


@lru_cache(maxsize=REMEMBERED)
def street_score(text: str) -> float:
    """Tell, in 0..1, how much a text looks like a street or a door: `Via Roma 12`, `Suite 400`."""
    if is_web(text) or (_HOURS.search(text) and phrases("taglines", "days").find(words(text))):
        return 0.0
    return round(
        max(
            (_street_segment(part) for part in _SEGMENT.split(_NUMBER_APART.sub(" ", text)) if part.strip()),
            default=0.0,
        ),
        3,
    )


def _street_segment(text: str) -> float:
    line = words(text)
    number = next((at for at, word in enumerate(line) if word.isdigit() and len(word) <= 5), None)
    if sum(len(word) for word in line if word.isdigit()) > 10:
        return 0.0
    return max(_opens_street(text, line, number), _closes_street(line, number), _has_unit(line, number))


def _opens_street(text: str, line: Sequence[str], number: int | None) -> float:
    """`ul. Długa 5`, `Via Roma 12`, `Am Ufer 3`, `14 rue du Port`."""
    if number == 0 and len(line) > 2:
        is_bis = line[1] in _AFTER_NUMBER
        return _opens_street(text.lstrip(" 0123456789"), line[2 if is_bis else 1 :], 99)
    hit = next((hit for hit in phrases("streets", "before").find(line) if hit.start == 0), None)
    if hit is None or hit.end == len(line):
        return 0.0
    printed = text.lstrip()[:5]
    is_word = len("".join(line[: hit.end])) > 2 or "." in printed or "/" in printed
    if hit.languages == frozenset({"de"}):
        is_near = number is not None and number >= hit.end + (len(line[0]) < 6) and len(line) <= number + 2
        return 0.8 if is_near else 0.0
    if number is not None and number >= hit.end:
        return 0.95 if is_word else 0.8
    is_firm_too = bool(phrases("companies", "words").find(line[: hit.end]))
    return 0.3 if is_firm_too else 0.65 if is_word else 0.25


def _closes_street(line: Sequence[str], number: int | None) -> float:
    """`12 Weaver Row`, `Lindener Str. 8`, `Fliederstraße 6`."""
    best = 0.0
    is_firm_too = number is None and bool(phrases("companies", "words").find(line))
    for hit in phrases("streets", "after").find(line):
        if hit.start == 0:
            continue
        is_near = number is not None and (number < hit.start or number == hit.end)
        best = max(best, 0.95 if is_near else 0.5 if len(line[hit.start]) > 3 and hit.end == len(line) else 0.1)
    for at, word in enumerate(line):
        ending = next((word[s:] for s in range(3, len(word) - 1) if word[s:] in endings("streets")), "")
        if ending:
            # «Zahnarztpraxis am Fliederplatz» is a practice, named after its square.
            bare = 0.15 if len(ending) <= 4 else 0.3 if is_firm_too else 0.6
            best = max(best, 0.95 if number is not None and number > at else bare)
    return best


def _has_unit(line: Sequence[str], number: int | None) -> float:
    units = phrases("streets", "units").find(line)
    if not units or number is None:
        return 0.3 if units and units[0].start == 0 and len(line) == 1 and len(line[0]) > 3 else 0.0
    return 0.6 if any(hit.end == number or hit.start == number + 1 for hit in units) else 0.2
