"""Given and family names of many languages, and how much a text looks like a person's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cardscan.fields.wordlists import REMEMBERED, endings, has_ending, phrases, split_camel, vocabulary
from cardscan.folding import unaccent
from cardscan.model import Gender

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NO_NAME = re.compile(r"[\d@/:&+|!?=<>%€$*#_\\]")
_WORD = re.compile(r"[^\W\d_]+\.?")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_MOST_WORDS = 6
# What each kind of word says for its being part of a name.
_GIVEN, _FAMILY, _ENDING, _INITIAL_WORTH, _CAPITALISED, _SMALL = 1.0, 0.95, 0.8, 0.75, 0.5, 0.2
_AFTER_GIVEN, _OTHER_WORD, _FIRM_WORD = 0.35, 0.08, 0.05


@dataclass(frozen=True, slots=True)
class Given:
    """A given name: `genders` maps each language that uses it to f, m, or b where both bear it."""

    genders: Mapping[str, str]

    @property
    def languages(self) -> frozenset[str]:
        """The languages (ISO 639-1) that use the name."""
        return frozenset(self.genders)

    def gender(self, language: str | None = None) -> Gender | None:
        """Give the bearers' gender in a language, or the one that nearly all languages agree on; None where open."""
        own = self.genders.get(language) if language else None
        votes = [own] if own else list(self.genders.values())
        women, men = votes.count("f"), votes.count("m")
        if women > 3 * (len(votes) - women):
            return "f"
        return "m" if men > 3 * (len(votes) - men) else None


def given(name: str) -> Given | None:
    """Look up a given name, whatever its case and diacritics; of `Jean-Marc` or `Anna Maria` the first part tells."""
    known = _list("given_names")
    folded = unaccent(name.strip(" .,"))
    row = known.get(folded)
    if row is None and not folded.isalpha():
        parts = re.split(r"[-\s]+", folded)
        row = known.get(parts[0]) if len(parts) > 1 and all(part in known for part in parts) else None
    if row is None:
        return None
    genders: dict[str, str] = {}
    for entry in row.partition("\t")[2].split():
        language, _, gender = entry.partition(":")
        genders[language] = gender if genders.get(language, gender) == gender else "b"
    return Given(genders)


def family(name: str) -> frozenset[str]:
    """Give the languages that use a family name; empty for an unknown one."""
    return frozenset(_list("family_names").get(unaccent(name.strip(" .,")), "").partition("\t")[2].split())


def is_given(word: str) -> bool:
    """Tell whether a word is a known given name; of a hyphened one, every part."""
    known = _list("given_names")
    folded = unaccent(word.strip(" .,"))
    return folded in known or ("-" in folded and all(part in known for part in folded.split("-")))


def is_family(word: str) -> bool:
    """Tell whether a word is a known family name; of a hyphened one, some part."""
    known = _list("family_names")
    folded = unaccent(word.strip(" .,"))
    return folded in known or any(part in known for part in folded.split("-") if len(part) > 2)


@lru_cache(maxsize=REMEMBERED)
def name_score(text: str) -> float:
    """Tell, in 0..1, how much the words of a text look like a person's name, honorifics already taken off."""
    if _NO_NAME.search(text):
        return 0.0
    line = [word for piece in split_camel(text).replace(",", " ").split() for word in _unglued(piece)]
    if not 1 <= len(line) <= _MOST_WORDS or not all(any(c.isalpha() for c in word) for word in line):
        return 0.0
    worths = _worths(line)
    if not worths:
        return 0.0
    score = sum(worths) / len(worths) * (0.6 if min(worths) == _FIRM_WORD else 1.0)
    if len(worths) == 1:
        return round(0.6 * score, 3)
    if _opens_or_closes_with_given(line) and min(worths) >= _CAPITALISED:
        score = max(score, 0.8) + 0.1
    return round(min(1.0, score), 3)


def spelling(word: str, language: str, letters: str) -> str | None:
    """Give a language's spelling of a name that may lack its diacritics; None for a name not known there.

    `letters` are the letters beyond a to z that the language has: of several spellings the one with most of them wins.
    """
    for name in ("family_names", "given_names"):
        spelled, _, users = _list(name).get(unaccent(word), "").partition("\t")
        if not re.search(rf"(?<!\w){language}(?!\w)", users):
            continue
        fitting = [
            s for s in spelled.split(",") if len(s) == len(word) and all(c.isascii() or c in letters for c in s.lower())
        ]
        if fitting:
            return max(fitting, key=lambda s: sum(not c.isascii() for c in s))
    return None


def is_spelled(word: str) -> bool:
    """Tell whether the lists have a name with just these letters and marks."""
    known = (_list(name).get(unaccent(word), "").partition("\t")[0] for name in ("family_names", "given_names"))
    return any(word.casefold() in spelled.casefold().split(",") for spelled in known)


@cache
def _list(name: str) -> dict[str, str]:
    """Read a TSV list into folded name and the rest of its row: the spellings, a tab, and the languages that use it."""
    lines = (files(__package__) / "data" / f"{name}.tsv").read_text("utf-8").splitlines()
    return {key: row for key, _, row in (line.partition("\t") for line in lines if not line.startswith("#"))}


@cache
def _particles() -> frozenset[str]:
    return frozenset(word for key, _ in phrases("name_parts", "particles") for word in key)


def _worths(line: Sequence[str]) -> list[float]:
    """Rate each word that is no particle."""
    all_small = not any(c.isupper() for word in line for c in word)
    last = len(line) - 1
    after_given = is_given(line[0]) and unaccent(line[0]) not in vocabulary()
    return [
        _worth(word, all_small=all_small, after_given=after_given and at > 0)
        for at, word in enumerate(line)
        if not (0 < at < last and unaccent(word) in _particles()) and not (at == 0 and last > 1 and _opens(word))
    ]


def _opens(word: str) -> bool:
    """Tell whether a word opens a family name, such as Van or De: a capital does not make it a given name."""
    return unaccent(word) in _particles() and not is_given(word)


def _worth(word: str, *, all_small: bool, after_given: bool) -> float:
    known = max(_GIVEN if is_given(word) else 0.0, _FAMILY if is_family(word) else 0.0)
    if _INITIAL.fullmatch(word):
        return _INITIAL_WORTH if word[0].isupper() else 0.1
    parts = [unaccent(part) for part in _WORD.findall(word)]
    if parts and all(part in vocabulary() for part in parts):
        return _of_two_kinds(word, after_given=after_given) if known else _no_name(parts, after_given=after_given)
    if not (word[0].isupper() or all_small):
        return _SMALL / 2
    if known:
        return known
    if parts and has_ending(parts[-1], endings("name_parts")) and len(parts[-1]) > 4:
        return _ENDING
    return _SMALL if all_small or len(parts) == 0 else _CAPITALISED


def _of_two_kinds(word: str, *, after_given: bool) -> float:
    """Rate a name that is another word too: after a given name, `Baker` and `Koch` are most likely names."""
    if after_given:
        return 0.85
    return 0.75 if is_given(word) else 0.45


def _no_name(parts: Sequence[str], *, after_given: bool) -> float:
    """Rate another word: a firm's word speaks against a name, also after a given name: `Marisa Boutique`."""
    if any(part in phrases("companies", "words") for part in parts):
        return _FIRM_WORD
    return _AFTER_GIVEN if after_given else _OTHER_WORD


def _opens_or_closes_with_given(line: Sequence[str]) -> bool:
    return is_given(line[0]) or is_given(line[-1])


@cache
def _unglued(word: str) -> tuple[str, ...]:
    """Take `MARCOROSSI` apart where a long known given name and a known family name make the whole."""
    folded = unaccent(word)
    if len(folded) < 8 or not word.isupper() or len(folded) != len(word) or is_given(word) or is_family(word):
        return (word,)
    for cut in range(len(word) - 4, 3, -1):
        if folded[:cut] in _list("given_names") and folded[cut:] in _list("family_names"):
            return (word[:cut], word[cut:])
    return (word,)
