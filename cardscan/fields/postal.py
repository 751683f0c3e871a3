"""Postal codes as cards print them, with the city that stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from cardscan.fields import lexicon, wordlists
from cardscan.normalize import places

_LONGEST_HOUSE_NUMBER = 4
_LEAST_WEIGHT = 0.3
_STREET = 0.5
_MOST_CITY_WORDS = 4
_DIGIT = re.compile(r"\d")
_CITY = r"[^\W\d_][^\d,;|()\x1f]*"
_CITY_AFTER = re.compile(rf"[\s,]*(?P<city>{_CITY})")
_CITY_BEFORE = re.compile(rf"(?:^|[,;|\x1f•·-]\s*|\d\s+)(?P<city>{_CITY}?(?:\s\d{{1,2}})?)[\s,.]*$")


@dataclass(frozen=True, slots=True)
class Postal:
    """A code in a text: where it stands, as printed, the city beside it, the country; `weight` is 0..1."""

    start: int
    end: int
    code: str
    city: str | None
    region: str | None
    country: str
    weight: float


def find_postal(text: str, countries: Sequence[str]) -> Postal | None:
    """Return the likeliest postal code of a text; `countries` are the card's own, the likeliest first."""
    if not _DIGIT.search(text):
        return None
    every = places.every_postal_code(text)
    order = dict.fromkeys((*(country for country in countries if country in every), *every))
    found = (_postal(text, country, match, countries) for country in order for match in every[country])
    likely = [postal for postal in found if postal.weight >= _LEAST_WEIGHT]
    return max(likely, key=lambda postal: (postal.weight, postal.start), default=None)


def _postal(text: str, country: str, match: re.Match[str], countries: Sequence[str]) -> Postal:
    table = wordlists.table("postal")
    before = country in table["city_before"]
    if before:
        city, region = _city_before(text, match.start(), country)
    else:
        city, region = _city_after(text, match.end())
        if city is None and len(match["code"]) > _LONGEST_HOUSE_NUMBER:
            city, region = _city_before(text, match.start(), country)
    known = city is not None and country in places.city_countries(city)
    prefixed = match.start("code") > match.start()
    shape_tells = country in table["telling"] and not match["code"].isdecimal()
    weight = (
        0.35 * shape_tells + 0.3 * known + 0.1 * bool(city) + (0.3 if before else 0.15) * bool(region) + 0.15 * prefixed
    )
    weight += 0.25 / (1 + countries.index(country)) if country in countries[:3] else 0.0
    weight -= 0.5 * (weight >= _LEAST_WEIGHT and _is_house_number(text, match.start(), match["code"], match.end()))
    return Postal(match.start(), match.end(), match["code"], city, region, country, weight)


@lru_cache(maxsize=wordlists.REMEMBERED)
def _is_house_number(text: str, start: int, code: str, end: int) -> bool:
    """Tell `2675 Oak Street, Springfield` from a code: a number that opens a line before a street, or ends its name."""
    if not code.isdecimal():
        return False
    after = text[end:].split(",", maxsplit=1)[0]
    before = text[:start].rpartition(",")[2]
    return lexicon.street_score(f"{code}{after}") >= _STREET or lexicon.street_score(before) >= _STREET


@lru_cache(maxsize=wordlists.REMEMBERED)  # one place in a line has the shape of many a country's code
def _city_after(text: str, end: int) -> tuple[str | None, str | None]:
    found = _CITY_AFTER.match(text, end)
    if not found:
        return None, None
    city = found["city"].strip(" .-–•·")
    rest = text[found.end() :]
    bracket = re.match(r"\s*\(([^)]+)\)", rest)
    county = re.match(r"\s*,?\s*((?:jud|judeţul|județul|woj|prov)\b\.?\s*)?([^\W\d_][^,;|\x1f]*)", rest)
    province = re.search(r"\s([A-Z]{2})$", city)
    if bracket:
        return city, bracket[1].strip()
    if province and len(city) > 4 and not city.isupper():
        return city[: province.start()].strip(" -–"), province[1]
    if county and county[1]:
        return city, county[2].strip(" .")
    return city or None, None


def _city_before(text: str, start: int, country: str) -> tuple[str | None, str | None]:
    before = text[:start].rstrip(" ,.-")
    printed = region_at_end(before, country)
    found = _CITY_BEFORE.search(before.removesuffix(printed or ""))
    city = found["city"].strip(" ,.-•·") if found else None
    return (city_at_end(city, country) or city if city else None), printed


def city_at_end(text: str, country: str | None) -> str | None:
    """Return the longest known city of a country that a text ends with: `Palo Alto` of `1st Ave NE Palo Alto`."""
    words = text.split()
    ends = (" ".join(words[start:]) for start in range(max(0, len(words) - _MOST_CITY_WORDS), len(words)))
    return next((end for end in ends if not country or country in places.city_countries(end.strip(" .,-"))), None)


def region_at_end(text: str, country: str | None) -> str | None:
    """Return the region, as printed, that a text ends with."""
    pattern = _regions(country or "")
    found = pattern.search(text) if pattern else None
    return found[0] if found else None


@cache
def _regions(country: str) -> re.Pattern[str] | None:
    """The pattern of a country's regions at the end of a text, where the longest begins first."""
    regions = wordlists.table("postal")["regions"].get(country, ())
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, regions))})$", re.IGNORECASE) if regions else None
