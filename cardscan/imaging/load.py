"""From a file on disk to photos: the bytes are read once, judged by content, hashed and decoded."""

import stat
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path

from cardscan.errors import PhotoError
from cardscan.imaging import decode
from cardscan.imaging.kinds import KINDS, is_photo_name, kind_of
from cardscan.messages import tr
from cardscan.model import Photo

__all__ = ["KINDS", "MAX_BYTES", "is_photo_name", "load", "photos", "read_file", "sha256_of", "taken"]

MAX_BYTES = 512_000_000
"""A larger file is no photo of a card: a film or an archive under a wrong name."""


def load(path: Path) -> Iterator[Photo]:
    """Yield the photo in a file, or one a page of a PDF or TIFF.

    Raises:
        PhotoError: `vanished`, `unreadable`, `changing`, `empty`, `not-a-picture`, `damaged`, `locked`, `too-large`
            or `too-many-pages`; a damaged page is met only when the pages before it have been yielded.
    """
    return photos(path, read_file(path))


def photos(path: Path, data: bytes, *, coarse: bool = False) -> Iterator[Photo]:
    """Yield the photos in a file's bytes; `path` is what they are called, and nothing is opened there.

    With `coarse`, a large JPEG comes as small as cards can be found in it, and is decoded anew when `fine` asks for it.

    Raises:
        PhotoError: as `load` does, of the bytes alone.
    """
    digest, kind = sha256(data).hexdigest(), _kind(data)
    for number, page in enumerate(_pages(data, kind, coarse=coarse)):
        fine = cache(lambda: next(decode.pages_of(data, kind)).pixels) if page.scale > 1 else None
        yield Photo(path, digest, number, page.taken, page.pixels, page.scale, fine)


def taken(path: Path) -> datetime | None:
    """Read when a photo was taken, by the camera's clock, without decoding it; None where that is not told."""
    return decode.taken_of(path)


def sha256_of(path: Path) -> str:
    """Hash a file's bytes, as `Photo.sha256` is; raises PhotoError `vanished` or `unreadable`."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(error) from error


def _kind(data: bytes) -> str:
    kind = kind_of(data)
    if kind is None:
        raise PhotoError(
            "not-a-picture",
            tr("the file is not a picture of a kind that can be read"),
            hint=tr("Photos may be JPEG, PNG, HEIC, WebP, AVIF, TIFF, BMP, GIF or PDF."),
        )
    return kind


def _pages(data: bytes, kind: str, *, coarse: bool) -> Iterator[decode.Page]:
    if kind == "PDF":
        from cardscan.imaging import pdf

        return (decode.Page(pixels, None) for pixels in pdf.pages_of(data))
    return decode.pages_of(data, kind, coarse=coarse)


def read_file(path: Path) -> bytes:
    """Read the whole file, sure that nobody wrote to it meanwhile.

    Raises:
        PhotoError: `vanished`, `unreadable`, `changing`, `empty` or `too-large`.
    """
    try:
        before = path.stat()
        _refuse_odd(before.st_mode, before.st_size)
        data = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise _unreadable(error) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise PhotoError(
            "changing",
            tr("the file is still being copied"),
            hint=tr("Try again when the copy is complete."),
        )
    return data


def _refuse_odd(mode: int, size: int) -> None:
    # A pipe or device would block the read for ever; a folder cannot be read at all.
    if not stat.S_ISREG(mode):
        raise PhotoError("unreadable", tr("this is not a file but a folder or a device"))
    if size == 0:
        raise PhotoError("empty", tr("the file is empty"), hint=tr("Copy it from the phone or camera again."))
    if size > MAX_BYTES:
        raise PhotoError("too-large", tr("the file has {n} MB, too much for a photo", n=size // 1_000_000))


def _unreadable(error: OSError) -> PhotoError:
    if isinstance(error, FileNotFoundError):
        return PhotoError("vanished", tr("the file is not there any more"))
    return PhotoError(
        "unreadable",
        tr("the file cannot be opened: {reason}", reason=error.strerror or type(error).__name__),
        hint=tr("Check that you may read it."),
    )
