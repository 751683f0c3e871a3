"""Where the cards lie in a photo: their corners, whatever the background, the light and the angle."""

import sys
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.edges import EdgeMap, map_edges, settle_on_edges
from cardscan.imaging.propose import lined, outlined, plausible, relieved
from cardscan.imaging.quads import Quads, areas
from cardscan.imaging.score import score
from cardscan.model import Pixels, Quad

WORK_SIDE = 800
"""Long side in pixels of the picture that cards are sought in."""
CONVINCING = 0.5
HOPEFUL = 0.25
"""What convinces so little in a picture of half the size does not in the whole one either."""
CLEAR = 0.8
"""What convinces so well needs no second, dearer look for what is faint."""
SETTLED = 24
_LEAST_RING, _STEEP, _BUSY = 0.05, 60, 0.03
"""What lies around a card is a pattern where so large a share of it, writing apart, is steep."""
_CAMERA_SHAPES = (1.0, 5 / 4, 4 / 3, 3 / 2, 16 / 9)
_SHEET_SHAPES = (11 / 8.5, 2**0.5)
SHEET_SIDE = 1600
"""A scanned sheet of paper has at least so many pixels along its long side; smaller scans are of the card alone."""
_Array = NDArray[np.float64]


def find_cards(pixels: Pixels) -> tuple[Quad, ...]:
    """Find each card's corners in `pixels` (H x W x 3, BGR), clockwise, in reading order.

    Where no rectangle convinces, the whole picture is returned as the one card: a scan that is cropped to its card,
    or a card that the frame cuts, shows no outline, and only reading it can tell.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    if min(height, width) * scale < 32:
        return (_frame(width, height),)
    small, shares = _reduced(pixels, scale)
    edges, half = map_edges(small)
    quads, scores = _scored(edges, _sought(half))
    chosen = _chosen(edges, quads, scores)
    if not chosen or (_is_cropped(width, height) and _is_part(edges, quads[chosen], scores[chosen[0]])):
        return (_frame(width, height),)
    return tuple(_in_reading_order([_as_quad((quad + 0.5) / shares - 0.5, width, height) for quad in quads[chosen]]))


def _reduced(pixels: Pixels, scale: float) -> tuple[Pixels, _Array]:
    """Return a picture about `scale` times as large, and how many of its pixels make one of the first, across and down.

    Halved as long as it goes, by averages, and then brought to size: four times as fast as averages all the way. A last
    odd row or column is left out: halves that are none take ten times as long.
    """
    height, width = pixels.shape[:2]
    small: cv2.typing.MatLike = pixels
    times = 1
    while 1 / (2 * times) > scale:
        rows, columns = (side // 2 * 2 for side in small.shape[:2])
        small = cv2.resize(small[:rows, :columns], (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
        times *= 2
    size = (round(width * scale), round(height * scale))
    shares = np.array(size) / (small.shape[1] * times, small.shape[0] * times)
    return np.asarray(cv2.resize(small, size), np.uint8), shares


def _scored(edges: EdgeMap, sought: Quads) -> tuple[Quads, _Array]:
    quads = _settled(edges, sought)
    scores = score(edges, quads, 1, CONVINCING)
    best = np.argsort(-scores)[: np.count_nonzero(scores)]
    best = best[_distinct(quads[best], 4)]
    return quads[best], scores[best]


def _sought(half: EdgeMap) -> Quads:
    """The quads that convince best in a picture of half the size, which costs a quarter; in pixels of the whole."""
    quads = outlined(half)
    scores = score(half, quads, 1, HOPEFUL)
    if not _is_all(quads, scores):
        # Where an outline convinces, there is no pattern that hides all of them.
        more = lined(half) if scores.max(initial=0) > CONVINCING else np.concatenate([relieved(half), lined(half)])
        quads, scores = np.concatenate([quads, more]), np.concatenate([scores, score(half, more, 1, HOPEFUL)])
    best = np.argsort(-scores)[: min(12 * SETTLED, np.count_nonzero(scores))]
    best = best[_distinct(quads[best], 3.5, SETTLED)]
    return quads[best] * 2 + 0.5


def _is_all(quads: Quads, scores: _Array) -> bool:
    """Whether one quad is clearly a card, and nothing beside it might be another."""
    if scores.max(initial=0) < CLEAR:
        return False
    best = quads[scores.argmax()].astype(np.float32)
    centres = quads[scores > CONVINCING].mean(axis=1)
    return all(cv2.pointPolygonTest(best, (float(x), float(y)), False) > 0 for x, y in centres)


def _settled(edges: EdgeMap, quads: Quads) -> Quads:
    quads = settle_on_edges(edges, settle_on_edges(edges, quads, 5), 3)
    quads = plausible(quads, edges.size)
    return np.concatenate([quads, plausible(_joined(quads), edges.size)])


def _joined(quads: Quads) -> Quads:
    """Join quads that share a side: a card whose one end is printed in another colour falls apart like that."""
    near = 0.02 * WORK_SIDE
    turns = np.concatenate([np.roll(quads, -turn, axis=1) for turn in range(4)])
    right, left = turns[:, 1:3].reshape(-1, 4), turns[:, [0, 3]].reshape(-1, 4)
    gap = np.max([np.abs(ends[:, None] - others) for ends, others in zip(right.T, left.T, strict=True)], axis=0)
    one, other = np.nonzero(gap < near)
    return np.stack([turns[one, 0], turns[other, 1], turns[other, 2], turns[one, 3]], axis=1)


def _distinct(quads: Quads, near: float, most: int = sys.maxsize) -> list[int]:
    """Pick `most` quads, best first, but those all of whose corners lie within `near` pixels of a better one's."""
    kept: list[int] = []
    corners = quads.reshape(-1, 8)
    rest = np.arange(len(corners))
    while len(rest) and len(kept) < most:
        kept.append(int(rest[0]))
        rest = rest[np.abs(corners[rest] - corners[rest[0]]).max(axis=1) > near]
    return kept


def _chosen(edges: EdgeMap, quads: Quads, scores: _Array) -> list[int]:
    """Pick the quads that are cards: best first, an outer one before what it holds."""
    kept: list[int] = []
    area = areas(quads)
    busy = cache(partial(_busy, edges))  # few photos ask for it
    for at in np.flatnonzero(scores > CONVINCING):
        rivals = [k for k in kept if _meet(quads[k], quads[at])]
        # Two panels that fill a card between them are as sharp as the card itself; so may be a frame around a card.
        share = 0.6 if len(rivals) > 1 and area[rivals].sum() > 0.7 * area[at] else 0.9
        wins = all(_holds(quads[at], quads[k]) and scores[at] > share * scores[k] for k in rivals)
        if wins and rivals:
            wins = not _is_pattern(busy(), quads[at], quads[rivals])
        elif len(rivals) == 1:
            wins = _holds(quads[rivals[0]], quads[at]) and _is_pattern(busy(), quads[rivals[0]], quads[at][None])
        if wins:
            kept = [k for k in kept if k not in rivals] + [int(at)]
    return sorted(kept)


def _busy(edges: EdgeMap) -> Pixels:
    """1 where, writing apart, something is steep; every other pixel."""
    writing = cv2.dilate(edges.ink, np.ones((7, 7), np.uint8))[::2, ::2]
    return np.asarray((edges.steep > _STEEP + 3 * edges.noise) & (writing == 0), np.uint8)


def _is_pattern(busy: Pixels, outer: _Array, inner: Quads) -> bool:
    """Tell whether what lies between quads and one around them is a chequered cloth or tiles, not a card's paper."""
    ring = np.zeros_like(busy)
    middle = outer.mean(axis=0)
    cv2.fillConvexPoly(ring, np.rint((middle * 0.03 + outer * 0.97) / 2).astype(np.int32), 1)
    for quad in inner:
        centre = quad.mean(axis=0)
        cv2.fillConvexPoly(ring, np.rint((quad * 1.08 - centre * 0.08) / 2).astype(np.int32), 0)
    room = cv2.countNonZero(ring)
    return room >= _LEAST_RING * ring.size and cv2.countNonZero(ring & busy) / room > _BUSY


def _meet(one: _Array, other: _Array) -> bool:
    """Whether two quads share more than a rim."""
    inner = [(quad.mean(axis=0) * 0.15 + quad * 0.85).astype(np.float32) for quad in (one, other)]
    points = [np.vstack([quad, quad.mean(axis=0)]) for quad in inner]
    return any(
        cv2.pointPolygonTest(quad, (float(x), float(y)), False) > 0
        for quad, spots in zip(inner, reversed(points), strict=True)
        for x, y in spots
    )


def _holds(outer: _Array, inner: _Array) -> bool:
    """Whether the inner quad lies within the outer one, but for a hair."""
    near = 0.015 * float(np.linalg.norm(outer[2] - outer[0]))
    hull = outer.astype(np.float32)
    return all(cv2.pointPolygonTest(hull, (float(x), float(y)), True) > -near for x, y in inner)


def _is_cropped(width: int, height: int) -> bool:
    """Whether a picture has a shape that no camera or scanner gives it: it was cut out, to the card most likely."""
    shape = max(width, height) / min(width, height)
    known = _CAMERA_SHAPES + (_SHEET_SHAPES if max(width, height) >= SHEET_SIDE else ())
    return min(abs(shape / one - 1) for one in known) > 0.008


def _ink_held(edges: EdgeMap, quads: Quads) -> float:
    """Share of the picture's writing, its rim left out, that lies within the quads."""
    width, height = edges.size
    rim_x, rim_y = round(0.03 * width), round(0.03 * height)
    ink = edges.ink[rim_y : height - rim_y, rim_x : width - rim_x]
    inside = np.zeros_like(ink)
    for quad in quads:
        cv2.fillConvexPoly(inside, np.rint(quad - [rim_x, rim_y]).astype(np.int32), 1)
    return float((ink & inside).sum() / max(int(ink.sum()), 1))


def _is_part(edges: EdgeMap, quads: Quads, worth: float) -> bool:
    """Whether, in a picture cut out along its card, the quads are but parts of that card."""
    width, height = edges.size
    # A quad that nearly fills the picture gains little over all of it: it must be very clear not to cut letters off.
    if areas(quads)[0] > 0.5 * width * height:
        return worth < 0.85
    return _ink_held(edges, quads) < 0.9


def _frame(width: int, height: int) -> Quad:
    return ((0.0, 0.0), (width - 1.0, 0.0), (width - 1.0, height - 1.0), (0.0, height - 1.0))


def _as_quad(corners: _Array, width: int, height: int) -> Quad:
    """The corners within the picture, to a hundredth of a pixel: below that, threads make two runs differ."""
    inside = np.clip(corners, 0, (width - 1, height - 1)).round(2)
    a, b, c, d = ((float(x), float(y)) for x, y in inside)
    return (a, b, c, d)


def _in_reading_order(quads: list[Quad]) -> list[Quad]:
    """Sort by rows (a row ends where a card's centre lies below the middle of the row's cards), then left to right."""
    centres = {quad: np.mean(quad, axis=0) for quad in quads}
    rest = sorted(quads, key=lambda quad: float(centres[quad][1]))
    rows: list[list[Quad]] = []
    for quad in rest:
        half = (max(y for _, y in quad) - min(y for _, y in quad)) / 2
        if rows and centres[quad][1] - centres[rows[-1][0]][1] < half:
            rows[-1].append(quad)
        else:
            rows.append([quad])
    return [quad for row in rows for quad in sorted(row, key=lambda q: float(centres[q][0]))]
