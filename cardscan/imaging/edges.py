"""The edges of a reduced picture, and how well they bear out the sides of a supposed card."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.quads import Quads, corners_of, lines_through
from cardscan.model import Pixels

Field = NDArray[np.float32]

STRETCHES, SAMPLES = 5, 8


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """Gradients of the strongest channel of a picture: dx, dy (16 bit), and as shares of the local contrast."""

    lab: Pixels
    dx: NDArray[np.int16]
    dy: NDArray[np.int16]
    share_x: Field
    share_y: Field
    noise: float
    ink: NDArray[np.uint8]
    relief: Pixels
    colourful: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.lab.shape[1], self.lab.shape[0]


def map_edges(pixels: Pixels) -> EdgeMap:
    """Map the edges of a BGR picture, in Lab, so that colour counts as much as light."""
    smooth = cv2.GaussianBlur(pixels, (5, 5), 1.1)
    lab = np.asarray(cv2.cvtColor(smooth, cv2.COLOR_BGR2LAB), np.uint8)
    colourful = np.ascontiguousarray(cv2.cvtColor(smooth, cv2.COLOR_BGR2HSV)[..., 1])
    dx, dy, strength = _strongest(lab)
    noise = min(10.0, float(np.percentile(strength[::3, ::3], 40)))
    around = cv2.blur(strength, (41, 41))
    # A weak edge on bare paper counts like a strong one on a carpet: what matters is to stand out from around it.
    scale = np.float32(1) / (around * np.float32(1.2) + np.float32(2.5 + 0.8 * noise))
    return EdgeMap(lab, dx, dy, dx * scale, dy * scale, noise, _ink(lab), _relief(lab, noise), colourful)


def _ink(lab: Pixels) -> NDArray[np.uint8]:
    """Mark with 1 what is as thin as a stroke of a letter, dark on light or light on dark."""
    light = np.ascontiguousarray(lab[..., 0])
    kernel = np.ones((9, 9), np.uint8)
    thin = cv2.max(
        cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, kernel), cv2.morphologyEx(light, cv2.MORPH_TOPHAT, kernel)
    )
    return (thin > 14 + 2 * np.median(thin[::4, ::4])).astype(np.uint8)


def _relief(lab: Pixels, noise: float) -> Pixels:
    """Lightness as it stands out from around it, in units of the local contrast: white on white shows too."""
    light = lab[..., 0].astype(np.float32)
    away = light - cv2.blur(light, (51, 51))
    contrast = cv2.blur(np.abs(away), (51, 51)) + np.float32(2 + 0.5 * noise)
    return np.clip(128 + 45 * away / contrast, 0, 255).astype(np.uint8)


def _strongest(lab: Pixels) -> tuple[NDArray[np.int16], NDArray[np.int16], Field]:
    best_x = best_y = strength = None
    for channel, weight in zip(cv2.split(lab), (1, 2, 2), strict=True):
        dx = cv2.Sobel(channel, cv2.CV_16S, 1, 0, scale=weight)
        dy = cv2.Sobel(channel, cv2.CV_16S, 0, 1, scale=weight)
        size = cv2.magnitude(dx.astype(np.float32), dy.astype(np.float32))
        if strength is None:
            best_x, best_y, strength = dx, dy, size
            continue
        stronger = size > strength
        np.copyto(best_x, dx, where=stronger)
        np.copyto(best_y, dy, where=stronger)
        np.maximum(strength, size, out=strength)
    return best_x, best_y, strength


def side_support(edges: EdgeMap, quads: Quads, reach: int) -> NDArray[np.float64]:
    """N x 4 shares (0..1) of each side along which an edge runs within `reach` pixels.

    The pull is summed with its sign over stretches of the side: along an edge it adds up, among letters or
    in a texture, where dark and light take turns, it cancels out.
    """
    stretches = _stretches(edges, quads, np.linspace(0.03, 0.97, STRETCHES * SAMPLES), reach)
    return 0.6 * stretches.mean(axis=2) + 0.4 * np.sort(stretches, axis=2)[..., :2].mean(axis=2)


def overrun(edges: EdgeMap, quads: Quads) -> NDArray[np.float64]:
    """How many of each quad's eight side ends run on beyond the corner, as seams and the rims of panels do."""
    ends = np.concatenate([np.linspace(-0.16, -0.03, SAMPLES), np.linspace(1.03, 1.16, SAMPLES)])
    return np.clip(_stretches(edges, quads, ends, 2) * 2 - 1, 0, 1).sum(axis=(1, 2))


def _stretches(edges: EdgeMap, quads: Quads, steps: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    points, normals = _along(quads, steps)
    spots = points[..., None, :] + normals[:, :, None, None, :] * np.arange(-reach, reach + 1)[:, None]
    pull = _across(edges, spots, normals[:, :, None, None, :])
    best = np.abs(pull).argmax(axis=3)
    pull = np.clip(np.take_along_axis(pull, best[..., None], axis=3)[..., 0], -1, 1)
    return np.abs(pull.reshape(*pull.shape[:2], -1, SAMPLES).mean(axis=3))


def _along(quads: Quads, steps: NDArray[np.float64]) -> tuple[Quads, Quads]:
    """Points along each side (N x 4 x steps x 2), 0 and 1 being its ends, and the unit normals (N x 4 x 2)."""
    ahead = np.roll(quads, -1, axis=1) - quads
    length = np.linalg.norm(ahead, axis=2, keepdims=True)
    normal = np.stack([ahead[..., 1], -ahead[..., 0]], axis=2) / np.maximum(length, 1e-6)
    return quads[:, :, None] + ahead[:, :, None] * steps[:, None], normal


def _across(edges: EdgeMap, spots: Quads, normals: Quads) -> NDArray[np.float64]:
    """The edge's signed share across the normal at each spot; 0 outside the picture."""
    width, height = edges.size
    x, y = np.rint(spots[..., 0]).astype(np.intp), np.rint(spots[..., 1]).astype(np.intp)
    inside = (x >= 1) & (y >= 1) & (x < width - 1) & (y < height - 1)
    at = np.where(inside, y * width + x, 0)
    pull = edges.share_x.ravel()[at] * normals[..., 0] + edges.share_y.ravel()[at] * normals[..., 1]
    return pull * inside


def settle_on_edges(edges: EdgeMap, quads: Quads, reach: int) -> Quads:
    """Move each side of the quads onto the edge within `reach` pixels of it that most of the side follows."""
    points, normals = _along(quads, np.linspace(0.08, 0.92, 40))
    offsets = np.arange(-reach, reach + 1)
    spots = points[..., None, :] + normals[:, :, None, None, :] * offsets[:, None]
    pull = np.abs(_across(edges, spots, normals[:, :, None, None, :]))
    # Which edge: the near one before the slightly stronger; where on it: the middle of its slope, finer than a pixel.
    likely = np.minimum(pull, 1.5) * (1 - 0.3 * np.abs(offsets) / (reach + 1)) + 1e-3 * pull
    best = likely.argmax(axis=3)[..., None]
    weights = np.minimum(np.take_along_axis(pull, best, axis=3)[..., 0], 1.5)
    slope = pull**2 * (np.abs(offsets - offsets[best]) <= 2) + 1e-9
    place = (slope * offsets).sum(axis=3) / slope.sum(axis=3)
    chosen = points + normals[:, :, None, :] * place[..., None]
    bare = weights.mean(axis=2) < 0.15
    chosen, weights = np.where(bare[..., None, None], points, chosen), np.where(bare[..., None], 1.0, weights)
    settled = corners_of(lines_through(chosen, weights))
    wild = ~(np.abs(settled - quads).max(axis=(1, 2)) < 6 * reach + 4)
    return np.where(wild[:, None, None], quads, settled)
