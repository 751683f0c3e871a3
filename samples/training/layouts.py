"""Places on a card for what it prints: blocks of lines in many arrangements, half of them mirrored or moved by lot.

Lengths are millimetres. The arrangements are in `data/layouts.toml`, apart for training and for the held-out cards.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from samples.training.wording import Share

Measure = Callable[[str, float, bool], float]
"""The width of a text in a size of type, bold or not."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres."""

Place = tuple[float, float, str, str]
"""Where a block stands: x and y in 0..1, align (left, center, right), grow (down, up)."""

LANDSCAPE, SQUARISH, PORTRAIT = (85.0, 55.0), (90.0, 50.0), (55.0, 85.0)

_HOME = {"address": "contact", "extra": "brand"}
_SHRINK = (1.0, 0.9, 0.82)
"""Type is set smaller where there is no room, but never below 5 points."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A text to print: its field, its size, and whether it is bold; `gap` is the space above it in its own sizes."""

    text: str
    field: str
    size: float
    bold: bool = False
    gap: float = 0.3
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed text with its box; `top` to `bottom` is the type's size."""

    printed: Printed
    box: Box


Blocks = Mapping[str, Sequence[Printed]]


def place(
    blocks: Blocks, share: Share, rng: Random, measure: Measure
) -> tuple[tuple[float, float], list[Placed]] | None:
    """Find an arrangement that has room for all; None where eight tries found none."""
    for _ in range(8):
        size = rng.choice((LANDSCAPE, LANDSCAPE, SQUARISH, SQUARISH, PORTRAIT))
        places = _moved(rng.choice(arrangements(share)), rng)
        if size == PORTRAIT and rng.random() < 0.9:
            places = {name: (0.5, y, "center", grow) for name, (_, y, _, grow) in places.items()}
        for shrink in _SHRINK:
            lines = _lay(blocks, places, size, shrink, measure)
            if lines is not None:
                return size, lines
    return None


@cache
def arrangements(share: Share) -> list[dict[str, Place]]:
    """Return the arrangements of a share."""
    table = tomllib.loads((Path(__file__).parent / "data" / "layouts.toml").read_text(encoding="utf-8"))
    return [{name: (x, y, align, grow) for name, (x, y, align, grow) in entry.items()} for entry in table[share]]


def _moved(places: Mapping[str, Place], rng: Random) -> dict[str, Place]:
    """Mirror an arrangement or not, and move its blocks a little."""
    mirrored = rng.random() < 0.25
    swap = {"left": "right", "right": "left", "center": "center"}
    found = {}
    for name, (x, y, align, grow) in places.items():
        moved = y + rng.uniform(-0.03, 0.03)
        found[name] = (1 - x, moved, swap[align], grow) if mirrored else (x, moved, align, grow)
    return found


def _lay(
    blocks: Blocks, places: Mapping[str, Place], size: tuple[float, float], shrink: float, measure: Measure
) -> list[Placed] | None:
    merged: dict[str, list[Printed]] = {name: [] for name in places}
    for name, lines in blocks.items():
        merged[name if name in places else _HOME[name]] += lines
    placed = [line for name, lines in merged.items() for line in _block(lines, places[name], size, shrink, measure)]
    width, height = size
    outside = any(
        box[0] < 2 or box[2] > width - 2 or box[1] < 1.5 or box[3] > height - 1.5 for box in (p.box for p in placed)
    )
    clash = any(_overlap(a.box, b.box) for i, a in enumerate(placed) for b in placed[:i])
    return None if outside or clash else placed


def _block(
    lines: Sequence[Printed], at: Place, size: tuple[float, float], shrink: float, measure: Measure
) -> list[Placed]:
    x, y, align, grow = at
    left, top = x * size[0], y * size[1]
    if grow == "up":
        top -= sum(line.size * shrink * (1 + line.gap) for line in lines)
    placed = []
    for line in lines:
        height = line.size * shrink
        width = measure(line.text, height, line.bold)
        start = {"left": left, "center": left - width / 2, "right": left - width}[align]
        top += height * line.gap
        placed.append(Placed(line, (start, top, start + width, top + height)))
        top += height
    return placed


def free_square(size: tuple[float, float], lines: Sequence[Placed], side: float) -> Box | None:
    """Return a square of that side for a code that no line comes near; None where the card is full."""
    for right in (True, False):
        for top in (size[1] - side - 4, 4.0, (size[1] - side) / 2):
            left = size[0] - side - 4 if right else 4.0
            box = (left, top, left + side, top + side)
            near = (left - 2, top - 2, left + side + 2, top + side + 2)
            if not any(_overlap(near, line.box) for line in lines):
                return box
    return None


def _overlap(a: Sequence[float], b: Sequence[float]) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > -0.8 and min(a[3], b[3]) - max(a[1], b[1]) > -0.1


def rough_width(text: str, size: float, bold: bool) -> float:
    """The width of a text, roughly: for cards that are not drawn."""
    narrow = sum(c in "iljtfrI.,:;'|! " for c in text)
    wide = sum(c.isupper() or c in "mwMW@" for c in text)
    return size * (0.5 * len(text) - 0.22 * narrow + 0.14 * wide) * (1.08 if bold else 1.0)
