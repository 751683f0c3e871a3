"""The geometry of four-cornered figures: order, area, sides, likeness to a card; arrays are N x 4 x 2, in pixels."""

import numpy as np
from numpy.typing import NDArray

Quads = NDArray[np.float64]
Lines = NDArray[np.float64]
"""N x 3: a, b, c of a*x + b*y = c with a*a + b*b = 1."""


def ordered(quads: Quads) -> Quads:
    """Bring the corners of each quad into clockwise order (y runs down), the one nearest the top left first."""
    centre = quads.mean(axis=1, keepdims=True)
    angles = np.arctan2(quads[..., 1] - centre[..., 1], quads[..., 0] - centre[..., 0])
    row, turned = np.arange(len(quads))[:, None], np.argsort(angles, axis=1)
    # The top edge of an upright reader's card: the corner with the least x + y leads, whatever the angle.
    first = np.argmin((quads[..., 0] + quads[..., 1])[row, turned], axis=1)
    return np.asarray(quads[row, turned[row, (first[:, None] + np.arange(4)) % 4]])


def next_ones(corners: Quads) -> Quads:
    """What follows each of the four corners around."""
    return corners[:, [1, 2, 3, 0]]


def areas(quads: Quads) -> NDArray[np.float64]:
    """Area of each quad by the shoelace formula; positive when the corners run clockwise on screen."""
    after = next_ones(quads)
    return np.asarray(0.5 * (quads[..., 0] * after[..., 1] - after[..., 0] * quads[..., 1]).sum(axis=1))


def side_lengths(quads: Quads) -> NDArray[np.float64]:
    """N x 4 lengths of the sides, from each corner to the next."""
    return np.asarray(np.linalg.norm(next_ones(quads) - quads, axis=2))


def aspects(quads: Quads) -> NDArray[np.float64]:
    """Long side over short side, each the mean of two opposite sides; 1 and more."""
    sides = side_lengths(quads)
    across, down = (sides[:, 0] + sides[:, 2]) / 2, (sides[:, 1] + sides[:, 3]) / 2
    return np.maximum(across, down) / np.maximum(np.minimum(across, down), 1e-6)


def flat_ratios(quads: Quads, size: tuple[int, int]) -> NDArray[np.float64]:
    """Width (sides 0 and 2) over height of the rectangles that a camera, its picture of `size`, sees as the quads.

    The focal length follows from the two vanishing points (Zhang and He, "Whiteboard scanning and image
    enhancement", 2007, section 3.4); where the view is nearly straight, it cannot be told, and a phone's is taken.
    """
    diagonal = float(np.hypot(*size))
    flat = (quads - np.array(size) / 2) / diagonal
    a, b, c, d = np.moveaxis(np.concatenate([flat, np.ones((*flat.shape[:2], 1))], axis=2), 1, 0)
    across = _triple(a, c, d)[:, None] / _nonzero(_triple(b, c, d))[:, None] * b - a
    down = _triple(a, c, b)[:, None] / _nonzero(_triple(d, c, b))[:, None] * d - a
    tilt = across[:, 2] * down[:, 2]
    focal = -(across[:, :2] * down[:, :2]).sum(axis=1) / _nonzero(tilt)
    told = (np.abs(tilt) > 1e-3) & (focal > 0.5**2) & (focal < 2**2)
    focal = np.where(told, focal, 0.8**2)
    ratios = [np.sqrt((side[:, :2] ** 2).sum(axis=1) / focal + side[:, 2] ** 2) for side in (across, down)]
    return np.asarray(ratios[0] / _nonzero(ratios[1]))


def _triple(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    """The product (a x b) . c of each row, written out: numpy's own takes five times as long for so few."""
    (x, y, z), (u, v, w) = a.T, b.T
    return np.asarray((y * w - z * v) * c[:, 0] + (z * u - x * w) * c[:, 1] + (x * v - y * u) * c[:, 2])


def _nonzero(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(values) < 1e-9, 1e-9, values)


def corner_sines(quads: Quads) -> NDArray[np.float64]:
    """N x 4 sines of the angles at the corners; negative where the quad is not convex or runs backwards."""
    ahead = next_ones(quads) - quads
    back = -ahead[:, [3, 0, 1, 2]]
    cross = ahead[..., 0] * back[..., 1] - ahead[..., 1] * back[..., 0]
    lengths = np.linalg.norm(ahead, axis=2)
    return np.asarray(cross / np.maximum(lengths * lengths[:, [3, 0, 1, 2]], 1e-6))


def skews(quads: Quads) -> NDArray[np.float64]:
    """How unlike opposite sides are, 0 for a parallelogram: the larger of the two 1 - short/long."""
    sides = side_lengths(quads)
    one, other = sides[:, :2], sides[:, 2:]
    return np.asarray((1 - np.minimum(one, other) / np.maximum(np.maximum(one, other), 1e-6)).max(axis=1))


def lines_through(points: NDArray[np.float32], weights: NDArray[np.float32]) -> Lines:
    """Lines (... x 3) of least squared distance to weighted points (2 x ... x N), outliers being given up."""
    trust = weights + np.float32(1e-9)
    for _ in range(4):
        total = trust.sum(axis=-1)
        centre = np.einsum("k...i,...i->k...", points, trust) / total
        x, y = points - centre[..., None]
        xx, yy, xy = (np.einsum("...i,...i,...i->...", one, other, trust) for one, other in ((x, x), (y, y), (x, y)))
        angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
        normal = np.stack([np.cos(angle), np.sin(angle)])
        distance = x * normal[0, ..., None] + y * normal[1, ..., None]
        trust = weights / (1 + distance * distance) + np.float32(1e-9)
    return np.stack([*normal, (normal * centre).sum(axis=0)], axis=-1).astype(np.float64)


def corners_of(lines: Lines) -> Quads:
    """Corners (N x 4 x 2) where four lines (N x 4 x 3) meet, corner 0 between the last and the first; may be inf."""
    before = lines[:, [3, 0, 1, 2]]
    det = before[..., 0] * lines[..., 1] - before[..., 1] * lines[..., 0]
    det = np.where(np.abs(det) < 0.2, np.inf, det)
    x = (before[..., 2] * lines[..., 1] - before[..., 1] * lines[..., 2]) / det
    y = (before[..., 0] * lines[..., 2] - before[..., 2] * lines[..., 0]) / det
    return np.stack([x, y], axis=-1)
