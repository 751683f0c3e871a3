"""The store: what cardscan knows, in one SQLite database; every public write is one transaction."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select

from cardscan.model import Code, Concern, Contact, Declaration, Event, Note, Reading, Record, TextLine, Verdict
from cardscan.store import drafts, joining, merge, photos, records, search, standing
from cardscan.store import tables as t
from cardscan.store.apart import Apart
from cardscan.store.audit import Audit
from cardscan.store.database import Database, is_sound
from cardscan.store.drafts import Drafts
from cardscan.store.erasure import Erasure
from cardscan.store.events import Events, put_event
from cardscan.store.exported import Exported
from cardscan.store.finder import Finder
from cardscan.store.heads import Heads
from cardscan.store.history import History, remember
from cardscan.store.imports import Imports
from cardscan.store.journal import Journal
from cardscan.store.listing import Listing
from cardscan.store.photos import Photos
from cardscan.store.records import Stored
from cardscan.store.remote import Remote
from cardscan.store.standing import Kind
from cardscan.store.trouble import damaged, no_contact


@dataclass(frozen=True, slots=True)
class Counts:
    """How many photos were read, failed or show a back, how many contacts are ready or to check, how many drafts."""

    read: int
    failed: int
    backs: int
    ready: int
    check: int
    drafts: int

    @property
    def contacts(self) -> int:
        """All contacts."""
        return self.ready + self.check


class Store:
    """The open database of a workspace; a context manager. All of its methods raise CardscanError where it fails."""

    def __init__(self, path: Path, engine: Engine, *, closed: Callable[[], None] = lambda: None) -> None:
        self.path = path
        self._closed = closed
        self._database = Database(path, engine)
        self.journal = Journal(self._database)
        self.events = Events(self._database, self.journal)
        self.photos = Photos(self._database)
        self.drafts = Drafts(self._database)
        self.history = History(self._database)
        self.exported = Exported(self._database)
        self.finder = Finder(self._database)
        self.listing = Listing(self._database)
        self.imports = Imports(self._database)
        self.remote = Remote(self._database)
        self.audit = Audit(self._database)
        self.apart = Apart(self._database)
        self.erasure = Erasure(self._database)
        self.heads = Heads(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database's files."""
        self._database.close()
        self._closed()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of the block in one transaction: all of it lasts or, where an error leaves the block, nothing."""
        with self._database.write():
            yield

    def add_reading(
        self,
        reading: Reading,
        event: Event | None,
        crops: Sequence[str],
        photos: Sequence[str],
        *,
        note: Note | None = None,
        retake_of: int | None = None,
    ) -> int:
        """Store a reading and return its record's number; a card that is there already changes nothing.

        Args:
            reading: One card as read.
            event: Where the person was met.
            crops: The crop's file of each side, relative to the workspace.
            photos: The photo's file of each side, likewise; a photo is done only when `photos.mark` says so.
            note: What the user jotted down.
            retake_of: The record whose card this is a better photo of: what it shows is written over what the older
                one showed, but not over what the user edited.
        """
        with self._database.write() as connection:
            if retake_of is not None:
                records.load(connection, retake_of)
            files = list(zip(photos, crops, strict=True))
            return _add(connection, reading, event, files, note=note or Note(), retake_of=retake_of)

    def record(self, record_id: int, *, lines: bool = True) -> Record:
        """Fetch a record, its `lines` or all but them; CardscanError where there is none of this number."""
        with self._database.read() as connection:
            for record in search.fetch(connection, [record_id], lines=lines):
                return record
        raise no_contact(record_id)

    def records(
        self,
        *,
        event: str | None = None,
        verdict: Verdict | None = None,
        text: str | None = None,
        ids: Collection[int] | None = None,
    ) -> tuple[Record, ...]:
        """Fetch the records that fit all that is given, in the order they came."""
        if text:
            self.finder.refresh()
        with self._database.read() as connection:
            found = search.find(connection, event=event, verdict=verdict, text=text, ids=ids)
            return tuple(search.fetch(connection, found))

    def numbers(self, *, event: str | None = None, verdict: Verdict | None = None) -> list[int]:
        """List the numbers of the records that fit all that is given, in the order they came."""
        with self._database.read() as connection:
            return search.find(connection, event=event, verdict=verdict, text=None, ids=None)

    def each(self, numbers: Sequence[int]) -> Iterator[Record]:
        """Yield the records of these numbers one by one, without their lines; few are held at a time."""
        with self._database.read() as connection:
            yield from search.fetch(connection, numbers, lines=False)

    def contacts(self) -> tuple[tuple[int, Contact], ...]:
        """List number and contact of all records, without the rest; for matching."""
        with self._database.read() as connection:
            return tuple(records.contacts(connection))

    def people(self) -> Iterator[tuple[int, Contact]]:
        """Yield what `contacts` lists, one by one; few are held at a time."""
        with self._database.read() as connection:
            yield from records.contacts(connection)

    def fingerprint(self) -> str:
        """Answer a hash of all contacts with their notes, to tell whether anything changed."""
        with self._database.read() as connection:
            return records.fingerprint(connection)

    def lines(self, record_id: int) -> tuple[TextLine, ...]:
        """Fetch the lines that were read for a record."""
        with self._database.read() as connection:
            return records.read_lines(connection, record_id)

    def count_lines(self, record_id: int) -> int:
        """Count the lines that were read for a record."""
        with self._database.read() as connection:
            return records.count_lines(connection, record_id)

    def codes(self, record_id: int) -> tuple[Code, ...]:
        """Fetch the codes that were read for a record."""
        with self._database.read() as connection:
            return records.read_codes(connection, record_id)

    def edit_record(
        self, record_id: int, contact: Contact, edited: Sequence[str], concerns: tuple[Concern, ...] | None = None
    ) -> None:
        """Replace a contact by the user's; the machine never again writes the fields that were `edited`.

        What a person should look at still are `concerns`; those about fields that were not edited, where not given.
        """
        with self._database.write() as connection:
            old = records.load(connection, record_id)
            if concerns is None:
                concerns, verdict = merge.settled(old.concerns, old.verdict, edited)
            else:
                verdict = "ready" if old.concerns and not concerns else old.verdict
            names = tuple(dict.fromkeys((*old.edited, *edited)))
            new = replace(old, contact=contact, edited=names, verdict=verdict, concerns=concerns)
            records.save(connection, record_id, new)
            remember(connection, record_id, "edited", ", ".join(edited))

    def set_note(self, record_id: int, note: Note) -> None:
        """Replace the note on a record."""
        with self._database.write() as connection:
            records.save(connection, record_id, replace(records.load(connection, record_id), note=note))
            remember(connection, record_id, "noted")

    def delete_record(self, record_id: int) -> tuple[str, ...]:
        """Erase a record, and return its crop and draft files, for the caller to remove; its photos stay done."""
        with self._database.write(wipe=True) as connection:
            records.load(connection, record_id)
            files = records.erase(connection, record_id)
            remember(connection, record_id, "deleted")
            return files

    def join(self, record_id: int, other: int, joined: Stored) -> None:
        """Let a record be all that it and `other` were; `other` is gone, and what belonged to it is the record's.

        Args:
            record_id: The record that stays.
            other: The same person's other record. Of letters that would stand twice, one must be gone or aside.
            joined: What the contact is now; notes and declarations of both come together here.
        """
        with self._database.write() as connection:
            joining.join(connection, record_id, other, joined)
            self.apart.follow(other, record_id)
            joining.end(connection, record_id, other)

    def declare(self, record_id: int, kind: Kind, declaration: Declaration | None) -> None:
        """Keep that a contact consented, objected or replied; None where that no longer holds."""
        with self._database.write() as connection:
            records.load(connection, record_id)
            standing.declare(connection, record_id, kind, declaration)
            remember(connection, record_id, kind if declaration else f"no-{kind}")

    def objectors(self) -> tuple[int, ...]:
        """List the numbers of the contacts who objected to being written to."""
        with self._database.read() as connection:
            return tuple(connection.scalars(select(t.record.c.id).where(t.record.c.objection.is_not(None))))

    def counts(self, event: str | None = None) -> Counts:
        """Count photos, contacts and drafts of an event, or all."""
        with self._database.read() as connection:
            marks, verdicts = photos.tally(connection, event), search.tally(connection, event)
            letters = drafts.tally(connection, event)
        read, failed, backs = (marks.get(status, 0) for status in ("read", "failed", "back"))
        return Counts(read, failed, backs, verdicts.get("ready", 0), verdicts.get("check", 0), letters)

    def check(self) -> None:
        """Look through the whole database; CardscanError where it is damaged."""
        with self._database.read() as connection:
            if not is_sound(connection):
                raise damaged(self.path)
            for _ in search.fetch(connection, search.find(connection, event=None, verdict=None, text=None, ids=None)):
                pass  # reading is the test


def _add(
    connection: Connection,
    reading: Reading,
    event: Event | None,
    files: Sequence[tuple[str, str]],
    *,
    note: Note,
    retake_of: int | None,
) -> int:
    if event is not None:
        put_event(connection, event)
    key = event.folder if event else None
    record, new = records.add(connection, reading, key, files, note=note, retake_of=retake_of)
    if new:
        remember(connection, record, "added" if retake_of is None else "met-again", key or "")
    return record
