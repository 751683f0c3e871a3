"""The word lists that the linter goes by, one file a language: data/lint/es.toml explains them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import cast

from cardscan.folding import unaccent

_AS_WRITTEN = frozenset({"formal", "titles", "informal", "own", "yours", "before", "invented"})
"""Lists whose entries count with their accents, and with their capitals where they have any."""

_NEVER = re.compile(r"(?!)")
_INSIDE = r"(?<=[^\s.!?:…„“”\"»«(–—-]\s)"
"""Inside a sentence, where a capital tells that the word is a polite one."""


def hits(kind: str, text: str, language: str) -> tuple[str, ...]:
    """The words of `text` that are in the language's list `kind`, as they stand there, in order, each once."""
    return tuple(dict.fromkeys(_squeezed(text[start:end]) for start, end in spans(kind, text, language)))


def spans(kind: str, text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where the words of the list `kind` stand in `text`; a language without lists has none."""
    searched = _evened(text) if kind in _AS_WRITTEN else plain(text)
    return (match.span() for match in _pattern(kind, language).finditer(searched))


def matches(kind: str, text: str) -> Iterator[str]:
    """What the regular expressions `kind` of any.toml find in `text`."""
    return (match.group().strip() for pattern in _expressions(kind) for match in pattern.finditer(text))


def surely_in(text: str, expected: str) -> str | None:
    """The language that `text` is in, where that is not `expected` beyond doubt; None otherwise.

    A small word counts the less the more languages have it.
    """
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*'?", _evened(text).lower())
    scores: defaultdict[str, float] = defaultdict(float)
    for word in words:
        at_home = _small_words().get(word, ())
        for language in at_home:
            scores[language] += 1 / len(at_home)
    if len(words) < 8 or not scores:
        return None
    best = max(scores, key=lambda language: scores[language])
    score = scores[best]
    return best if best != expected and score >= 3 and score >= 2.5 * scores[expected] else None


def languages() -> frozenset[str]:
    """The languages that have word lists."""
    names = (entry.name.removesuffix(".toml") for entry in (files("cardscan.followup") / "data" / "lint").iterdir())
    return frozenset(names) - {"any"}


def is_public_mail(domain: str) -> bool:
    """Whether a domain's addresses belong to whoever wants one, so that it tells nothing of a firm."""
    return domain.lower() in _public_mail()


def plain(text: str) -> str:
    """`text` without accents and case, letter by letter, so that places stay the same."""
    return "".join(map(_plain_letter, _evened(text)))


@cache
def _plain_letter(letter: str) -> str:
    return (unaccent(letter) or letter)[:1]


def _evened(text: str) -> str:
    return text.replace("’", "'").replace("ş", "ș").replace("ţ", "ț").replace("\u00a0", " ")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@cache
def _pattern(kind: str, language: str) -> re.Pattern[str]:
    entries = [entry for part in str(_lists(language).get(kind, "")).split(",") if (entry := part.strip())]
    if not entries:
        return _NEVER
    if kind not in _AS_WRITTEN:
        entries = [plain(entry) for entry in entries]
    alternatives = "|".join(_regex(entry) for entry in sorted(entries, key=len, reverse=True))
    unnamed = r"(?!\s+[A-ZŁŚŻŹĆ])" if kind == "titles" else ""
    return re.compile(f"(?:{alternatives}){unnamed}")


def _regex(entry: str) -> str:
    """An entry as a regular expression: whole words, `*` being any letters."""
    body = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in entry.split())
    start = "" if not entry[0].isalnum() and entry[0] != "*" else r"(?<![\w-])" if entry[0] == "*" else r"(?<!\w)"
    end = r"(?!\w)" if entry[-1].isalnum() or entry[-1] == "*" else ""
    if entry[0] == "*":
        body = r"\w" + body
    if entry == entry.lower():
        return f"(?i:{start}{body}{end})"
    return f"{_INSIDE if entry[0].isupper() else start}{body}{end}"


@cache
def _expressions(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression, re.MULTILINE) for expression in cast("list[str]", _lists("any")[kind]))


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    """The languages that have each small word."""
    found: dict[str, list[str]] = {}
    for language in sorted(languages()):
        for word in _words(_lists(language)["small"]):
            found.setdefault(word, []).append(language)
    return {word: tuple(at_home) for word, at_home in found.items()}


def _words(entries: object) -> Iterable[str]:
    return {entry.strip() for entry in str(entries).split(",")}


@cache
def _lists(language: str) -> dict[str, object]:
    place = files("cardscan.followup") / "data" / "lint" / f"{language}.toml"
    return tomllib.loads(place.read_text("utf-8")) if place.is_file() else {}


@cache
def _public_mail() -> frozenset[str]:
    return frozenset(
        tomllib.loads((files("cardscan.followup") / "data" / "free_domains.toml").read_text("utf-8"))["free"]
    )
