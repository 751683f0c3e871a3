"""Events in the store: each is known by its folder."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.model import Event
from cardscan.store import tables as t
from cardscan.store.codec import day
from cardscan.store.database import Database

if TYPE_CHECKING:
    from cardscan.store.journal import Journal  # which knows events itself


class Events:
    """The events of a database."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def all(self) -> tuple[Event, ...]:
        """List the events, the earliest first, those without a date last."""
        order = (t.event.c.date.is_(None), t.event.c.date, t.event.c.folder)
        with self._database.read() as connection:
            return tuple(event_of(row) for row in connection.execute(select(t.event).order_by(*order)))

    def put(self, event: Event) -> None:
        """Store an event, or bring the one of the same folder up to date."""
        with self._database.write() as connection:
            put_event(connection, event)

    def rename(self, folder: str, new: str) -> None:
        """Let an event follow its folder, with all that belongs to it; no event may have the new name yet."""
        with self._database.write() as connection:
            connection.execute(update(t.event).where(t.event.c.folder == folder).values(folder=new))
            self._journal.rename_event(folder, new)


def put_event(connection: Connection, event: Event) -> None:
    """Insert the event, or bring the stored one up to date."""
    values = asdict(event) | {"date": event.date and event.date.isoformat()}
    statement = upsert(t.event).values(values)
    changes = {name: statement.excluded[name] for name in values if name != "folder"}
    connection.execute(statement.on_conflict_do_update(index_elements=["folder"], set_=changes))


def know_event(connection: Connection, folder: str | None) -> str | None:
    """Make sure that there is an event of this folder, and return its key."""
    if folder is None:
        return None
    connection.execute(upsert(t.event).values(folder=folder, name=folder).on_conflict_do_nothing())
    return folder


def event_of(row: Row[Any]) -> Event:
    """Read an event's row."""
    on = day(row.date) if row.date else None
    return Event(row.folder, row.name, on, row.place, row.purpose, row.cost, row.hours)
