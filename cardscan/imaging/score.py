"""How convincing a quad is as a card's outline."""

from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.edges import EdgeMap, overrun, side_support
from cardscan.imaging.quads import Quads, areas, corner_sines, flat_ratios, skews

_Array = NDArray[np.float64]
_DOWN, _ACROSS = (np.indices((10, 10)).reshape(2, -1) + 0.5) / 10
_CELLS = np.stack([(1 - _ACROSS) * (1 - _DOWN), _ACROSS * (1 - _DOWN), _ACROSS * _DOWN, (1 - _ACROSS) * _DOWN])
"""What shares of a quad's corners make the centres of the cells of a grid laid through it, 4 x 100."""


def score(edges: EdgeMap, quads: Quads, reach: int, least: float) -> _Array:
    """How convincing each quad is as a card's outline, 0..1; 0 where that turns out to be below `least`.

    It is a product of what each says of the quad, none above 1: what is dear to tell is asked of those alone that
    the rest leaves a chance.
    """
    scores = _shapely(edges.size, quads) if len(quads) else np.empty(0)
    for told in (_written, partial(_borne, reach=reach), partial(_ended, reach=reach + 1)):
        left = scores >= least
        if left.any():
            scores[left] *= told(edges, quads[left])
        scores[~left] = 0
    return scores


def _borne(edges: EdgeMap, quads: Quads, reach: int) -> _Array:
    """How well edges bear out each quad's sides, the worst of them most."""
    support = side_support(edges, quads, reach)
    return np.asarray(0.5 * support.mean(axis=1) + 0.5 * support.min(axis=1))


def _ended(edges: EdgeMap, quads: Quads, reach: int) -> _Array:
    """How well each quad's sides end at its corners."""
    return np.asarray(1 - 0.12 * np.minimum(overrun(edges, quads, reach), 4))


def _written(edges: EdgeMap, quads: Quads) -> _Array:
    """How much like a card's print each quad's is: bare paper is a note or a sheet, nearly all strokes a QR code."""
    ink = _inked(edges, quads)
    return np.asarray((0.7 + 0.3 * np.minimum(1, ink / 0.01)) * np.clip((0.8 - ink) / 0.25, 0.3, 1))


def _shapely(room: tuple[int, int], quads: Quads) -> _Array:
    """How much like a card's each quad's shape and size are, in a picture of `room`."""
    ratio = flat_ratios(quads, room)
    ratio = np.maximum(ratio, 1 / ratio)
    # Square cards are rare and long ones rarer; strips and panels of a card, and codes, are common.
    shape = 0.73 + 0.27 * np.exp(-(np.maximum(1.42 - ratio, 0) ** 2) / 0.05)
    shape *= 0.5 + 0.5 * np.exp(-(np.maximum(ratio - 1.85, 0) ** 2) / 0.08)
    square = corner_sines(quads).min(axis=1) * (1 - 0.6 * skews(quads))
    size = np.minimum(1, areas(quads) / (0.045 * room[0] * room[1])) ** 0.5
    return np.asarray(shape * square * size)


def _inked(edges: EdgeMap, quads: Quads) -> _Array:
    """Share of each quad, without its rim, that is as thin as writing."""
    sums = cv2.integral(edges.ink)
    inner = quads.mean(axis=1, keepdims=True) * 0.12 + quads * 0.88
    # Each cell counted over an upright box: cheap, and exact enough.
    half = np.maximum(1, np.sqrt(np.maximum(areas(inner), 1)) / 20)[:, None]
    centres = inner.transpose(2, 0, 1) @ _CELLS
    ends = np.stack([centres - half, centres + half])
    ends = np.minimum(np.maximum(np.rint(ends), 0), np.reshape(edges.size, (2, 1, 1))).astype(np.intp)
    (low_x, low_y), (high_x, high_y) = ends
    low, high = low_y * sums.shape[1], high_y * sums.shape[1]
    count = sums.take(high + high_x) - sums.take(low + high_x) - sums.take(high + low_x) + sums.take(low + low_x)
    room = np.maximum((high_x - low_x) * (high_y - low_y), 1)
    return np.asarray((count / room).mean(axis=1))
