"""Icons that stand before or after a line in place of a word: a handset, an envelope, a pin, alone or in a disc."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import Icon, Pixels, TextLine

_UNIT = 28
"""Height of a line's box in the strip that is cut out around its end."""
_REACH, _INTO, _ABOVE = 3.2, 3.0, 0.6
"""How far the strip reaches away from the line, into it and above and below it, in line heights."""
_GAP, _ASIDE, _SPACE = 0.09, 0.2, 0.34
"""Ink closer than the first belongs to one mark; an icon is farther than the second from the text; no space between
words is as wide as the third. In line heights."""
_INK = 0.45
"""Ink differs from the paper by so much of what the line's own letters do."""
_FAINTEST = 14.0
_ASLANT = 0.3
"""The ink of a handset runs from corner to corner: its x and y hang together at least so much."""
_CORNER = 0.35
"""The corners of a mobile are rounded a little, those of a D or an O wholly: so much of them is ink."""
_SMALLEST = 6
"""Marks of fewer pixels of the strip show nothing."""
_MAX_WORD = 2
"""The engine may read an icon as so many letters, as a line of their own."""
_NUMBER = re.compile(r"(?:\d\D{0,3}){6}")
"""Lines that may be a telephone number: what stands beside others tells nothing that they do not say themselves."""

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A compact mark beside line `line`: what it shows, its middle and size in pixels of the card."""

    line: int
    x: float
    y: float
    size: float
    icon: Icon


def mark_icons(pixels: Pixels, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Note at each upright line of a flat card (H x W x 3, BGR) with a number which icon stands before or after it."""
    size = np.array([pixels.shape[1], pixels.shape[0]])
    boxes = [np.array(line.quad, np.float64) * size for line in lines]
    words = [i for i, line in enumerate(lines) if len(line.text) > _MAX_WORD]
    numbers = [i for i, line in enumerate(lines) if _NUMBER.search(line.text)]
    found: dict[int, Icon] = {}
    for corners in ((1, 0, 3, 2), (0, 1, 2, 3)):
        marks = [mark for i in numbers if (mark := _mark_beside(pixels, i, boxes[i][list(corners)]))]
        marks = [mark for mark in marks if not any(_covers(boxes[i], mark) for i in words if i != mark.line)]
        found |= {mark.line: mark.icon for mark in marks if mark.icon != "other" or mark.line not in found}
    return tuple(replace(line, icon=found.get(i)) for i, line in enumerate(lines))


def _covers(box: _Array, mark: _Mark) -> bool:
    """Tell whether the mark is a part of what was read."""
    return cv2.pointPolygonTest(box.astype(np.float32), (mark.x, mark.y), True) > -0.1 * mark.size


def _mark_beside(pixels: Pixels, line: int, box: _Array) -> _Mark | None:
    """Find the mark nearest to the first side of a box, if it is such as an icon may be."""
    ahead, down = box[1] - box[0], box[3] - box[0]
    height = float(np.linalg.norm(down))
    length = float(np.linalg.norm(ahead))
    if length < height or height < 6:
        return None
    ahead = ahead / length * height
    origin = box[0] - _REACH * ahead - _ABOVE * down
    ink = _ink(_strip(pixels, origin, ahead, down))
    found = _nearest(ink)
    if found is None:
        return None
    left, top, wide, high = found
    icon = _shown(ink[top : top + high, left : left + wide])
    spot = origin + (left + wide / 2) / _UNIT * ahead + (top + high / 2) / _UNIT * down
    return _Mark(line, float(spot[0]), float(spot[1]), max(wide, high) / _UNIT * height, icon)


def _shown(mark: Pixels) -> Icon:
    """Tell a handset, which lies aslant, and a mobile, a frame upright, from all else; in a disc too."""
    bare = _inner(mark) if _is_badge(mark) else mark
    if bare is None or min(bare.shape) < _SMALLEST:
        return "other"
    if _is_handset(bare):
        return "phone"
    return "mobile" if _is_mobile(bare) else "other"


def _is_handset(mark: Pixels) -> bool:
    """Tell the receiver of a telephone: as wide as high, a bow from one corner to the other."""
    high, wide = mark.shape
    y, x = np.nonzero(mark)
    aslant = abs(float(np.corrcoef(x, y)[0, 1])) > _ASLANT
    return aslant and max(high, wide) < 1.4 * min(high, wide) and 0.2 < float(mark.mean()) < 0.62


def _is_mobile(mark: Pixels) -> bool:
    """Tell a mobile: higher than wide, a frame with hardly rounded corners around an empty screen."""
    high, wide = mark.shape
    if not 1.3 * wide < high < 2.3 * wide:
        return False
    sides = [mark[:, :3].max(axis=1), mark[:, -3:].max(axis=1), mark[:3].max(axis=0), mark[-3:].max(axis=0)]
    framed = all(float(side[len(side) // 10 : -(len(side) // 10) or None].mean()) > 0.9 for side in sides)
    corner = max(2, wide // 4)
    ends = np.vstack([mark[:corner], mark[-corner:]])
    cornered = min(float(ends[:, :corner].mean()), float(ends[:, -corner:].mean())) > _CORNER
    screen = mark[round(0.3 * high) : round(0.6 * high), round(0.35 * wide) : round(0.65 * wide)]
    return framed and cornered and float(screen.mean()) < 0.4


def _is_badge(mark: Pixels) -> bool:
    """Tell a disc or a square in which something is cut out: as wide as high, its rim full, none of it aslant."""
    high, wide = mark.shape
    middle = [mark[high // 2, :2], mark[high // 2, -2:], mark[:2, wide // 2], mark[-2:, wide // 2]]
    return max(high, wide) < 1.2 * min(high, wide) and mark.mean() > 0.5 and all(side.any() for side in middle)


def _inner(mark: Pixels) -> Pixels | None:
    """Cut out what a badge shows: the largest hole in it."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - mark)
    held = [
        (int(area), i)
        for i, (x, y, w, h, area) in enumerate(stats.tolist())
        if i and x > 0 and y > 0 and x + w < mark.shape[1] and y + h < mark.shape[0]
    ]
    if not held:
        return None
    x, y, w, h, _ = stats[max(held)[1]].tolist()
    return np.asarray(labels[y : y + h, x : x + w] == max(held)[1], np.uint8)


def _strip(pixels: Pixels, origin: _Array, ahead: _Array, down: _Array) -> Pixels:
    """Cut out what stands around the first side of a line: a line height is `_UNIT` pixels."""
    size = (round((_REACH + _INTO) * _UNIT), round((1 + 2 * _ABOVE) * _UNIT))
    matrix = np.column_stack([ahead / _UNIT, down / _UNIT, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _ink(strip: Pixels) -> Pixels:
    """1 where a strip differs from its paper about as much as the letters at its right end do."""
    lab = cv2.cvtColor(strip, cv2.COLOR_BGR2LAB)
    paper = [_rank(channel, 0.5) for channel in cv2.split(lab[::3, ::3])]
    light, green, blue = cv2.split(cv2.absdiff(lab, np.array([*paper, 0.0])))
    away = cv2.max(light, cv2.max(green, blue))
    rim = round(_ABOVE * _UNIT)
    letters = away[rim:-rim:2, round((_REACH + 0.3) * _UNIT) :: 2]
    return np.asarray(away > max(_FAINTEST, _INK * _rank(letters, 0.93)), np.uint8)


def _rank(values: cv2.typing.MatLike, share: float) -> int:
    """Return the value that this share of the others lies below, counted instead of put in order."""
    counts = np.bincount(values.ravel(), minlength=256).cumsum()
    return int(np.searchsorted(counts, share * values.size))


def _nearest(ink: Pixels) -> tuple[int, int, int, int] | None:
    """Find the mark next to the text (left, top, width, height), where it stands apart from all else."""
    groups = _groups(ink)
    apart = [math.inf, *(after[0] - before[2] for before, after in pairwise(groups))]
    for at in range(len(groups) - 2, -1, -1):
        left, top, right, bottom = groups[at]
        into = right > (_REACH + 0.3) * _UNIT
        # Some boxes begin with the icon, the space after it being wider than one between two words.
        if right > (_REACH + 1.5) * _UNIT or apart[at + 1] < (_SPACE if into else _ASIDE) * _UNIT:
            continue
        wide, high = right - left, bottom - top
        compact = 0.3 * _UNIT < wide < 1.7 * _UNIT and 0.4 * _UNIT < high < 1.8 * _UNIT
        slim = max(wide, high) > 2.2 * min(wide, high)
        level = abs(top + bottom - ink.shape[0]) / 2 < 0.3 * _UNIT
        return (left, top, wide, high) if compact and level and not slim and apart[at] > _SPACE * _UNIT else None
    return None


def _groups(ink: Pixels) -> list[tuple[int, int, int, int]]:
    """Find what stands at the line's height, from left to right (left, top, right, bottom); letters may join."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    groups: list[tuple[int, int, int, int]] = []
    for x, y, w, h, area in sorted(stats[1:].tolist()):
        # What touches the strip's rim is of the lines above or below, or an edge of the card.
        if y == 0 or y + h == ink.shape[0] or x == 0 or area < 0.006 * _UNIT**2:
            continue
        if groups and x - groups[-1][2] < _GAP * _UNIT:
            left, top, right, bottom = groups.pop()
            groups.append((left, min(top, y), max(right, x + w), max(bottom, y + h)))
        else:
            groups.append((x, y, x + w, y + h))
    return groups
