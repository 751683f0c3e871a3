"""Drafts in the store: the letter, the file it went to, and the hash that tells whether the user changed that file."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Draft
from cardscan.store import records
from cardscan.store import tables as t
from cardscan.store.codec import day, moment, now, pack, unpack
from cardscan.store.database import Database
from cardscan.store.events import know_event
from cardscan.store.history import remember

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


class Drafts:
    """The letters in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self, event: str | None = None, record: int | Collection[int] | None = None, *, about: bool = False
    ) -> tuple[StoredDraft, ...]:
        """List the drafts of an event, of a record or several, or all, in the order they were made.

        Those of no event belong to all the events of their contact. With `about`, those to other contacts that speak
        of these are among them.
        """
        query = select(t.draft).order_by(t.draft.c.id)
        if event is not None:
            query = query.where(_of_event(event))
        if record is not None:
            records = (record,) if isinstance(record, int) else record
            theirs = t.draft.c.record.in_(records)
            query = query.where(or_(theirs, t.draft.c.about.in_(records)) if about else theirs)
        with self._database.read() as connection:
            return tuple(_draft(row) for row in connection.execute(query))

    def latest(self, record: int, step: int = 1, event: str | None = None) -> StoredDraft | None:
        """Find the latest draft of a record and step of the plan."""
        found = [draft for draft in self.find(event, record) if draft.draft.step == step and not draft.kind]
        return found[-1] if found else None

    def get(self, draft: int) -> StoredDraft:
        """Fetch a draft by its own number; CardscanError where there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(t.draft).where(t.draft.c.id == draft)).first()
        if row is None:
            raise CardscanError(tr("There is no letter number {id} any more", id=draft))
        return _draft(row)

    def statuses(self) -> dict[int, set[str]]:
        """Answer the statuses of the letters to each contact that has any."""
        found: dict[int, set[str]] = defaultdict(set)
        with self._database.read() as connection:
            for row in connection.execute(select(t.draft.c.record, t.draft.c.status).distinct()):
                found[row.record].add(row.status)
        return dict(found)

    def put(
        self,
        record: int,
        draft: Draft,
        file: str,
        sha256: str,
        event: str | None = None,
        *,
        kind: str = "",
        about: int | None = None,
    ) -> int:
        """Store a draft in place of the one of the same record, step, event, kind and other contact; return its number.

        Args:
            record: Whom it is written to.
            draft: The letter.
            file: Where it lies, relative to the workspace.
            sha256: The hash of the file.
            event: The folder of the event where they met.
            kind: The intent of a letter beside the plan's, which have none.
            about: The number of another contact that the letter speaks of.
        """
        with self._database.write() as connection:
            records.load(connection, record)
            key = know_event(connection, event)
            number = _put(connection, record, draft, file, sha256, event=key, kind=kind, about=about)
            remember(connection, record, "drafted", f"{draft.step} {draft.template}")
            return number

    def move(self, draft: int, file: str) -> None:
        """Note that a draft's file lies elsewhere now; `file` is relative to the workspace."""
        with self._database.write() as connection:
            connection.execute(update(t.draft).where(t.draft.c.id == draft).values(file=file))

    def mark(self, draft: int, status: str, sent: date | None = None) -> None:
        """Set a draft's status: `new`, `sent` ..., and the day on which it was sent."""
        values = {"status": status, "sent": sent and sent.isoformat(), "updated": now()}
        with self._database.write() as connection:
            connection.execute(update(t.draft).where(t.draft.c.id == draft).values(values))
            _tell(connection, draft, status)

    def redate(self, draft: int, letter: Draft) -> None:
        """Store a letter with another send date, which its file does not hold."""
        with self._database.write() as connection:
            connection.execute(update(t.draft).where(t.draft.c.id == draft).values(draft=pack(letter), updated=now()))

    def set_aside(self, draft: int) -> None:
        """Take a letter out of the plan that another one stands for; it stays with its contact, and is about nobody."""
        values = {"kind": f"{ASIDE} {draft}", "about": None, "updated": now()}
        with self._database.write() as connection:
            connection.execute(update(t.draft).where(t.draft.c.id == draft).values(values))

    def blank(self, draft: int, status: str) -> None:
        """Erase a draft's text and whom it is to; that there was one, and where its file was, is still known."""
        with self._database.write(wipe=True) as connection:
            row = connection.execute(select(t.draft).where(t.draft.c.id == draft)).one()
            old = unpack(row.draft, Draft)
            empty = Draft("", "", "", "", old.language, old.template, old.send_date, old.step, intent=old.intent)
            values = {"draft": pack(empty), "sha256": "", "status": status, "updated": now()}
            connection.execute(update(t.draft).where(t.draft.c.id == draft).values(values))

    def forget(self, draft: int) -> None:
        """Erase a draft, as if it had never been."""
        with self._database.write(wipe=True) as connection:
            connection.execute(delete(t.draft).where(t.draft.c.id == draft))


def tally(connection: Connection, event: str | None) -> int:
    """Count the drafts."""
    query = select(func.count()).select_from(t.draft)
    return int(connection.scalar(query if event is None else query.where(_of_event(event))) or 0)


def _of_event(event: str) -> ColumnElement[bool]:
    met = select(t.meeting.c.record).where(t.meeting.c.event == event)
    return or_(t.draft.c.event == event, t.draft.c.event.is_(None) & t.draft.c.record.in_(met))


def _put(
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


def _tell(connection: Connection, draft: int, status: str) -> None:
    """Add to the contact's history what the user did with a letter: `letter-sent`, with its step and template."""
    if status in _TOLD:
        row = connection.execute(
            select(t.draft.c.record, t.draft.c.step, t.draft.c.draft).where(t.draft.c.id == draft)
        ).first()
        if row:
            detail = f"{row.step} {unpack(row.draft, Draft).template}"
            remember(connection, row.record, f"letter-{status}", detail)


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
