"""Files as cardscan writes them: whole or not at all, readable by their owner only, under a harmless name."""

import errno
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.messages import tr

_FORBIDDEN = frozenset('<>:"/\\|?*')
# Names that Windows gives to devices, with or without a suffix (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")})
_LONGEST = 200  # bytes of UTF-8; most file systems allow 255, the rest is for suffixes and temporary names


def write_atomic(path: Path, data: bytes, *, private: bool = True) -> None:
    """Write `data` to `path`: afterwards it holds all of it, or what it held before.

    Args:
        path: The file; its folder must exist.
        data: The whole content.
        private: Readable by the owner only (0600) instead of by everybody (0644).

    Raises:
        CardscanError: The file cannot be written; nothing is left behind.
    """
    write_chunks(path, [data], private=private)


def write_chunks(path: Path, chunks: Iterable[bytes], *, private: bool = True) -> None:
    """Write what `chunks` yields to `path`, likewise: where they break off with an error, it holds what it held before.

    Raises:
        CardscanError: The file cannot be written; nothing is left behind.
    """
    try:
        _replace(path, chunks, 0o600 if private else 0o644)
    except OSError as error:
        raise write_error(path, error) from error
    _sync_folder(path.parent)


def write_error(path: Path, error: OSError) -> CardscanError:
    """Say in one line why `path` cannot be written, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        reason, hint = tr("the disk is full"), tr("Free some space and run the command again.")
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        reason, hint = (
            tr("no permission to write there"),
            tr("Check the folder's permissions, or choose another folder."),
        )
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        reason, hint = tr("its folder does not exist"), tr("Create the folder, or choose another one.")
    else:
        reason, hint = error.strerror or str(error), ""
    return CardscanError(tr("Cannot write {path}: {reason}", path=path, reason=reason), hint=hint)


def safe_name(text: str, fallback: str) -> str:
    """Make a file name of untrusted `text`, fit for Linux, macOS and Windows; `fallback` where nothing is left.

    No separators, control or text-direction characters, no leading dot, no device name, at most 200 bytes of UTF-8.
    """
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(_harmless(char) for char in normal)
    name = _shorten(" ".join(kept.split()).strip(". "))
    if not name.strip("_- "):
        return fallback
    return f"_{name}" if name.split(".")[0].strip().lower() in _DEVICES else name


def _harmless(char: str) -> str:
    if char.isspace() or char in _FORBIDDEN:
        return " " if char.isspace() else "_"
    return "" if unicodedata.category(char).startswith("C") else char


def _shorten(name: str) -> str:
    """Cut to the longest length between two characters, keeping the suffix."""
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > 10:
        stem, dot, suffix = name, "", ""
    room = _LONGEST - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + dot + suffix


def _replace(path: Path, chunks: Iterable[bytes], mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".cardscan-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary = Path(name)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can (Windows cannot)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
