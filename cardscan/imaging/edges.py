"""The edges of a reduced picture, and how well they bear out the sides of a supposed card."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.quads import Quads, corners_of, lines_through
from cardscan.model import Pixels

Field = NDArray[np.float32]

STRETCHES, SAMPLES = 5, 8
UNSEEN = 0.35
"""What counts for a stretch that the picture's frame cuts off: less than an edge, more than none."""


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """A picture of H x W prepared for the search of edges.

    Attributes:
        lab: The picture in Lab, smoothed a little.
        dx: Slope of each channel to the right, H x W x 3.
        dy: Slope of each channel downwards, H x W x 3.
        scale: What makes a share of the local contrast of a slope; about 1 and more is an edge.
        noise: Slope that is everywhere in the picture.
        ink: 1 where something is as thin as a stroke of a letter.
        relief: Lightness in units of the local contrast.
        colourful: Saturation, which a shadow leaves as it is.
    """

    lab: Pixels
    dx: NDArray[np.int16]
    dy: NDArray[np.int16]
    scale: Field
    noise: float
    ink: Pixels
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
    colourful = cv2.extractChannel(cv2.cvtColor(smooth, cv2.COLOR_BGR2HSV), 1)
    # The two channels of colour span half of what light does.
    weights = np.full_like(lab, (1, 2, 2), np.int16)
    dx, dy = (cv2.multiply(cv2.Sobel(lab, cv2.CV_16S, *step), weights) for step in ((1, 0), (0, 1)))
    strength = cv2.magnitude(largest(dx), largest(dy))
    noise = min(10.0, float(np.percentile(strength[::3, ::3], 40)))
    # A weak edge on bare paper counts like a strong one on a carpet: what matters is to stand out from around it.
    scale = 1 / (cv2.blur(strength, (41, 41)) * np.float32(1.2) + np.float32(2.5 + 0.8 * noise))
    light = cv2.extractChannel(lab, 0)
    return EdgeMap(
        lab=lab,
        dx=np.asarray(dx, np.int16),
        dy=np.asarray(dy, np.int16),
        scale=np.asarray(scale, np.float32),
        noise=noise,
        ink=_ink(light),
        relief=_relief(light, noise),
        colourful=np.asarray(colourful, np.uint8),
    )


def largest(slopes: cv2.typing.MatLike) -> Field:
    """The greatest slope of the three channels (H x W), whichever way."""
    light, green, blue = cv2.split(np.abs(slopes))
    return np.asarray(cv2.max(cv2.max(light, green), blue), np.float32)


def _ink(light: cv2.typing.MatLike) -> Pixels:
    kernel = np.ones((9, 9), np.uint8)
    dark, bright = (cv2.morphologyEx(light, kind, kernel) for kind in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT))
    thin = cv2.max(dark, bright)
    return np.asarray(thin > 14 + 2 * np.median(thin[::4, ::4]), np.uint8)


def _relief(light: cv2.typing.MatLike, noise: float) -> Pixels:
    away = light.astype(np.float32) - cv2.blur(light, (51, 51))
    contrast = cv2.blur(np.abs(away), (51, 51)) + np.float32(2 + 0.5 * noise)
    return np.asarray(np.clip(128 + 45 * away / contrast, 0, 255), np.uint8)


def side_support(edges: EdgeMap, quads: Quads, reach: int) -> NDArray[np.float64]:
    """N x 4 shares (0..1) of each side along which an edge runs within `reach` pixels.

    The pull of light and colour is summed with its sign over stretches of the side: along an edge it adds up,
    among letters or in a texture, where dark and light take turns, it cancels out.
    """
    stretches = _stretches(edges, quads, np.linspace(0.03, 0.97, STRETCHES * SAMPLES), reach, UNSEEN)
    support = 0.6 * stretches.mean(axis=2) + 0.4 * np.sort(stretches, axis=2)[..., :2].mean(axis=2)
    # The frame may cut one side of a card; what lies along two sides of it is a band across the picture.
    cut = (stretches == UNSEEN).mean(axis=2) > 0.5
    return np.where(cut & (cut.sum(axis=1) > 1)[:, None], 0.0, support)


def overrun(edges: EdgeMap, quads: Quads) -> NDArray[np.float64]:
    """How many of each quad's eight side ends run on beyond the corner, as seams and the rims of panels do."""
    ends = np.concatenate([np.linspace(-0.16, -0.03, SAMPLES), np.linspace(1.03, 1.16, SAMPLES)])
    return np.asarray(np.clip(_stretches(edges, quads, ends, 2, 0.0) * 2 - 1, 0, 1).sum(axis=(1, 2)))


def _stretches(
    edges: EdgeMap, quads: Quads, steps: NDArray[np.float64], reach: int, unseen: float
) -> NDArray[np.float64]:
    points, normals = _along(quads, steps)
    spots = points[..., None, :] + normals[:, :, None, None, :] * np.arange(-reach, reach + 1)[:, None]
    pull = slopes_at(edges, spots, normals[:, :, None, None, :])
    size = lengths(pull)
    best = size.argmax(axis=3)[..., None]
    pull = np.take_along_axis(pull, best[..., None], axis=3)[..., 0, :]
    pull /= np.maximum(np.take_along_axis(size, best, axis=3), 1)
    # Sums by `einsum`: numpy's own reductions over short axes take several times as long.
    found = lengths(np.einsum("...si->...i", pull.reshape(*pull.shape[:2], -1, SAMPLES, 3)) / SAMPLES)
    seen = np.count_nonzero(_seen(edges, points).reshape(*pull.shape[:2], -1, SAMPLES), axis=3)
    return np.where(seen < SAMPLES / 2, unseen, found)


def _seen(edges: EdgeMap, points: Quads) -> NDArray[np.bool_]:
    """Whether points (... x 2) lie in the picture, but for its outermost pixels."""
    x, y = points[..., 0], points[..., 1]
    width, height = edges.size
    return (x > 1) & (y > 1) & (x < width - 2) & (y < height - 2)


def _along(quads: Quads, steps: NDArray[np.float64]) -> tuple[Quads, Quads]:
    """Points along each side (N x 4 x steps x 2), 0 and 1 being its ends, and the unit normals (N x 4 x 2)."""
    ahead = np.roll(quads, -1, axis=1) - quads
    length = np.linalg.norm(ahead, axis=2, keepdims=True)
    normal = np.stack([ahead[..., 1], -ahead[..., 0]], axis=2) / np.maximum(length, 1e-6)
    return quads[:, :, None] + ahead[:, :, None] * steps[:, None], normal


def slopes_at(edges: EdgeMap, spots: Quads, normals: Quads) -> Field:
    """The slope of the three channels across the normal at each spot (... x 3); 0 outside the picture."""
    width, height = edges.size
    x, y = np.rint(spots[..., 0]).astype(np.intp), np.rint(spots[..., 1]).astype(np.intp)
    inside = (x >= 1) & (y >= 1) & (x < width - 1) & (y < height - 1)
    at = np.where(inside, y * width + x, 0)
    ahead = normals.astype(np.float32)
    slope = edges.dx.reshape(-1, 3)[at] * ahead[..., :1] + edges.dy.reshape(-1, 3)[at] * ahead[..., 1:]
    return slope * (edges.scale.ravel()[at] * inside)[..., None]


def lengths(vectors: Field) -> Field:
    """Lengths of vectors (... x 3); numpy's own norm is several times slower on short ones."""
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", vectors, vectors)))


def settle_on_edges(edges: EdgeMap, quads: Quads, reach: int) -> Quads:
    """Move each side of the quads onto the edge within `reach` pixels of it that most of the side follows."""
    points, normals = _along(quads, np.linspace(0.08, 0.92, 28))
    offsets = np.arange(-reach, reach + 1)
    spots = points[..., None, :] + normals[:, :, None, None, :] * offsets[:, None]
    pull = lengths(slopes_at(edges, spots, normals[:, :, None, None, :]))
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
