"""Is a person addressed as a man or as a woman? Only where the card or the given name leaves no doubt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from cardscan.folding import unaccent
from cardscan.model import Gender, Name


def gender_of(name: Name | None, origins: Sequence[str] = ()) -> Gender | None:
    """The gender in which to address a person, or None where that is not sure.

    Args:
        name: The name on the card; a prefix such as `Dott.ssa` settles the matter.
        origins: Languages (ISO 639-1) in which the given name is at home: Andrea is a man in Italian alone.
    """
    if name is None:
        return None
    cues = set(_prefix_cues(name, origins))
    if ("m" in cues) != ("f" in cues):
        return "m" if "m" in cues else "f"
    sure = _of_given(name.given, origins) or (_of_polish_family(name.family) if "pl" in origins else None)
    return sure or ("m" if "weakly-m" in cues else None)


def prefix_tokens(prefix: str | None) -> tuple[str, ...]:
    """The words of an honorific prefix, folded, without dots: `Prof. Dott.ssa` -> `prof`, `dottssa`."""
    words = unaccent(prefix or "").replace("/", " ").split()
    joined = ["".join(letter for letter in word if letter.isalnum()) for word in words]
    # `r. pr.` and `lek. med.` are one title printed as two words.
    pairs = (first + second for first, second in pairwise(joined))
    return tuple(word for word in (*pairs, *joined) if word)


def is_given_name_in(given: str, language: str) -> bool:
    """Whether the table knows the given name as one of the language's own."""
    return any(language in languages for languages in _given_genders().get(unaccent(given), ()))


@cache
def titles() -> dict[str, Any]:
    """The honorifics and what they say: data/titles.toml."""
    return tomllib.loads((files("cardscan.followup") / "data" / "titles.toml").read_text("utf-8"))


def _prefix_cues(name: Name, origins: Sequence[str]) -> Iterator[str]:
    weak = {token for origin in origins for token in titles()["weakly-m-in"].get(origin, ())}
    for token in prefix_tokens(name.prefix):
        yield from (cue for cue, tokens in titles()["genders"].items() if token in tokens)
        if token in weak:
            yield "weakly-m"


def _of_given(given: str | None, origins: Sequence[str]) -> Gender | None:
    """By the languages of origin where they know the name, else by all of them together."""
    first = unaccent(given or "").replace("-", " ").split()
    if not first:
        return None
    men, women = _given_genders().get(" ".join(first)) or _given_genders().get(first[0], ((), ()))
    at_home = set(origins) & {*men, *women} or {*men, *women}
    sexes: set[Gender] = set()
    sexes.update("m" for _ in at_home & set(men))
    sexes.update("f" for _ in at_home & set(women))
    return sexes.pop() if len(sexes) == 1 else None


def _of_polish_family(family: str | None) -> Gender | None:
    """Polish surnames in -ski, -cki, -dzki have a form for each gender."""
    ending = unaccent(family or "")[-3:]
    if ending in {"ski", "cki", "zki"}:
        return "m"
    return "f" if ending in {"ska", "cka", "zka"} else None


@cache
def _given_genders() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The languages in which men, and in which women, bear a folded given name."""
    text = (files("cardscan.followup") / "data" / "given_genders.tsv").read_text("utf-8")
    return {name: (tuple(men.split()), tuple(women.split())) for name, men, women in rows(text.splitlines())}


def rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of a table of tab-separated values, without its comments."""
    return (line.split("\t") for line in lines if line and not line.startswith("#"))
