"""What is looked for, parted into words, phone numbers and dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cardscan.folding import digits, fold

SHORTEST = 3
"""Letters of the shortest word that the index of threes holds."""

_WHOLE = 7  # digits of a whole number
_MOST_WORDS = 12
_LONGEST = 200  # characters of what is looked for

_NUMBER = re.compile(r"[+\d().\-/ ]*\d[\d().\-/ ]*\Z")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\Z")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[./-](\d{1,2})\.?\Z")
_MONTH = re.compile(r"(\d{1,2})[./-](\d{4})\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """One word that is looked for, or the words of one number."""

    words: tuple[str, ...]
    number: str = ""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(token for word in self.words for token in fold(word).split())


def parts_of(text: str) -> list[Part]:
    """Part what is looked for into words; those of one phone number stay together."""
    parts: list[Part] = []
    run: list[str] = []
    for word in (*text[:_LONGEST].split()[:_MOST_WORDS], ""):
        if word and _NUMBER.match(word):
            run.append(word)
            continue
        if run:
            parts.append(Part(tuple(run), " ".join(run)))
            run = []
        if word and (fold(word) or len(word) >= SHORTEST):
            parts.append(Part((word,)))
    return parts


def forms(number: str) -> Iterator[str]:
    """Yield the digits of a phone number as they may be stored: +48 22..., 0048 22..., 022... are 4822..., 22..."""
    plain = digits(number.replace("(0)", ""))
    if len(plain) < SHORTEST or ("/" in number and dates(number.strip())):
        return
    yield plain
    bare = plain.removeprefix("00") if plain.startswith("00") else plain.removeprefix("0")
    if bare != plain and len(bare) >= SHORTEST:
        yield bare


def without_country(number: str) -> Iterator[str]:
    """Yield the digits after a country's code, which has one to three: for numbers that were stored without one."""
    if number.startswith(("+", "00")):
        plain = digits(number).removeprefix("00")
        yield from (plain[size:] for size in (1, 2, 3) if len(plain) - size >= _WHOLE)


def dates(word: str) -> list[str]:
    """Read a day or a month as it stands in an event's date: `2026-09`, `19.11.2026`, `11/2026`, `24/9`.

    Several are ways to read it, of which any may be meant: `5/9` is in May or in September.
    """
    if re.fullmatch(r"\d{4}-\d{1,2}(-\d{1,2})?", word):
        return ["-".join(piece.zfill(2) for piece in word.split("-"))]
    if found := _DAY.match(word):
        return [f"{found[3]}-{found[2].zfill(2)}-{found[1].zfill(2)}"]
    if found := _DAY_OF_YEAR.match(word):
        return _days_of_any_year(int(found[1]), int(found[2]))
    found = _MONTH.match(word)
    return [f"{found[2]}-{found[1].zfill(2)}"] if found else []


def _days_of_any_year(first: int, second: int) -> list[str]:
    """Read day and month in both orders: the day comes first everywhere but in the United States."""
    ways = [(month, day) for day, month in ((first, second), (second, first)) if 1 <= month <= 12 and 1 <= day <= 31]
    return list(dict.fromkeys(f"-{month:02}-{day:02} " for month, day in ways))
