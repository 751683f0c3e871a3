"""Drafts in the store: the letter, the file it went to, and the hash that tells whether the user changed that file."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from cardscan.model import Draft
from cardscan.store import tables as t
from cardscan.store.codec import day, moment, now, pack, unpack

NEW, WRITTEN, REPLACING = "new", "written", "replacing"
"""How far the program came with a letter's file; any other status is the user's."""

ASIDE = "aside"
"""What the kind of a letter begins with that stands beside another one of the same meeting, since two were joined."""


_TOLD = frozenset({"approved", "pushed", "sent", "skipped"})


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft in the store; `file` is relative to the workspace, `sha256` is that of the file as written.

    `kind` is empty for the plan's letters, else the intent of one beside them; `about` is the number of the contact
    that such a letter speaks of. `sent` is the day on which the user sent it.
    """

    id: int
    record_id: int
    draft: Draft
    file: str
    sha256: str
    status: str
    created: datetime
    updated: datetime
    event: str | None = None
    kind: str = ""
    about: int | None = None
    sent: date | None = None
    version: int = 0


def settled(status: str) -> str:
    """Answer a status as it is when the letter's file is done."""
    return WRITTEN if status.split(" ", maxsplit=1)[0] in (NEW, REPLACING) else status


def put(
    connection: Connection,
    record: int,
    draft: Draft,
    file: str,
    sha256: str,
    *,
    event: str | None,
    kind: str,
    about: int | None,
) -> int:
    """Store a draft in place of the one of the same record, step, event, kind and other contact; return its number."""
    same = (t.draft.c.record == record) & (t.draft.c.step == draft.step) & t.draft.c.event.is_not_distinct_from(event)
    same &= (t.draft.c.kind == kind) & t.draft.c.about.is_not_distinct_from(about)
    values = {"draft": pack(draft), "file": file, "sha256": sha256, "status": "new", "updated": now()}
    found = connection.scalar(select(t.draft.c.id).where(same))
    if found is not None:
        connection.execute(update(t.draft).where(t.draft.c.id == found).values(values))
        return int(found)
    keys = {"record": record, "step": draft.step, "event": event, "kind": kind, "about": about, "created": now()}
    number: int = connection.execute(insert(t.draft).values(keys | values).returning(t.draft.c.id)).scalar_one()
    return number


def drafts(
    connection: Connection, event: str | None, records: Collection[int] | None, *, about: bool = False
) -> Iterator[StoredDraft]:
    """Yield drafts in the order they were made; those of no event belong to all the events of their contact."""
    query = select(t.draft).order_by(t.draft.c.id)
    if event is not None:
        met = select(t.meeting.c.record).where(t.meeting.c.event == event)
        query = query.where(or_(t.draft.c.event == event, t.draft.c.event.is_(None) & t.draft.c.record.in_(met)))
    if records is not None:
        theirs = t.draft.c.record.in_(records)
        query = query.where(or_(theirs, t.draft.c.about.in_(records)) if about else theirs)
    for row in connection.execute(query):
        yield _draft(row)


def fetch(connection: Connection, draft: int) -> StoredDraft | None:
    """Fetch one draft."""
    row = connection.execute(select(t.draft).where(t.draft.c.id == draft)).first()
    return None if row is None else _draft(row)


def mark(connection: Connection, draft: int, status: str, sent: date | None) -> None:
    """Set a draft's status, and the day on which it was sent."""
    values = {"status": status, "sent": sent and sent.isoformat(), "updated": now()}
    connection.execute(update(t.draft).where(t.draft.c.id == draft).values(values))


def tell(connection: Connection, draft: int, status: str) -> None:
    """Add to the contact's history what the user did with a letter: `letter-sent`, with its step and template."""
    if status in _TOLD:
        row = connection.execute(
            select(t.draft.c.record, t.draft.c.step, t.draft.c.draft).where(t.draft.c.id == draft)
        ).first()
        if row:
            detail = f"{row.step} {unpack(row.draft, Draft).template}"
            values = {"record": row.record, "at": now(), "what": f"letter-{status}", "detail": detail}
            connection.execute(insert(t.history).values(values))


def blank(connection: Connection, draft: int, status: str) -> None:
    """Take from a draft its text and whom it is to; that there was one, and where its file was, is still known."""
    row = connection.execute(select(t.draft).where(t.draft.c.id == draft)).one()
    old = unpack(row.draft, Draft)
    empty = Draft("", "", "", "", old.language, old.template, old.send_date, old.step, intent=old.intent)
    values = {"draft": pack(empty), "sha256": "", "status": status, "updated": now()}
    connection.execute(update(t.draft).where(t.draft.c.id == draft).values(values))


def set_aside(connection: Connection, draft: int) -> None:
    """Make a letter one beside the plan, which is about nobody else."""
    values = {"kind": f"{ASIDE} {draft}", "about": None, "updated": now()}
    connection.execute(update(t.draft).where(t.draft.c.id == draft).values(values))


def tally(connection: Connection, event: str | None) -> int:
    """Count the drafts."""
    if event is not None:
        return sum(1 for _ in drafts(connection, event, None))
    return int(connection.scalar(select(func.count()).select_from(t.draft)) or 0)


def _draft(row: Row[Any]) -> StoredDraft:
    return StoredDraft(
        row.id,
        row.record,
        unpack(row.draft, Draft),
        row.file,
        row.sha256,
        row.status,
        moment(row.created),
        moment(row.updated),
        row.event,
        row.kind,
        row.about,
        day(row.sent) if row.sent else None,
        row.version,
    )
