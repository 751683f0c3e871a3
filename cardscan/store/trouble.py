"""What goes wrong with a database file, said in one line each."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy.exc import DatabaseError

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the database at `path` into a CardscanError."""
    try:
        yield
    except DatabaseError as error:
        raise _explain(path, error.orig) from error
    except sqlite3.DatabaseError as error:
        raise _explain(path, error) from error
    except msgspec.ValidationError as error:  # JSON, of another shape
        raise foreign(path) from error
    except msgspec.DecodeError as error:
        raise damaged(path) from error


def damaged(path: Path) -> CardscanError:
    """Say that the database is damaged; nobody deletes it."""
    return CardscanError(
        tr("The database {path} is damaged", path=path),
        hint=tr("Restore it from a backup, or move it away and process the photos again."),
    )


def foreign(path: Path) -> CardscanError:
    """Say that another version of cardscan wrote what is in the database."""
    return CardscanError(
        tr("The database {path} holds a row that another version of cardscan wrote, or that is damaged", path=path),
        hint=tr("Try the newest version of cardscan, or the one that you had before; else restore a backup."),
    )


def missing(path: Path) -> CardscanError:
    """Say that there is no database yet."""
    return CardscanError(
        tr("There is no database at {path}", path=path), hint=tr("Process some photos first: cardscan process")
    )


def no_contact(record: int) -> CardscanError:
    """Say that there is no contact of this number."""
    hint = tr("See the numbers with: cardscan list")
    return CardscanError(tr("There is no contact number {id}", id=record), hint=hint, exit_code=Exit.USAGE)


def _explain(path: Path, error: BaseException | None) -> CardscanError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # text that is no UTF-8, a column of another type
        return damaged(path)
    code &= 0xFF  # the low byte is the primary code (sqlite.org/rescode.html)
    if code == sqlite3.SQLITE_NOTADB:
        return CardscanError(
            tr("{path} is not a cardscan database, or it is damaged", path=path),
            hint=tr("Restore it from a backup, or move it away and process the photos again."),
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_ERROR):
        return damaged(path)
    for codes, reason, hint in _reasons():
        if code in codes:
            return CardscanError(tr("Cannot write {path}: {reason}", path=path, reason=reason), hint=hint)
    return CardscanError(tr("The database {path} failed: {reason}", path=path, reason=error))


def _reasons() -> tuple[tuple[tuple[int, ...], str, str], ...]:
    return (
        ((sqlite3.SQLITE_FULL,), tr("the disk is full"), tr("Free some space and run the command again.")),
        (
            (sqlite3.SQLITE_IOERR,),
            tr("the disk failed, or it is full"),
            tr("Check the disk, then run the command again."),
        ),
        (
            (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN),
            tr("no permission to write there"),
            tr("Check the folder's permissions, or choose another folder."),
        ),
        (
            (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
            tr("another cardscan is writing to it"),
            tr("Wait until it is done and run the command again."),
        ),
    )
