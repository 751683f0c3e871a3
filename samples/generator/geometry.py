"""Where things on the table fall in the photo: a pinhole camera over a plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
FOCAL = 1.15
"""Focal length in lengths of the photo's longer side: about a phone's main camera."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera: `pitch`, `yaw` and `roll` in degrees; `size` is the photo's (width, height)."""

    size: tuple[int, int]
    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0

    def matrix(self) -> Matrix:
        """3 x 4: from (x, y, z, 1) on the table to the photo; without any turn, z = 0 maps to itself.

        The table's origin is the photo's centre, its unit a pixel; z points towards the camera.
        """
        focal = FOCAL * max(self.size)
        rotation = _about(0, self.pitch) @ _about(1, self.yaw) @ _about(2, self.roll)
        pose = np.column_stack([rotation @ np.diag([1.0, 1.0, -1.0]), [0.0, 0.0, focal]])
        centre = np.array([[focal, 0, self.size[0] / 2], [0, focal, self.size[1] / 2], [0, 0, 1]])
        return np.asarray(centre @ pose)

    def plane(self) -> Matrix:
        """3 x 3: from the table's surface to the photo."""
        return self.matrix()[:, [0, 1, 3]]

    def project(self, points: Matrix, height: float = 0.0) -> Matrix:
        """Points (N x 2) of the table, `height` pixels above it, in the photo."""
        lifted = np.column_stack([points, np.full(len(points), height), np.ones(len(points))])
        return divided(lifted @ self.matrix().T)

    def touch(self, points: Matrix) -> Matrix:
        """The points of the table under these points (N x 2) of the photo."""
        return divided(np.column_stack([points, np.ones(len(points))]) @ np.linalg.inv(self.plane()).T)


def divided(points: Matrix) -> Matrix:
    """Homogeneous points (N x 3) as plain ones (N x 2)."""
    return np.asarray(points[:, :2] / points[:, 2:])


def rectangle(centre: Matrix, width: float, height: float, angle: float) -> Matrix:
    """The corners (4 x 2) of a rectangle turned clockwise by `angle` degrees, from its top left on clockwise."""
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    turn = np.radians(angle)
    return np.asarray(centre + half @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]))


def _about(axis: int, degrees: float) -> Matrix:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix = np.eye(3)
    first, second = [i for i in range(3) if i != axis]
    matrix[first, first] = matrix[second, second] = cosine
    matrix[first, second], matrix[second, first] = -sine, sine
    return matrix
