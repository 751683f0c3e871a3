"""Tax and register numbers under their local names; check digits by python-stdnum (LGPL 2.1+, used as a library)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType

from cardscan.model import TaxId
from cardscan.normalize.mend import mend_digits
from cardscan.normalize.tables import toml

_GAP = r"[\s.:;,#°º–-]*(?i:(?:n[ro°º]|num|number|numer|numero|número|nummer|id)(?![^\W\d_])[\s.:°º#-]*)?"
_SEPARATOR = r"[\s.\-]{0,2}"
_SHAPE = {"9": r"\d", "A": "[A-Z]", "*": "[A-Z0-9]", "_": _SEPARATOR, " ": " "}
_TOKEN = re.compile(r"\[[^\]]*\](?:\{\d+,\d+\})?|\((?:[^()]|\[[^\]]*\])*\)\??|.")
_OPTIONAL = re.compile(r"\([^()]*\)\??|\[[^\]]*\]")
_LOOSE = re.compile(r"[\s./&,-]+")
_ONE_STROKE = str.maketrans("l1|ıİ", "iiiii")
_CODICE_FISCALE_DIGITS = frozenset({6, 7, 9, 10, 12, 13, 14})
_TO_LETTER = str.maketrans("0158", "OISB")
_TO_DIGIT = str.maketrans("OQILSB", "001158")


@dataclass(frozen=True, slots=True)
class FoundId:
    """A number in a line, without its label; `is_tax` is False for register numbers (REGON, KRS, J, HRB ...).

    `number` is `raw` without separators and with letters for digits mended; a country prefix is kept.
    """

    raw: str
    start: int
    end: int
    type: str
    number: str
    country: str
    is_tax: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class _Kind:
    """One row of the data file; a line with fewer `digits` than that, or without any of the `traces`, holds none.

    `traces` are the labels without what may be missing in them; a number that needs no label has the empty one.
    """

    type: str
    country: str
    labels: tuple[str, ...]
    shape: str
    alone: bool
    check: str | None
    is_tax: bool
    home: bool
    digits: int
    traces: tuple[str, ...]


def find(text: str, country: str | None = None) -> tuple[FoundId, ...]:
    """All tax and register numbers of an OCR line; `country` (ISO 3166-1 alpha-2) decides between shared labels."""
    candidates = [found for kind, found in _candidates(text) if not kind.home or country in (None, kind.country)]
    candidates.sort(key=lambda found: _rank(found, country))
    taken: list[FoundId] = []
    for found in candidates:
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def parse(text: str, country: str | None = None) -> TaxId | None:
    """The first tax number of a text, without spaces, dots and hyphens; register numbers are none."""
    found = next((found for found in find(text, country) if found.is_tax), None)
    return TaxId(found.type, found.number, valid=found.valid) if found else None


def compact(printed: str) -> str:
    """A printed number without separators, a country prefix kept."""
    return re.sub(r"[^A-Z0-9Ñ&]", "", printed.upper())


@lru_cache(maxsize=256)
def _candidates(text: str) -> tuple[tuple[_Kind, FoundId], ...]:
    readings = dict.fromkeys((text, mend_digits(text)))  # as printed first: an S or B may be meant
    return tuple(found for line in readings for kind in _kinds_in(line) for found in _of_kind(kind, line, text))


def _kinds_in(line: str) -> tuple[_Kind, ...]:
    """The kinds that a line may hold, told without their patterns: those are slow to compile, and most never needed."""
    digits = sum(map(str.isdigit, line))
    likely = [kind for kind in _kinds() if kind.digits <= digits]
    trace = _trace(line) if likely else ""
    return tuple(kind for kind in likely if any(map(trace.__contains__, kind.traces)))


def _of_kind(kind: _Kind, line: str, text: str) -> Iterator[tuple[_Kind, FoundId]]:
    for pattern in _patterns(kind.labels, kind.shape, kind.alone):
        for found in pattern.finditer(line):
            start, end = found.span("number")
            number = _number(kind, found["number"])
            valid = _is_valid(kind, number)
            yield kind, FoundId(text[start:end], start, end, kind.type, number, kind.country, kind.is_tax, valid)


def _rank(found: FoundId, country: str | None) -> tuple[bool, bool, bool, int]:
    """Valid numbers go first, then the card's own country, then particular kinds, then long numbers."""
    return (not found.valid, found.country != country, found.country == "EU", found.start - found.end)


def _number(kind: _Kind, printed: str) -> str:
    """The number without separators; in a codice fiscale each place is known to be a letter or a digit."""
    number = compact(printed)
    if kind.check != "it.codicefiscale" or len(number) < 16 or _is_valid(kind, number):
        return number
    return "".join(
        sign.translate(_TO_DIGIT if place in _CODICE_FISCALE_DIGITS else _TO_LETTER)
        for place, sign in enumerate(number)
    )


def _is_valid(kind: _Kind, number: str) -> bool:
    """Whether the check digits are right; numbers without a known check are."""
    return kind.check is None or bool(_module(kind.check).is_valid(number))


@cache
def _module(name: str) -> ModuleType:
    return import_module(f"stdnum.{name}")


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            row["type"], row["country"], tuple(row["labels"]), row["number"], row.get("alone", False),
            row.get("check"), row.get("tax", True), row.get("home", False), min(map(_digits, row["number"].split("|"))),
            ("",) if row.get("alone") else tuple(_trace(label) for label in row["labels"] if label),
        )
        for row in toml("taxids")["id"]
    )  # fmt: skip


def _digits(shape: str) -> int:
    """How many digits a shape has at least."""
    while (less := _OPTIONAL.sub("", shape)) != shape:
        shape = less
    return shape.count("9")


def _trace(text: str) -> str:
    """What is left of a label, or of a line, when all goes that is free in a label: its case, dots, spaces, i or l."""
    return _LOOSE.sub("", text.translate(_ONE_STROKE).casefold().translate(_ONE_STROKE))


@cache
def _patterns(labels: tuple[str, ...], shape: str, alone: bool) -> tuple[re.Pattern[str], ...]:
    number = rf"(?P<number>{'|'.join(_shape(part) for part in shape.split('|'))})(?![A-Za-z0-9])(?![/-]\d)"
    words = "|".join(_label(label) for label in sorted(labels, key=len, reverse=True) if label)
    labelled = (re.compile(rf"(?<![^\W_])(?i:{words}){_GAP}{number}"),) if words else ()
    return (*labelled, re.compile(rf"(?<![A-Za-z0-9]){number}")) if alone else labelled


def _shape(shape: str) -> str:
    """The regular expression of a shape in the data file's notation."""
    return "".join(_piece(token) for token in _TOKEN.findall(shape))


def _piece(token: str) -> str:
    if token.startswith("("):
        optional = token.endswith("?")
        return f"(?:{_shape(token[1 : -2 if optional else -1])})" + ("?" if optional else "")
    if token.startswith("[") or len(token) > 1:
        return token
    return _SHAPE.get(token, re.escape(token))


def _label(label: str) -> str:
    """The regular expression of a label: dots may be missing, `I` may have been read as `l` or `1`."""
    pieces = {".": r"\.?\s?", " ": r"\s?[/&,-]?\s?", "-": r"[\s-]?\s?", "i": "[il1|]"}
    return "".join(pieces.get(letter, re.escape(letter)) for letter in label)
