"""Where the cards lie in a photo: their corners, whatever the background, the light and the angle."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.edges import EdgeMap, largest, map_edges, overrun, settle_on_edges, side_support
from cardscan.imaging.propose import plausible, propose
from cardscan.imaging.quads import Quads, areas, corner_sines, flat_ratios, skews
from cardscan.model import Pixels, Quad

WORK_SIDE = 800
"""Long side in pixels of the picture that cards are sought in."""
CONVINCING = 0.5
SETTLED = 48
_LEAST_RING, _STRONG, _BUSY = 0.05, 60, 0.03
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
    small = pixels if scale == 1 else cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = map_edges(np.asarray(small, np.uint8))
    quads, scores = _scored(edges)
    chosen = _chosen(edges, quads, scores)
    if not chosen or (_is_cropped(width, height) and _is_part(edges, quads[chosen], scores[chosen[0]])):
        return (_frame(width, height),)
    return tuple(_in_reading_order([_as_quad((quad + 0.5) / scale - 0.5, width, height) for quad in quads[chosen]]))


def _scored(edges: EdgeMap) -> tuple[Quads, _Array]:
    quads = propose(edges)
    if not len(quads):
        return quads, np.empty(0)
    best = np.argsort(-score(edges, quads, 2))[: 6 * SETTLED]
    quads = quads[best[_distinct(quads[best], 7)[:SETTLED]]]
    quads = settle_on_edges(edges, settle_on_edges(edges, quads, 5), 3)
    quads = plausible(quads, edges.size)
    quads = np.concatenate([quads, plausible(_joined(quads), edges.size)])
    scores = score(edges, quads, 1)
    best = np.argsort(-scores)
    best = best[_distinct(quads[best], 4)]
    return quads[best], scores[best]


def _joined(quads: Quads) -> Quads:
    """Join quads that share a side: a card whose one end is printed in another colour falls apart like that."""
    near = 0.02 * WORK_SIDE
    found = []
    for turn in range(4):
        one = np.roll(quads, -turn, axis=1)
        for other_turn in range(4):
            other = np.roll(quads, -other_turn, axis=1)
            gap = np.maximum(
                np.abs(one[:, None, 1] - other[None, :, 0]).max(axis=2),
                np.abs(one[:, None, 2] - other[None, :, 3]).max(axis=2),
            )
            left, right = np.nonzero(gap < near)
            found.append(np.stack([one[left, 0], other[right, 1], other[right, 2], one[left, 3]], axis=1))
    return np.concatenate(found)


def _distinct(quads: Quads, near: float) -> list[int]:
    """Pick the quads, best first, but those all of whose corners lie within `near` pixels of a better one's."""
    kept: list[int] = []
    for at in range(len(quads)):
        if not kept or np.abs(quads[kept] - quads[at]).max(axis=(1, 2)).min() > near:
            kept.append(at)
    return kept


def score(edges: EdgeMap, quads: Quads, reach: int) -> _Array:
    """How convincing each quad is as a card's outline, 0..1."""
    if not len(quads):
        return np.empty(0)
    support = side_support(edges, quads, reach)
    borne = 0.5 * support.mean(axis=1) + 0.5 * support.min(axis=1)
    ratio = flat_ratios(quads, edges.size)
    ratio = np.maximum(ratio, 1 / ratio)
    # Square cards are rare and long ones rarer; strips and panels of a card, and codes, are common.
    shape = 0.73 + 0.27 * np.exp(-(np.maximum(1.42 - ratio, 0) ** 2) / 0.05)
    shape *= 0.5 + 0.5 * np.exp(-(np.maximum(ratio - 1.85, 0) ** 2) / 0.08)
    square = corner_sines(quads).min(axis=1) * (1 - 0.6 * skews(quads))
    width, height = edges.size
    size = np.minimum(1, areas(quads) / (0.045 * width * height)) ** 0.5
    ink = _inked(edges, quads)
    # Bare paper is a note or a sheet; what is nearly all strokes is a QR code.
    written = (0.7 + 0.3 * np.minimum(1, ink / 0.01)) * np.clip((0.8 - ink) / 0.25, 0.3, 1)
    ends = 1 - 0.12 * np.minimum(overrun(edges, quads), 4)
    return np.asarray(borne * ends * shape * square * size * written)


def _inked(edges: EdgeMap, quads: Quads) -> _Array:
    """Share of each quad, without its rim, that is as thin as writing."""
    width, height = edges.size
    sums = cv2.integral(edges.ink)
    inner = quads.mean(axis=1, keepdims=True) * 0.12 + quads * 0.88
    steps = (np.arange(10) + 0.5) / 10
    # Cells of a grid laid through the quad, each counted over an upright box: cheap, and exact enough.
    u, v = np.meshgrid(steps, steps)
    u, v = u.ravel()[:, None], v.ravel()[:, None]
    a, b, c, d = (inner[:, None, i] for i in range(4))
    spots = a * (1 - u) * (1 - v) + b * u * (1 - v) + c * u * v + d * (1 - u) * v
    half = np.maximum(1, np.sqrt(np.maximum(areas(inner), 1)) / 20)[:, None]
    low_x, high_x = (np.clip(np.rint(spots[..., 0] + s * half), 0, width).astype(np.intp) for s in (-1, 1))
    low_y, high_y = (np.clip(np.rint(spots[..., 1] + s * half), 0, height).astype(np.intp) for s in (-1, 1))
    count = sums[high_y, high_x] - sums[low_y, high_x] - sums[high_y, low_x] + sums[low_y, low_x]
    room = np.maximum((high_x - low_x) * (high_y - low_y), 1)
    return np.asarray((count / room).mean(axis=1))


def _chosen(edges: EdgeMap, quads: Quads, scores: _Array) -> list[int]:
    """Pick the quads that are cards: best first, an outer one before what it holds."""
    kept: list[int] = []
    area = areas(quads)
    for at in np.flatnonzero(scores > CONVINCING):
        rivals = [k for k in kept if _meet(quads[k], quads[at])]
        # Two panels that fill a card between them are as sharp as the card itself; so may be a frame around a card.
        share = 0.6 if len(rivals) > 1 and area[rivals].sum() > 0.7 * area[at] else 0.9
        wins = all(_holds(quads[at], quads[k]) and scores[at] > share * scores[k] for k in rivals)
        if wins and rivals:
            wins = not _is_pattern(edges, quads[at], quads[rivals])
        elif len(rivals) == 1:
            wins = _lies_on_pattern(edges, quads[at], quads[rivals[0]])
        if wins:
            kept = [k for k in kept if k not in rivals] + [int(at)]
    return sorted(kept)


def _lies_on_pattern(edges: EdgeMap, inner: _Array, outer: _Array) -> bool:
    return _holds(outer, inner) and _is_pattern(edges, outer, inner[None])


def _is_pattern(edges: EdgeMap, outer: _Array, inner: Quads) -> bool:
    """Tell whether what lies between quads and one around them is a chequered cloth or tiles, not a card's paper."""
    ring = np.zeros(edges.lab.shape[:2], np.uint8)
    middle = outer.mean(axis=0)
    cv2.fillConvexPoly(ring, np.rint(middle * 0.03 + outer * 0.97).astype(np.int32), 1)
    for quad in inner:
        centre = quad.mean(axis=0)
        cv2.fillConvexPoly(ring, np.rint(quad * 1.08 - centre * 0.08).astype(np.int32), 0)
    room = int(ring.sum())
    if room < _LEAST_RING * edges.lab.shape[0] * edges.lab.shape[1]:
        return False
    writing = cv2.dilate(edges.ink, np.ones((7, 7), np.uint8))
    strong = largest(edges.dx) + largest(edges.dy) > _STRONG + 3 * edges.noise
    return float((strong & (ring > 0) & (writing == 0)).sum()) / room > _BUSY


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
