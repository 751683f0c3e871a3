"""Phone numbers: find them in an OCR line and bring them to E.164 (ITU-T E.164)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from cardscan.folding import unaccent
from cardscan.model import Phone
from cardscan.normalize import decoys, labels
from cardscan.normalize.found import Found, mask
from cardscan.normalize.mend import mend_digits
from cardscan.normalize.plans import (
    country_calling_regions,
    digits_of,
    find_valid,
    format_international,
    format_national,
    guess,
    kind,
    region_of,
)
from cardscan.normalize.tables import toml

__all__ = [
    "country_calling_regions",
    "find",
    "format_international",
    "format_national",
    "kind",
    "parse",
    "region_of",
    "split_extension",
]

Span = tuple[int, int]

FEWEST_DIGITS = 6
MOST_DIGITS = 15
"""The longest number that E.164 allows."""
MOST_DIGITS_IN_ROW = 60
"""A longer run of digits, without a word between, is a table or noise and not read: it would take too long."""
FEWEST_UNLABELLED = 8
"""Below this a number needs a word such as "Tel" before it, or a leading +."""

_DIGIT = re.compile(r"\d")
_RANGE_TAIL = re.compile(r"\s?[-–/]\s?\d{1,2}$")
_EXTENSION = re.compile(r"(?<=\d)[\s,;(/|-]*(?P<word>[^\W\d_]+|#)[\s.:]*(?:nr\.?\s*)?(?P<digits>\d{1,6})\)?\s*$")
_RUN = re.compile(r"(?:\+\s?|\(\+?)?\d(?:[ .\-–—/()‧'’]{0,3}\d)*\)?")
_BREAK = re.compile(r"\s[/|–—-]\s|/(?=\s?0\d)|\s{3,}")
_GROUP = re.compile(r"\(?\d+\)?")
_SHAPES = re.compile(r"\(\d{2,5}\) ?\d[\d .-]{4,}|\d{3}[-. ]\d{3}[-. ]\d{4}|\d{2,4}[-./ ]\d{2,4}([-. ]\d{2,4}){1,3}")
_NEXT_EXTENSION = re.compile(r"[\s,;(/|-]*(?P<word>[^\W\d_]+|#)[\s.:]*(?:nr\.?\s*)?\d{1,6}\b\)?")


def parse(text: str, regions: Sequence[str] = ()) -> Phone | None:
    """Read one printed number: the international form first, then each region (ISO 3166-1 alpha-2) in order.

    A number that no plan knows is kept as `valid=False`, with the digits as printed under the first region's code.
    """
    main, extension = split_extension(text)
    printed = mend_digits(main)
    start = re.search(r"\(?\+|\(?\d", printed)
    if start is None:
        return None
    printed = printed[start.start() :]
    if not FEWEST_DIGITS <= len(digits_of(printed)) <= MOST_DIGITS + 4:
        return None
    number = find_valid(printed, regions) or find_valid(_RANGE_TAIL.sub("", printed), regions)
    return Phone(number or guess(printed, regions), raw=text.strip(), extension=extension, valid=number is not None)


def split_extension(text: str) -> tuple[str, str | None]:
    """A printed number and the digits of its extension (`ext. 24`, `wew. 24`, `DW 24`, `x24`)."""
    found = _EXTENSION.search(text)
    if found is None or unaccent(found["word"]) not in _extension_words():
        return text.strip(), None
    main = text[: found.start()]
    return (main.strip(), found["digits"]) if len(digits_of(main)) >= FEWEST_DIGITS else (text.strip(), None)


def find(text: str, regions: Sequence[str] = ()) -> tuple[Found, ...]:
    """All phone numbers of an OCR line, with their extensions, but no dates, prices, tax numbers and the like."""
    if not _DIGIT.search(text):
        return ()
    line = mend_digits(mask(text, decoys.find(text)))
    runs = [run.span() for run in _RUN.finditer(line) if len(digits_of(run[0])) <= MOST_DIGITS_IN_ROW]
    spans = [span for start, end in runs for span in _numbers(line, start, end, regions)]
    return tuple(Found(text[start:end], start, end) for start, end in (_with_extension(line, span) for span in spans))


def _numbers(line: str, start: int, end: int, regions: Sequence[str]) -> Iterator[Span]:
    """The numbers in a run of digits and separators: parted at a break such as ` / `, then where plans say so."""
    apart = _parts_are_whole(line[start:end])
    if not apart and (_is_known(line, start, end, regions) or _is_international(line[start:end])):
        yield _trim(line, start, end)
        return
    cut = _BREAK.search(line, start + 1, end)
    if cut and len(digits_of(line[start : cut.start()])) >= FEWEST_DIGITS:
        yield from _numbers(line, start, cut.start(), regions)
        yield from _numbers(line, cut.end(), end, regions)
    elif known := list(_grouped(line, start, end, regions)):
        yield from known
    elif not apart and _looks_like_one(line, start, end):
        yield _trim(line, start, end)


def _is_international(run: str) -> bool:
    """Whether a run is one number with its calling code; even where no plan knows it, no part of it is a number."""
    return (
        FEWEST_DIGITS < len(digits_of(run)) <= MOST_DIGITS + 1
        and run.lstrip("(").startswith("+")
        and "+" not in run[2:]
    )


def _parts_are_whole(run: str) -> bool:
    """Whether both sides of a break are long enough for numbers of their own (`0911 / 97123` is one number)."""
    cut = _BREAK.search(run)
    return cut is not None and all(
        len(digits_of(part)) >= FEWEST_DIGITS and "+" not in part[1:] for part in (run[: cut.start()], run[cut.end() :])
    )


def _grouped(line: str, start: int, end: int, regions: Sequence[str]) -> Iterator[Span]:
    """The longest known numbers that consecutive groups of digits make, from left to right."""
    groups = [found.span() for found in _GROUP.finditer(line, start, end)]
    groups[0] = (start, groups[0][1])
    first = 0
    while first < len(groups):
        lasts = range(min(len(groups), first + MOST_DIGITS) - 1, first - 1, -1)
        spans = ((last, (groups[first][0], groups[last][1])) for last in lasts)
        last, span = next(((n, span) for n, span in spans if _is_known(line, *span, regions)), (first, None))
        if span:
            yield _trim(line, *span)
        first = last + 1


def _is_known(line: str, start: int, end: int, regions: Sequence[str]) -> bool:
    """Whether some plan knows the number, and it is long enough to be none by chance."""
    printed = line[start:end]
    fewest = FEWEST_DIGITS if "+" in printed or labels.label_before(line, start) else FEWEST_UNLABELLED
    if not fewest <= len(digits_of(printed)) <= MOST_DIGITS + 2:
        return False
    return bool(find_valid(printed, regions) or find_valid(_RANGE_TAIL.sub("", printed), regions))


def _looks_like_one(line: str, start: int, end: int) -> bool:
    """Whether a number that no plan knows is labelled or grouped as phone numbers are."""
    printed = line[start:end]
    if not FEWEST_DIGITS <= len(digits_of(printed)) <= MOST_DIGITS:
        return False
    if "+" in printed or labels.label_before(line, start):
        return True
    return len(digits_of(printed)) >= FEWEST_UNLABELLED and _SHAPES.fullmatch(printed) is not None


def _trim(line: str, start: int, end: int) -> Span:
    """Drop a bracket that is open or closed only once."""
    printed = line[start:end]
    if printed.endswith(")") and printed.count(")") > printed.count("("):
        end -= 1
    if printed.startswith("(") and printed.count("(") > printed.count(")"):
        start += 1
    return start, end


def _with_extension(line: str, span: Span) -> Span:
    found = _NEXT_EXTENSION.match(line, span[1])
    return (span[0], found.end()) if found and unaccent(found["word"]) in _extension_words() else span


@cache
def _extension_words() -> frozenset[str]:
    return frozenset(toml("phone_labels")["extension"])
