"""From a picture file's bytes to upright BGR pixels, whatever its format, colour mode or orientation."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

from PIL import Image

from cardscan.errors import PhotoError
from cardscan.imaging.bgr import bgr, bgr_of_jpeg, orientation_of, upright
from cardscan.imaging.kinds import kind_of
from cardscan.messages import tr
from cardscan.model import Pixels

MAX_PIXELS = 200_000_000
"""A picture that declares more is refused before it is decoded; the largest phone sensors give 199.8 Mpx."""
MAX_PAGES = 50
FULL_SIDE, COARSE_SIDE = 4000, 1500
"""JPEGs are decoded at 1/2, 1/4 or 1/8 where the long side stays as long as this: to be read, or to be searched."""
MAX_SIDE = 4096
"""Longer pictures are reduced to this."""
LARGE = 50_000_000
"""Of pictures that hold more pixels than this while they are decoded, one is decoded at a time."""

_SCALABLE = {"JPEG", "MPO"}
_EXIF_IFD, _TAKEN_TAGS = 0x8769, (0x9003, 0x9004)
_one_large = Lock()

# Pillow raises above twice its own limit only, and warns below: with its limit at ours, ours decides first.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded picture: its pixels, the camera's clock, and how much larger its full size is than these pixels."""

    pixels: Pixels
    taken: datetime | None
    scale: float = 1.0


def pages_of(data: bytes, kind: str, *, whole: bool = False, coarse: bool = False) -> Iterator[Page]:
    """Decode a picture, each page of a TIFF, the first frame of others, at full size: `MAX_SIDE` at most.

    `whole` reduces no large one; `coarse` decodes a JPEG no finer than is needed to find cards in it.

    Memory beside the file: 100 MB, and 4 bytes for each pixel of the scaled JPEG, whose sides are below twice
    `FULL_SIDE` (of a progressive one 3 more for each pixel that it declares). Other kinds know no scaled decoding: PNG,
    TIFF, BMP and GIF take 4 bytes for each pixel that they declare, HEIC 6, AVIF 8, WebP 14. Where more than `LARGE`
    pixels are held, one picture is decoded at a time, however many threads there are.

    Raises:
        PhotoError: `damaged`, `too-large` or `too-many-pages`.
    """
    with _opened(data, kind) as image:
        count = getattr(image, "n_frames", 1) if kind == "TIFF" else 1
        refuse_many_pages(count)
        with _quietly():
            taken = _taken(image)
        pixels, scale = _decoded(data, image, 0, whole=whole, coarse=coarse)
    # The file is closed meanwhile: Pillow's own pixels are larger than ours.
    yield Page(pixels, taken, scale)
    for number in range(1, count):
        with _opened(data, kind) as image:
            pixels, scale = _decoded(data, image, number, whole=whole, coarse=coarse)
        yield Page(pixels, taken, scale)


def taken_of(path: Path) -> datetime | None:
    """Read when a photo was taken from its Exif alone; None where that is not told or not readable."""
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(1024))
        if kind is None or kind == "PDF":
            return None
        _learn(kind)
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


@cache
def _learn(kind: str) -> None:
    """Teach Pillow a kind that it does not know by itself, when it is first met: loading what it takes is slow."""
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()


def _opened(data: bytes, kind: str) -> Image.Image:
    try:
        _learn(kind)
        with _quietly():
            image = Image.open(io.BytesIO(data), formats=[kind])
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


def _decoded(data: bytes, image: Image.Image, number: int, *, whole: bool, coarse: bool) -> tuple[Pixels, float]:
    try:
        with _quietly():
            if number:
                image.seek(number)
                refuse_large(*image.size)
            declared = image.size
            full = _full_size(image)
            if not whole:
                _draft(image, COARSE_SIDE if coarse else FULL_SIDE)
            size = image.size if whole or max(image.size) < max(full) else full
            with _one_large if _is_costly(image, declared[0] * declared[1]) else contextlib.nullcontext():
                pixels = _pixels(data, image, round(max(declared) / max(image.size)), size)
            return upright(pixels, orientation_of(image)), max(full) / max(size)
    except PhotoError:
        raise
    except Exception as error:  # a decoder may raise anything on rubbish
        raise damaged() from error


def _pixels(data: bytes, image: Image.Image, times: int, size: tuple[int, int]) -> Pixels:
    if image.format not in _SCALABLE or image.mode not in {"L", "RGB"}:
        return bgr(image, size)
    pixels = bgr_of_jpeg(data, times, size)
    if pixels is None:
        raise damaged()
    return pixels


def _draft(image: Image.Image, least: int) -> None:
    """Have a JPEG decoded at 1/2, 1/4 or 1/8 where its long side stays as long as this; other kinds are as they are."""
    if image.format in _SCALABLE:
        side = max(image.size)
        image.draft(None, (max(1, least * image.width // side), max(1, least * image.height // side)))


def _full_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of the picture that corners are told in."""
    times = next(times for times in (8, 4, 2, 1) if times == 1 or times * FULL_SIDE <= max(image.size))
    width, height = (-(-side // times) if image.format in _SCALABLE else side for side in image.size)
    scale = min(1.0, MAX_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _is_costly(image: Image.Image, declared: int) -> bool:
    """Whether many pixels are held at once; of a progressive JPEG all coefficients are, however small it is decoded."""
    held = declared if image.info.get("progressive") else image.width * image.height
    return held > LARGE


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
