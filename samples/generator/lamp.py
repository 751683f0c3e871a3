"""The light on the table: where it comes from, how it falls off, what stands in its way, where it shines back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lamp:
    """Light from `angle` (degrees, 0 = right, 90 = below) that loses `falloff` of its strength across the photo.

    `shadow` names what casts a hard shadow (`window`, `phone`, `edge` or nothing); `glare` is (x, y, size, strength),
    the first two in 0..1 of the photo.
    """

    angle: float = 225.0
    falloff: float = 0.35
    contrast: float = 1.0
    shadow: str = ""
    shadow_depth: float = 0.6
    shadow_blur: float = 0.004
    glare: tuple[float, float, float, float] | None = None

    def away(self) -> NDArray[np.float64]:
        """The direction in which shadows fall."""
        turn = np.radians(self.angle)
        return -np.array([np.cos(turn), np.sin(turn)])


def illumination(lamp: Lamp, size: tuple[int, int]) -> Light:
    """How much light falls on each pixel (H x W x 3), 1 being full light; shadows are a little blue."""
    x, y = _grid(size)
    towards = -(x - 0.5) * lamp.away()[0] - (y - 0.5) * lamp.away()[1]
    level = np.clip(1 - lamp.falloff * (0.5 - towards), 0.05, None) ** 1.3
    shade = _obstacle(lamp, size) * lamp.shadow_depth
    cool = np.array([1.0, 0.97, 0.92], np.float32)
    return np.asarray(level[..., None] * (1 - shade[..., None] * cool), np.float32)


def glare(lamp: Lamp, size: tuple[int, int]) -> Light:
    """The lamp's reflection (H x W x 1) on a mirror; the table's and the cards' gloss scale it."""
    if lamp.glare is None:
        return np.zeros((size[1], size[0], 1), np.float32)
    centre_x, centre_y, spread, strength = lamp.glare
    x, y = _grid(size)
    distance = ((x - centre_x) / spread) ** 2 + ((y - centre_y) / (spread * 0.7)) ** 2
    spot = np.exp(-(distance**1.5)) + 0.35 * np.exp(-distance / 5)
    return np.asarray(strength * spot[..., None], np.float32)


def _grid(size: tuple[int, int]) -> tuple[Light, Light]:
    x, y = np.meshgrid(np.linspace(0, 1, size[0], dtype=np.float32), np.linspace(0, 1, size[1], dtype=np.float32))
    return x, y


def _obstacle(lamp: Lamp, size: tuple[int, int]) -> Light:
    """What keeps the lamp's light off (H x W), 1 being full shadow."""
    mask = np.zeros((size[1], size[0]), np.float32)
    for polygon in _OBSTACLES.get(lamp.shadow, ()):
        cv2.fillPoly(mask, [np.round(np.array(polygon) * size).astype(np.int32)], 1.0)
    if not lamp.shadow:
        return mask
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), lamp.shadow_blur * max(size)), np.float32)


_Polygon = tuple[tuple[float, float], ...]
_OBSTACLES: dict[str, tuple[_Polygon, ...]] = {
    "edge": (((-0.1, 0.48), (1.1, 0.72), (1.1, 1.1), (-0.1, 1.1)),),
    "window": (
        ((-0.1, -0.1), (0.10, -0.1), (0.34, 1.1), (-0.1, 1.1)),
        ((0.42, -0.1), (0.46, -0.1), (0.72, 1.1), (0.68, 1.1)),
        ((0.78, -0.1), (1.1, -0.1), (1.1, 1.1), (1.04, 1.1)),
        ((-0.1, 0.40), (1.1, 0.30), (1.1, 0.35), (-0.1, 0.45)),
    ),
    "phone": (
        ((0.36, 0.44), (0.40, 0.40), (0.70, 0.45), (0.73, 0.50), (0.66, 1.1), (0.27, 1.1)),
        ((0.66, 0.66), (0.80, 0.60), (0.98, 0.80), (1.1, 1.1), (0.62, 1.1)),
    ),
}
