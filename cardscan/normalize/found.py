"""A piece of an OCR line that holds a value."""

from collections.abc import Iterable
from dataclasses import dataclass

BLANK = "\x1f"
"""Stands for a masked character: a separator in no pattern, so that nothing is read across it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The characters `start` to `end` of a line, `raw` being what stands there."""

    raw: str
    start: int
    end: int


def mask(text: str, found: Iterable[Found]) -> str:
    """Blank out what was found, keeping the length of the line."""
    for piece in found:
        text = text[: piece.start] + BLANK * (piece.end - piece.start) + text[piece.end :]
    return text
