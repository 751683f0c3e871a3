"""Turn a card the way its text runs: the engine's quads tell where the top left of the text is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from cardscan.model import Quad, TextLine


def quarter_turns(lines: Sequence[TextLine], aspect: float) -> int:
    """Return by how many clockwise quarter turns the card must be turned to be read; `aspect` is width / height."""
    weights = [0.0] * 4
    for line in lines:
        (x0, y0), (x1, y1) = line.quad[0], line.quad[1]
        dx, dy = (x1 - x0) * aspect, y1 - y0
        direction = round(math.atan2(dy, dx) / (math.pi / 2)) % 4  # 0 right, 1 down, 2 left, 3 up
        weights[direction] += math.hypot(dx, dy) * line.confidence
    return -weights.index(max(weights)) % 4


def turn_lines(lines: Sequence[TextLine], turns: int) -> tuple[TextLine, ...]:
    """Return the lines as they stand on the card turned clockwise by `turns` quarter turns."""
    return tuple(replace(line, quad=turn_quad(line.quad, turns)) for line in lines)


def turn_quad(quad: Quad, turns: int) -> Quad:
    """Turn a quad in 0..1 of the card clockwise with it; its corners keep their order."""
    a, b, c, d = (_turn(x, y, turns) for x, y in quad)
    return a, b, c, d


def _turn(x: float, y: float, turns: int) -> tuple[float, float]:
    return ((x, y), (1 - y, x), (1 - x, 1 - y), (y, 1 - x))[turns % 4]
