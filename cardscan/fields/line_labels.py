"""Words that label a line: `Tel.`, `P.IVA`, `Orar`; alone, or before the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from cardscan.fields.wordlists import REMEMBERED, split, table, unaccent_with_positions

_TOKEN = re.compile(r"[^\W_]+|[^\w\s.,:;/|()\[\]<>=«»'’\"·•–—-]")
_SEPARATOR = re.compile(r"[\s.:;,/|)\]\-–—=>•·+&]*")
_STRONG = re.compile(r"[:=>|–—]")
_COUNTRY_SIGN = re.compile(r"[A-Z]{1,3}\s?[-–]\s?\d{4,5}(?!\s?\d)")
"""Before a postal code, as in `A-5020`; the sign of a country is no label."""
_OCR = str.maketrans({"1": "l", "|": "l"})
_MOST_TOKENS = 6
_VALUES: dict[str, Callable[[str], bool]] = {
    "phone": lambda rest: re.match(r"[\s(+]*\d", rest) is not None,
    "email": lambda rest: "@" in rest,
    "web": lambda rest: re.search(r"\w\.\w", rest) is not None and "@" not in rest,
    "social": lambda rest: re.match(r"[@/]|\S+[./]\S+", rest) is not None,
    "number": lambda rest: re.search(r"\d", rest) is not None,
}
_VALUE_OF = {"mobile": "phone", "fax": "phone", "phone": "phone", "email": "email", "web": "web", "social": "social"}


@lru_cache(maxsize=REMEMBERED)
def label(text: str) -> str | None:
    """Give the meaning (phone, fax, mobile, email, web, ...) of a line that is nothing but a label."""
    meanings: list[str] = []
    tokens, _ = _tokens(text)
    while tokens:
        taken, meaning = _longest(tokens)
        if meaning is None:
            return None
        meanings.append(meaning)
        tokens = tokens[taken:]
    return _joint(meanings) if meanings else None


@lru_cache(maxsize=REMEMBERED)
def strip_label(text: str) -> tuple[str | None, str]:
    """Split the label that opens a line from the value: `Tel.: 22 ...`, `E-mail:x@y`, `Adres: ul. ...`."""
    meanings: list[str] = []
    rest = text.strip()
    while (step := _open(rest)) is not None:
        meaning, rest = step
        meanings.append(meaning)
    return (_joint(meanings), rest) if meanings else (None, text)


def _joint(meanings: list[str]) -> str:
    """`Tel. kom.` is a mobile, `Tel./Fax` a phone."""
    return "mobile" if "mobile" in meanings[:2] and meanings[0] == "phone" else meanings[0]


def _open(text: str) -> tuple[str, str] | None:
    tokens, ends = _tokens(text) if not _COUNTRY_SIGN.match(text) else ([], [])
    for taken in range(min(len(tokens), _MOST_TOKENS), 0, -1):
        key = " ".join(tokens[:taken])
        meanings = _letters().get(key, ()) if len(key) == 1 else ()
        known = _labels().get(key) or _labels().get(key.translate(_OCR))
        gap = _SEPARATOR.match(text, ends[taken - 1])
        rest = text[gap.end() :] if gap else ""
        printed = (gap[0] if gap else "") + ("+" if rest[:1] == "+" else "")
        rest = "+" + rest if gap and gap[0].rstrip().endswith("+") and rest[:1].isdigit() else rest
        for meaning in (*((known,) if known else ()), *meanings):
            if rest and _is_value(meaning, printed, rest, key):
                return meaning, rest
    return None


def _is_value(meaning: str, separator: str, rest: str, key: str) -> bool:
    """Tell whether what follows is a value: a colon says so, else its own shape must."""
    fits = _VALUES[_VALUE_OF.get(meaning, "number")](rest)
    if fits:
        return len(key) > 1 or bool(separator)
    opens_next = _tokens(rest)[0][:1]
    chained = bool(opens_next) and " ".join(opens_next) in _labels() and bool(separator.strip())
    return (len(key) > 1 and _STRONG.search(separator) is not None) or chained


def _tokens(text: str) -> tuple[list[str], list[int]]:
    """Split into folded tokens and where each ends in `text`."""
    folded, positions = unaccent_with_positions(text)
    found = list(_TOKEN.finditer(folded))
    return [m[0] for m in found], [positions[m.end() - 1] + 1 for m in found]


def _longest(tokens: list[str]) -> tuple[int, str | None]:
    for taken in range(min(len(tokens), _MOST_TOKENS), 0, -1):
        key = " ".join(tokens[:taken])
        meaning = _labels().get(key) or _labels().get(key.translate(_OCR))
        if meaning is None and len(key) == 1 and len(tokens) == 1:
            meaning = next(iter(_letters().get(key, ())), None)
        if meaning is not None:
            return taken, meaning
    return 1, None


@cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, text in table("labels")["labels"].items():
        for phrase in split(text):
            found.setdefault(" ".join(_tokens(phrase)[0]), meaning)
    return found


@cache
def _letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, text in table("labels")["letters"].items():
        for letter in split(text):
            key = " ".join(_tokens(letter)[0])
            found[key] = (*found.get(key, ()), meaning)
    return found
