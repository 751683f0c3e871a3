"""Where photos are read: by threads of this process, or elsewhere; what comes out is the same."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.model import PhotoResult


class Reader(Protocol):
    """Reads one photo in two halves: its bytes are fetched where it lies, and read wherever there is an engine."""

    def check(self) -> None:
        """Raise `CardscanError` where no photo can be read in this process, whichever it is."""

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
        return Threads(workers or os.cpu_count() or 1)
    raise CardscanError(
        tr("{address!r} is no place to read photos at", address=address),
        hint=tr("A Dask cluster is named like this: dask://HOST:PORT"),
        exit_code=Exit.USAGE,
    )


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process, each with one photo in memory at a time."""

    workers: int

    def map(self, reader: Reader, paths: Iterable[Path]) -> Iterator[PhotoResult]:
        """Read the photos; those that are read wait for the ones before them, a few a thread at most."""
        reader.check()
        return self._in_order(reader, paths)

    def _in_order(self, reader: Reader, paths: Iterable[Path]) -> Iterator[PhotoResult]:
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="read")
        waiting: deque[Future[PhotoResult]] = deque()
        try:
            for path in paths:
                waiting.append(pool.submit(_read, reader, path))
                if len(waiting) > 2 * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(reader: Reader, path: Path) -> PhotoResult:
    data = reader.fetch(path)
    return reader.read(path, data) if isinstance(data, bytes) else data
