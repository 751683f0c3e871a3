"""Where photos are read: by threads of this process, or elsewhere; what comes out is the same."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import cv2

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.model import PhotoResult
from cardscan.ocr import engines

AHEAD = 8
"""Results for each thread that may wait for a slow photo before them: lines of text, and a card's small picture."""


class Reader(Protocol):
    """Reads one photo in two halves: its bytes are fetched where it lies, and read wherever there is an engine."""

    def check(self) -> None:
        """Raise `CardscanError` where no photo can be read in this process, whichever it is."""

    def __hash__(self) -> int:
        """A value: two that are equal read alike."""

    def fetch(self, path: Path) -> bytes | PhotoResult:
        """Return a photo's bytes, or the result that says why there are none."""

    def read(self, path: Path, data: bytes) -> PhotoResult:
        """Read every card in a photo's bytes; opens nothing at `path`."""


class Executor(Protocol):
    """Reads photos, several at a time."""

    def map(self, reader: Reader, paths: Iterable[Path]) -> Iterator[PhotoResult]:
        """Yield one result a photo, in the order of the paths, with a bounded number of photos in memory.

        Raises:
            CardscanError: no photo can be read there, whichever it is.
        """


def choose(address: str | None, workers: int | None) -> Executor:
    """Return what reads at `dask://HOST:PORT`, or in this process where there is no address.

    Raises:
        CardscanError: it is no such address, or what is needed for it is not installed.
    """
    if address is None:
        return Threads(workers or (os.cpu_count() or 1) + 1)
    scheme, _, place = address.partition("://")
    if scheme != "dask" or not re.fullmatch(r".+:\d{1,5}", place):
        raise CardscanError(
            tr("{address!r} is no place to read photos at", address=address),
            hint=tr("A Dask cluster is named like this: dask://HOST:PORT"),
            exit_code=Exit.USAGE,
        )
    if not find_spec("distributed"):
        raise CardscanError(
            tr("what a Dask cluster needs is not installed"),
            hint=tr("install it with: pip install 'cardscan-followup[dask]'"),
        )
    from cardscan.pipeline.cluster import Cluster

    return Cluster(place, workers)


def settle(threads: int) -> None:
    """Let so many photos be read at a time in this process, each by a thread alone: more would only be in their way."""
    if threads > 1:
        cv2.setNumThreads(1)
    engines.expect(min(threads, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process, each with one photo in memory at a time.

    One more than there are processors keeps them all busy: now and then one waits for Python's lock, or for the models.
    Processes are hardly faster, and each of them would load the models.
    """

    workers: int

    def map(self, reader: Reader, paths: Iterable[Path]) -> Iterator[PhotoResult]:
        """Read the photos; those that are read wait for the ones before them, a few a thread at most."""
        settle(self.workers)  # before the check: that makes the engine, for so many callers
        reader.check()
        return self._in_order(reader, paths)

    def _in_order(self, reader: Reader, paths: Iterable[Path]) -> Iterator[PhotoResult]:
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="read")
        waiting: deque[Future[PhotoResult]] = deque()
        try:
            for path in paths:
                waiting.append(pool.submit(_read, reader, path))
                if len(waiting) > AHEAD * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(reader: Reader, path: Path) -> PhotoResult:
    data = reader.fetch(path)
    return reader.read(path, data) if isinstance(data, bytes) else data
