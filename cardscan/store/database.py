"""The database file as a place of transactions: who reads, who writes, and what goes wrong in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local

from sqlalchemy import Connection, Engine

from cardscan.store.trouble import said


class Database:
    """Transactions on one database; a thread that is in one already stays in it."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._engine = engine
        self._current = local()
        self._wipe = False

    def close(self) -> None:
        """Close the files."""
        with said(self._path):
            self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a view of the database that does not change while it is open."""
        with said(self._path):
            if (current := self._connection()) is not None:
                yield current
                return
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def write(self, *, wipe: bool = False) -> Iterator[Connection]:
        """Open a transaction, or join the open one; `wipe` leaves no trace of what it erases."""
        self._wipe |= wipe
        if (current := self._connection()) is not None:
            yield current
            return
        connect = self._engine.connect
        with said(self._path), connect().execution_options(write=True) as connection, connection.begin():
            self._current.connection = connection
            try:
                yield connection
            finally:
                self._current.connection = None
        if self._wipe:
            self.empty_log()

    def remake(self) -> None:
        """Make the search index and the whole file anew: no free page and no deleted entry is left of the old ones."""
        with said(self._path):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA temp_store = MEMORY")  # no copy in the system's folder for temporary files
                cursor.execute("INSERT INTO found (found) VALUES ('rebuild')")
                cursor.execute("VACUUM")
            finally:
                connection.close()

    @property
    def is_writing(self) -> bool:
        """Whether this thread is in a transaction that is not written yet."""
        return self._connection() is not None

    def _connection(self) -> Connection | None:
        current: Connection | None = getattr(self._current, "connection", None)
        return current

    def empty_log(self) -> bool:
        """Empty the write-ahead log, where erased values would outlive their erasure; false while somebody reads it."""
        self._wipe = False
        with said(self._path):
            connection = self._engine.raw_connection()
            try:
                busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                return not busy
            finally:
                connection.close()


def is_sound(connection: Connection) -> bool:
    """Check every page, index and reference."""
    answers = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    strays = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return answers == ["ok"] and not strays
