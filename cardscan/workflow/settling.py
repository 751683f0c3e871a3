"""When it is time for a run: files that change are waited for, and what may yet be completed is not complained of."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.model import Failure
from cardscan.workflow.process import PASSING
from cardscan.workflow.watched import Look, Stamp


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a watch is, in seconds.

    Attributes:
        tick: The folders are looked at no more often.
        quiet: A file that has not changed for so long is complete.
        hold: What is empty or cannot be read may be completed yet; after so long it is complained of.
        beat: The folders are looked at so often though nothing was heard of them: some tell nothing.
        patience: A run waits so long for another to end, before it is put off.
        retry: A run that could not be done is tried again after so long, then after twice as long, and so on.
    """

    tick: float = 0.25
    quiet: float = 1.0
    hold: float = 10.0
    beat: float = 5.0
    patience: float = 1.0
    retry: float = 1.0


@dataclass(slots=True)
class Settling:
    """Since when each file is as it is, and what the last run found; times are those of a clock that never jumps."""

    pace: Pace
    _look: Look = field(default_factory=Look)
    _since: dict[Path, tuple[Stamp | None, float]] = field(default_factory=dict)
    _done: dict[Path, Stamp] = field(default_factory=dict)

    def see(self, look: Look, now: float) -> bool:
        """Note what there is now; tell whether anything has changed."""
        stamps, self._look = look.stamps, look
        changed = False
        for path in stamps.keys() | self._since.keys():
            stamp = stamps.get(path)
            if path not in self._since or self._since[path][0] != stamp:
                self._since[path] = stamp, now
                changed = True
        return changed

    def unfinished(self, now: float) -> frozenset[Path]:
        """Answer the files that somebody is still writing."""
        return frozenset(path for path in self._look.stamps if path in self._look.begun or not self._settled(path, now))

    def is_due(self, now: float) -> bool:
        """Tell whether something has settled that the last run did not find so; files on the move are waited for."""
        unfinished, stamps = self.unfinished(now), self._look.stamps
        gone = [path for path, (stamp, _) in self._since.items() if stamp is None]
        if not all(self._settled(path, now) for path in gone):
            return False
        return any(path in self._done for path in gone) or any(
            self._done.get(path) != stamp for path, stamp in stamps.items() if path not in unfinished
        )

    def is_restless(self, now: float) -> bool:
        """Tell whether a file has changed, come or gone a moment ago."""
        return any(now - since < self.pace.quiet for _, since in self._since.values())

    def ran(self, unfinished: Collection[Path]) -> None:
        """Note that a run found all that there was, but for these."""
        before, stamps = self._done, self._look.stamps
        self._done = {path: stamp for path, stamp in stamps.items() if path not in unfinished}
        self._done |= {path: before[path] for path in unfinished if path in before}
        self._since = {path: one for path, one in self._since.items() if one[0] is not None}

    def photo(self, path: Path) -> Stamp | None:
        """Answer the stamp of a photo that is there."""
        return self._look.photos.get(path)

    def still(self, path: Path, now: float) -> float:
        """Answer for how many seconds a file has not changed."""
        return now - self._since[path][1] if path in self._since else 0.0

    def _settled(self, path: Path, now: float) -> bool:
        stamp = self._look.photos.get(path)
        enough = self.pace.hold if stamp and stamp[0] == 0 else self.pace.quiet
        return self.still(path, now) >= enough


@dataclass(slots=True)
class Complaints:
    """Failures, each said once, and only when the photo has not changed for a while: it may be half a copy."""

    settling: Settling
    _held: dict[Path, tuple[Failure, Stamp | None]] = field(default_factory=dict)
    _said: dict[Path, tuple[str, Stamp | None]] = field(default_factory=dict)

    def take(self, failures: Iterable[Failure]) -> bool:
        """Take what a run failed at; tell whether another run may do better though nothing changes."""
        self._held = {path: one for path, one in self._held.items() if one[0].code not in PASSING}
        passing = False
        for failure in failures:
            stamp = self.settling.photo(failure.path)
            if stamp is None and failure.code == "vanished":
                continue  # taken away again: nobody waits for it
            passing = passing or (stamp is not None and failure.code in PASSING)
            if self._said.get(failure.path) != (failure.code, stamp):
                self._held[failure.path] = failure, stamp
        return passing

    def ripe(self, now: float) -> Iterator[Failure]:
        """Yield what is to be said now."""
        for path, (failure, stamp) in tuple(self._held.items()):
            if self.settling.photo(path) != stamp:
                del self._held[path]  # it was completed, or taken away
            elif stamp is None or self.settling.still(path, now) >= self.settling.pace.hold:
                del self._held[path]
                self._said[path] = failure.code, stamp
                yield failure


@dataclass(slots=True)
class Backoff:
    """When to try again: each time after twice as long."""

    first: float
    longest: float
    at: float | None = None
    _wait: float = 0.0

    def later(self, now: float) -> None:
        """Wait, longer than before."""
        self._wait = min(self._wait * 2 or self.first, self.longest)
        self.at = now + self._wait

    def clear(self) -> None:
        """Have no reason to wait."""
        self.at, self._wait = None, 0.0

    def is_over(self, now: float) -> bool:
        """Tell whether the time has come."""
        return self.at is not None and now >= self.at
