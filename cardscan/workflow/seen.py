"""What is known of files by their size and time, so that a run over known photos need not open them."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from cardscan.errors import CardscanError
from cardscan.files import write_atomic
from cardscan.settings.workspace import Workspace
from cardscan.store.codec import whole

_YOUNG = 2_000_000_000  # nanoseconds; a file may change once more within the tick of a coarse clock


class _Facts(msgspec.Struct, array_like=True):
    """A file of this size and time: its hash and, where that was asked, when the photo in it was taken."""

    size: int
    changed: int
    sha256: str
    asked: bool = False
    taken: datetime | None = None


class Seen:
    """Hashes and times of a workspace's photos, kept in a file; without that file they are merely asked anew."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._path = workspace.hidden / "seen"
        self._facts: dict[str, _Facts] = {}
        self._young: set[str] = set()
        with suppress(OSError, msgspec.DecodeError):
            self._facts = msgspec.json.decode(self._path.read_bytes(), type=dict[str, _Facts])
        self._changed = False

    def sha256(self, path: Path) -> str:
        """Hash a file's bytes; raises PhotoError `vanished` or `unreadable`."""
        return self._of(path).sha256

    def taken(self, path: Path) -> datetime | None:
        """Tell when the photo was taken, by the camera's clock; None where that is not told.

        Raises:
            PhotoError: `vanished` or `unreadable`.
        """
        facts = self._of(path)
        if not facts.asked:
            from cardscan.imaging.load import taken

            facts.asked, facts.taken, self._changed = True, taken(path), True
        return facts.taken

    def save(self, *, prune: bool = False) -> None:
        """Keep what is new, and drop what is about files that are gone; a full disk is no reason to end a run.

        With `prune` they are dropped even where nothing is new: names of files may name people.
        """
        if not (self._changed or prune):
            return
        root = self._workspace.root
        old = {name: facts for name, facts in self._facts.items() if name not in self._young}
        with suppress(CardscanError):
            write_atomic(self._path, msgspec.json.encode({name: old[name] for name in old if (root / name).exists()}))

    def _of(self, path: Path) -> _Facts:
        name, (size, changed) = whole(self._workspace.relative(path)), _status(path)
        facts = self._facts.get(name)
        if facts and (name in self._young or (facts.size, facts.changed) == (size, changed)):
            return facts
        facts = self._facts[name] = _Facts(size, changed, _hash(path))
        self._changed = True
        if time.time_ns() - changed < _YOUNG:
            self._young.add(name)
        return facts


def _status(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:  # which `_hash` meets too, and says
        return -1, -1
    return status.st_size, status.st_mtime_ns


def _hash(path: Path) -> str:
    from cardscan.imaging.load import sha256_of  # the picture libraries: a run without new photos needs none

    return sha256_of(path)
