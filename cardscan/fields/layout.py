"""Where lines stand on the card: deskewed rows, their neighbours, the reading order."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from cardscan.model import Icon, TextLine

_RISING = re.compile(r"[bdfhklt\dA-ZÀ-Þ]")
_HANGING = re.compile(r"[gjpqyQ,;()]")
_SAME_EM = 1.1
_NEAR = 1.3
"""A neighbour stands at most so many line heights below."""
_MOST_UNLIKE = 2.3


@dataclass(frozen=True, slots=True)
class Row:
    """A text line on the deskewed card: lengths in heights of the card; `index` counts the reading's lines."""

    index: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    confidence: float
    side: int
    icon: Icon | None = None

    @property
    def height(self) -> float:
        """The height of its type, ascenders and descenders included."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height on the card at which it stands."""
        return (self.top + self.bottom) / 2


def lay_out(lines: Sequence[TextLine], aspect: float) -> tuple[Row, ...]:
    """Deskew the lines of a card (quads in 0..1, `aspect` is width / height) and put them in reading order."""
    slope = _slope(lines, aspect)
    return _in_reading_order([_row(i, line, aspect, slope) for i, line in enumerate(lines)])


def follows(upper: Row, lower: Row) -> bool:
    """Tell whether `lower` may carry on what `upper` began: right below it, overlapping or flush, of like size."""
    if upper.side != lower.side or lower.middle <= upper.middle:
        return False
    heights = (upper.height, lower.height)
    if not -0.6 * max(heights) < lower.top - upper.bottom < _NEAR * min(heights):
        return False
    overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
    return overlap > 0.3 * min(upper.right - upper.left, lower.right - lower.left)


def set_together(upper: Row, lower: Row) -> bool:
    """Tell whether two rows are lines of one text: alike in size, close, and flush or centred."""
    size = min(upper.height, lower.height)
    edges = (upper.left - lower.left, upper.right - lower.right, upper.left + upper.right - lower.left - lower.right)
    aligned = min(abs(edges[0]), abs(edges[1]), abs(edges[2]) / 2) < 0.4 * size
    return aligned and follows(upper, lower) and like_size(upper, lower, 1.2) and lower.top - upper.bottom < 0.5 * size


def set_as_logo(upper: Row, lower: Row) -> bool:
    """Tell whether two rows of unlike size may be one logo: tight, flush or centred, neither dwarfed by the other."""
    large = max(upper.height, lower.height)
    edges = (upper.left - lower.left, upper.right - lower.right, upper.left + upper.right - lower.left - lower.right)
    aligned = min(abs(edges[0]), abs(edges[1]), abs(edges[2]) / 2) < 0.4 * large
    near = -0.6 * large < lower.top - upper.bottom < 0.6 * large
    return aligned and near and follows(upper, lower) and large < _MOST_UNLIKE * min(upper.height, lower.height)


def carries_on(left: Row, right: Row) -> bool:
    """Tell whether `right` is the rest of the printed row that `left` began: a word's space between, of like size."""
    if not beside(left, right) or right.left - left.right >= 0.9 * max(left.height, right.height):
        return False
    return like_size(left, right)


def like_size(one: Row, other: Row, ratio: float = 1.35) -> bool:
    """Tell whether two rows are set in about the same size of type, as they stand or by the letters they hold."""
    printed, by_letters = (one.height, other.height), (_em(one), _em(other))
    return max(printed) <= ratio * min(printed) or max(by_letters) <= _SAME_EM * min(by_letters)


def _em(row: Row) -> float:
    """The size of the type: a row without any letter that rises or hangs fills but half of it."""
    rises, hangs = _RISING.search(row.text) is not None, _HANGING.search(row.text) is not None
    return row.height / (0.5 + 0.25 * rises + 0.25 * hangs)


def beside(left: Row, right: Row) -> bool:
    """Tell whether `right` stands in the same printed row to the right of `left`."""
    if left.side != right.side:
        return False
    size = min(left.height, right.height)
    return abs(left.middle - right.middle) < 0.6 * size and right.left >= left.right - 0.5 * size


def distance(one: Row, other: Row) -> float:
    """The gap between two rows, in line heights; across sides it is infinite."""
    if one.side != other.side:
        return math.inf
    dy = max(0.0, max(one.top, other.top) - min(one.bottom, other.bottom))
    dx = max(0.0, max(one.left, other.left) - min(one.right, other.right))
    return math.hypot(dx, dy) / max(1e-6, min(one.height, other.height))


def _in_reading_order(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Front before back, from the top down, and what stands at about one height from the left to the right."""
    printed: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: (row.side, row.middle)):
        first = printed[-1][0] if printed else None
        if first and first.side == row.side and row.middle - first.middle < 0.5 * min(row.height, first.height):
            printed[-1].append(row)
        else:
            printed.append([row])
    return tuple(row for same in printed for row in sorted(same, key=lambda row: row.left))


def _slope(lines: Sequence[TextLine], aspect: float) -> float:
    """The median angle of the longer lines, in radians."""
    angles = []
    for line in lines:
        (x0, y0), (x1, y1) = line.quad[0], line.quad[1]
        if abs(x1 - x0) * aspect > abs(y1 - y0) and len(line.text) > 3:
            angles.append(math.atan2(y1 - y0, (x1 - x0) * aspect))
    return median(angles) if angles else 0.0


def _row(index: int, line: TextLine, aspect: float, slope: float) -> Row:
    cosine, sine = math.cos(-slope), math.sin(-slope)
    points = [(x * aspect, y) for x, y in line.quad]
    turned = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in points]
    left = (turned[0][0] + turned[3][0]) / 2
    right = (turned[1][0] + turned[2][0]) / 2
    top = (turned[0][1] + turned[1][1]) / 2
    bottom = (turned[2][1] + turned[3][1]) / 2
    return Row(
        index,
        line.text,
        min(left, right),
        max(left, right),
        min(top, bottom),
        max(top, bottom),
        line.confidence,
        line.side,
        line.icon,
    )
