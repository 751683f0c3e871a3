"""From a picture that Pillow opened to upright 8-bit BGR pixels, whatever its colour mode or orientation."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import simplejpeg
from PIL import Image

from cardscan.model import Pixels

_BAND_PIXELS = 4_000_000
"""A large picture is converted in bands of about so many pixels: each copy of the whole would cost its size again."""

_ORIENTATION = 0x0112
_CUT_OFF = "Premature end of JPEG file"
"""What the decoder says of a file whose end is missing; whatever else it remarks on, phones and programs do write."""


def bgr(image: Image.Image, size: tuple[int, int]) -> Pixels:
    """Decode and convert to H x W x 3, BGR, reduced to this size (width, height); transparency is laid on white."""
    image.load()
    if image.mode in {"I", "F"}:
        grey = cv2.resize(_eight_bits(np.asarray(image)), size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    return _converted(image) if image.size == size else _in_bands(image, size)


def bgr_of_jpeg(data: bytes, times: int, size: tuple[int, int]) -> Pixels | None:
    """Decode a grey or colour JPEG at 1, 1/2, 1/4 or 1/8 straight to BGR of this size; None where it is damaged.

    Pillow has the same pixels of the same decoder, but hands them on in copies that take half as long again; OpenCV
    has them as well, and writes the decoder's remarks to the terminal.
    """
    high, wide, *_ = simplejpeg.decode_jpeg_header(data, strict=False)
    decode = partial(simplejpeg.decode_jpeg, data, "BGR", min_height=-(-high // times), min_width=-(-wide // times))
    try:
        pixels = decode()
    except ValueError as remark:
        if _CUT_OFF in str(remark):
            return None
        pixels = decode(strict=False)
    if pixels.shape[1::-1] != size:
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(pixels, np.uint8)


def _in_bands(image: Image.Image, size: tuple[int, int]) -> Pixels:
    """Convert and reduce band by band, so that no whole copy is made beside Pillow's own."""
    small = np.empty((size[1], size[0], 3), np.uint8)
    count = min(size[1], -(-image.width * image.height // _BAND_PIXELS))
    for i in range(count):
        top, bottom = (image.height * at // count for at in (i, i + 1))
        rows = small[size[1] * i // count : size[1] * (i + 1) // count]
        band = _converted(image.crop((0, top, image.width, bottom)))
        cv2.resize(band, (size[0], len(rows)), dst=rows, interpolation=cv2.INTER_AREA)
    return small


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an Exif orientation (Exif 2.32, tag 0x0112): 5 to 8 lie on their side, 2, 4, 5 and 7 are mirrored."""
    if orientation in {5, 6, 7, 8}:
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    flip = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    return pixels if flip is None else np.asarray(cv2.flip(pixels, flip), np.uint8)


def orientation_of(image: Image.Image) -> int:
    """Return the Exif orientation, 1 where there is none."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
        return int(value)
    except Exception:  # garbage Exif is no reason to refuse a photo
        return 1


def _converted(image: Image.Image) -> Pixels:
    if image.mode.startswith("I;16"):
        grey = (np.asarray(image) >> 8).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGBA", clear.size, "white")
        image.alpha_composite(clear)
    rgb = image if image.mode == "RGB" else image.convert("RGB")
    return np.frombuffer(rgb.tobytes("raw", "BGR"), np.uint8).reshape(image.height, image.width, 3)


def _eight_bits(values: np.ndarray) -> Pixels:
    """Bring 32-bit or real grey values down to 8 bits: by the range that they seem to be of, or by their own."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low >= 0 and high <= 255:
        return values.astype(np.uint8)
    if low >= 0 and high <= 65535:
        return (values / 257).astype(np.uint8)
    return (np.nan_to_num(values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
