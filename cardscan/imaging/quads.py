"""The geometry of four-cornered figures: order, area, sides, likeness to a card; arrays are N x 4 x 2, in pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray

Quads = NDArray[np.float64]
Lines = NDArray[np.float64]
"""N x 3: a, b, c of a*x + b*y = c with a*a + b*b = 1."""


def ordered(quads: Quads) -> Quads:
    """Bring the corners of each quad into clockwise order (y runs down), the one nearest the top left first."""
    centre = quads.mean(axis=1, keepdims=True)
    angles = np.arctan2(quads[..., 1] - centre[..., 1], quads[..., 0] - centre[..., 0])
    turned = np.take_along_axis(quads, np.argsort(angles, axis=1)[..., None], axis=1)
    # The top edge of an upright reader's card: the corner with the least x + y leads, whatever the angle.
    first = np.argmin(turned.sum(axis=2), axis=1)
    steps = (first[:, None] + np.arange(4)[None]) % 4
    return np.take_along_axis(turned, steps[..., None], axis=1)


def areas(quads: Quads) -> NDArray[np.float64]:
    """Area of each quad by the shoelace formula; positive when the corners run clockwise on screen."""
    after = np.roll(quads, -1, axis=1)
    return 0.5 * (quads[..., 0] * after[..., 1] - after[..., 0] * quads[..., 1]).sum(axis=1)


def side_lengths(quads: Quads) -> NDArray[np.float64]:
    """N x 4 lengths of the sides, from each corner to the next."""
    return np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)


def aspects(quads: Quads) -> NDArray[np.float64]:
    """Long side over short side, each the mean of two opposite sides; 1 and more."""
    sides = side_lengths(quads)
    across, down = (sides[:, 0] + sides[:, 2]) / 2, (sides[:, 1] + sides[:, 3]) / 2
    return np.maximum(across, down) / np.maximum(np.minimum(across, down), 1e-6)


def corner_sines(quads: Quads) -> NDArray[np.float64]:
    """N x 4 sines of the angles at the corners; negative where the quad is not convex or runs backwards."""
    ahead = np.roll(quads, -1, axis=1) - quads
    back = np.roll(quads, 1, axis=1) - quads
    cross = ahead[..., 0] * back[..., 1] - ahead[..., 1] * back[..., 0]
    return cross / np.maximum(np.linalg.norm(ahead, axis=2) * np.linalg.norm(back, axis=2), 1e-6)


def skews(quads: Quads) -> NDArray[np.float64]:
    """How unlike opposite sides are, 0 for a parallelogram: the larger of the two 1 - short/long."""
    sides = side_lengths(quads)
    pairs = np.stack([sides[:, [0, 2]], sides[:, [1, 3]]], axis=1)
    return (1 - pairs.min(axis=2) / np.maximum(pairs.max(axis=2), 1e-6)).max(axis=1)


def overlap(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Area that two convex quads (4 x 2) have in common."""
    common, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return float(common)


def line_through(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The line (a, b, c) of least squared distance to the weighted points (N x 2), outliers being given up."""
    weights = weights + 1e-9
    line = np.zeros(3)
    for _ in range(4):
        centre = np.average(points, axis=0, weights=weights)
        spread = (points - centre) * np.sqrt(weights)[:, None]
        normal = np.linalg.svd(spread, full_matrices=False)[2][1]
        line = np.array([normal[0], normal[1], normal @ centre])
        distance = np.abs(points @ normal - line[2])
        weights = weights / (1 + (distance / 1.0) ** 2)
    return line


def corners_of(lines: Lines) -> NDArray[np.float64] | None:
    """Where four lines, each meeting the next, cross: 4 x 2, corner 0 being between the last and the first."""
    found = []
    for before, line in zip(np.roll(lines, 1, axis=0), lines, strict=True):
        matrix = np.array([before[:2], line[:2]])
        if abs(np.linalg.det(matrix)) < 0.2:
            return None
        found.append(np.linalg.solve(matrix, np.array([before[2], line[2]])))
    return np.array(found)
