"""The edges of a reduced picture, and how well they bear out the sides of a supposed card."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.quads import Quads, corners_of, line_through
from cardscan.model import Pixels

Field = NDArray[np.float32]

SAMPLES = 32
_REACH = 2


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """Gradients of the strongest channel of a picture: dx, dy (16 bit), and as shares of the local contrast."""

    lab: Pixels
    dx: NDArray[np.int16]
    dy: NDArray[np.int16]
    share_x: Field
    share_y: Field
    noise: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.lab.shape[1], self.lab.shape[0]


def map_edges(pixels: Pixels) -> EdgeMap:
    """Map the edges of a BGR picture, in Lab, so that colour counts as much as light."""
    smooth = cv2.GaussianBlur(pixels, (5, 5), 1.1)
    lab = np.asarray(cv2.cvtColor(smooth, cv2.COLOR_BGR2LAB), np.uint8)
    dx, dy, strength = _strongest(lab)
    noise = float(np.median(strength))
    around = cv2.blur(strength, (41, 41))
    # A weak edge on bare paper counts like a strong one on a carpet: what matters is to stand out from around it.
    scale = np.float32(1) / (around * np.float32(1.6) + np.float32(10 + 1.5 * noise))
    return EdgeMap(lab, dx, dy, dx * scale, dy * scale, noise)


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


def side_support(edges: EdgeMap, quads: Quads) -> NDArray[np.float64]:
    """N x 4 shares (0..1) of each side that runs along an edge; a side beyond the picture has none."""
    points, normals, _ = _along(quads, SAMPLES, 0.03)
    offsets = np.arange(-_REACH, _REACH + 1)
    spots = points[..., None, :] + normals[:, :, None, None, :] * offsets[:, None]
    pull = _across(edges, spots, normals[:, :, None, None, :])
    return np.minimum(pull.max(axis=3), 1).mean(axis=2)


def _along(quads: Quads, samples: int, skip: float) -> tuple[Quads, Quads, NDArray[np.float64]]:
    """Points along each side (N x 4 x samples x 2), unit normals (N x 4 x 2), side lengths (N x 4)."""
    ahead = np.roll(quads, -1, axis=1) - quads
    length = np.linalg.norm(ahead, axis=2)
    normal = np.stack([ahead[..., 1], -ahead[..., 0]], axis=2) / np.maximum(length, 1e-6)[..., None]
    steps = np.linspace(skip, 1 - skip, samples)
    return quads[:, :, None] + ahead[:, :, None] * steps[:, None], normal, length


def _across(edges: EdgeMap, spots: Quads, normals: Quads) -> NDArray[np.float64]:
    """The edge's share across the normal at each spot; 0 outside the picture."""
    width, height = edges.size
    x, y = np.rint(spots[..., 0]).astype(np.intp), np.rint(spots[..., 1]).astype(np.intp)
    inside = (x >= 1) & (y >= 1) & (x < width - 1) & (y < height - 1)
    at = np.where(inside, y * width + x, 0)
    pull = edges.share_x.ravel()[at] * normals[..., 0] + edges.share_y.ravel()[at] * normals[..., 1]
    return np.abs(pull) * inside


def settle_on_edges(edges: EdgeMap, quad: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Move each side of a quad (4 x 2) onto the edge within `reach` pixels of it that most of the side follows."""
    points, normals, _ = _along(quad[None], 64, 0.08)
    offsets = np.arange(-reach, reach + 0.5)
    spots = points[0][:, :, None, :] + normals[0][:, None, None, :] * offsets[:, None]
    pull = _across(edges, spots, normals[0][:, None, None, :])
    pull = np.minimum(pull, 1.5) * (1 - 0.3 * np.abs(offsets) / (reach + 1))
    lines = []
    for side in range(4):
        best = pull[side].argmax(axis=1)
        weights = np.take_along_axis(pull[side], best[:, None], axis=1)[:, 0]
        chosen = spots[side][np.arange(len(best)), best]
        if weights.mean() < 0.15:
            chosen, weights = points[0][side], np.ones(len(best))
        lines.append(line_through(chosen, weights))
    settled = corners_of(np.array(lines))
    if settled is None or np.abs(settled - quad).max() > 6 * reach + 4:
        return quad
    return settled
