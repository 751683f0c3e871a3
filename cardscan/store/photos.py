"""Photos in the store: which file, and what came of it; those that the user moved take their contacts along."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.store import tables as t
from cardscan.store.codec import moment, now
from cardscan.store.database import Database
from cardscan.store.events import know_event
from cardscan.store.history import remember

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


class Photos:
    """The photos of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, event: str | None = None) -> tuple[StoredPhoto, ...]:
        """List the photos of an event, or all, by path."""
        query = select(t.photo).order_by(t.photo.c.path, t.photo.c.id)
        if event is not None:
            query = query.where(t.photo.c.event == event)
        with self._database.read() as connection:
            return tuple(_photo(row) for row in connection.execute(query))

    def crops(self) -> set[str]:
        """List the pictures of all cards, relative to the workspace."""
        with self._database.read() as connection:
            return set(connection.scalars(select(t.card.c.crop).distinct()))

    def cards(self) -> dict[str, int]:
        """Count the cards in the photos at each path that show any."""
        query = select(t.photo.c.path, func.count()).join(t.card, t.card.c.photo == t.photo.c.id)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(t.photo.c.path))}

    def shown(self, sha256: str) -> list[int]:
        """List the numbers of the contacts whose cards are in a photo of this content."""
        query = select(t.card.c.record).distinct().join(t.photo).where(t.photo.c.sha256 == sha256)
        with self._database.read() as connection:
            return list(connection.scalars(query.order_by(t.card.c.record)))

    def mark(
        self,
        path: str,
        sha256: str | None,
        event: str | None,
        status: PhotoStatus,
        *,
        code: str = "",
        message: str = "",
        hint: str = "",
        engine: str = "",
    ) -> None:
        """Say what came of the photo at `path` (relative to the workspace)."""
        read_at = datetime.now(UTC).replace(microsecond=0)
        photo = StoredPhoto(path, sha256, event, status, code, message, hint, engine, read_at)
        with self._database.write() as connection:
            _mark(connection, photo)

    def move(self, sha256: str, source: str | None, target: str | None, path: str) -> None:
        """Note that the photo of this content in the event `source` is now at `path`, in the event `target`.

        Contacts, meetings and drafts go along: who is on it was met at the new event, and no longer at the old one,
        unless on another photo of that. But for `source`, `target` has no photo of this content yet.
        """
        with self._database.write() as connection:
            _move(connection, sha256, source, target, path)


def _mark(connection: Connection, photo: StoredPhoto) -> None:
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


def tally(connection: Connection, event: str | None) -> dict[str, int]:
    """Count the photos by status."""
    query = select(t.photo.c.status, func.count()).group_by(t.photo.c.status)
    if event is not None:
        query = query.where(t.photo.c.event == event)
    return {row[0]: row[1] for row in connection.execute(query)}


def _move(connection: Connection, sha256: str, source: str | None, target: str | None, path: str) -> None:
    photo = photo_id(connection, sha256, source, path)
    know_event(connection, target)
    connection.execute(update(t.photo).where(t.photo.c.id == photo).values(event=target, path=path))
    if source == target:
        return
    for record in connection.scalars(select(t.card.c.record).where(t.card.c.photo == photo).distinct()).all():
        _move_meeting(connection, record, source, target)
        remember(connection, record, "moved", target or "")
    _forget_event(connection, source)


def _move_meeting(connection: Connection, record: int, source: str | None, target: str | None) -> None:
    if target is not None:
        connection.execute(upsert(t.meeting).values(record=record, event=target).on_conflict_do_nothing())
    at_source = t.photo.c.event.is_not_distinct_from(source)
    cards = select(t.card.c.id).join(t.photo).where(t.card.c.record == record, at_source)
    if connection.execute(cards).first():
        return
    connection.execute(delete(t.meeting).where(t.meeting.c.record == record, t.meeting.c.event == source))
    draft, drafts = t.draft.c, t.draft.c.record == record
    other = t.draft.alias("other")
    there = exists().where(
        other.c.record == record,
        other.c.event.is_not_distinct_from(target),
        other.c.step == draft.step,
        other.c.kind == draft.kind,
        other.c.about.is_not_distinct_from(draft.about),
    )
    here = drafts & draft.event.is_not_distinct_from(source) & ~there
    connection.execute(update(t.draft).where(here).values(event=target))


def _forget_event(connection: Connection, folder: str | None) -> None:
    """Forget an event that nothing belongs to any more."""
    used = [exists().where(table.c.event == t.event.c.folder) for table in (t.photo, t.meeting, t.draft)]
    connection.execute(delete(t.event).where(t.event.c.folder == folder, *(~one for one in used)))


def _same_event(event: str | None) -> ColumnElement[bool]:
    """Ask word for word as the index of photos is made: else SQLite would go through all photos of the event."""
    key: ColumnElement[str] = literal_column("ifnull(photo.event, '')", t.WholeText())
    return key == (event or "")


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
