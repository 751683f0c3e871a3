"""Cards as a reader would return them: lines with boxes, and the mistakes that readers of photos make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from cardscan.folding import unaccent
from cardscan.model import TextLine
from samples.training.cards import Card
from samples.training.layouts import Placed

_LOOKALIKES = (
    ("rn", "m"), ("m", "rn"), ("l", "I"), ("I", "l"), ("i", "l"), ("o", "0"), ("cl", "d"), ("vv", "w"), ("e", "c"),
    ("h", "b"), ("&", "8"), ("B", "8"), ("S", "5"),
)  # fmt: skip
_LITTER = ("0", "e", "©", "Q", "9", "-", "•")


@dataclass(slots=True)
class _Read:
    text: str
    box: list[float]
    trouble: float


def read_badly(card: Card, seed: int) -> tuple[TextLine, ...]:
    """Return the lines of a card with the mistakes of a good, a middling or a bad photo."""
    rng = Random(f"misread {seed}")
    level = rng.choices((0.15, 1.0, 3.0), (0.55, 0.3, 0.15))[0]
    found = [_misread(placed, level, rng) for placed in card.placed if rng.random() > 0.006 * level]
    found = [part for read in _merged(found, level, rng) for part in _parted(read, level, rng)]
    rng.shuffle(found)
    return tuple(_line(read, card.size, rng) for read in found if read.text.strip())


def _misread(placed: Placed, level: float, rng: Random) -> _Read:
    text, box, trouble = placed.printed.text, list(placed.box), 0.0
    if rng.random() < 0.05 * level:
        text, trouble = _without_spaces(text, rng), trouble + 0.02
    if not text.isascii() and rng.random() < 0.06 * level:
        text = "".join(unaccent(c).upper() if c.isupper() else unaccent(c) for c in text)
        trouble += 0.03
    for _ in range(2):
        wrong, other = rng.choice(_LOOKALIKES)
        if wrong in text and rng.random() < 0.05 * level:
            text, trouble = text.replace(wrong, other, 1), trouble + 0.05
    if len(text) > 5 and rng.random() < 0.01 * level:
        text, trouble = (text[1:], 0.06) if rng.random() < 0.5 else (text[:-1], 0.06)
    if placed.printed.icon and rng.random() < 0.06 * level:
        text = rng.choice(_LITTER) + text
    letters = [c for c in text if c.isalpha()]
    if letters and all(c.isupper() for c in letters):
        box[1], box[3] = box[1] + 0.12 * (box[3] - box[1]), box[3] - 0.08 * (box[3] - box[1])
    return _Read(text, box, trouble)


def _without_spaces(text: str, rng: Random) -> str:
    if rng.random() < 0.5:
        return text.replace(" ", "")
    at = [i for i, c in enumerate(text) if c == " "]
    cut = rng.choice(at) if at else len(text)
    return text[:cut] + text[cut + 1 :]


def _merged(reads: Sequence[_Read], level: float, rng: Random) -> list[_Read]:
    """Join what stands in one row with a small gap, now and then."""
    kept: list[_Read] = []
    for read in reads:
        size = read.box[3] - read.box[1]
        left = next(
            (o for o in kept if abs(o.box[1] - read.box[1]) < 0.3 * size and 0 < read.box[0] - o.box[2] < 4 * size),
            None,
        )
        if left and rng.random() < 0.15 * level:
            left.text += " " + read.text
            left.box = [left.box[0], min(left.box[1], read.box[1]), read.box[2], max(left.box[3], read.box[3])]
        else:
            kept.append(read)
    return kept


def _parted(read: _Read, level: float, rng: Random) -> list[_Read]:
    """Break a line at a space, now and then."""
    at = [i for i, c in enumerate(read.text) if c == " "]
    if not at or rng.random() > 0.012 * level:
        return [read]
    cut = rng.choice(at)
    x = read.box[0] + (read.box[2] - read.box[0]) * cut / len(read.text)
    left = _Read(read.text[:cut], [read.box[0], read.box[1], x - 0.2, read.box[3]], read.trouble)
    return [left, _Read(read.text[cut + 1 :], [x + 0.5, read.box[1], read.box[2], read.box[3]], read.trouble)]


def _line(read: _Read, size: tuple[float, float], rng: Random) -> TextLine:
    shake = 0.06 * (read.box[3] - read.box[1])
    left, top, right, bottom = (value + rng.gauss(0, shake) for value in read.box)
    width, height = size
    quad = (
        (left / width, top / height),
        (right / width, top / height),
        (right / width, bottom / height),
        (left / width, bottom / height),
    )
    confidence = min(1.0, max(0.5, 0.985 - read.trouble * rng.uniform(0.5, 2) - abs(rng.gauss(0, 0.012))))
    return TextLine(read.text, quad, confidence)
