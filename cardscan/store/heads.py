"""What a list of contacts shows of each, read without the rest: thousands in a fraction of a second."""

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from cardscan.folding import fold
from cardscan.model import Contact, Note, Verdict
from cardscan.store import tables as t
from cardscan.store.codec import unpack
from cardscan.store.database import Database
from cardscan.store.glimpse import Name, Value, batches

_VERSIONS = "SELECT id, version FROM record"
_MARKS = "SELECT id, version || ' ' || updated FROM record"
_LETTERS = "SELECT id, record, event, substr(status, 1, instr(status || ' ', ' ') - 1), version FROM draft ORDER BY id"
_MEETINGS = """SELECT meeting.record, meeting.event FROM meeting JOIN event ON event.folder = meeting.event
ORDER BY meeting.record, event.date, event.folder"""
_PICTURED = "SELECT DISTINCT record FROM card WHERE crop <> ''"
_EXPORTED = "SELECT DISTINCT record FROM exported"


@dataclass(frozen=True, slots=True)
class Head:
    """A contact in a list; `concerns` counts the fields to look at, `language` is the one to write in."""

    id: int
    version: int
    name: str
    company: str
    title: str
    language: str
    verdict: Verdict
    concerns: int
    tags: tuple[str, ...]
    objected: bool
    origin: str


class Letter(NamedTuple):
    """A draft in a list: whose it is, of which event, and how far it came."""

    id: int
    record: int
    event: str | None
    status: str
    version: int


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the database: `versions` of all contacts, `heads` of those that changed, and what belongs to them."""

    versions: dict[int, int]
    heads: dict[int, Head]
    letters: tuple[Letter, ...]
    meetings: tuple[tuple[int, str], ...]
    pictured: frozenset[int]
    exported: frozenset[int]


class Person(NamedTuple):
    """Who a contact is: what letters to others need to know."""

    id: int
    contact: Contact
    note: Note
    objected: bool


class Heads:
    """The heads of a database's contacts, and who they are, without the rest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, known: dict[int, int]) -> Look:
        """Look at all contacts at one moment; heads are read of those alone whose version is not the `known` one."""
        with self._database.read() as connection:
            versions: dict[int, int] = dict(_rows(connection, _VERSIONS))
            changed = [number for number, version in versions.items() if known.get(number) != version]
            return Look(
                versions,
                {head.id: head for head in _heads(connection, changed)},
                tuple(map(Letter._make, _rows(connection, _LETTERS))),
                tuple(_rows(connection, _MEETINGS)),
                frozenset(row[0] for row in _rows(connection, _PICTURED)),
                frozenset(row[0] for row in _rows(connection, _EXPORTED)),
            )

    def marks(self) -> dict[int, str]:
        """Answer a mark for each contact that is another one when the contact changes."""
        with self._database.read() as connection:
            return dict(_rows(connection, _MARKS))

    def fingerprint(self) -> str:
        """Answer a hash of what the cards say of all contacts; notes and letters are no part of it."""
        known = sha256()
        with self._database.read() as connection:
            for row in _rows(connection, "SELECT id, contact FROM record ORDER BY id"):
                known.update(f"{row[0]} {row[1]}\n".encode("utf-8", "backslashreplace"))
        return known.hexdigest()

    def people(self, numbers: Collection[int]) -> Iterator[Person]:
        """Yield who the contacts of these numbers are; those that are gone are left out."""
        columns = [t.record.c[name] for name in ("id", "contact", "note", "objection")]
        with self._database.read() as connection:
            for batch in batches(numbers):
                for row in connection.execute(select(*columns).where(t.record.c.id.in_(batch))):
                    yield Person(row[0], unpack(row[1], Contact), unpack(row[2], Note), row[3] is not None)

    def of_firm(self, company: str) -> list[int]:
        """List the numbers of the contacts of a firm, by its name but for case and accents."""
        if not (firm := fold(company)):
            return []
        with self._database.read() as connection:
            return list(connection.scalars(select(t.record.c.id).where(t.record.c.company == firm)))

    @property
    def is_certain(self) -> bool:
        """Whether what is read now lasts; in an open transaction it may be taken back."""
        return not self._database.is_writing


class Watch:
    """Tells whether anybody, in this process or another, wrote to a database since."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def count(self) -> int:
        """Answer a number that changes with every write (`data_version`, sqlite.org/pragma.html)."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@dataclass(frozen=True)
class _Contact:
    """The part of `model.Contact` that a list shows; the rest of its JSON is passed over."""

    language: str | None = None
    name: Name | None = None
    title: Value | None = None
    company: Value | None = None


_COLUMNS = "SELECT id, version, verdict, origin, contact, concerns, note, objection IS NOT NULL FROM record"


def _heads(connection: Connection, ids: Collection[int]) -> Iterator[Head]:
    for batch in batches(ids):
        for row in _rows(connection, f"{_COLUMNS} WHERE id IN ({','.join(map(str, batch))})"):
            yield _head(row)


def _head(row: tuple[Any, ...]) -> Head:
    number, version, verdict, origin, packed, concerns, said, objected = row
    contact, note = unpack(packed, _Contact), unpack(said, Note)
    return Head(
        number,
        version,
        contact.name.full if contact.name else "",
        contact.company.value if contact.company else "",
        contact.title.value if contact.title else "",
        note.language or contact.language or "",
        verdict,
        len(unpack(concerns, tuple[dict[str, str], ...])),
        note.tags,
        bool(objected),
        origin,
    )


def _rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    """Ask the driver itself: of tens of thousands of rows, most of the time would go into making them handsome."""
    cursor = connection.connection.cursor()
    try:
        rows: list[tuple[Any, ...]] = cursor.execute(query).fetchall()
        return rows
    finally:
        cursor.close()
