"""The pages of a PDF as pixels, fine enough that a card in the corner of a sheet can be read."""

from collections.abc import Iterator
from math import sqrt
from threading import Lock

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from cardscan.errors import PhotoError
from cardscan.imaging.decode import damaged, refuse_many_pages
from cardscan.messages import tr
from cardscan.model import Pixels

DPI = 300
MAX_PIXELS = 12_000_000
MIN_SIDE = 1600
"""Long side in pixels of a page that is no larger than a card."""

_one_at_a_time = Lock()  # PDFium is not thread-safe


def pages_of(data: bytes) -> Iterator[Pixels]:
    """Render each page, BGR on white; raises PhotoError `locked`, `damaged` or `too-many-pages`."""
    with _one_at_a_time:
        document = _opened(data)
        count = len(document)
    try:
        refuse_many_pages(count)
        if not count:
            raise damaged()
        for number in range(count):
            yield _rendered(document, number)
    finally:
        with _one_at_a_time:
            document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise PhotoError(
                "locked",
                tr("the PDF is locked with a password"),
                hint=tr("Save a copy without the password."),
            ) from error
        raise damaged() from error


def _rendered(document: pypdfium2.PdfDocument, number: int) -> Pixels:
    with _one_at_a_time:
        try:
            page = document[number]
            bitmap = page.render(scale=_scale(*page.get_size()), maybe_alpha=False, prefer_bgrx=False)
            pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8, order="C")
            bitmap.close()
            page.close()
            return pixels
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            raise damaged() from error


def _scale(width: float, height: float) -> float:
    """Pixels per point (1/72 inch) for a page of this size."""
    wanted = max(DPI / 72, MIN_SIDE / max(width, height, 1))
    return min(wanted, sqrt(MAX_PIXELS / max(width * height, 1)))
