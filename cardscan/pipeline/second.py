"""What the second reader is asked, and what is made of its answers: doubtful lines of a card, whole Cyrillic cards.

Starting it takes as long as reading ten lines, and it changes one line of a hundred: it is asked where the first
reader is in doubt, on one card of ten.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import replace

import numpy as np

from cardscan.model import CardImage, Pixels, Quad, TextLine
from cardscan.ocr.rapid import cut, rimmed
from cardscan.ocr.reconcile import marks_of, reconcile
from cardscan.ocr.second import CODES, CYRILLIC, SecondReader, Word

_ADDRESS_ONLY = re.compile(r"\S*(?:@|www\.|\w\.\w{2,})\S*", re.IGNORECASE)

_WIDE, _HOLLOW = 3.0, 0.8
"""A line so many times as wide as high with fewer characters to a height has letters that the first reader lacks."""
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_LEAST_CYRILLIC = 12
_CLEAR = 0.6
_HOMES = (
    ("ukr", re.compile(r"\.ua\b|\+380")),
    ("bul", re.compile(r"\.bg\b|\+359")),
    ("rus", re.compile(r"")),
)


def look_again(
    card: CardImage,
    lines: tuple[TextLine, ...],
    language: str | None,
    reader: SecondReader,
    asked: Container[int] | None = None,
) -> tuple[TextLine, ...]:
    """Return the lines of an upright card as the two readers together see them.

    Args:
        card: The card, turned the way its text runs.
        lines: What the first reader saw.
        language: The card's language (ISO 639-1).
        reader: The second reader.
        asked: Places of the lines that matter; all of them, if not given.
    """
    if is_hollow(lines, _aspect(card)) and (cyrillic := _read_cyrillic(card, lines, reader)):
        return cyrillic
    chosen = [i for i, line in enumerate(lines) if is_doubtful(line, language) and (asked is None or i in asked)]
    code = CODES.get(language or "")
    if not chosen or code not in reader.languages():
        return lines
    readings = reader.read_strips([_strip(card, lines[i]) for i in chosen], code)
    mended = list(lines)
    for i, words in zip(chosen, readings, strict=True):
        mended[i] = replace(lines[i], text=reconcile(lines[i].text, words, language, lines[i].doubts))
    return tuple(mended)


def is_doubtful(line: TextLine, language: str | None) -> bool:
    """Tell whether a line may gain from the second reader: it may hold a letter of the language with a mark, unseen."""
    return any(letter.lower() in marks_of(language) for letter in line.doubts)


def is_hollow(lines: Sequence[TextLine], aspect: float) -> bool:
    """Tell whether lines hold fewer characters than their length asks for: another script, of which points are left."""
    for line in lines:
        width, height = _sides(line.quad, aspect)
        if width > _WIDE * height and len(line.text.replace(" ", "")) < _HOLLOW * width / height:
            return True
    return False


def _read_cyrillic(card: CardImage, lines: Sequence[TextLine], reader: SecondReader) -> tuple[TextLine, ...]:
    """Read the card in the Cyrillic language that its addresses speak for; addresses stay with the first reader."""
    codes = [code for code in CYRILLIC if code in reader.languages()]
    if not codes:
        return ()
    text = " ".join(line.text for line in lines)
    likely = next((code for code, home in _HOMES if code in codes and home.search(text)), codes[0])
    latin = ["eng"] if "eng" in reader.languages() else []
    words = reader.read_card(card.pixels, "+".join([likely, *latin]))
    found = [_line(card, clear) for line in words if (clear := [word for word in line if word.confidence >= _CLEAR])]
    if sum(len(_CYRILLIC_LETTER.findall(line.text)) for line in found) < _LEAST_CYRILLIC:
        return ()
    kept = [line for line in lines if _ADDRESS_ONLY.fullmatch(line.text)]
    return (*kept, *(line for line in found if not any(_overlap(line.quad, other.quad) for other in kept)))


def _line(card: CardImage, words: Sequence[Word]) -> TextLine:
    height, width = card.pixels.shape[:2]
    left, top = min(word.box[0] for word in words) / width, min(word.box[1] for word in words) / height
    right, bottom = max(word.box[2] for word in words) / width, max(word.box[3] for word in words) / height
    text = " ".join(word.text for word in words)
    confidence = sum(word.confidence for word in words) / len(words)
    return TextLine(text, ((left, top), (right, top), (right, bottom), (left, bottom)), confidence)


def _overlap(one: Quad, other: Quad) -> bool:
    """Tell whether the middle of one lies in the frame of the other."""
    x, y = (sum(point[axis] for point in one) / 4 for axis in (0, 1))
    xs, ys = [point[0] for point in other], [point[1] for point in other]
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


def _strip(card: CardImage, line: TextLine) -> Pixels:
    height, width = card.pixels.shape[:2]
    box = np.array([(x * width, y * height) for x, y in line.quad], np.float32)
    return cut(card.pixels, rimmed(box))


def _sides(quad: Quad, aspect: float) -> tuple[float, float]:
    (x0, y0), (x1, y1), _, (x3, y3) = quad
    return math.hypot((x1 - x0) * aspect, y1 - y0), math.hypot((x3 - x0) * aspect, y3 - y0)


def _aspect(card: CardImage) -> float:
    height, width = card.pixels.shape[:2]
    return float(width / height)
