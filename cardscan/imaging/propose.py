"""Quads that might be cards, from several ways of dividing a picture: outlines, and where they fail long lines."""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.edges import EdgeMap, Slopes
from cardscan.imaging.lines import quads_of_lines
from cardscan.imaging.quads import Quads, areas, aspects, corner_sines, ordered, skews
from cardscan.model import Pixels

MIN_AREA = 0.008
"""The least share of the picture that a card takes."""
_SQUARE = np.ones((3, 3), np.uint8)
_Mask = NDArray[np.uint8]


def outlined(edges: EdgeMap) -> Quads:
    """Propose quads (N x 4 x 2) that have the shape of a card seen from some angle: outlines of what stands out."""
    return _outlined(edges, _masks(edges))


def lined(edges: EdgeMap) -> Quads:
    """Propose quads (N x 4 x 2) of long lines, however weak; takes much longer than `outlined`."""
    return plausible(quads_of_lines(edges), edges.size)


def relieved(edges: EdgeMap) -> Quads:
    """Propose quads (N x 4 x 2) of what stands out from around it alone, as a card does on a pattern."""
    return _outlined(edges, [_relative(edges)])


def _outlined(edges: EdgeMap, masks: Iterable[_Mask]) -> Quads:
    found = [quad for mask in masks for quad in _outlines(mask)]
    return plausible(np.array(found).reshape(-1, 4, 2), edges.size)


def plausible(quads: Quads, size: tuple[int, int]) -> Quads:
    """Keep what is convex, large enough and no more askew than a card can look."""
    width, height = size
    low, high = np.array([-0.1 * width, -0.1 * height]), np.array([1.1 * width, 1.1 * height])
    quads = ordered(quads[((quads > low) & (quads < high)).all(axis=(1, 2))])
    quads = quads[areas(quads) > MIN_AREA * width * height]
    shape = (corner_sines(quads).min(axis=1) > 0.72) & (aspects(quads) < 3.0) & (skews(quads) < 0.4)
    return np.asarray(quads[shape])


def _masks(edges: EdgeMap) -> Iterator[_Mask]:
    """Yield pictures of 0 and 255 in whose outlines cards may show."""
    dx, dy = _strongest(edges)
    for high in (30 + 3 * edges.noise, 80 + 3 * edges.noise, 200 + 3 * edges.noise):
        outline = cv2.Canny(dx, dy, high * 0.4, high)
        yield np.asarray(cv2.dilate(outline, _SQUARE), np.uint8)
        if high < 150:
            yield np.asarray(cv2.morphologyEx(outline, cv2.MORPH_CLOSE, _SQUARE), np.uint8)
    for channel in (*edges.lab, _colourful(edges)):
        _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        yield np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _SQUARE), np.uint8)


def _relative(edges: EdgeMap) -> _Mask:
    """255 along what is steep for its surroundings."""
    dx, dy = (slopes * (edges.scale * 200) for slopes in _strongest(edges))
    return np.asarray(cv2.dilate(cv2.Canny(dx.astype(np.int16), dy.astype(np.int16), 50, 120), _SQUARE), np.uint8)


def _colourful(edges: EdgeMap) -> Pixels:
    """Colour for its light (H x W), which a shadow leaves as it is."""
    light, a, b = edges.lab.astype(np.float32)
    return np.asarray(cv2.divide(cv2.magnitude(a - 128, b - 128), light + 8, scale=255, dtype=cv2.CV_8U), np.uint8)


def _strongest(edges: EdgeMap) -> Slopes:
    """The slopes to the right and downwards (2 x H x W) of the channel in which a pixel is steepest."""
    found = np.stack([edges.dx[0], edges.dy[0]])
    size = cv2.add(*map(np.abs, found))
    for other in zip(edges.dx[1:], edges.dy[1:], strict=True):
        steep = cv2.add(*map(np.abs, other))
        better = cv2.compare(steep, size, cv2.CMP_GT)
        for slopes, stronger in zip(found, other, strict=True):
            cv2.copyTo(stronger, better, slopes)
        size = cv2.max(size, steep)
    return found


def _outlines(mask: _Mask) -> Iterator[NDArray[np.float64]]:
    """Yield a quad for each large enough outline, outer or inner, that has about four corners."""
    least = MIN_AREA * mask.size
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        if len(contour) < 4:  # most are specks: to look at each takes longer than to find them
            continue
        _, _, width, height = cv2.boundingRect(contour)
        if width * height < least:
            continue
        hull = cv2.convexHull(contour)
        area = cv2.contourArea(hull)
        if area > least:
            yield from _four_corners(hull, area)


def _four_corners(hull: cv2.typing.MatLike, area: float) -> Iterator[NDArray[np.float64]]:
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
