"""The edges of a reduced picture, and how well they bear out the sides of a supposed card."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.quads import Quads, corners_of, lines_through, next_ones
from cardscan.model import Pixels

Field = NDArray[np.float32]
Slopes = NDArray[np.int16]

STRETCHES, SAMPLES = 5, 8
UNSEEN = 0.35
"""What counts for a stretch that the picture's frame cuts off: less than an edge, more than none."""


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """A picture of H x W prepared for the search of edges.

    Channels lie one behind the other, not side by side: what is looked up at thousands of places is then summed fast.

    Attributes:
        lab: The picture's lightness and two channels of colour, smoothed a little, 3 x H x W.
        dx: Slope of each channel to the right, 3 x H x W.
        dy: Slope of each channel downwards, 3 x H x W.
        steep: How steep it is where that is most, dx and dy added up; every other row and column.
        scale: What makes a share of the local contrast of a slope, H x W; about 1 and more is an edge.
        noise: Slope that is everywhere in the picture.
        ink: 1 where something is as thin as a stroke of a letter.
    """

    lab: Pixels
    dx: Slopes
    dy: Slopes
    steep: Slopes
    scale: Field
    noise: float
    ink: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.lab.shape[2], self.lab.shape[1]


def map_edges(pixels: Pixels) -> tuple[EdgeMap, EdgeMap]:
    """Map the edges of a BGR picture, in Lab, so that colour counts as much as light; and those of its half."""
    smooth = cv2.GaussianBlur(pixels, (5, 5), 1.1)
    lab = np.empty((3, *pixels.shape[:2]), np.uint8)
    cv2.split(cv2.cvtColor(smooth, cv2.COLOR_BGR2LAB), list(lab))
    half = _halved(lab)
    ink = _ink(half[0])
    whole_ink = cv2.resize(ink, lab.shape[:0:-1], interpolation=cv2.INTER_NEAREST)  # finer, it would tell no more
    return _mapped(lab, np.asarray(whole_ink, np.uint8)), _mapped(half, ink)


def _halved(lab: Pixels) -> Pixels:
    _, height, width = lab.shape
    halves = np.empty((3, height // 2, width // 2), np.uint8)
    for channel, half in zip(lab, halves, strict=True):
        cv2.resize(channel, (width // 2, height // 2), dst=half, interpolation=cv2.INTER_AREA)
    return halves


def _mapped(lab: Pixels, ink: Pixels) -> EdgeMap:
    dx, dy = _slopes(lab)
    # Of what changes slowly, every other pixel tells enough.
    right, down = every_other(dx), every_other(dy)
    strength = cv2.magnitude(right.astype(np.float32), down.astype(np.float32))
    noise = min(10.0, _low(strength[::4, ::4]))
    # A weak edge on bare paper counts like a strong one on a carpet: what matters is to stand out from around it.
    contrast = cv2.blur(strength, window(lab, 40)) * np.float32(1.2) + np.float32(2.5 + 0.8 * noise)
    scale = np.asarray(cv2.resize(1 / contrast, lab.shape[:0:-1]), np.float32)
    scale[[0, -1]] = scale[:, [0, -1]] = 0  # what lies outside the picture is looked up at its rim
    return EdgeMap(lab, dx, dy, right + down, scale, noise, ink)


def window(picture: Pixels, part: int) -> tuple[int, int]:
    """The odd size of a square window that is this part of the long side of a picture (... x H x W)."""
    side = max(picture.shape[-2:]) // part | 1
    return side, side


def _slopes(lab: Pixels) -> Slopes:
    """Slopes (Sobel) to the right and downwards, 2 x 3 x H x W: one array, as large ones are had in fewer pages."""
    slopes = np.empty((2, *lab.shape), np.int16)
    for channel, right, down in zip(lab, *slopes, strict=True):
        cv2.spatialGradient(channel, right, down)
    slopes[:, 1:] *= 2  # the two channels of colour span half of what light does
    return slopes


def every_other(slopes: Slopes) -> Slopes:
    """The greatest slope of the three channels, whichever way, in every other row and column."""
    return np.asarray(np.abs(slopes[:, ::2, ::2]).max(axis=0))


def _low(strength: cv2.typing.MatLike) -> float:
    """The value that two in five do not reach."""
    at = strength.size * 2 // 5
    return float(np.partition(strength.ravel(), at)[at])


def _ink(light: Pixels) -> Pixels:
    kernel = np.ones(window(light, 90), np.uint8)
    dark, bright = (cv2.morphologyEx(light, kind, kernel) for kind in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT))
    thin = cv2.max(dark, bright)
    some = thin[::4, ::4].ravel()
    faint = float(np.partition(some, some.size // 2)[some.size // 2])
    return np.asarray(cv2.threshold(thin, 14 + 2 * faint, 1, cv2.THRESH_BINARY)[1], np.uint8)


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


def overrun(edges: EdgeMap, quads: Quads, reach: int) -> NDArray[np.float64]:
    """How many of each quad's eight side ends run on beyond the corner, as seams and the rims of panels do."""
    ends = np.concatenate([np.linspace(-0.16, -0.03, SAMPLES), np.linspace(1.03, 1.16, SAMPLES)])
    return np.asarray(np.clip(_stretches(edges, quads, ends, reach, 0.0) * 2 - 1, 0, 1).sum(axis=(1, 2)))


def _stretches(
    edges: EdgeMap, quads: Quads, steps: NDArray[np.float64], reach: int, unseen: float
) -> NDArray[np.float64]:
    points, normals = _along(quads, steps)
    pull = strongest(edges, points, normals, reach)
    stretches = (*points.shape[1:3], -1, SAMPLES)
    # Sums by `einsum`: numpy's own reductions over short axes take several times as long.
    found = lengths(np.einsum("...i->...", pull.reshape(3, *stretches)) / SAMPLES)
    hidden = np.count_nonzero(~seen(edges, points).reshape(stretches), axis=3)
    return np.where(hidden > SAMPLES / 2, unseen, found)


def seen(edges: EdgeMap, points: Field) -> NDArray[np.bool_]:
    """Whether points (2 x ...) lie in the picture, but for its outermost pixels."""
    x, y = points
    width, height = edges.size
    return np.asarray((x > 1) & (y > 1) & (x < width - 2) & (y < height - 2))


def _along(quads: Quads, steps: NDArray[np.float64]) -> tuple[Field, Field]:
    """Points along each side (2 x N x 4 x steps), 0 and 1 being its ends, and the unit normals (2 x N x 4 x 1)."""
    start, after = (corners.transpose(2, 0, 1)[..., None] for corners in (quads, next_ones(quads)))
    ahead = after - start
    normals = np.stack([ahead[1], -ahead[0]]) / np.maximum(np.hypot(*ahead), 1e-6)
    return (start + ahead * steps).astype(np.float32), normals.astype(np.float32)


def slopes_at(edges: EdgeMap, points: Field, normals: Field) -> Field:
    """The slope of the three channels (3 x ...) across the normal at each point (2 x ...); 0 outside the picture."""
    x, y = (np.minimum(np.maximum(np.rint(p), 0), side - 1) for p, side in zip(points, edges.size, strict=True))
    at = (y * np.float32(edges.size[0]) + x).astype(np.intp)  # exact below 2**24, and the work picture is smaller
    across, down = normals * edges.scale.take(at)
    dx, dy = (slopes.reshape(3, -1).take(at, axis=1).astype(np.float32) for slopes in (edges.dx, edges.dy))
    dx *= across
    dy *= down
    return np.asarray(np.add(dx, dy, out=dx))


def strongest(edges: EdgeMap, points: Field, normals: Field, reach: int) -> Field:
    """The slope (3 x ...) across the normal where it is greatest within `reach` pixels of each point, 1 at most."""
    offsets = [0] + [step * sign for step in range(1, reach + 1) for sign in (-1, 1)]
    places = np.array(offsets, np.float32).reshape(-1, *[1] * (points.ndim - 1))
    slopes = slopes_at(edges, points[:, None] + normals[:, None] * places, normals[:, None])
    sizes = lengths(slopes)
    (found, *others), (size, *rest) = np.moveaxis(slopes, 1, 0), sizes
    for other, length in zip(others, rest, strict=True):
        better = length > size
        np.copyto(found, other, where=better)
        np.copyto(size, length, where=better)
    return np.asarray(found / np.maximum(size, 1))


def lengths(vectors: Field) -> Field:
    """Lengths of vectors (3 x ...)."""
    x, y, z = vectors
    return np.asarray(np.sqrt(x * x + y * y + z * z))


def settle_on_edges(edges: EdgeMap, quads: Quads, reach: int) -> Quads:
    """Move each side of the quads onto the edge within `reach` pixels of it that most of the side follows."""
    points, normals = _along(quads, np.linspace(0.08, 0.92, 28))
    offsets = np.arange(-reach, reach + 1, dtype=np.float32).reshape(-1, 1, 1, 1)
    pull = lengths(slopes_at(edges, points[:, None] + normals[:, None] * offsets, normals[:, None]))
    # Which edge: the near one before the slightly stronger; where on it: the middle of its slope, finer than a pixel.
    likely = np.minimum(pull, 1.5) * (1 - 0.3 * np.abs(offsets) / (reach + 1)) + np.float32(1e-3) * pull
    best = likely.argmax(axis=0)[None]
    weights = np.minimum(np.take_along_axis(pull, best, axis=0)[0], 1.5)
    slope = pull * pull * (np.abs(offsets - (best - reach)) <= 2) + np.float32(1e-9)
    place = (slope * offsets).sum(axis=0) / slope.sum(axis=0)
    bare = weights.mean(axis=2, keepdims=True) < 0.15
    chosen = points + normals * np.where(bare, 0, place)
    settled = corners_of(lines_through(chosen, np.where(bare, 1, weights)))
    wild = ~(np.abs(settled - quads).max(axis=(1, 2)) < 6 * reach + 4)
    return np.where(wild[:, None, None], quads, settled)
