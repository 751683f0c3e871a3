"""Quads of four long straight lines: what shows a card whose outline is broken, faint or touches something else."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.edges import UNSEEN, EdgeMap, lengths, seen, strongest, window
from cardscan.imaging.quads import Quads
from cardscan.model import Pixels

MAX_LINES = 72
DIRECTIONS, MAX_PAIRS = 4, 55
"""Pairs of parallel lines are taken up to so many of each direction."""
MAX_QUADS = 80
_MIXED = np.int64(1_000_003) ** np.arange(4)
"""What makes of four corners' numbers one that no other four of a picture make."""
_STEP = 3
_WINDOW = 7
_Array = NDArray[np.float64]


def quads_of_lines(edges: EdgeMap) -> Quads:
    """Build quads (N x 4 x 2) of two and two lines that run about parallel, those first that edges bear out best."""
    lines = _long_lines(edges)
    if len(lines) < 4:
        return np.empty((0, 4, 2))
    sums, origin = _borne_out(edges, lines)
    pairs = _parallel_pairs(lines, sums, origin, min(edges.size))
    ahead = _direction(lines[pairs[:, 0]])
    first, second = (pairs[at] for at in np.nonzero(np.triu(np.abs(ahead @ ahead.T) < 0.6, 1)))
    sides = np.stack([first[:, 0], second[:, 0], first[:, 1], second[:, 1]], axis=1)
    if not len(sides):
        return np.empty((0, 4, 2))
    along = _crossings(lines)
    best = np.argsort(-_worth(along, sums, origin, sides))[:3000]
    corners = _corners(lines, along, sides[best])
    # A card's edge and its shadow's give many quads that are all but the same: one of each kind is enough.
    cells = np.rint(corners / 5).astype(np.int64) @ (1, 65_537)
    _, kinds = np.unique(np.sort(cells, axis=1) @ _MIXED, return_index=True)
    return corners[np.sort(kinds)[:MAX_QUADS]]


def _long_lines(edges: EdgeMap) -> _Array:
    """N x 5: x and y of a point, angle, first and last place of the line in pixels from the point."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, 1.0, n_bins=256).detect(_relief(edges))[0]
    if found is None:
        return np.empty((0, 5))
    ends = np.asarray(found, np.float64).reshape(-1, 2, 2)
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    keep = np.argsort(-length)[:320]
    keep = keep[length[keep] > 0.02 * max(edges.size)]
    return _joined(ends[keep], length[keep])


def _relief(edges: EdgeMap) -> Pixels:
    """Lightness in units of the local contrast."""
    light = edges.lab[0].astype(np.float32)
    around = window(edges.ink, 16)
    away = light - cv2.blur(light, around)
    contrast = cv2.blur(np.abs(away), around) + np.float32(2 + 0.5 * edges.noise)
    return np.asarray(np.clip(128 + 45 * away / contrast, 0, 255), np.uint8)


def _joined(ends: _Array, length: _Array) -> _Array:
    """Join segments (longest first) that lie on one line into lines as of `_long_lines`, the most drawn ones."""
    ahead = (ends[:, 1] - ends[:, 0]) / length[:, None]
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    # How far both ends of each segment (columns) lie beside each segment (rows).
    first, last = (aside @ end.T - (ends[:, 0] * aside).sum(axis=1)[:, None] for end in (ends[:, 0], ends[:, 1]))
    alike = (np.maximum(np.abs(first), np.abs(last)) < 2) & (np.abs(last - first) < 0.06 * length)
    leader = np.full(len(ends), -1)
    for at in range(len(ends)):
        if leader[at] < 0:
            leader[alike[at] & (leader < 0)] = at
    leaders, line = np.unique(leader, return_inverse=True)
    places = ((ends - ends[leader, :1]) * ahead[leader, None]).sum(axis=2)
    low, high = np.full((2, len(leaders)), [[np.inf], [-np.inf]])
    np.minimum.at(low, line, places.min(axis=1))
    np.maximum.at(high, line, places.max(axis=1))
    angle = np.arctan2(ahead[leaders, 1], ahead[leaders, 0])
    lines = np.column_stack([ends[leaders, 0], angle, low, high])
    return lines[np.argsort(-np.bincount(line, length))[:MAX_LINES]]


def _borne_out(edges: EdgeMap, lines: _Array) -> tuple[_Array, int]:
    """Running sums, along each line through the whole picture, of how well edges bear it out; place 0's column."""
    reach = int(np.hypot(*edges.size)) // _STEP
    ahead = _direction(lines).T[..., None]
    places = np.arange(-reach, reach + 1) * _STEP
    points = (lines[:, :2].T[..., None] + ahead * places).astype(np.float32)
    visible = seen(edges, points)
    line, place = np.nonzero(visible)
    aside = np.stack([-ahead[1, line, 0], ahead[0, line, 0]]).astype(np.float32)
    signed = np.zeros((3, *visible.shape), np.float32)
    signed[:, line, place] = strongest(edges, points[:, line, place], aside, 1)
    smooth = np.array([cv2.blur(channel, (_WINDOW, 1)) for channel in signed])
    sums = np.cumsum(np.where(visible, lengths(smooth), UNSEEN), axis=1, dtype=np.float64)
    return np.pad(sums, ((0, 0), (1, 0))), reach


def _mean(sums: _Array, origin: int, line: NDArray[np.intp], low: _Array, high: _Array) -> _Array:
    """How well each line is borne out between two places on it, 0..1."""
    start = np.clip(np.rint(low / _STEP).astype(np.intp) + origin, 0, sums.shape[1] - 2)
    end = np.clip(np.rint(high / _STEP).astype(np.intp) + origin, start + 1, sums.shape[1] - 1)
    return np.asarray((sums[line, end] - sums[line, start]) / (end - start))


def _parallel_pairs(lines: _Array, sums: _Array, origin: int, least: float) -> NDArray[np.intp]:
    """Pairs of lines that lie beside each other, those first that are long and clear where they do."""
    one, other = np.triu_indices(len(lines), 1)
    ahead = _direction(lines)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    ends = [lines[other, :2] + ahead[other] * lines[other, at, None] - lines[one, :2] for at in (3, 4)]
    places = np.sort(np.stack([(end * ahead[one]).sum(axis=1) for end in ends], axis=1), axis=1)
    low, high = np.maximum(places[:, 0], lines[one, 3]), np.minimum(places[:, 1], lines[one, 4])
    apart = np.abs(((ends[0] + ends[1]) / 2 * aside[one]).sum(axis=1))
    length = lines[:, 4] - lines[:, 3]
    slant = np.abs(np.sin(lines[one, 2] - lines[other, 2]))
    beside = high - low > 0.4 * np.minimum(length[one], length[other])
    near = (apart > 0.07 * least) & (apart < 3 * np.maximum(length[one], length[other]))
    keep = np.flatnonzero((slant < 0.35) & near & beside)
    clear = np.minimum(
        *(_mean(sums, origin, line, lines[line, 3], lines[line, 4]) for line in (one[keep], other[keep]))
    )
    best = keep[np.argsort(-clear * np.sqrt(high[keep] - low[keep]))]
    # So many of each direction: a keyboard or a newspaper would leave none of the other sides' pairs.
    turn = np.rint(lines[one[best], 2] / np.pi * DIRECTIONS) % DIRECTIONS
    best = np.concatenate([best[turn == direction][:MAX_PAIRS] for direction in range(DIRECTIONS)])
    return np.stack([one[best], other[best]], axis=1)


def _direction(lines: _Array) -> _Array:
    return np.stack([np.cos(lines[:, 2]), np.sin(lines[:, 2])], axis=1)


def _crossings(lines: _Array) -> _Array:
    """N x N places on each line (rows) where the others (columns) meet it."""
    x, y, ahead_x, ahead_y = *lines[:, :2].T, *_direction(lines).T
    cross = np.outer(ahead_x, ahead_y) - np.outer(ahead_y, ahead_x)
    gap = (x - x[:, None]) * ahead_y - (y - y[:, None]) * ahead_x
    return np.asarray(gap / np.where(np.abs(cross) < 1e-6, 1e-6, cross))


def _corners(lines: _Array, along: _Array, sides: NDArray[np.intp]) -> Quads:
    """Corners (N x 4 x 2) where the four lines of each row meet; corner 0 lies between the last and the first."""
    before = np.roll(sides, 1, axis=1)
    return np.asarray(lines[before, :2] + _direction(lines)[before] * along[before, sides][..., None])


def _worth(along: _Array, sums: _Array, origin: int, sides: NDArray[np.intp]) -> _Array:
    """How well edges bear out the four sides of each quad and end at its corners; below 0 what is too small."""
    line = sides.T  # sums over the first axis are fast
    start, end = along[line, np.roll(line, 1, axis=0)], along[line, np.roll(line, -1, axis=0)]
    low, high = np.minimum(start, end), np.maximum(start, end)
    more = 0.15 * (high - low)
    borne = _mean(sums, origin, line, low, high)
    ends = ((low - more, low - _STEP), (high + _STEP, high + more))
    over = sum(np.clip(_mean(sums, origin, line, *end) * 2 - 1, 0, 1).sum(axis=0) for end in ends)
    worth = (borne.mean(axis=0) + borne.min(axis=0)) * (1 - 0.1 * np.minimum(over, 4))
    return np.asarray(np.where((high - low).min(axis=0) < 12, -1, worth))
