"""What happened to each contact: stable words with their time, and no personal data."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from cardscan.store import tables as t
from cardscan.store.codec import moment, now
from cardscan.store.database import Database


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What happened to a record; `what` is a stable word, `detail` holds no personal data."""

    at: datetime
    what: str
    detail: str


class History:
    """The histories of a database's records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, record: int) -> tuple[HistoryEntry, ...]:
        """List what happened to a record, in order."""
        query = select(t.history).where(t.history.c.record == record).order_by(t.history.c.at, t.history.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query)
            return tuple(HistoryEntry(moment(row.at), row.what, row.detail) for row in rows)

    def latest(self, words: Collection[str]) -> dict[int, datetime]:
        """Answer when any of these things last happened to each record to which one did."""
        query = select(t.history.c.record, func.max(t.history.c.at)).where(t.history.c.what.in_(words))
        with self._database.read() as connection:
            return {row[0]: moment(row[1]) for row in connection.execute(query.group_by(t.history.c.record))}


def remember(connection: Connection, record: int, what: str, detail: str = "") -> None:
    """Add a line to a record's history; `detail` holds no personal data."""
    connection.execute(insert(t.history).values(record=record, at=now(), what=what, detail=detail))
