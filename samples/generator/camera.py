"""What a phone's camera makes of the light: blur, vignette, white balance, noise, tone curve."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Camera:
    """How the picture is taken: blurs in pixels, `warmth` above 0 is a yellow cast, `noise` 1 is a well-lit room."""

    exposure: float = 1.18
    defocus: float = 0.7
    motion: float = 0.0
    motion_angle: float = 0.0
    noise: float = 1.0
    warmth: float = 0.0
    vignette: float = 0.25
    sharpen: float = 0.5


def to_linear(srgb: Light) -> Light:
    """Turn sRGB in 0..1 into linear light (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_srgb(linear: Light) -> Light:
    """Turn linear light into sRGB in 0..1 (IEC 61966-2-1)."""
    clipped = np.clip(linear, 0, 1)
    return np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055).astype(np.float32)


def expose(light: Light, camera: Camera, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Turn linear light (H x W x 3, RGB) into a photo (H x W x 3, uint8, RGB)."""
    picture = _blurred(light * camera.exposure, camera) * _vignette(light.shape, camera.vignette)[..., None]
    picture *= np.array([1 + 0.22 * camera.warmth, 1.0, 1 - 0.34 * camera.warmth], np.float32)
    picture = _noisy(picture, camera.noise, rng)
    srgb = to_srgb(_rolled_off(picture))
    soft = cv2.GaussianBlur(srgb, (0, 0), 1.3)
    sharp = srgb + camera.sharpen * (srgb - soft)
    return np.asarray(np.clip(sharp * 255 + 0.5, 0, 255), np.uint8)


def _blurred(light: Light, camera: Camera) -> Light:
    """Softer towards the corners, as lenses are; then smeared by the hand's shake."""
    picture = cv2.GaussianBlur(light, (0, 0), max(0.3, camera.defocus))
    softer = cv2.GaussianBlur(light, (0, 0), max(0.3, camera.defocus) * 2 + 0.6)
    edge = np.clip(_radius(light.shape) - 0.45, 0, 1)[..., None]
    picture = picture * (1 - edge) + softer * edge
    if camera.motion < 1:
        return np.asarray(picture, np.float32)
    length = int(camera.motion) | 1
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5,) * 2, camera.motion_angle, 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)


def _radius(shape: tuple[int, ...]) -> Light:
    """Distance from the centre, 1 in the corners."""
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :]
    return np.asarray(np.hypot(x, y) / np.sqrt(2), np.float32)


def _vignette(shape: tuple[int, ...], strength: float) -> Light:
    return np.asarray(1 - strength * _radius(shape) ** 2.4, np.float32)


def _noisy(picture: Light, level: float, rng: np.random.Generator) -> Light:
    """Shot and read noise, then the smoothing that phones apply: colour noise is blotchier than that of brightness."""
    sigma = level * np.sqrt(0.00011 * np.clip(picture, 0, None) + 0.0000035)
    grain = rng.standard_normal(picture.shape[:2]).astype(np.float32)[..., None]
    colour = rng.standard_normal(picture.shape).astype(np.float32)
    grain = 1.5 * cv2.GaussianBlur(grain, (0, 0), 0.6)[..., None]
    colour = 1.6 * cv2.GaussianBlur(colour, (0, 0), 1.4)
    return np.asarray(picture + sigma * (grain + colour), np.float32)


def _rolled_off(picture: Light) -> Light:
    """Keep the shades up to 0.7, bend what is brighter towards 1."""
    over = np.clip(picture - 0.7, 0, None)
    return np.asarray(np.minimum(picture, 0.7) + 0.3 * (1 - np.exp(-over / 0.3)), np.float32)
