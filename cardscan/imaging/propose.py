"""Quads that might be cards, from several ways of dividing a picture: outlines, thresholds, long straight lines."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.edges import EdgeMap
from cardscan.imaging.quads import Quads, areas, aspects, corner_sines, ordered, skews

MIN_AREA = 0.008
"""The least share of the picture that a card takes."""
MAX_LINES = 64
_Mask = NDArray[np.uint8]


def propose(edges: EdgeMap) -> Quads:
    """Propose quads (N x 4 x 2) that have the shape of a card seen from some angle, many of them wrong."""
    found = [quad for mask in _masks(edges) for quad in _outlined(mask)]
    quads = np.array(found).reshape(-1, 4, 2)
    return plausible(np.concatenate([quads, _from_lines(edges)]), edges.size)


def plausible(quads: Quads, size: tuple[int, int]) -> Quads:
    """Keep what is convex, large enough and no more askew than a card can look."""
    quads = ordered(quads)
    width, height = size
    low, high = np.array([-0.1 * width, -0.1 * height]), np.array([1.1 * width, 1.1 * height])
    shape = (corner_sines(quads).min(axis=1) > 0.72) & (aspects(quads) < 3.0) & (skews(quads) < 0.4)
    room = ((quads > low) & (quads < high)).all(axis=(1, 2))
    large = areas(quads) > MIN_AREA * width * height
    return quads[shape & room & large]


def _masks(edges: EdgeMap) -> Iterator[_Mask]:
    """Yield pictures of 0 and 255 in whose outlines cards may show."""
    square = np.ones((3, 3), np.uint8)
    slopes = (np.clip(slope * (edges.scale * 200)[..., None], -32000, 32000) for slope in (edges.dx, edges.dy))
    outline = cv2.Canny(*(slope.astype(np.int16) for slope in slopes), 50, 120)
    yield np.asarray(cv2.dilate(outline, square), np.uint8)
    for high in (30 + 3 * edges.noise, 80 + 3 * edges.noise, 200 + 3 * edges.noise):
        outline = cv2.Canny(edges.dx, edges.dy, high * 0.4, high)
        yield np.asarray(cv2.dilate(outline, square), np.uint8)
        if high < 150:
            yield np.asarray(cv2.morphologyEx(outline, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), np.uint8)
    light, green, blue = cv2.split(edges.lab)
    for channel in (light, green, blue, edges.colourful):  # a shadow leaves the colourfulness as it is
        _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        yield np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), np.uint8)
    for share in (15, 35, 65, 85):
        mask = (light > np.percentile(light[::4, ::4], share)).astype(np.uint8) * 255
        yield np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), np.uint8)


def _outlined(mask: _Mask) -> Iterator[NDArray[np.float64]]:
    """Yield a quad for each large enough outline, outer or inner, that has about four corners."""
    least = MIN_AREA * mask.size
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        _, _, width, height = cv2.boundingRect(contour)
        if width * height < least or len(contour) < 4:
            continue
        hull = cv2.convexHull(contour)
        area = cv2.contourArea(hull)
        if area > least:
            yield from _four_corners(hull, area)


def _four_corners(hull: NDArray[np.int32], area: float) -> Iterator[NDArray[np.float64]]:
    around = cv2.arcLength(hull, True)
    for share in (0.02, 0.04, 0.07):
        corners = cv2.approxPolyDP(hull, share * around, True)
        if len(corners) <= 4:
            break
    if len(corners) == 4 and cv2.contourArea(corners) > 0.8 * area:
        yield corners.reshape(4, 2).astype(np.float64)
        return
    box = cv2.boxPoints(cv2.minAreaRect(hull))
    if cv2.contourArea(box) * 0.8 < area:
        yield box.astype(np.float64)


def _from_lines(edges: EdgeMap) -> Quads:
    """Build quads of four long straight lines, two and two about parallel, whose parts cover the sides well."""
    lines = _long_lines(edges)
    if len(lines) < 4:
        return np.empty((0, 4, 2))
    pairs = _parallel_pairs(lines, min(edges.size))
    first, second = np.triu_indices(len(pairs), 1)
    turn = np.abs(np.cos(lines[pairs[first, 0], 2] - lines[pairs[second, 0], 2]))
    crossing = turn < 0.6
    first, second = first[crossing], second[crossing]
    sides = np.stack([pairs[first, 0], pairs[second, 0], pairs[first, 1], pairs[second, 1]], axis=1)
    if len(sides) == 0:
        return np.empty((0, 4, 2))
    corners = _crossings(lines, sides)
    worth = _coverage(lines, sides, corners)
    best = np.argsort(-worth)[:4000]
    # A card's edge and its shadow's give many quads that are all but the same: one of each kind is enough.
    _, first = np.unique(np.rint(ordered(corners[best]) / 10).reshape(-1, 8), axis=0, return_index=True)
    return corners[best[np.sort(first)[:250]]]


def _long_lines(edges: EdgeMap) -> NDArray[np.float64]:
    """N x 6: x and y of a point, angle, first and last place along the line, share of it that is drawn."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(edges.relief)[0]
    if found is None:
        return np.empty((0, 6))
    ends = found.reshape(-1, 2, 2).astype(np.float64)
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    keep = np.argsort(-length)[:240]
    keep = keep[length[keep] > 0.02 * max(edges.size)]
    return _joined(ends[keep], length[keep])


def _joined(ends: NDArray[np.float64], length: NDArray[np.float64]) -> NDArray[np.float64]:
    """Join segments (longest first) that lie on one line into lines as of `_long_lines`."""
    free = np.ones(len(ends), bool)
    lines = []
    for at in range(len(ends)):
        if not free[at]:
            continue
        start, ahead = ends[at, 0], (ends[at, 1] - ends[at, 0]) / length[at]
        places = (ends - start) @ ahead
        away = np.abs((ends - start) @ np.array([-ahead[1], ahead[0]])).max(axis=1)
        slope = np.abs(((ends[:, 1] - ends[:, 0]) @ np.array([-ahead[1], ahead[0]])) / length)
        mine = free & (away < 4) & (slope < 0.06)
        free[mine] = False
        low, high = places[mine].min(), places[mine].max()
        drawn = min(1.0, length[mine].sum() / (high - low))
        lines.append([*start, np.arctan2(ahead[1], ahead[0]), low, high, drawn])
    found = np.array(lines).reshape(-1, 6)
    return found[np.argsort(-(found[:, 4] - found[:, 3]) * found[:, 5])[:MAX_LINES]]


def _parallel_pairs(lines: NDArray[np.float64], least: float) -> NDArray[np.intp]:
    one, other = np.triu_indices(len(lines), 1)
    slant = np.abs(np.sin(lines[one, 2] - lines[other, 2]))
    normal = np.stack([-np.sin(lines[one, 2]), np.cos(lines[one, 2])], axis=1)
    middle = lines[:, :2] + _direction(lines) * lines[:, 3:5].mean(axis=1)[:, None]
    apart = np.abs(((middle[other] - middle[one]) * normal).sum(axis=1))
    ahead = _direction(lines)[one]
    ends = [lines[other, :2] + _direction(lines)[other] * lines[other, at, None] for at in (3, 4)]
    places = np.sort(np.stack([((end - lines[one, :2]) * ahead).sum(axis=1) for end in ends], axis=1), axis=1)
    common = np.minimum(places[:, 1], lines[one, 4]) - np.maximum(places[:, 0], lines[one, 3])
    length = lines[:, 4] - lines[:, 3]
    beside = common > 0.4 * np.minimum(length[one], length[other])
    keep = (slant < 0.35) & (apart > 0.07 * least) & (apart < 3 * np.maximum(length[one], length[other])) & beside
    return np.stack([one[keep], other[keep]], axis=1)


def _direction(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.cos(lines[:, 2]), np.sin(lines[:, 2])], axis=1)


def _crossings(lines: NDArray[np.float64], sides: NDArray[np.intp]) -> Quads:
    """Corners (N x 4 x 2) where the four lines of each row meet, in the order of the sides."""
    ahead = _direction(lines)
    corners = []
    for before, after in ((3, 0), (0, 1), (1, 2), (2, 3)):
        p, q = sides[:, before], sides[:, after]
        gap = lines[q, :2] - lines[p, :2]
        cross = ahead[p, 0] * ahead[q, 1] - ahead[p, 1] * ahead[q, 0]
        along = (gap[:, 0] * ahead[q, 1] - gap[:, 1] * ahead[q, 0]) / np.where(np.abs(cross) < 1e-6, 1e-6, cross)
        corners.append(lines[p, :2] + ahead[p] * along[:, None])
    return np.stack(corners, axis=1)


def _coverage(lines: NDArray[np.float64], sides: NDArray[np.intp], corners: Quads) -> NDArray[np.float64]:
    """How much of each quad's sides its own lines draw, the worst side weighing double."""
    ahead = _direction(lines)
    shares = []
    for side in range(4):
        line = sides[:, side]
        ends = np.stack([corners[:, side], corners[:, (side + 1) % 4]], axis=1)
        places = ((ends - lines[line, None, :2]) * ahead[line, None]).sum(axis=2)
        low, high = places.min(axis=1), places.max(axis=1)
        common = np.minimum(high, lines[line, 4]) - np.maximum(low, lines[line, 3])
        # What the line draws beyond the corners speaks against it as a side that ends there.
        beyond = np.maximum(lines[line, 4] - high, 0) + np.maximum(low - lines[line, 3], 0)
        share = np.maximum(common, 0) * lines[line, 5] - 0.3 * beyond
        shares.append(share / np.maximum(high - low, 1))
    return np.mean(shares, axis=0) + np.min(shares, axis=0)
