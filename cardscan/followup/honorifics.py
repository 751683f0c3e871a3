"""Titles before and after a name, and in a job title: whom they tell of, and how a letter says them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from cardscan.folding import fold, unaccent
from cardscan.model import Gender, Name


def prefix_tokens(prefix: str | None) -> tuple[str, ...]:
    """The titles in a prefix, folded, without dots: `Prof. Dott.ssa` -> `prof`, `dottssa`; `r. pr.` is one, `rpr`."""
    words = [_token(word) for word in unaccent(prefix or "").replace("/", " ").split()]
    pairs = {first + second: {first, second} for first, second in pairwise(words) if first + second in _vocabulary()}
    eaten = {word for words_of_pair in pairs.values() for word in words_of_pair}
    return (*pairs, *(word for word in words if word and word not in eaten))


def cues(prefix: str | None, origins: Sequence[str]) -> frozenset[str]:
    """What a prefix says of its bearer: `m`, `f`, `weakly-m` (unless the given name is a woman's), `open` (Mx)."""
    tokens = set(prefix_tokens(prefix))
    found = {cue for cue, words in _data()["genders"].items() if tokens & set(words)}
    for origin in origins:
        found |= {cue for cue, words in _data()["genders-in"].get(origin, {}).items() if tokens & set(words)}
    return frozenset(found)


def is_womans_job(job: str) -> bool:
    """Whether a job title has a form that only a woman bears: Geschäftsführerin, directora."""
    return bool(set(fold(job).split()) & set({word for words in _data()["feminine-jobs"].values() for word in words}))


def title(name: Name | None, job: str, language: str, gender: Gender | None) -> str:
    """The honorific as the letter's language says it, by the bearer's gender; empty where it says none."""
    forms: dict[str, list[str]] = _data()["forms"][language]
    borne = _kinds(name, job, language)
    kind = next((kind for kind in forms if kind in borne), None)
    return _form(forms[kind], gender) if kind else ""


def honour(name: Name | None, language: str) -> str:
    """What is said instead of a title and the family name: Dear Sir Hugh, Szanowny Księże."""
    tokens = prefix_tokens(name.prefix) if name else ()
    return next((spoken for token, spoken in _data()["honours"].get(language, {}).items() if token in tokens), "")


def _kinds(name: Name | None, job: str, language: str) -> set[str]:
    """The kinds of title that a person bears before the name, after it, or by profession."""
    before = set(prefix_tokens(name.prefix)) if name else set()
    after = {_token(word) for word in unaccent(name.suffix or "").replace(",", " ").split()} if name else set()
    post = [fold(part) for part in (job, name.suffix or "" if name else "")]
    found = {kind for kind, words in _data()["tokens"].items() if before & set(words)}
    found |= {kind for kind, words in _data()["suffixes"].items() if after & set(words)}
    for kind in _data()["said-by-job"].get(language, ()):
        found |= {kind for start in _data()["jobs"][kind] if any(f"{text} ".startswith(f"{start} ") for text in post)}
    return found


def _form(forms: list[str], gender: Gender | None) -> str:
    place = {"m": 0, "f": 1, None: 2}[gender]
    return forms[place] if place < len(forms) else ""


def _token(word: str) -> str:
    """A word without its dots; the hyphen stays, for `D-ra` is no `Dra.`."""
    return "".join(letter for letter in word if letter.isalnum() or letter == "-").strip("-")


@cache
def _vocabulary() -> frozenset[str]:
    """All tokens that the data knows."""
    lists = (*_data()["tokens"].values(), *_data()["genders"].values())
    return frozenset(token for words in lists for token in words)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("cardscan.followup") / "data" / "titles.toml").read_text("utf-8"))
