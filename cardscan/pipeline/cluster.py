"""Photos read on a Dask cluster: sent there as bytes, a few at a time, results in order; nothing is kept there."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from uuid import uuid4

import dask
from distributed import Client, Future, KilledWorker, get_worker

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Failure, PhotoResult
from cardscan.pipeline import shipping
from cardscan.pipeline.executors import AHEAD, Reader, settle

_IN_FLIGHT = 2
"""Photos on their way for each thread of a worker: one is read, the next lies ready beside it."""
_ANSWER, _DESERTED, _FAREWELL = 10.0, 60.0, 0.5
"""Seconds: for the scheduler to answer, without any worker until the run is given up, and to say good-bye."""
_NOISY = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster.

    Args:
        place: HOST:PORT of its scheduler; whether to speak TLS with it is in Dask's own configuration.
        most: How many photos may be on their way at a time; without it, what keeps every worker busy.
    """

    place: str
    most: int | None = None

    def map(self, reader: Reader, paths: Iterable[Path]) -> Iterator[PhotoResult]:
        """Read the photos on the workers; those that a dead worker had in hand are sent to others.

        Raises:
            CardscanError: nobody answers there, or no worker can read photos.
        """
        with _connected(self.place) as client:
            _check_releases(client, self.place)
            yield from _Run(client, self, reader).results(enumerate(paths))


def read(shipment: shipping.Shipment) -> bytes:
    """Read a photo on a worker; the models are loaded once, for as many threads as it has."""
    settle(get_worker().state.nthreads)
    return shipping.read(shipment)


@dataclass(frozen=True, slots=True)
class _Flight:
    """A photo on its way: its turn, and whether it flies alone because a worker died over it."""

    turn: int
    path: Path
    future: Future[bytes]
    alone: bool


@dataclass(slots=True)
class _Run:
    """The photos of one run: on their way, back before their turn, and those that may have killed workers."""

    client: Client
    cluster: Cluster
    reader: Reader
    name: str = field(default_factory=lambda: f"cardscan-{uuid4().hex}")
    landed: SimpleQueue[str] = field(default_factory=SimpleQueue)
    flying: dict[str, _Flight] = field(default_factory=dict)
    done: dict[int, PhotoResult] = field(default_factory=dict)
    suspects: list[tuple[int, Path]] = field(default_factory=list)
    sent: int = 0

    def results(self, coming: Iterator[tuple[int, Path]]) -> Iterator[PhotoResult]:
        """Yield the results in turn."""
        for turn in count():
            while turn not in self.done:
                self._send(coming)
                if self.flying:
                    self._receive()
                elif not self.suspects and turn not in self.done:
                    return
            yield self.done.pop(turn)

    def _send(self, coming: Iterator[tuple[int, Path]]) -> None:
        """Send what there is room for; a suspect flies alone, so that no other is blamed for what it does."""
        if self.suspects:
            if not self.flying:
                self._dispatch(*self.suspects.pop(0), alone=True)
            return
        threads = max(1, self._threads())
        room = min(_IN_FLIGHT * threads, self.cluster.most or _IN_FLIGHT * threads)
        while len(self.flying) < room and len(self.done) < AHEAD * threads:
            if (following := next(coming, None)) is None:
                return
            self._dispatch(*following)

    def _dispatch(self, turn: int, path: Path, *, alone: bool = False) -> None:
        data = self.reader.fetch(path)
        if isinstance(data, PhotoResult):
            self.done[turn] = data
            return
        self.sent += 1
        key = f"{self.name}-{self.sent}"
        future = self.client.submit(read, shipping.pack(self.reader, data), key=key, pure=False)
        self.flying[key] = _Flight(turn, path, future, alone)
        future.add_done_callback(lambda future: self.landed.put(future.key))

    def _receive(self) -> None:
        flight = self.flying.pop(self._wait())
        result = self._result(flight)
        if result is None:
            self.suspects.append((flight.turn, flight.path))
        else:
            self.done[flight.turn] = result

    def _wait(self) -> str:
        """Wait until a photo is back, as long as there are workers."""
        deserted: float | None = None
        while True:
            try:
                return self.landed.get(timeout=1)
            except Empty:
                deserted = None if self._threads() else deserted or monotonic()
                if deserted and monotonic() - deserted > _DESERTED:
                    raise _no_workers(self.cluster.place) from None

    def _result(self, flight: _Flight) -> PhotoResult | None:
        """Return what came back; None where workers died, which may be another photo's doing."""
        try:
            return shipping.unpack(flight.future.result(), flight.path)
        except KilledWorker:
            return _killer(flight.path) if flight.alone else None
        except CardscanError:
            raise
        except Exception as error:
            if flight.future.status == "error":
                raise _unable(self.cluster.place, error) from error
            raise _lost(self.cluster.place) from error

    def _threads(self) -> int:
        """Count the threads that read now."""
        if self.client.status != "running":  # asking would take until it is given up
            raise _lost(self.cluster.place)
        return sum(self.client.nthreads().values())


@contextmanager
def _connected(place: str) -> Iterator[Client]:
    """Open a connection, and let what becomes of it be told in one line: Dask logs to the terminal by itself."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"})  # a photo goes with its task
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions: those that matter are compared by us
        try:
            client = Client(place, timeout=_ANSWER, set_as_default=False, direct_to_workers=False, name="cardscan")
        except (OSError, ValueError) as error:
            raise CardscanError(
                tr("no Dask scheduler answers at {place}", place=place),
                hint=tr("See that it runs: dask scheduler"),
            ) from error
    try:
        yield client
    except (OSError, RuntimeError) as error:
        raise _lost(place) from error
    finally:
        with suppress(Exception):
            client.close(timeout=_FAREWELL)


def _check_releases(client: Client, place: str) -> None:
    """Ask every worker which cardscan it has; those that come later are asked with each photo."""
    try:
        client.wait_for_workers(1, timeout=_DESERTED)
    except TimeoutError as error:
        raise _no_workers(place) from error
    told = client.run(version, "cardscan-followup", on_error="return").values()
    found = {one for one in told if isinstance(one, str)}
    found |= {tr("none") for one in told if isinstance(one, PackageNotFoundError)}
    if others := found - {shipping.release()}:
        raise shipping.other_release(", ".join(sorted(others)))


def _killer(path: Path) -> PhotoResult:
    message = tr("reading it ended the program, on one worker of the cluster after the other")
    hint = tr("take the photo again, or convert it to JPEG; it may also need more memory than a worker has")
    return PhotoResult(path, None, failure=Failure(path, "crashed", message, hint))


def _no_workers(place: str) -> CardscanError:
    return CardscanError(
        tr("the Dask cluster at {place} has no workers", place=place),
        hint=tr("Start some: dask worker {place} --nthreads 1", place=place),
    )


def _lost(place: str) -> CardscanError:
    return CardscanError(
        tr("the connection to the Dask cluster at {place} is lost", place=place),
        hint=tr("What was done is kept; when the cluster is there again, the same command goes on from there."),
    )


def _unable(place: str, error: Exception) -> CardscanError:
    return CardscanError(
        tr(
            "the workers of the Dask cluster at {place} cannot read photos ({kind})",
            place=place,
            kind=type(error).__name__,
        ),
        hint=tr(
            "Install the same version everywhere: pip install 'cardscan-followup[dask]=={ours}'",
            ours=shipping.release(),
        ),
    )
