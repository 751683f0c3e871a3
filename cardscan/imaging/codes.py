"""QR and other two-dimensional codes printed on a card."""

from collections.abc import Sequence

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cardscan.model import Code, Pixels, Quad

_FORMATS = zxingcpp.barcode_formats_from_str("QRCode,DataMatrix,Aztec,PDF417")
_DIRECTED = zxingcpp.barcode_formats_from_str("DataMatrix,PDF417")
"""The others are recognised whichever way they are turned; these must be sought in each direction."""


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """Read the codes on a flat card (H x W x 3, BGR), in the order found; never raises, unreadable codes are left out.

    `kind` is the symbology's name (`QRCode`, `DataMatrix`, `Aztec`, `PDF417`), `text` the payload as it was read.
    """
    try:
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        found = _read(grey, _FORMATS, try_rotate=False) or _read(_half(grey), _DIRECTED, try_rotate=True)
    except Exception:  # a code is an extra: the card can be read without it
        return ()
    return tuple(found)


def _read(grey: NDArray[np.uint8], formats: zxingcpp.BarcodeFormats, *, try_rotate: bool) -> Sequence[Code]:
    height, width = grey.shape
    found = zxingcpp.read_barcodes(grey, formats=formats, try_rotate=try_rotate, text_mode=zxingcpp.TextMode.Plain)
    return [
        Code(text=code.text, kind=code.format.name, quad=_quad(code.position, width, height))
        for code in found
        if code.text
    ]


def _half(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A code that somebody printed on its side is sought among a quarter of the pixels: it is rare."""
    return np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def _quad(position: zxingcpp.Position, width: int, height: int) -> Quad:
    a, b, c, d = (
        (min(max(point.x / width, 0.0), 1.0), min(max(point.y / height, 0.0), 1.0))
        for point in (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    )
    return (a, b, c, d)
