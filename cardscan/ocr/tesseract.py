"""The second reader: Tesseract, where it is installed, through pytesseract."""

from __future__ import annotations

import os
import shutil
import sys
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

import cv2

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import CardImage, Pixels, Quad, TextLine

LANGUAGES = ("spa", "ita", "ron", "pol", "eng", "deu", "fra", "por")
"""Tesseract's names of the languages that cards are read in; those that are installed are used together."""

_SPARSE_TEXT = "--psm 11"
_GOOD = 0.85
_LEAST_CONFIDENCE = 30.0


class Word(NamedTuple):
    """One word as Tesseract's table gives it: confidence in 0..100, place in pixels."""

    text: str
    confidence: float
    left: int
    top: int
    width: int
    height: int


class TesseractEngine:
    """Tesseract on the whole card; the card's direction is the one that reads best."""

    name = "tesseract"

    def check(self) -> None:
        """Raise `CardscanError` where the program or all of its languages are missing."""
        if not shutil.which("tesseract"):
            raise CardscanError(
                tr("Tesseract is not installed"), hint=tr("install it with: {command}", command=_install())
            )
        if not self._languages:
            raise CardscanError(
                tr("Tesseract has none of the languages {languages}", languages=", ".join(LANGUAGES)),
                hint=tr("install it with: {command}", command=_install()),
            )

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        """Read all text; quads are in 0..1 of the card as given and start at the text's own top left."""
        self.check()
        best: tuple[TextLine, ...] = ()
        for turns in (0, 1, 2, 3):
            lines = self._read_turned(card.pixels, turns)
            if _quality(lines) > _quality(best):
                best = lines
            if _mean(best) >= _GOOD:
                break
        return best

    def _read_turned(self, pixels: Pixels, turns: int) -> tuple[TextLine, ...]:
        turned = _turn(pixels, turns)
        words = _words(turned, "+".join(self._languages))
        height, width = turned.shape[:2]
        return tuple(_line(group, width, height, turns) for group in words)

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        import pytesseract

        installed = set(pytesseract.get_languages())
        return tuple(language for language in LANGUAGES if language in installed)


def _words(pixels: Pixels, languages: str) -> list[list[Word]]:
    """Return the words of each line."""
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads fight one another, and ours
    table = pytesseract.image_to_data(
        cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB),
        lang=languages,
        config=_SPARSE_TEXT,
        output_type=pytesseract.Output.DICT,
    )
    lines: dict[tuple[int, int, int], list[Word]] = defaultdict(list)
    keys = zip(table["block_num"], table["par_num"], table["line_num"], strict=True)
    columns = ("text", "conf", "left", "top", "width", "height")
    for key, values in zip(keys, zip(*(table[column] for column in columns), strict=True), strict=True):
        word = Word(str(values[0]).strip(), float(values[1]), *map(int, values[2:]))
        if word.text and word.confidence >= _LEAST_CONFIDENCE:
            lines[key].append(word)
    return list(lines.values())


def _line(words: list[Word], width: int, height: int, turns: int) -> TextLine:
    left, top = min(word.left for word in words), min(word.top for word in words)
    right, bottom = max(word.left + word.width for word in words), max(word.top + word.height for word in words)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    points = [_turn_back(x / width, y / height, turns) for x, y in corners]
    quad: Quad = (points[0], points[1], points[2], points[3])
    return TextLine(
        " ".join(word.text for word in words), quad, sum(word.confidence for word in words) / len(words) / 100
    )


def _turn(pixels: Pixels, turns: int) -> Pixels:
    codes = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(pixels, codes[turns]).astype(pixels.dtype, copy=False) if turns else pixels


def _turn_back(x: float, y: float, turns: int) -> tuple[float, float]:
    """Map a point of a picture turned clockwise by quarter turns to the picture before it."""
    return ((x, y), (y, 1 - x), (1 - x, 1 - y), (1 - y, x))[turns]


def _mean(lines: tuple[TextLine, ...]) -> float:
    return sum(line.confidence for line in lines) / len(lines) if lines else 0.0


def _quality(lines: tuple[TextLine, ...]) -> float:
    return sum(line.confidence * len(line.text) for line in lines)


def _install() -> str:
    if sys.platform == "darwin":
        return "brew install tesseract tesseract-lang"
    if sys.platform == "win32":
        return "winget install UB-Mannheim.TesseractOCR"
    return "sudo apt install " + " ".join(["tesseract-ocr", *(f"tesseract-ocr-{language}" for language in LANGUAGES)])
