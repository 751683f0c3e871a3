"""Where text stands on a card: differentiable binarisation (Liao et al., AAAI 2020) with the PP-OCRv6 model."""

from __future__ import annotations

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

from cardscan.model import Pixels
from cardscan.ocr.runtime import Network, Tensor

Box = NDArray[np.float32]
"""4 x 2 corners in pixels, clockwise; side 0-1 is horizontal in the picture, whichever way the text runs."""

LONG_SIDE = 960
_TEXT_THRESHOLD = 0.3
_BOX_THRESHOLD = 0.5
_GROWTH = 1.6
_SHORTEST_SIDE = 3.0


def detect(network: Network, pixels: Pixels) -> list[Box]:
    """Return the boxes of the text in a picture, in no particular order."""
    tensor, scale = _prepare(pixels)
    heat = network(tensor)[0, 0]
    mask = cv2.dilate((heat > _TEXT_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = (_box(heat, contour.astype(np.float32)) for contour in contours)
    return [np.clip(box / scale, 0, pixels.shape[1::-1]).astype(np.float32) for box in boxes if box is not None]


def _prepare(pixels: Pixels) -> tuple[Tensor, NDArray[np.float32]]:
    height, width = pixels.shape[:2]
    ratio = LONG_SIDE / max(height, width)
    size = [max(32, round(side * ratio / 32) * 32) for side in (width, height)]
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR)
    tensor = (small.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
    return np.ascontiguousarray(tensor), np.array([size[0] / width, size[1] / height], np.float32)


def _box(heat: Tensor, contour: NDArray[np.float32]) -> Box | None:
    corners, short = _rectangle(contour)
    if short < _SHORTEST_SIDE or _mean_heat(heat, corners) < _BOX_THRESHOLD:
        return None
    grown, short = _rectangle(_grow(corners))
    return grown if short >= _SHORTEST_SIDE + 2 else None


def _rectangle(points: NDArray[np.float32]) -> tuple[Box, float]:
    """Return the smallest rectangle about the points, from its top left corner clockwise, and its short side."""
    rectangle = cv2.minAreaRect(points)
    corners = cv2.boxPoints(rectangle)
    left, right = np.split(corners[np.argsort(corners[:, 0], kind="stable")], 2)
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32), min(rectangle[1])


def _mean_heat(heat: Tensor, corners: Box) -> float:
    low = np.clip(np.floor(corners.min(0)), 0, None).astype(int)
    high = np.ceil(corners.max(0)).astype(int) + 1
    part = heat[low[1] : high[1], low[0] : high[0]]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - low).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _grow(corners: Box) -> NDArray[np.float32]:
    """Undo the shrinking with which the model was trained: offset by area x growth / perimeter."""
    area, perimeter = cv2.contourArea(corners), cv2.arcLength(corners, closed=True)
    offset = pyclipper.PyclipperOffset()
    offset.AddPath(corners.astype(int).tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    paths = offset.Execute(area * _GROWTH / perimeter)
    return np.array(paths[0] if paths else corners, np.float32)
