"""Open the store: the database of one workspace, brought to this version of cardscan."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event

from cardscan.files import write_error
from cardscan.store import trouble
from cardscan.store.migrations import migrate
from cardscan.store.soundness import Soundness
from cardscan.store.store import Store

_BUSY = 5.0  # seconds to wait for another process that writes


def open_store(path: Path, *, create: bool = True, note: Path | None = None, looked: bool = False) -> Store:
    """Open the database at `path`, readable by its owner only; make it where there is none.

    Args:
        path: The database file.
        create: Make it where there is none.
        note: A file that remembers that the database was left sound; without it, it is looked through each time.
        looked: Whoever opens it has it open already, and looked it through then.

    Raises:
        CardscanError: There is none and `create` is false; it is damaged, another program's or a newer
            cardscan's; it cannot be written. The file is left as it was.
    """
    try:
        _prepare(path, create)
    except OSError as error:
        raise write_error(path, error) from error
    fixed = not create and _is_fixed(path)
    engine = _engine(path, fixed=fixed)
    soundness = Soundness(path, note)
    try:
        with trouble.said(path):
            migrate(engine, path)
            if not looked:
                soundness.ensure(lambda: _look_through(engine, path))
            if not fixed:
                _keep_apart(engine)
        _make_private(path)
    except BaseException:
        engine.dispose()
        raise
    return Store(path, engine, closed=soundness.keep)


def _prepare(path: Path, create: bool) -> None:
    """See that there is a file with something in it."""
    if not path.exists():
        if not create:
            raise trouble.missing(path)
        _make(path)
    if path.is_file() and not path.stat().st_size:
        raise trouble.damaged(path)  # a database is never empty, so this one lost all that it held


def _look_through(engine: Engine, path: Path) -> None:
    """Look for damage before anything is written on top of it; takes some milliseconds for a thousand contacts."""
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise trouble.damaged(path)


def _keep_apart(engine: Engine) -> None:
    """Let readers and a writer work side by side; a restored backup may have forgotten that."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _make_private(path: Path) -> None:
    """Take the file from all but its owner; only now, when it is known to be ours."""
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(OSError):
            file.chmod(0o600)


def _make(path: Path) -> None:
    """Put an empty database in place, in one step: no kill leaves a file that is no database."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".cardscan-", suffix=".part")
    os.close(handle)
    new = Path(name)
    try:
        with trouble.said(path), closing(sqlite3.connect(new)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        _place(new, path)
    finally:
        for left in (new, Path(f"{name}-wal"), Path(f"{name}-shm")):
            left.unlink(missing_ok=True)


def _place(new: Path, path: Path) -> None:
    """Give the new file its name, unless another process was first."""
    with suppress(FileExistsError):
        try:
            path.hardlink_to(new)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if not path.exists():
                new.rename(path)


def _is_fixed(path: Path) -> bool:
    """Tell whether the database lies where nobody can write, as in a backup, and is complete without its log."""
    log = Path(f"{path}-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _engine(path: Path, *, fixed: bool) -> Engine:
    if fixed:  # else SQLite would make its log and its lock beside it (sqlite.org/uri.html)
        url = URL.create(
            "sqlite", database=f"file:{quote(str(path.resolve()))}", query={"immutable": "1", "uri": "true"}
        )
    else:
        url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": _BUSY, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:  # a DBAPI connection
    for pragma in ("foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Start a transaction ourselves: sqlite3 would not before DDL, and a writer must hold the lock from the start."""
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
