"""What tells a card's country: country names, cities (GeoNames, CC BY 4.0), postal codes, domains, languages."""

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale

from cardscan.folding import fold
from cardscan.messages import LANGUAGES
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


def city_countries(name: str) -> frozenset[str]:
    """The countries that have a city of this name, in its local form or an English one; empty where none is known."""
    return frozenset(_cities().get(fold(name), "").split())


def postal_countries() -> frozenset[str]:
    """The countries whose postal codes are known."""
    return frozenset(toml("postal_codes"))


@lru_cache(maxsize=4096)  # each of a card's lines is held against every country, several times
def postal_codes(text: str, country: str) -> tuple[re.Match[str], ...]:
    """The places in a line where a country's postal code may stand; group `code` is without the country's letters."""
    pattern = _postal_pattern(country.upper())
    return tuple(pattern.finditer(text)) if pattern else ()


@cache
def _postal_pattern(country: str) -> re.Pattern[str] | None:
    shape = toml("postal_codes").get(country)
    if shape is None:
        return None
    old = [letters for letters, code in toml("places")["post_prefixes"].items() if code == country]
    letters = "|".join((country, *old))
    return re.compile(rf"(?<![\w/-])(?:(?P<prefix>{letters})[- ]{{0,3}})?(?P<code>{shape})(?![\w-])")


@cache
def _territories() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())


@cache
def _country_names() -> dict[str, str]:
    """Folded names and their codes, in cardscan's languages and in each country's own where Babel has it."""
    names: dict[str, str] = {}
    for language in (*LANGUAGES, "ca", "nl", "cs", "sk", "hu"):
        for code, name in Locale(language).territories.items():
            if code in _territories():
                names.setdefault(fold(name), code)
    return names | {fold(name): code for name, code in toml("places")["names"].items()}


@cache
def _cities() -> dict[str, str]:
    packed = (files(__package__) / "data" / "cities.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
