"""What tells a card's country: country names, cities (GeoNames, CC BY 4.0), postal codes, domains, languages."""

import gzip
import re
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.resources import files

from cardscan.folding import fold
from cardscan.normalize.tables import toml, words

_SHORT_WORDS = frozenset({"in", "it", "de", "es", "la", "me", "no", "us"})


def country_code(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country's name in one of cardscan's languages; `PL` itself counts as a name."""
    code = name.strip().upper()
    if len(code) == 2 and code.lower() not in _SHORT_WORDS and code in postal_countries():
        return code
    return _country_names().get(fold(name))


def domain_country(host: str) -> str | None:
    """The country that a host's or e-mail address's top-level domain tells; none for .com and for .io and its like."""
    top = host.rsplit(".", 1)[-1].lower()
    table = toml("places")
    if top in table["anywhere"]["domains"]:
        return None
    known: str | None = table["domains"].get(top)
    return known or (top.upper() if top in words("tlds") and top.upper() in _territories() else None)


def language_countries(language: str) -> tuple[str, ...]:
    """The countries where cards in a language (ISO 639-1) are likeliest to come from, the likeliest first."""
    return tuple(toml("places")["languages"].get(language, ()))


@lru_cache(maxsize=4096)  # asked once for every country that has postal codes like the one beside it
def city_countries(name: str) -> frozenset[str]:
    """The countries that have a city of this name, in its local form or an English one; empty where none is known."""
    lines, key = _cities(), f"{fold(name)}\t"
    line = lines[min(bisect_left(lines, key), len(lines) - 1)]
    return frozenset(line[len(key) :].split() if line.startswith(key) else ())


def postal_countries() -> frozenset[str]:
    """The countries whose postal codes are known."""
    return frozenset(toml("postal_codes"))


@lru_cache(maxsize=4096)  # each of a card's lines is held against every country, several times
def postal_codes(text: str, country: str) -> tuple[re.Match[str], ...]:
    """The places in a line where a country's postal code may stand; group `code` is without the country's letters."""
    pattern = _postal_pattern(country.upper())
    return tuple(pattern.finditer(text)) if pattern else ()


@lru_cache(maxsize=4096)
def every_postal_code(text: str) -> dict[str, tuple[re.Match[str], ...]]:
    """The places in a line where a postal code may stand, by each country that has such codes."""
    shapes = toml("postal_codes")
    likely = {shape for shape in set(shapes.values()) if _shape_pattern(shape).search(text)}
    found = ((country, postal_codes(text, country)) for country in sorted(shapes) if shapes[country] in likely)
    return {country: matches for country, matches in found if matches}


@cache
def _postal_pattern(country: str) -> re.Pattern[str] | None:
    shape = toml("postal_codes").get(country)
    if shape is None:
        return None
    old = [letters for letters, code in toml("places")["post_prefixes"].items() if code == country]
    letters = "|".join((country, *old))
    return re.compile(rf"(?<![\w/-])(?:(?P<prefix>{letters})[- ]{{0,3}})?(?P<code>{shape})(?![\w-])")


@cache
def _shape_pattern(shape: str) -> re.Pattern[str]:
    """The shape of many countries' codes: where it does not stand in a line, none of theirs does."""
    return re.compile(rf"{shape}(?![\w-])")


@cache
def _territories() -> frozenset[str]:
    return frozenset(_printed_names().values())


@cache
def _country_names() -> dict[str, str]:
    """Folded names and their codes, in cardscan's languages and in each country's own where Babel has it."""
    return _printed_names() | {fold(name): code for name, code in toml("places")["names"].items()}


@cache
def _printed_names() -> dict[str, str]:
    text = (files(__package__) / "data" / "countries.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))


@cache
def _cities() -> list[str]:
    """The lines of the table, sorted: sought in as they are, for a card asks for a few of its 60,000 only."""
    packed = (files(__package__) / "data" / "cities.tsv.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()
