"""QR and other two-dimensional codes printed on a card."""

import numpy as np
import zxingcpp

from cardscan.model import Code, Pixels, Quad

_FORMATS = zxingcpp.barcode_formats_from_str("QRCode,DataMatrix,Aztec,PDF417")


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """Read the codes on a flat card (H x W x 3, BGR), in the order found; never raises, unreadable codes are left out.

    `kind` is the symbology's name (`QRCode`, `DataMatrix`, `Aztec`, `PDF417`), `text` the payload as it was read.
    """
    try:
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(pixels), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain
        )
    except Exception:  # a code is an extra: the card can be read without it
        return ()
    height, width = pixels.shape[:2]
    return tuple(
        Code(text=code.text, kind=code.format.name, quad=_quad(code.position, width, height))
        for code in found
        if code.text
    )


def _quad(position: zxingcpp.Position, width: int, height: int) -> Quad:
    a, b, c, d = (
        (min(max(point.x / width, 0.0), 1.0), min(max(point.y / height, 0.0), 1.0))
        for point in (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    )
    return (a, b, c, d)
