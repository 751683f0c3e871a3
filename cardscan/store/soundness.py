"""When a database is looked through for damage: whenever it is not as it was left, and once a day."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_DAY = 86_400.0  # seconds


class Soundness:
    """Remembers in a small file beside a database how it was left, sound; without such a file, nothing is known.

    Looking through takes an eighth of a second with 20,000 contacts, which is too long for a question that is answered
    in a tenth. A file that another program changed has another time or size, and one that a killed run left has a log.

    Args:
        database: The database file.
        note: Where to remember it; None: nowhere.
    """

    def __init__(self, database: Path, note: Path | None) -> None:
        self._database = database
        self._note = note
        self._looked = 0.0

    def ensure(self, look: Callable[[], None]) -> None:
        """Look through the database, unless it is as it was left less than a day ago."""
        if not self._is_known():
            look()
            self._looked = time.time()

    def keep(self) -> None:
        """Remember how the database is left; call it when its files are closed."""
        if self._note is None:
            return
        with suppress(OSError):  # no room, no permission: the next one looks again
            text = f"{self._looked} {self._state()}"
            if not self._note.is_file() or self._note.read_bytes() != text.encode():
                self._note.touch(mode=0o600)
                self._note.write_text(text, encoding="ascii")

    def _is_known(self) -> bool:
        if self._note is None or self._has_log():
            return False
        with suppress(OSError, ValueError):
            looked, _, state = self._note.read_text(encoding="ascii").partition(" ")
            self._looked = float(looked)
            return 0 <= time.time() - self._looked < _DAY and state == self._state()
        return False

    def _state(self) -> str:
        status = self._database.stat()
        return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"

    def _has_log(self) -> bool:
        log = Path(f"{self._database}-wal")
        return log.exists() and log.stat().st_size > 0
