"""QR and other two-dimensional codes printed on a card."""

from collections.abc import Sequence

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cardscan.model import Code, Pixels, Quad

_FORMATS = zxingcpp.barcode_formats_from_str("QRCode,DataMatrix,Aztec,PDF417")
_LARGE = 1200
"""Cards with so long a side are searched at half their size: that takes a third of the time, and finds no fewer."""


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """Read the codes on a flat card (H x W x 3, BGR), in the order found; never raises, unreadable codes are left out.

    `kind` is the symbology's name (`QRCode`, `DataMatrix`, `Aztec`, `PDF417`), `text` the payload as it was read.
    """
    try:
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        return tuple(_found(grey))
    except Exception:  # a code is an extra: the card can be read without it
        return ()


def _found(grey: NDArray[np.uint8]) -> list[Code]:
    """Read the codes at half the size, or whole where one was seen there and was too fine to be read."""
    if max(grey.shape) < _LARGE:
        return _read(grey, zxingcpp.read_barcodes(grey, _FORMATS, text_mode=zxingcpp.TextMode.Plain))
    half = np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    seen = zxingcpp.read_barcodes(
        half, _FORMATS, try_downscale=False, text_mode=zxingcpp.TextMode.Plain, return_errors=True
    )
    if seen and not any(code.valid for code in seen):
        return _read(grey, zxingcpp.read_barcodes(grey, _FORMATS, text_mode=zxingcpp.TextMode.Plain))
    return _read(half, seen)


def _read(grey: NDArray[np.uint8], seen: Sequence[zxingcpp.Barcode]) -> list[Code]:
    height, width = grey.shape
    return [
        Code(text=code.text, kind=code.format.name, quad=_quad(code.position, width, height))
        for code in seen
        if code.valid and code.text
    ]


def _quad(position: zxingcpp.Position, width: int, height: int) -> Quad:
    a, b, c, d = (
        (min(max(point.x / width, 0.0), 1.0), min(max(point.y / height, 0.0), 1.0))
        for point in (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    )
    return (a, b, c, d)
