"""Two readings of one line made one: the first reader's text, with what the second one alone can see.

The first reader is right about letters, digits, dots and @; the second knows a language's words, and so its marks, the
narrow spaces about a lone «i», and a marked letter that the first one left out.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from cardscan.folding import unaccent
from cardscan.ocr.marks import CEDILLAS, DATA
from cardscan.ocr.second import Word

_SURE, _BORNE_OUT = 0.8, 0.6
"""From this confidence on a word's marks and spaces are believed; from the other on, a letter that was expected."""
_ACCENTS = frozenset("\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}")
"""Accents that the first reader sees well: they stay, it may be a Catalan word on a Spanish card."""
_ALIKE = 0.8
"""Readings that agree less are not of the same text."""
_ADDRESS = re.compile(r"\S*(?:@|://|www\.|\w\.\w{2,})\S*", re.IGNORECASE)
_LONE = frozenset("aeiouyAEIOUY&")
"""Words of one letter: «Gąsiorek i Wspólnicy», «Pérez y Hijos», «Bar e Cucina»."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter of the second reading, its word's confidence, and whether it begins a word or is one."""

    char: str
    confidence: float
    begins: bool
    lone: bool


def reconcile(first: str, second: Sequence[Word], language: str | None, expected: str = "") -> str:
    """Return the first reading, mended by the second where the two agree about the bare letters.

    Args:
        first: The line as the first reader has it.
        second: The words of the same line as the second reader has them.
        language: The card's language (ISO 639-1): only its own marked letters are taken over.
        expected: Letters with marks that may stand in the line, though the first reader saw them without.
    """
    seen = list(_letters(second))
    kept = {i for found in _ADDRESS.finditer(first) for i in range(*found.span())}
    places = [i for i, char in enumerate(first) if char != " "]
    matcher = SequenceMatcher(
        None, [unaccent(first[i]) for i in places], [unaccent(letter.char) for letter in seen], autojunk=False
    )
    if matcher.ratio() < _ALIKE:
        return first
    out = list(first)
    own = _marked_letters(language)
    for kind, start, end, other, other_end in matcher.get_opcodes():
        if kind in ("equal", "replace") and end - start == other_end - other:
            for at, letter in zip(places[start:end], seen[other:other_end], strict=True):
                likely = at not in kept and first[at].isalpha() and (kind == "equal" or end - start == 1)
                out[at] = out[at][:-1] + _mended(first[at], letter, own, expected) if likely else out[at]
        elif kind == "insert" and other_end - other == 1 and start < len(places) and places[start] not in kept:
            out[places[start]] = _left_out(first, places[start], seen[other], own) + out[places[start]]
    return _spaced(out, places, seen, matcher, kept)


def _mended(char: str, letter: _Letter, own: frozenset[str], expected: str) -> str:
    """Take a letter with a mark of the language over, where the first reader saw none, or one of another language."""
    least = _BORNE_OUT if letter.char in expected else _SURE
    certain = letter.confidence >= least and letter.char.lower() in own
    doubtful = char.lower() not in own and not _ACCENTS & set(unicodedata.normalize("NFD", char))
    return letter.char if certain and doubtful and letter.char.isupper() == char.isupper() else char


def _left_out(first: str, at: int, letter: _Letter, own: frozenset[str]) -> str:
    """Return a marked letter that only the second reader saw at a word's start, or nothing."""
    begins = letter.begins and (at == 0 or first[at - 1] == " ") and first[at].islower()
    return letter.char if begins and letter.confidence >= _SURE and letter.char.lower() in own else ""


def _spaced(
    out: list[str], places: Sequence[int], seen: Sequence[_Letter], matcher: SequenceMatcher[str], kept: set[int]
) -> str:
    """Set the spaces about words of one letter that the first reader ran into their neighbours."""
    for block in matcher.get_matching_blocks():
        for step in range(1, block.size):
            before, letter, at = seen[block.b + step - 1], seen[block.b + step], places[block.a + step]
            glued = letter.begins and places[block.a + step - 1] == at - 1 and at not in kept
            if glued and (letter.lone or before.lone) and min(letter.confidence, before.confidence) >= _SURE:
                out[at] = " " + out[at]
    return "".join(out)


def _letters(words: Sequence[Word]) -> Iterator[_Letter]:
    for word in words:
        text = word.text.translate(CEDILLAS)
        for i, char in enumerate(text):
            yield _Letter(char, word.confidence, i == 0, text in _LONE)


def marks_of(language: str | None) -> frozenset[str]:
    """Return the letters with marks, in small letters, of a language that writes enough of them to be read for them."""
    letters = _marked_letters(language)
    return letters if len(letters) > 1 else frozenset()


@cache
def _marked_letters(language: str | None) -> frozenset[str]:
    alphabets = tomllib.loads((DATA / "marks.toml").read_text(encoding="utf-8"))["alphabets"]
    return frozenset(alphabets.get(language or "", ""))
