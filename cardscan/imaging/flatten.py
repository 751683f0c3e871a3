"""A card as it would lie on a scanner: cut out of its photo, flat, in its own proportions; and turned to be read."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.quads import flat_ratios
from cardscan.model import CardImage, Photo, Pixels, Quad

MARGIN = 0.015
"""What is added on each side, as a share of the long side: letters may stand at the card's very edge."""
MIN_SIDE, MAX_SIDE = 900, 1440
"""Bounds of a flat card's long side in pixels; with 1600 at most, cards are read no better."""
ENOUGH = 1400
"""A card whose long side has so many pixels in the coarse photo is read there: the fine one is not decoded for it."""
CROP_SIDE = 1200
CROP_QUALITY = 85
_MAX_ASPECT = 4.0


def at_full_size(photo: Photo, corners: Quad) -> Quad:
    """Corners in pixels of the photo at its full size, from those in `photo.pixels`."""
    if photo.scale == 1:
        return corners
    a, b, c, d = (((x + 0.5) * photo.scale - 0.5, (y + 0.5) * photo.scale - 0.5) for x, y in corners)
    return (a, b, c, d)


def flatten(photo: Photo, corners: Quad, index: int) -> CardImage:
    """Cut the card with these corners (pixels at full size, clockwise) out of the photo and undo the perspective."""
    pixels, quad = _fine_enough(photo, np.array(corners, np.float64))
    width, height = _size(quad, pixels.shape[1], pixels.shape[0])
    rim = MARGIN * max(width, height)
    # A scan cropped to its card, or a card cut by the frame, has nothing beyond the picture to take a margin from.
    left, top, right, bottom = (0.0 if bare else rim for bare in _on_frame(quad, pixels))
    target = np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]])
    size = (max(1, round(width + left + right)), max(1, round(height + top + bottom)))
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), (target - 0.5).astype(np.float32))
    return CardImage(photo=photo, index=index, pixels=_warped(pixels, quad, matrix, size), corners=corners)


def rotate(card: CardImage, quarter_turns: int) -> CardImage:
    """Turn a card clockwise by quarter turns; its corners are renamed so that the first stays the top left as read."""
    turns = quarter_turns % 4
    pixels = np.ascontiguousarray(np.rot90(card.pixels, -turns))
    a, b, c, d = (card.corners[(at - turns) % 4] for at in range(4))
    return CardImage(photo=card.photo, index=card.index, pixels=pixels, corners=(a, b, c, d))


def encode_crop(card: CardImage) -> bytes:
    """Encode a flat card as JPEG, small enough to be kept for each contact."""
    pixels, side = card.pixels, max(card.pixels.shape[:2])
    if side > CROP_SIDE:
        scale = CROP_SIDE / side
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, CROP_QUALITY])
    return data.tobytes()


def _fine_enough(photo: Photo, quad: NDArray[np.float64]) -> tuple[Pixels, NDArray[np.float64]]:
    """Return the photo as fine as this card needs it, and the corners there."""
    coarse = (quad + 0.5) / photo.scale - 0.5
    sides = np.linalg.norm(np.roll(coarse, -1, axis=0) - coarse, axis=1)
    if photo.fine is None or max(sides[0] + sides[2], sides[1] + sides[3]) / 2 >= ENOUGH:
        return photo.pixels, coarse
    return photo.fine(), quad


def _size(quad: NDArray[np.float64], photo_width: int, photo_height: int) -> tuple[float, float]:
    """Width and height in pixels of the flat card: its real aspect ratio at the resolution that the photo gives."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    across, down = max(sides[0], sides[2], 1.0), max(sides[1], sides[3], 1.0)
    seen = float((sides[0] + sides[2]) / max(sides[1] + sides[3], 1e-6))
    ratio = float(flat_ratios(quad[None], (photo_width, photo_height))[0])
    # The model of the lens may be wrong (cropped photos): a card never looks more than so different from what it is.
    ratio = min(max(ratio, seen / 1.5, 1 / _MAX_ASPECT), seen * 1.5, _MAX_ASPECT)
    longest = min(max(across, down, MIN_SIDE), MAX_SIDE)
    return (longest, longest / ratio) if ratio >= 1 else (longest * ratio, longest)


def _on_frame(quad: NDArray[np.float64], pixels: Pixels) -> tuple[bool, bool, bool, bool]:
    """Whether the left, top, right and bottom side of the card lie on the picture's frame."""
    height, width = pixels.shape[:2]
    near = 2.0
    borders = (quad[:, 0] <= near, quad[:, 1] <= near, quad[:, 0] >= width - 1 - near, quad[:, 1] >= height - 1 - near)
    flags = [any(bool(border[i] and border[(i + 1) % 4]) for border in borders) for i in range(4)]
    return flags[3], flags[0], flags[1], flags[2]


def _warped(pixels: Pixels, quad: NDArray[np.float64], matrix: cv2.typing.MatLike, size: tuple[int, int]) -> Pixels:
    """Warp the part of the photo around the card; what is far too large is shrunk first: fine type stays whole."""
    height, width = pixels.shape[:2]
    rim = 0.1 * float(np.ptp(quad, axis=0).max()) + 4
    left, top = np.maximum(np.floor(quad.min(axis=0) - rim), 0).astype(int)
    right, bottom = np.minimum(np.ceil(quad.max(axis=0) + rim), [width, height]).astype(int)
    part = pixels[top:bottom, left:right]
    shrink = float(np.sqrt(cv2.contourArea(quad.astype(np.float32)) / max(size[0] * size[1], 1)))
    scale = 1 / max(1, int(shrink))  # the warp sees the nearest four pixels: to half the size, that is all of them
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    back = np.array([[1 / scale, 0, left + 0.5 / scale - 0.5], [0, 1 / scale, top + 0.5 / scale - 0.5], [0, 0, 1]])
    # Pixels of four bytes are fetched so much faster than of three that it pays to make them. Lanczos' window of 8 x 8
    # pixels reads no better, and takes ten times as long.
    four = cv2.cvtColor(part, cv2.COLOR_BGR2BGRA)
    flat = cv2.warpPerspective(four, matrix @ back, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(flat, cv2.COLOR_BGRA2BGR), np.uint8)
