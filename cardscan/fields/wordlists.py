"""Word lists under `data/`: loading and folding them, and finding their phrases in a line of a card."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from cardscan.folding import unaccent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

REMEMBERED = 4096
"""Texts of which the latest answers are kept: a card's own are asked for again and again."""

LANGUAGES = ("es", "it", "ro", "pl", "en", "de", "fr", "pt")

_LATIN = [chr(code) for code in range(0x250)]
_LOWER, _UPPER = (
    "".join(filter(case, _LATIN)).replace("ª", "").replace("º", "") for case in (str.islower, str.isupper)
)
_CAMEL = re.compile(f"(?<=[{_LOWER}])(?=[{_UPPER}][{_LOWER}{_UPPER}])")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_WEB = re.compile(r"@|www\.|https?:|\w\.(?:com|eu|net|org|info|it|es|ro|pl|de|fr|pt|uk)\b", re.IGNORECASE)
_WEB_MARKS = frozenset("@.:")
"""What every address holds one of: a look for these costs less than one for an address."""
_SHORTEST_GLUED = 10


@lru_cache(maxsize=REMEMBERED)
def unaccent_with_positions(text: str) -> tuple[str, tuple[int, ...]]:
    """Take case and accents off, and tell for each letter (and for the end) where in `text` it comes from."""
    if text.isascii():
        return text.lower(), tuple(range(len(text) + 1))
    pieces = [unaccent(letter) for letter in text]
    positions = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), (*positions, len(text))


@lru_cache(maxsize=REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Split a line into folded words and numbers; `ResponsabileTecnico` and `RESPONSABILETECNICO` are two words."""
    found = _WORD.findall(unaccent(split_camel(text)))
    return tuple(piece for word in found for piece in (_unglue(word) if len(word) >= _SHORTEST_GLUED else (word,)))


def is_web(text: str) -> bool:
    """Tell whether a text holds an e-mail or web address, whose words tell nothing."""
    return not _WEB_MARKS.isdisjoint(text) and _WEB.search(text) is not None


def split_camel(text: str) -> str:
    """Put the spaces back that OCR lost before capitals: `MarcoRossi` becomes `Marco Rossi`."""
    return _CAMEL.sub(" ", text)


class Hit(NamedTuple):
    """A phrase found in a list of words: words `start` to `end` (exclusive), and the languages that use it."""

    start: int
    end: int
    languages: frozenset[str]


class Phrases:
    """The phrases of one section of a word list, ready to be found in a line."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take pairs of folded phrase and language."""
        languages: dict[tuple[str, ...], frozenset[str]] = {}
        for phrase, language in entries:
            key = (phrase,) if phrase.isalpha() else tuple(_WORD.findall(phrase))
            languages[key] = _with(languages.get(key), _alone(language))
        languages.pop((), None)
        self._by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = defaultdict(list)
        for key in sorted(languages, key=len, reverse=True):
            self._by_first[key[0]].append((key, languages[key]))

    def find(self, line: Sequence[str]) -> list[Hit]:
        """Find the phrases in a line of `words`, from left to right, the longest first, none overlapping."""
        hits: list[Hit] = []
        if self._by_first.keys().isdisjoint(line):
            return hits
        at = 0
        while at < len(line):
            hit = self._at(line, at) if line[at] in self._by_first else None
            if hit:
                hits.append(hit)
            at = hit.end if hit else at + 1
        return hits

    def __contains__(self, phrase: str) -> bool:
        line = _WORD.findall(unaccent(phrase))
        hit = self._at(line, 0) if line else None
        return hit is not None and hit.end == len(line)

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
        for entries in self._by_first.values():
            yield from entries

    def _at(self, line: Sequence[str], at: int) -> Hit | None:
        for key, languages in self._by_first.get(line[at], ()):
            if tuple(line[at : at + len(key)]) == key:
                return Hit(at, at + len(key), languages)
        return None


@cache
def table(name: str) -> dict[str, Any]:
    """Read a TOML list under `data/`."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


def split(text: str) -> list[str]:
    """Take the phrases of an entry of a list, which stand apart by commas and line ends."""
    return [phrase for piece in re.split(r"[,\n]", text) if (phrase := piece.strip())]


@cache
def phrases(name: str, section: str) -> Phrases:
    """Give the phrases of one section, which maps languages to text."""
    entries = table(name)[section].items()
    return Phrases((phrase, language) for language, text in entries for phrase in split(unaccent(text)))


@cache
def endings(name: str, section: str = "endings") -> dict[str, frozenset[str]]:
    """Give the word endings of a section, folded, with the languages that use them."""
    languages: dict[str, set[str]] = defaultdict(set)
    for language, text in table(name)[section].items():
        for ending in split(text):
            languages[unaccent(ending)].add(language)
    return {ending: frozenset(users) for ending, users in languages.items()}


def has_ending(word: str, known: dict[str, frozenset[str]]) -> bool:
    """Tell whether a folded word ends as one of the list, with at least three letters before."""
    return not known.keys().isdisjoint([word[start:] for start in range(3, len(word) - 1)])


_SECTIONS = (
    ("titles", "heads"), ("titles", "modifiers"), ("departments", "heads"), ("departments", "tails"),
    ("companies", "words"), ("companies", "weak"), ("streets", "before"), ("streets", "after"),
    ("streets", "units"), ("taglines", "function"), ("taglines", "markers"), ("taglines", "days"),
    ("taglines", "services"),
)  # fmt: skip


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """Give every word of the lists of titles, departments, firms, streets and slogans, with its languages."""
    languages: dict[str, frozenset[str]] = {}
    for name, section in _SECTIONS:
        for key, users in phrases(name, section):
            for word in key:
                languages[word] = _with(languages.get(word), users)
    return languages


@cache
def spellings(language: str) -> dict[str, frozenset[str]]:
    """Give the spellings, in small letters, of every folded word in a language's lists."""
    known: dict[str, set[str]] = defaultdict(set)
    for name, section in _SECTIONS:
        for word in _LETTERS.findall(table(name)[section].get(language, "").lower()):
            known[unaccent(word)].add(word)
    return {word: frozenset(forms) for word, forms in known.items()}


@cache
def _alone(language: str) -> frozenset[str]:
    return frozenset((language,))


def _with(known: frozenset[str] | None, more: frozenset[str]) -> frozenset[str]:
    """Unite two sets; most are equal or new, and then none is built: loading must be quick."""
    return more if known is None else known if more <= known else known | more


@cache
def _unglue(word: str) -> tuple[str, ...]:
    """Take apart a word that is wholly made of known ones, one of them long; else give it back as it is."""
    known = vocabulary()
    if word in known:
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 18), end - 1):
            head = best[start]
            if head is None or word[start:end] not in known:
                continue
            current = best[end]
            if current is None or len(head) + 1 < len(current):
                best[end] = (*head, word[start:end])
    pieces = best[-1]
    return pieces if pieces and max(map(len, pieces)) >= 5 and len(pieces) <= 5 else (word,)
