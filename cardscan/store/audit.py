"""The audit log: that something was erased, given out or kept safe, when, and how much of it; never whose."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from cardscan.store import tables as t
from cardscan.store.codec import moment, now
from cardscan.store.database import Database


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What was done: `what` is a stable word, `count` the contacts it touched, `detail` holds no personal data."""

    at: datetime
    what: str
    count: int
    detail: str


class Audit:
    """The log of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, what: str, count: int, detail: str = "") -> None:
        """Write a line: `forget`, `export` ..., how many contacts; `detail` (a format, a word) holds no personal data.

        Joins an open transaction, so that the line stands if and only if what it tells of does.
        """
        with self._database.write() as connection:
            connection.execute(insert(t.audit).values(at=now(), what=what, count=count, detail=detail))

    def entries(self) -> tuple[AuditEntry, ...]:
        """List the lines, in order."""
        with self._database.read() as connection:
            rows = connection.execute(select(t.audit).order_by(t.audit.c.id)).all()
        return tuple(AuditEntry(moment(at), what, count, detail) for _, at, what, count, detail in rows)
