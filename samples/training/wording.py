"""Words for the training cards: names from the name lists or made up by their endings, firms, titles, slogans.

Every choice is split by its spelling: what `Words(share="held")` may use, `Words(share="train")` never does.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

from cardscan.fields.lexicon import legal_form
from cardscan.folding import unaccent

Share = Literal["train", "held"]
HELD = 4
"""One spelling in so many is held out."""

LISTED = 0.4
_LISTED = {"trades": ("companies", "words"), "titles": ("titles", "heads"), "services": ("taglines", "services")}


class Person(NamedTuple):
    """A fictitious person."""

    given: str
    family: str


class Words:
    """The words of one language and one share, drawn by a seeded lot."""

    def __init__(self, language: str, share: Share, rng: Random) -> None:
        self.language, self.share, self.rng = language, share, rng

    def one(self, kind: str) -> str:
        """Draw a phrase of a kind from `data/words.toml`; for training, often one that the reader's word lists hold."""
        if self.share == "train" and kind in _LISTED and self.rng.random() < LISTED:
            phrase = self.rng.choice(_listed(self.language, *_LISTED[kind]))
            return phrase.title() if kind == "trades" else phrase[:1].upper() + phrase[1:]
        return self.rng.choice(_phrases(self.language, kind, self.share))

    def person(self) -> Person:
        """Draw a name: one or two given names, one or two family names, known ones and such as no list holds."""
        rng = self.rng
        given = self._given()
        if rng.random() < 0.12:
            given += rng.choice((" ", " ", "-")) + self._given()
        elif self.language == "en" and rng.random() < 0.15:
            given += f" {rng.choice('ABCDEFGHJKLMNPRSTW')}."
        family = self.family()
        two = {"es": 0.65, "pt": 0.6, "pl": 0.1, "it": 0.06, "de": 0.05, "fr": 0.05}.get(self.language, 0.03)
        if rng.random() < two:
            family += (" " if self.language in ("es", "pt") else "-") + self.family()
        return Person(given, family)

    def family(self) -> str:
        """Draw a family name: three in ten are made up."""
        if self.rng.random() < 0.3:
            stems, ends = (part.split() for part in _file("made_up")["families"][self.language])
            for _ in range(20):
                made = self.rng.choice(stems) + self.rng.choice(ends)
                if _share_of(made) == self.share:
                    return made
        return self.rng.choice(_names("family_names", self.language, self.share))

    def _given(self) -> str:
        return self.rng.choice(_names("given_names", self.language, self.share))

    def brand(self) -> str:
        """Invent a word for a firm, or an acronym."""
        rng = self.rng
        syllables, endings = (text.split() for text in _file("made_up")["brands"].values())
        while True:
            if rng.random() < 0.15:
                made = "".join(rng.choice("ABCDEFGILMNOPRSTVXZ") for _ in range(rng.randint(2, 4)))
            else:
                made = "".join(rng.choice(syllables) for _ in range(rng.randint(2, 3))) + rng.choice(endings).strip("-")
                made = rng.choice((made.capitalize(), made.capitalize(), made.capitalize(), made.upper(), made))
            if _share_of(made) == self.share and legal_form(made) is None:
                return made

    def services(self) -> str:
        """Draw what a firm offers: a line of its own words, or up to four of the reader's, listed in some way."""
        if self.share == "held" or self.rng.random() < 0.5:
            return self.one("services")
        found = self.rng.sample(list(_listed(self.language, *_LISTED["services"])), self.rng.randint(1, 4))
        joined = self.rng.choice((", ", " · ", " | ", " - ", f" {self.one('and')} ")).join(found)
        return joined[:1].upper() + joined[1:]

    def city(self) -> str:
        """Draw a town's name alone."""
        return (
            re.sub(
                r"\b[A-Z]{1,2}\d+[A-Z]? \d[A-Z]{2}\b|[\d-]+|\b[A-Z]{1,2}-?\d\S*|,.*|\(.*|\b[A-Z]{2}\b",
                "",
                self.one("towns"),
            ).strip()
            or "Roma"
        )

    def fill(self, pattern: str, person: Person | None = None) -> str:
        """Put words into the braces of a pattern and digits for its `#`."""
        values = {
            "trade": lambda: self.one("trades"), "thing": lambda: self.one("things"),
            "thing2": lambda: self.one("things"), "adjective": lambda: self.one("adjectives"),
            "and": lambda: self.rng.choice(_phrases(self.language, "and")),
            "family": lambda: person.family.split()[0] if person and self.rng.random() < 0.6 else self.family(),
            "other": self.family, "family3": self.family, "brand": self.brand, "city": self.city,
            "given": lambda: person.given.split()[0] if person and self.rng.random() < 0.4 else self._given(),
            "connection": lambda: self.one("connection"), "field": lambda: self.one("field"),
        }  # fmt: skip
        text = re.sub(r"\{(\w+)\}", lambda match: values[match[1]](), pattern)
        return re.sub("#", lambda _: self.rng.choice("123456789"), text)

    def firm(self, person: Person | None) -> str:
        """Draw a firm's name without its legal form."""
        return self.fill(self.rng.choice(_phrases(self.language, "firms")), person)


@cache
def words_file() -> dict[str, dict[str, str]]:
    """`data/words.toml` by language."""
    return _file("words")


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _phrases(language: str, kind: str, share: Share | None = None) -> Sequence[str]:
    every = words_file()[language][kind].split("|")
    fixed = share is None or kind in ("towns", "phones", "mobiles", "tax", "prefixes", "suffixes", "legal", "streets")
    found = every if fixed else [phrase for phrase in every if _share_of(phrase) == share]
    return found or every


@cache
def _listed(language: str, table: str, section: str) -> Sequence[str]:
    known = tomllib.loads((files("cardscan.fields") / "data" / f"{table}.toml").read_text("utf-8"))[section][language]
    return [phrase for phrase in map(str.strip, re.split(r"[,\n]", known)) if len(phrase) > 2]


@cache
def _names(table: str, language: str, share: Share) -> Sequence[str]:
    text = (files("cardscan.fields") / "data" / f"{table}.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    users = re.compile(rf"(?<!\w){language}(?!\w)")
    found = [_spelled(row[1].split(","), language) for row in rows if users.search(row[2]) and len(row[0]) > 2]
    return [name for name in found if _share_of(name) == share and name[0].isupper()]


def _spelled(ways: Sequence[str], language: str) -> str:
    """The spelling with the language's own marks, where it has one: `Ludmiła` in Polish, `Ludmila` in Spanish."""
    own = words_file()[language]["marks"]
    return max(ways, key=lambda way: sum(c in own for c in way.casefold()))


def _share_of(text: str) -> Share:
    return "held" if zlib.crc32(unaccent(text).encode()) % HELD == 0 else "train"
