"""A photo sent to another process or machine, and what comes back: bytes both ways, no path of the caller's.

What a worker calls the photo is a stand-in. On the way back paths are left out, and the caller's own is put in: so a
worker never learns where a photo lies, and one on Linux can serve a caller on Windows.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any

from cardscan.errors import CardscanError
from cardscan.messages import language, speaking, tr
from cardscan.model import PhotoResult
from cardscan.pipeline.executors import Reader

_STAND_IN = Path("photo")


@dataclass(frozen=True, slots=True)
class Shipment:
    """A photo on its way, how it is to be read, and what the caller speaks; its `repr`, which logs may show, is blank.

    Args:
        reader: How it is to be read.
        data: The photo's bytes.
        language: What failures are told in (ISO 639-1).
        release: The caller's version of cardscan.
    """

    reader: Reader = field(repr=False)
    data: bytes = field(repr=False)
    language: str
    release: str


def pack(reader: Reader, data: bytes) -> Shipment:
    """Make a photo ready to be sent."""
    return Shipment(reader, data, language(), release())


def read(shipment: Shipment) -> bytes:
    """Read a photo where it was sent to; what ends the run comes back too: exceptions would be logged there."""
    with speaking(shipment.language):
        try:
            if shipment.release != release():
                raise other_release(release())
            _check(shipment.reader)
            result: PhotoResult | CardscanError = shipment.reader.read(_STAND_IN, shipment.data)
        except CardscanError as error:
            result = error
    packed = io.BytesIO()
    _Packer(packed).dump(result)
    return packed.getvalue()


def unpack(packed: bytes, path: Path) -> PhotoResult:
    """Return the result that came back for the photo at `path`.

    Raises:
        CardscanError: the worker can read no photo, whichever it is.
    """
    result = _Unpacker(packed, path).load()
    if isinstance(result, CardscanError):
        raise result
    assert isinstance(result, PhotoResult)
    return result


@cache
def release() -> str:
    """Return the version of cardscan that runs here."""
    return version("cardscan-followup")


def other_release(theirs: str) -> CardscanError:
    """Make the error of a worker whose cardscan is not the caller's, and may read a photo otherwise."""
    return CardscanError(
        tr("the cluster's workers run another cardscan than this one: {theirs}", theirs=theirs),
        hint=tr("Install the same version everywhere: pip install 'cardscan-followup[dask]=={ours}'", ours=release()),
    )


@cache
def _check(reader: Reader) -> None:
    """Ask once a process whether it can read: asking may start a program."""
    reader.check()


class _Packer(pickle.Pickler):
    def persistent_id(self, value: Any) -> str | None:
        return "path" if isinstance(value, PurePath) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, packed: bytes, path: Path) -> None:
        super().__init__(io.BytesIO(packed))
        self._path = path

    def persistent_load(self, _: Any) -> Path:
        return self._path
