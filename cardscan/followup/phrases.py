"""Find the phrases of a word list in a text, by stems, and answer them in the text's own words.

A list's phrases are parted by commas. In a phrase `contab*` is any word that begins so, `*fotograf*` any that holds it,
`legal` that very word; case and accents count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from cardscan.folding import fold, unaccent

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 5000
"""Letters of a text that are looked at: a note has no more to say."""


class Word(NamedTuple):
    """A word of a text: folded, and where it stands."""

    folded: str
    start: int
    end: int


class Hit(NamedTuple):
    """A phrase found: whose list it is of, and the indices of its first word and of the one after its last."""

    key: str
    first: int
    after: int


class _Part(NamedTuple):
    text: str
    is_stem: bool
    is_inside: bool

    def fits(self, word: str) -> bool:
        if self.is_inside:
            return self.text in word
        return word.startswith(self.text) if self.is_stem else word == self.text


_Entry: TypeAlias = tuple[str, tuple[_Part, ...]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Word lists made ready for looking up; `inside` holds the phrases that begin with `*`."""

    exact: Mapping[str, list[_Entry]]
    stems: Mapping[str, list[_Entry]]
    inside: Sequence[_Entry]

    def find(self, words: Sequence[Word]) -> Iterator[Hit]:
        """Find the phrases from left to right, the longest first; a word belongs to one phrase, of one list or more."""
        place = 0
        while place < len(words):
            entries = self._at(words, place)
            yield from dict.fromkeys(Hit(key, place, place + len(parts)) for key, parts in entries)
            place += len(entries[0][1]) if entries else 1

    def within(self, label: str, shortest: int) -> set[str]:
        """Answer whose stems of at least `shortest` letters stand anywhere in a run of letters such as a domain."""
        keys = set()
        for start in range(len(label)):
            for end in range(start + shortest, len(label) + 1):
                entries = (*self.stems.get(label[start:end], ()), *self.exact.get(label[start:end], ()))
                keys |= {key for key, parts in entries if len(parts) == 1}
        return keys

    def _at(self, words: Sequence[Word], place: int) -> list[_Entry]:
        """The phrases with the most words, then letters, that begin at `place`; and what a compound holds beside."""
        found = [entry for entry in self._beginning(words[place].folded) if _follows(entry[1], words, place)]
        most = max(map(_size, found), default=(0, 0))
        best = [entry for entry in found if _size(entry) == most]
        if most[0] > 1:
            return best
        word = words[place].folded
        covered = next((parts[0].text for _, parts in best), "")
        return best + [entry for entry in self.inside if entry[1][0].text in word.replace(covered, "", 1)]

    def _beginning(self, word: str) -> Iterator[_Entry]:
        yield from self.exact.get(word, ())
        for end in range(1, len(word) + 1):
            yield from self.stems.get(word[:end], ())


def compile_lists(lists: Iterable[tuple[str, str]]) -> Phrases:
    """Make `(key, "phrase, phrase ...")` ready for looking up."""
    exact: dict[str, list[_Entry]] = {}
    stems: dict[str, list[_Entry]] = {}
    inside = []
    for key, phrases in lists:
        for phrase in phrases.split(","):
            if parts := tuple(_part(text) for text in phrase.split()):
                entry = (key, parts)
                if parts[0].is_inside:
                    inside.append(entry)
                else:
                    (stems if parts[0].is_stem else exact).setdefault(parts[0].text, []).append(entry)
    return Phrases(exact, stems, inside)


def words_of(text: str) -> list[Word]:
    """The words of a text, folded, with their places in it."""
    found = _WORD.finditer(text[:_LONGEST])
    return [Word(unaccent(match[0]), match.start(), match.end()) for match in found]


def _follows(parts: Sequence[_Part], words: Sequence[Word], place: int) -> bool:
    rest = words[place : place + len(parts)]
    return len(rest) == len(parts) and all(part.fits(word.folded) for part, word in zip(parts, rest, strict=True))


def _size(entry: _Entry) -> tuple[int, int]:
    return len(entry[1]), sum(len(part.text) for part in entry[1])


def _part(text: str) -> _Part:
    return _Part(fold(text.strip("*")), text.endswith("*"), text.startswith("*"))
