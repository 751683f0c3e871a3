"""Events and photos in the store: which folder, which file, and what came of it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.model import Event
from cardscan.store import tables as t
from cardscan.store.codec import day, moment, now

PhotoStatus = Literal["pending", "read", "failed", "back"]


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo and what came of it; `path` is relative to the workspace, `code` ... `hint` say why it failed."""

    path: str
    sha256: str | None
    event: str | None
    status: PhotoStatus
    code: str
    message: str
    hint: str
    engine: str
    read_at: datetime


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


def events(connection: Connection) -> Iterator[Event]:
    """Yield the events, the earliest first, those without a date last."""
    order = (t.event.c.date.is_(None), t.event.c.date, t.event.c.folder)
    for row in connection.execute(select(t.event).order_by(*order)):
        yield event_of(row)


def event_of(row: Row[Any]) -> Event:
    """Read an event's row."""
    on = day(row.date) if row.date else None
    return Event(row.folder, row.name, on, row.place, row.purpose, row.cost, row.hours)


def mark(connection: Connection, photo: StoredPhoto) -> None:
    """Say what came of a photo; a mark of the same file, or an older failure at the same path, gives way."""
    event = know_event(connection, photo.event)
    values = asdict(photo) | {"read_at": photo.read_at.isoformat()}
    stale = (t.photo.c.path == photo.path) & _same_event(event) & (t.photo.c.status == "failed")
    if photo.sha256 is None:
        connection.execute(delete(t.photo).where(stale, t.photo.c.sha256.is_(None)))
        connection.execute(insert(t.photo).values(values))
        return
    connection.execute(delete(t.photo).where(stale, t.photo.c.sha256.is_distinct_from(photo.sha256), _without_cards()))
    row = photo_id(connection, photo.sha256, event, photo.path)
    connection.execute(update(t.photo).where(t.photo.c.id == row).values(values))


def photo_id(connection: Connection, sha256: str, event: str | None, path: str) -> int:
    """Find the photo's row, or make one that says `pending`: only a mark says that all of the photo is done."""
    found = connection.scalar(select(t.photo.c.id).where(t.photo.c.sha256 == sha256, _same_event(event)))
    if found is not None:
        return int(found)
    blank = dict.fromkeys(("code", "message", "hint", "engine"), "")
    row = {"path": path, "sha256": sha256, "event": event, "status": "pending", "read_at": now(), **blank}
    number: int = connection.execute(insert(t.photo).values(row).returning(t.photo.c.id)).scalar_one()
    return number


def photos(connection: Connection, event: str | None) -> Iterator[StoredPhoto]:
    """Yield the photos of an event, or all of them, by path."""
    query = select(t.photo).order_by(t.photo.c.path, t.photo.c.id)
    if event is not None:
        query = query.where(t.photo.c.event == event)
    for row in connection.execute(query):
        yield _photo(row)


def tally(connection: Connection, event: str | None) -> dict[str, int]:
    """Count the photos by status."""
    query = select(t.photo.c.status, func.count()).group_by(t.photo.c.status)
    if event is not None:
        query = query.where(t.photo.c.event == event)
    return {row[0]: row[1] for row in connection.execute(query)}


def _same_event(event: str | None) -> ColumnElement[bool]:
    return t.photo.c.event.is_not_distinct_from(event)


def _without_cards() -> ColumnElement[bool]:
    return ~select(t.card.c.id).where(t.card.c.photo == t.photo.c.id).exists()


def _photo(row: Row[Any]) -> StoredPhoto:
    return StoredPhoto(
        row.path,
        row.sha256,
        row.event,
        row.status,
        row.code,
        row.message,
        row.hint,
        row.engine,
        moment(row.read_at),
    )
