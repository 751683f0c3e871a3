"""Contacts one a line, as lists and tables show them: 20,000 in well under a second."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, not_, or_, select

from cardscan.folding import fold
from cardscan.model import Note, PhoneType, Verdict
from cardscan.store import tables as t
from cardscan.store.codec import unpack
from cardscan.store.database import Database
from cardscan.store.glimpse import Name, Value, batches

_MANY = 5000  # of these on, all rows are read rather than asked for


@dataclass(frozen=True, slots=True)
class Entry:
    """A contact on one line; `unmet` says that only an address book knows it. What it lacks is empty."""

    id: int
    verdict: Verdict
    name: str
    company: str
    email: str
    phone: str
    events: tuple[str, ...]
    unmet: bool


@dataclass(frozen=True)
class _Email:
    address: str = ""


@dataclass(frozen=True)
class _Phone:
    number: str = ""
    type: PhoneType | None = None


@dataclass(frozen=True)
class _Contact:
    """The part of `model.Contact` that a line shows; the rest of its JSON is passed over."""

    name: Name | None = None
    company: Value | None = None
    emails: tuple[_Email, ...] = ()
    phones: tuple[_Phone, ...] = ()


class Listing:
    """Reads the contacts of a database for lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, numbers: Collection[int]) -> tuple[Entry, ...]:
        """Answer the contacts of these numbers, in this order; those that are gone are left out."""
        with self._database.read() as connection:
            found = {entry.id: entry for entry in _entries(connection, list(numbers))}
        return tuple(found[number] for number in numbers if number in found)

    def unmet(self) -> frozenset[int]:
        """Answer the contacts that only an address book knows: they have no card."""
        with self._database.read() as connection:
            return _unmet(connection)

    def notes(self) -> Iterator[tuple[int, Note]]:
        """Yield the note on each contact that has one, with the contact's number."""
        query = select(t.record.c.id, t.record.c.note).where(
            not_(t.record.c.note.startswith('{"note":"","promised":""'))
        )
        with self._database.read() as connection:
            for row in connection.execute(query):
                yield row.id, unpack(row.note, Note)

    def tagged(self, folded: str) -> frozenset[int]:
        """Answer the contacts that have a tag, or are in a group; `folded` is without accents and capitals."""
        some = or_(t.record.c.note.contains('"tags":["'), t.record.c.note.contains('"groups":["'))
        query = select(t.record.c.id, t.record.c.note).where(some)
        with self._database.read() as connection:
            rows = connection.execute(query)
            notes = ((row.id, unpack(row.note, Note)) for row in rows)
            return frozenset(number for number, note in notes if folded in map(fold, (*note.tags, *note.groups)))


def _entries(connection: Connection, numbers: list[int]) -> Iterator[Entry]:
    columns = (t.record.c.id, t.record.c.verdict, t.record.c.contact)
    events, unmet = _events(connection), _unmet(connection)
    wanted, every = frozenset(numbers), select(*columns)
    few = (every.where(t.record.c.id.in_(batch)) for batch in batches(wanted))
    for query in few if len(wanted) < _MANY else [every]:
        for row in connection.execute(query):
            if row.id in wanted:
                yield _entry(row.id, row.verdict, row.contact, tuple(events[row.id]), unmet=row.id in unmet)


def _entry(number: int, verdict: Verdict, packed: str, events: tuple[str, ...], *, unmet: bool) -> Entry:
    contact = unpack(packed, _Contact)
    mobile = next((phone for phone in contact.phones if phone.type == "mobile"), next(iter(contact.phones), _Phone()))
    return Entry(
        number,
        verdict,
        contact.name.full if contact.name else "",
        contact.company.value if contact.company else "",
        contact.emails[0].address if contact.emails else "",
        mobile.number,
        events,
        unmet,
    )


def _events(connection: Connection) -> defaultdict[int, list[str]]:
    query = select(t.meeting.c.record, t.event.c.name).join(t.event).order_by(t.event.c.date, t.event.c.folder)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.record].append(row.name)
    return found


def _unmet(connection: Connection) -> frozenset[int]:
    met = select(t.card.c.record)
    return frozenset(
        connection.scalars(select(t.record.c.id).where(t.record.c.origin == "import", t.record.c.id.not_in(met)))
    )
