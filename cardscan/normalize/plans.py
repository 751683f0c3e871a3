"""The numbering plans of the library `phonenumbers`: which numbers there are, where, of what kind (ITU-T E.164).

It is loaded with the first number: a cold start has enough to load before text is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

Kind = Literal["mobile", "fixed", "unknown"]

_ITALIAN_PLAN = ("39",)
"""Italy keeps the 0 of its area codes after the calling code."""


@lru_cache(maxsize=256)
def kind(number: str) -> Kind:
    """Whether an E.164 number is a mobile or a landline; `unknown` where the plan does not tell (North America)."""
    import phonenumbers

    parsed = _read(number, None)
    found = phonenumbers.number_type(parsed) if parsed else None
    if found == phonenumbers.PhoneNumberType.MOBILE:
        return "mobile"
    return "fixed" if found == phonenumbers.PhoneNumberType.FIXED_LINE else "unknown"


def region_of(number: str) -> str | None:
    """The country of an E.164 number, ISO 3166-1 alpha-2."""
    import phonenumbers

    parsed = _read(number, None)
    return phonenumbers.region_code_for_number(parsed) if parsed else None


def country_calling_regions(number: str) -> tuple[str, ...]:
    """The countries that share the calling code of a number that begins with `+`, the main one first."""
    import phonenumbers

    parsed = _read(number, None)
    return tuple(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(parsed.country_code or 0, ())) if parsed else ()


def format_national(number: str) -> str:
    """An E.164 number as people of its country write it; unknown numbers stay as they are."""
    return _format(number, national=True)


def format_international(number: str) -> str:
    """An E.164 number with its calling code, in groups; unknown numbers stay as they are."""
    return _format(number, national=False)


def _format(number: str, *, national: bool) -> str:
    import phonenumbers

    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    parsed = _read(number, None)
    return phonenumbers.format_number(parsed, style) if parsed and phonenumbers.is_valid_number(parsed) else number


def find_valid(printed: str, regions: Sequence[str]) -> str | None:
    """The E.164 form of a printed number (without extension) that some plan knows; the international form first."""
    return _find_valid(printed, () if "+" in printed else tuple(regions))


@lru_cache(maxsize=256)  # asked for again and again within a card
def _find_valid(printed: str, regions: tuple[str, ...]) -> str | None:
    import phonenumbers

    for text, region in _readings(printed, regions):
        parsed = _read(text, region)
        if parsed and phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _readings(printed: str, regions: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """All ways to understand a printed number, the likeliest first, as digits and the region to read them in."""
    digits = digits_of(printed)
    if "+" in printed or digits.startswith("00"):
        yield from ((form, None) for form in _international(printed))
    if "+" in printed:
        return
    yield from ((digits, region) for region in regions)
    if digits.startswith("0"):  # a trunk 0 that the plan no longer has: (0) 22 123 45 67 in Poland
        yield from ((digits.lstrip("0"), region) for region in regions)
    yield from ((f"+{digits}", None) for region in regions if digits.startswith(_calling_code(region)))


def _international(printed: str) -> Iterator[str]:
    digits = digits_of(printed)
    digits = digits.removeprefix("00") if "+" not in printed else digits
    yield f"+{digits}"
    without_trunk = digits_of(re.sub(r"\(\s?0\s?\)", "", printed)).removeprefix("00")
    if without_trunk != digits and not digits.startswith(_ITALIAN_PLAN):
        yield f"+{without_trunk}"
    code = next((str(code) for code in _calling_codes() if digits.startswith(str(code))), "")
    if digits[len(code) :].startswith("0") and code not in _ITALIAN_PLAN:
        yield f"+{code}{digits[len(code) :].lstrip('0')}"
    if digits.startswith("521"):  # the 1 before Mexican mobile numbers, gone since 2019
        yield f"+52{digits[3:]}"


def guess(printed: str, regions: Sequence[str]) -> str:
    """The digits as printed, with a calling code where one is printed or the region is known."""
    digits = digits_of(printed)
    if "+" in printed:
        return "+" + digits_of(re.sub(r"\(\s?0\s?\)", "", printed))
    if digits.startswith("00"):
        return "+" + digits[2:]
    if not regions or not (code := _calling_code(regions[0])):
        return digits
    if code not in (*_ITALIAN_PLAN, "1"):
        digits = digits.removeprefix("0")
    return f"+{digits}" if code == "1" and len(digits) == 11 and digits[0] == "1" else f"+{code}{digits}"


@lru_cache(maxsize=256)
def _read(text: str, region: str | None) -> PhoneNumber | None:
    import phonenumbers

    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def digits_of(text: str) -> str:
    """The digits of a text and nothing else."""
    return "".join(letter for letter in text if letter.isdecimal())


def _calling_code(region: str) -> str:
    import phonenumbers

    code = phonenumbers.country_code_for_region(region.upper())
    return str(code) if code else ""


@cache
def _calling_codes() -> tuple[int, ...]:
    import phonenumbers

    return tuple(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
