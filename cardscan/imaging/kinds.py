"""Which kinds of file are photos: by name when a folder is listed, by content when a file is opened."""

from pathlib import Path

KINDS = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".avif", ".gif", ".bmp"),
        *(".tif", ".tiff", ".heic", ".heif", ".hif", ".pdf"),
    }
)
"""The suffixes, in lower case, that a folder listing picks up."""

_HEAD = 1024
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def is_photo_name(path: Path) -> bool:
    """Whether a folder listing takes `path` for a photo; hidden files (and macOS's `._` twins) are none."""
    return path.suffix.lower() in KINDS and not path.name.startswith(".")


def kind_of(data: bytes) -> str | None:
    """Name the format of a file by its first bytes: a Pillow format name, `PDF`, or None where it is no picture."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    # Two letters alone are a word of plain text too: the size of the second header must make sense.
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return "BMP"
    if data[4:8] == b"ftyp":
        return _iso_kind(data)
    return "PDF" if b"%PDF-" in data[:_HEAD] else None


def _iso_kind(data: bytes) -> str | None:
    """Tell HEIF from AVIF by the brands of the `ftyp` box (ISO/IEC 14496-12, 4.3); other brands are films."""
    end = min(int.from_bytes(data[:4], "big"), _HEAD)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else None
