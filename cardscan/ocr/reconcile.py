"""Two readings of one line made one: the first reader's text, with what the second one alone can see.

The first reader is right about letters, digits, dots and @; the second knows a language's words, and so its marks, the
narrow spaces about a lone «i», and letters that the first one left out.
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

_SURE = 0.85
"""From this confidence on a word's marks and spaces are believed."""
_ADDRESS = re.compile(r"@|://|www\.|\w\.\w{2,}", re.IGNORECASE)
_LONE = frozenset("aeiouy")
"""Words of one letter, in Polish, Spanish, Italian, Portuguese."""


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    confidence: float
    starts: bool
    lone: bool


def reconcile(first: str, second: Sequence[Word], language: str | None) -> str:
    """Return the first reading, mended by the second where the two agree about the bare letters around.

    Args:
        first: The line as the first reader has it.
        second: The words of the same line as the second reader has them.
        language: The card's language (ISO 639-1): only its own marked letters are taken over.
    """
    seen = list(_letters(second))
    own = _alphabet(language)
    places = [i for i, char in enumerate(first) if char != " "]
    bare = [_bare(first[i]) for i in places]
    out = list(first)
    matcher = SequenceMatcher(None, bare, [_bare(letter.char) for letter in seen], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return first
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for at, letter in zip(places[a:b], seen[c:d], strict=True):
                out[at] = _marked(first, at, letter, own)
        elif kind == "insert" and d - c == 1 and a < len(places) and _left_out(first, places[a], seen[c], own):
            out[places[a]] = seen[c].char + out[places[a]]
    return "".join(out)
