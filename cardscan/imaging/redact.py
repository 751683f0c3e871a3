"""Take cards out of a photo: their places are painted over, and nothing else of the old file is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from PIL import Image

from cardscan.imaging.decode import pages_of
from cardscan.imaging.kinds import kind_of
from cardscan.model import Pixels, Quad

_PAINT = (128, 128, 128)
_MARGIN = 1.06  # corners may have been found a little inside the card
_EXIF_IFD, _TAKEN = 0x8769, 0x9003
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95},
    "PNG": {},
    "WEBP": {"quality": 95},
    "TIFF": {"compression": "tiff_deflate"},
    "BMP": {},
}


def can_paint(data: bytes) -> bool:
    """Tell whether a photo of this kind can be written anew: a PDF, a HEIC, an AVIF and a GIF cannot."""
    return kind_of(data) in _OPTIONS


def paint_over(data: bytes, areas: Mapping[int, Sequence[Quad]]) -> bytes:
    """Write a photo anew with these areas painted over; the same input gives the same bytes.

    Only the pixels, upright, and the time at which the photo was taken are carried over: thumbnails and previews in
    the Exif data, second pictures and films behind the first one show the card too.

    Args:
        data: The photo's file, of a kind that `can_paint`.
        areas: By page, quads in pixels of `Photo.pixels`.

    Raises:
        PhotoError: It cannot be decoded.
    """
    kind = kind_of(data) or ""
    heights = [page.pixels.shape[0] for page in pages_of(data, kind)]
    pages: list[Image.Image] = []
    taken: datetime | None = None
    for number, page in enumerate(pages_of(data, kind, whole=True)):
        pixels, taken = page.pixels.copy(), page.taken
        for quad in areas.get(number, ()):
            _paint(pixels, quad, pixels.shape[0] / heights[number])
        pages.append(Image.fromarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)))
    return _written(pages, kind, taken)


def _paint(pixels: Pixels, quad: Quad, scale: float) -> None:
    corners = np.array(quad, dtype=np.float64) * scale
    middle = corners.mean(axis=0)
    hull = cv2.convexHull(np.rint(middle + (corners - middle) * _MARGIN).astype(np.int32))
    cv2.fillConvexPoly(pixels, hull, _PAINT)


def _written(pages: Sequence[Image.Image], kind: str, taken: datetime | None) -> bytes:
    out, options = BytesIO(), dict(_OPTIONS[kind])
    if taken and kind != "BMP":
        exif = Image.Exif()
        exif.get_ifd(_EXIF_IFD)[_TAKEN] = taken.strftime("%Y:%m:%d %H:%M:%S")
        options["exif"] = exif
    if kind == "TIFF":
        options |= {"save_all": True, "append_images": list(pages[1:])}
    pages[0].save(out, format=kind, **options)
    return out.getvalue()
