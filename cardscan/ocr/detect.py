"""Where text stands on a card: differentiable binarisation (Liao et al., AAAI 2020) with the PP-OCRv6 model."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import Pixels
from cardscan.ocr.runtime import Network, Tensor

Box = NDArray[np.float32]
"""4 x 2 corners in pixels, clockwise; side 0-1 is horizontal in the picture, whichever way the text runs."""

LONG_SIDE = 960
"""At this size text is sought; `benchmarks.detection` draws the curve of what other sizes find and cost."""

_TEXT_LEVEL = 76
"""Of 255: text is where the heat is above 0.3."""
_BOX_THRESHOLD = 0.5
_GROWTH = 1.6
_THINNEST = 1 / 320
"""Of the long side: what is thinner is no text that could be read."""
_FINER = 2
"""The heat map is cut so many times finer than it is: a pixel more on a kernel of small text is a tenth of its box."""

_FRAMES = (0.567, 2 / 3, 0.8, 1.0)
"""Short sides, as shares of the long one, of the frames that pictures are fitted into: those of 90 x 50 and 85 x 55 mm
first; of cards that stand, the narrowest is left out. The runtime computes a size that it knows beforehand faster, and
takes memory and 0.1 s for each."""
USUAL = (1, round(LONG_SIDE * _FRAMES[1] / 32) * 32, LONG_SIDE, 3)
"""The shape of the batch that half of all cards come to the model in."""
_SQUEEZED, _STRETCHED = 1.03, 1.15

_LOOK, _STRONG, _APART = 300, 100, 3
"""For the look at how a card lies: its long side, the contrast that is ink, how far apart rows are compared."""


def detect(network: Network, pixels: Pixels, *, lying: bool = False, long_side: int = LONG_SIDE) -> list[Box]:
    """Return the boxes of the text in a picture, in no particular order.

    Where it is `lying` on its side it is turned for the model, which learnt upright lines.
    """
    if lying:
        turned = detect(network, np.ascontiguousarray(np.rot90(pixels)), long_side=long_side)
        return [_turned_back(box, pixels.shape[1]) for box in turned]
    height, width = pixels.shape[:2]
    framed, (wide, high) = _framed(pixels, long_side)
    heat = network(framed[None])[0, 0, :high, :wide]
    scale = np.array([width / wide, height / high], np.float32)
    thinnest = long_side * _THINNEST
    boxes = (_box(heat, contour, thinnest) for contour in _contours(heat, thinnest))
    return [np.clip(box * scale, 0, (width, height)).astype(np.float32) for box in boxes if box is not None]


def lies_on_its_side(pixels: Pixels) -> bool:
    """Guess whether text runs along the picture's columns: ink comes and goes across lines, less so along them.

    Cards are wider than high more often than not, which counts as well.
    """
    height, width = pixels.shape[:2]
    step = max(1, max(height, width) // _LOOK)
    inner = tuple(slice(side // 16, side - side // 16, step) for side in (height, width))
    green = np.ascontiguousarray(pixels[..., 1][inner])
    if min(green.shape) <= _APART:
        return bool(height > width)
    ink = np.minimum(cv2.morphologyEx(green, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), _STRONG)
    even = cv2.blur(ink, (5, 5))
    down, across = even.mean(1), even.mean(0)
    change_down, change_across = (np.abs(profile[_APART:] - profile[:-_APART]).mean() for profile in (down, across))
    return bool(change_down * width < change_across * height)


def _framed(pixels: Pixels, long_side: int) -> tuple[Pixels, tuple[int, int]]:
    """Fit a picture into one of a few frames; return it, and its width and height there."""
    height, width = pixels.shape[:2]
    ratio = long_side / max(height, width)
    frame, used = _fitted(min(height, width) * ratio, long_side, _FRAMES[height > width :])
    size = (long_side, used) if width >= height else (used, long_side)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)  # flat cards: hardly over 1.5 times as large
    if used < frame:
        below, beside = (frame - used, 0) if width >= height else (0, frame - used)
        small = cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_REPLICATE)
    return np.asarray(small, np.uint8), size


def _fitted(short: float, long_side: int, shares: Sequence[float]) -> tuple[int, int]:
    """Return the frame's short side for a picture's, and how much of it the picture fills: all, stretched a little."""
    frames = [round(long_side * share / 32) * 32 for share in shares]
    frame = next((frame for frame in frames if short <= frame * _SQUEEZED), frames[-1])
    return frame, frame if frame <= short * _STRETCHED else max(1, round(short))


def _contours(heat: Tensor, thinnest: float) -> list[cv2.typing.MatLike]:
    """Cut out where text is likely; points are middles of pixels, `_FINER` to one of the heat map's."""
    levels = cv2.convertScaleAbs(heat, alpha=255)
    left, top, width, height = cv2.boundingRect(cv2.threshold(levels, _TEXT_LEVEL, 1, cv2.THRESH_BINARY)[1])
    left, top = max(0, left - 1), max(0, top - 1)
    warm = levels[top : top + height + 2, left : left + width + 2]
    fine = cv2.resize(warm, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_LINEAR)
    _, mask = cv2.threshold(fine, _TEXT_LEVEL, 1, cv2.THRESH_BINARY)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE, offset=(_FINER * left, _FINER * top))
    shortest = 3 * (_FINER * thinnest - 1)  # round what is so thick both ways: most are specks, quickly passed over
    return [contour for contour in contours if cv2.arcLength(contour, closed=True) >= shortest]


def _box(heat: Tensor, contour: cv2.typing.MatLike, thinnest: float) -> Box | None:
    """Return the box of one contour in pixels of the heat map, None if it is too small or hardly warm."""
    (x, y), sides, angle = cv2.minAreaRect(contour)
    middle = (x + 0.5) / _FINER, (y + 0.5) / _FINER
    wide, high = ((side + 1) / _FINER for side in sides)  # a contour runs through the middle of its pixels
    if min(wide, high) < thinnest:
        return None
    if _mean_heat(heat, _corners(middle, (wide, high), angle)) < _BOX_THRESHOLD:
        return None
    grown = wide * high * _GROWTH / (wide + high)  # the paper's offset, area x growth / perimeter, on both sides
    return _corners(middle, (wide + grown, high + grown), angle)


def _corners(middle: tuple[float, float], sides: tuple[float, float], angle: float) -> Box:
    """Return a rectangle's corners from its top left one clockwise."""
    points = sorted(cv2.boxPoints((middle, sides, angle)).tolist())
    (top_left, bottom_left), (top_right, bottom_right) = (
        sorted(side, key=itemgetter(1)) for side in (points[:2], points[2:])
    )
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def _mean_heat(heat: Tensor, corners: Box) -> float:
    left, top = (max(0, floor(least)) for least in corners.min(0).tolist())
    right, bottom = (ceil(most) + 1 for most in corners.max(0).tolist())
    part = heat[top:bottom, left:right]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _turned_back(box: Box, width: int) -> Box:
    """Bring a box of the picture turned left into the picture of that width itself."""
    back = np.stack([width - box[:, 1], box[:, 0]], axis=1)
    return np.roll(back, 1, axis=0).astype(np.float32)
