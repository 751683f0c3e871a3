"""What cards lie on: tables, cloths, papers made of noise; H x W x 3, float32, sRGB in 0..1, seen from above."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Surface = Callable[[tuple[int, int], np.random.Generator], Plane]


def make_surface(name: str, size: tuple[int, int], rng: np.random.Generator) -> Plane:
    """The surface `name`, `size` = (width, height) pixels."""
    return np.clip(SURFACES[name](size, rng), 0, 1).astype(np.float32)


def noise(size: tuple[int, int], cell: tuple[float, float], rng: np.random.Generator) -> Plane:
    """Smooth noise of about zero mean and unit spread with blobs of `cell` (x, y) pixels."""
    width, height = size
    coarse = rng.standard_normal((int(height / cell[1]) + 4, int(width / cell[0]) + 4)).astype(np.float32)
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return fine / (fine.std() + 1e-6)


def clouds(size: tuple[int, int], cell: float, octaves: int, rng: np.random.Generator) -> Plane:
    """Noise of several scales, each half as large and half as strong as the one before."""
    layers = [noise(size, (max(1.0, cell / 2**i),) * 2, rng) / 2**i for i in range(octaves)]
    return np.sum(layers, axis=0).astype(np.float32)


def _tint(shade: Plane, colour: tuple[float, float, float]) -> Plane:
    return (shade[..., None] * np.array(colour, np.float32)).astype(np.float32)


def _relief(height: Plane, strength: float) -> Plane:
    """Light from the top left on a rough surface."""
    return np.clip(
        1 + strength * (cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3)),
        0.2,
        1.8,
    )


def _wood(
    size: tuple[int, int], rng: np.random.Generator, colour: tuple[float, float, float], planks: int = 4
) -> Plane:
    width, height = size
    shade = np.ones((height, width), np.float32)
    edges = np.linspace(0, height, planks + 1).astype(int)
    for top, bottom in pairwise(edges):
        shade[top:bottom] = _plank((width, bottom - top), rng)
    for y in edges[1:-1]:
        shade[max(0, y - 2) : y + 2] *= 0.45
        shade[y + 2 : y + 4] *= 1.08
    return _tint(cv2.GaussianBlur(shade, (0, 0), 0.8), colour)


def _plank(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    y = np.arange(size[1], dtype=np.float32)[:, None] / 420 + rng.uniform(0, 9)
    warp = 0.34 * noise(size, (900, 120), rng) + 0.1 * noise(size, (420, 46), rng)
    rings = np.sin((y + warp) * 2 * np.pi * 7) * 0.5 + 0.5
    fibres = noise(size, (190, 2.2), rng) + 0.7 * noise(size, (60, 1.3), rng)
    pores = (noise(size, (34, 1.6), rng) > 2.1).astype(np.float32)
    shade = 0.93 + 0.11 * rings**2 + 0.035 * fibres + 0.05 * noise(size, (700, 200), rng) - 0.16 * pores
    return (shade * rng.uniform(0.88, 1.06)).astype(np.float32)


def _oak(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    return _wood(size, rng, (0.78, 0.61, 0.42))


def _walnut(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    return _wood(size, rng, (0.40, 0.26, 0.17), planks=3)


def _weave(size: tuple[int, int], rng: np.random.Generator, pitch: float, colour: tuple[float, float, float]) -> Plane:
    width, height = size
    x = np.arange(width, dtype=np.float32)[None, :] / pitch + 0.16 * noise(size, (60, 260), rng)
    y = np.arange(height, dtype=np.float32)[:, None] / pitch + 0.16 * noise(size, (260, 60), rng)
    over = np.sin(np.pi * x) * np.sin(np.pi * y) > 0
    warp, weft = np.abs(np.sin(np.pi * x)), np.abs(np.sin(np.pi * y))
    threads = np.where(over, warp * (0.8 + 0.2 * weft), weft * (0.8 + 0.2 * warp))
    uneven = 0.028 * noise(size, (pitch * 1.1, 340), rng) + 0.028 * noise(size, (340, pitch * 1.1), rng)
    shade = 0.66 + 0.34 * threads + uneven + 0.05 * noise(size, (1.5, 1.5), rng) + 0.05 * clouds(size, 420, 2, rng)
    return _tint(shade.astype(np.float32), colour)


def _linen(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    return _weave(size, rng, 5.5, (0.80, 0.76, 0.68))


def _denim(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    return _weave(size, rng, 4.2, (0.27, 0.36, 0.50))


def _checked(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    cloth = _weave(size, rng, 5.0, (1.0, 0.98, 0.95))
    stripe_x = (np.arange(size[0]) // 130 % 2)[None, :, None]
    stripe_y = (np.arange(size[1]) // 130 % 2)[:, None, None]
    dye = np.array((0.80, 0.38, 0.34), np.float32)
    return np.asarray(cloth * dye**stripe_x * dye**stripe_y * 0.95)


def _leather(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    grain = np.abs(noise(size, (9, 9), rng)) + 0.5 * np.abs(noise(size, (4.5, 4.5), rng))
    creases = np.minimum(grain, 0.8)
    shade = _relief(cv2.GaussianBlur(creases, (0, 0), 1.0), 0.09) * (0.8 + 0.22 * creases)
    return _tint((shade + 0.05 * clouds(size, 500, 3, rng)).astype(np.float32), (0.33, 0.20, 0.14))


def _stone(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    base = _tint(0.95 + 0.05 * clouds(size, 300, 5, rng), (0.62, 0.62, 0.61))
    for colour, cell, limit in (
        ((0.25, 0.25, 0.27), 5, 1.5),
        ((0.88, 0.86, 0.84), 6, 1.4),
        ((0.50, 0.40, 0.36), 8, 1.9),
    ):
        speckles = np.clip((noise(size, (cell, cell), rng) - limit) * 3, 0, 0.85)[..., None]
        base = base * (1 - speckles) + np.array(colour, np.float32) * speckles
    return np.asarray(base)


def _marble(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    veins = np.zeros(size[::-1], np.float32)
    for slope, pitch, sharpness in ((0.6, 430, 13), (-0.3, 610, 20), (0.9, 240, 26)):
        bent = 0.55 * clouds(size, 520, 6, rng)
        strength = np.clip(0.35 + 0.45 * noise(size, (380, 380), rng), 0, 1)
        veins += np.exp(-np.abs(np.sin((x + slope * y) / pitch + bent)) * sharpness) * strength
    return _tint((0.93 - 0.2 * veins + 0.02 * clouds(size, 240, 5, rng)).astype(np.float32), (0.97, 0.965, 0.95))


def _concrete(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    pits = np.clip((noise(size, (4, 4), rng) - 2.5) * 2, 0, 1) * 0.3
    shade = 0.56 + 0.028 * clouds(size, 500, 6, rng) + 0.022 * noise(size, (1.4, 1.4), rng) - pits
    return _tint(shade.astype(np.float32), (1.0, 0.99, 0.97))


def _paper(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    shade = (
        0.945
        + 0.006 * noise(size, (2.4, 2.4), rng)
        + 0.004 * noise(size, (14, 3), rng)
        + 0.006 * clouds(size, 500, 2, rng)
    )
    return _tint(shade.astype(np.float32), (1.0, 0.995, 0.98))


def _squared(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    sheet = _paper(size, rng)
    for axis in (0, 1):
        lines = (np.arange(size[1 - axis]) % 66 < 3).astype(np.float32) * 0.25
        sheet -= lines.reshape((-1, 1, 1) if axis == 0 else (1, -1, 1)) * np.array((0.8, 0.45, 0.2), np.float32)
    return sheet


def _felt(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    fuzz = 0.10 * noise(size, (1.6, 1.6), rng) + 0.07 * noise(size, (9, 2), rng) + 0.07 * noise(size, (2, 9), rng)
    return _tint((0.85 + fuzz + 0.04 * clouds(size, 300, 3, rng)).astype(np.float32), (0.20, 0.34, 0.28))


def _laminate(size: tuple[int, int], rng: np.random.Generator) -> Plane:
    shade = 0.9 + 0.008 * noise(size, (1.5, 1.5), rng) + 0.008 * clouds(size, 600, 3, rng)
    return _tint(shade.astype(np.float32), (0.23, 0.24, 0.26))


SURFACES: dict[str, Surface] = {
    "oak": _oak,
    "walnut": _walnut,
    "linen": _linen,
    "denim": _denim,
    "checked": _checked,
    "leather": _leather,
    "stone": _stone,
    "marble": _marble,
    "concrete": _concrete,
    "paper": _paper,
    "squared": _squared,
    "felt": _felt,
    "laminate": _laminate,
}
