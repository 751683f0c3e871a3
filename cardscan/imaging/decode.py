"""From a picture file's bytes to upright BGR pixels, whatever its format, colour mode or orientation."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from cardscan.errors import PhotoError
from cardscan.imaging.kinds import kind_of
from cardscan.messages import tr
from cardscan.model import Pixels

MAX_PIXELS = 200_000_000
"""A picture that declares more is refused before it is decoded; the largest phone sensors give 199.8 Mpx."""
MAX_PAGES = 50
DRAFT_SIDE = 4000
"""JPEGs are decoded at 1/2, 1/4 or 1/8 where the long side stays above this."""
MAX_SIDE = 4096
"""Longer pictures are reduced to this."""

_ORIENTATION, _EXIF_IFD, _TAKEN_TAGS = 0x0112, 0x8769, (0x9003, 0x9004)

pillow_heif.register_heif_opener()
# Pillow raises above twice its own limit only, and warns below: with its limit at ours, ours decides first.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def pages_of(data: bytes, kind: str, *, whole: bool = False) -> Iterator[tuple[Pixels, datetime | None]]:
    """Decode a picture, each page of a TIFF, the first frame of others; `whole` reduces no large one.

    Raises:
        PhotoError: `damaged`, `too-large` or `too-many-pages`.
    """
    with _opened(io.BytesIO(data), kind) as image:
        count = getattr(image, "n_frames", 1) if kind == "TIFF" else 1
        refuse_many_pages(count)
        with _quietly():
            when = _taken(image)
        for page in range(count):
            yield _page(image, page, whole=whole), when


def taken_of(path: Path) -> datetime | None:
    """Read when a photo was taken from its Exif alone; None where that is not told or not readable."""
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(1024))
        if kind is None or kind == "PDF":
            return None
        with _quietly(), Image.open(path, formats=[kind]) as image:
            return _taken(image)
    except Exception:  # whatever is wrong with the file, `load` is the one to tell
        return None


def refuse_large(width: float, height: float) -> None:
    """Raise PhotoError `too-large` for a picture of more than MAX_PIXELS."""
    if width * height > MAX_PIXELS:
        raise PhotoError(
            "too-large",
            tr("the picture is {w} x {h} pixels, more than can be read", w=round(width), h=round(height)),
            hint=tr("Save it smaller, with a long side of 4000 pixels or so."),
        )


def refuse_many_pages(count: int) -> None:
    """Raise PhotoError `too-many-pages` for a document of more than MAX_PAGES."""
    if count > MAX_PAGES:
        raise PhotoError(
            "too-many-pages",
            tr("the document has {n} pages, more than {most}", n=count, most=MAX_PAGES),
            hint=tr("Keep only the pages that show cards."),
        )


def damaged() -> PhotoError:
    """Make the PhotoError of a file that begins as a picture and cannot be decoded."""
    return PhotoError(
        "damaged",
        tr("the file is damaged or incomplete"),
        hint=tr("Copy it from the phone or camera again."),
    )


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep Pillow's warnings (odd Exif, odd multi-picture index, size) off the terminal: they change nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _opened(file: io.BytesIO, kind: str) -> Image.Image:
    try:
        with _quietly():
            image = Image.open(file, formats=[kind])
    except Image.DecompressionBombError as error:
        raise PhotoError(
            "too-large",
            tr("the picture has more pixels than can be read"),
            hint=tr("Save it smaller, with a long side of 4000 pixels or so."),
        ) from error
    except Exception as error:  # a decoder may raise anything on rubbish
        raise damaged() from error
    refuse_large(*image.size)
    return image


def _page(image: Image.Image, page: int, *, whole: bool) -> Pixels:
    try:
        with _quietly():
            if page:
                image.seek(page)
                refuse_large(*image.size)
            if whole:
                return _upright(_bgr(image), _orientation(image))
            if image.format in {"JPEG", "MPO"}:
                side = max(image.size)
                image.draft(None, (DRAFT_SIDE * image.width // side, DRAFT_SIDE * image.height // side))
            return _upright(_reduced(_bgr(image)), _orientation(image))
    except PhotoError:
        raise
    except Exception as error:  # a decoder may raise anything on rubbish
        raise damaged() from error


def _bgr(image: Image.Image) -> Pixels:
    """Decode and convert to H x W x 3 BGR; transparency is laid on white."""
    image.load()
    if image.mode.startswith(("I", "F")):
        return cv2.cvtColor(_eight_bits(np.asarray(image)), cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGBA", clear.size, "white")
        image.alpha_composite(clear)
    rgb = np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def _eight_bits(values: np.ndarray) -> Pixels:
    """Bring 16-bit, 32-bit or real grey values down to 8 bits: by their type's range, or by their own."""
    if values.dtype == np.uint16:
        return (values >> 8).astype(np.uint8)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low >= 0 and high <= 255:
        return values.astype(np.uint8)
    if low >= 0 and high <= 65535:
        return (values / 257).astype(np.uint8)
    return (np.nan_to_num(values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)


def _reduced(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = MAX_SIDE / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an Exif orientation (Exif 2.32, tag 0x0112): 5 to 8 lie on their side, 2, 4, 5 and 7 are mirrored."""
    if orientation in {5, 6, 7, 8}:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
        return int(value)
    except Exception:  # garbage Exif is no reason to refuse a photo
        return 1


def _taken(image: Image.Image) -> datetime | None:
    # A PNG may keep its Exif behind the pixels: looking for it there would decode them all.
    if image.format == "PNG" and "exif" not in image.info:
        return None
    try:
        tags = image.getexif().get_ifd(_EXIF_IFD)
        told = next(str(tags[tag]) for tag in _TAKEN_TAGS if tag in tags)
        return datetime.strptime(told.strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")
    except Exception:  # garbage Exif, or none
        return None
