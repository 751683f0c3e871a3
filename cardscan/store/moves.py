"""Folders and photos that the user renamed or moved: meetings and drafts of their contacts go along."""

from sqlalchemy import Connection, delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.store import tables as t
from cardscan.store.photos import know_event, photo_id
from cardscan.store.records import remember


def rename_event(connection: Connection, folder: str, new: str) -> None:
    """Give an event's folder its new name; all that belongs to the event follows by itself."""
    connection.execute(update(t.event).where(t.event.c.folder == folder).values(folder=new))


def move_photo(connection: Connection, sha256: str, source: str | None, target: str | None, path: str) -> None:
    """Note a photo's new path and event; who is on it was met at the new event, and no longer at the old one.

    A contact who is on another photo of the old event was met at both.
    """
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
