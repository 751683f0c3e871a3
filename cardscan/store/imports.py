"""Contacts that come from an address book: without cards and meetings, until one is met."""

from sqlalchemy import select, update

from cardscan.model import Contact, Former, Note
from cardscan.store import records, standing
from cardscan.store import tables as t
from cardscan.store.codec import now, pack
from cardscan.store.database import Database
from cardscan.store.history import remember


class Imports:
    """Takes contacts of address books into a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, contact: Contact, note: Note, uid: str = "") -> int:
        """Store a contact that nobody met yet, under the name that the book knows it by; return its number.

        Who objected before, under whatever number, is known again.
        """
        stored = records.Stored(contact, (), "ready", (), note)
        with self._database.write() as connection:
            number = records.create(connection, stored, origin="import", uid=uid)
            standing.recall(connection, number)
            remember(connection, number, "imported")
            return number

    def complete(self, number: int, contact: Contact, former: tuple[Former, ...], note: Note, uid: str = "") -> None:
        """Keep what a book adds to a contact; its name in the book too, unless it has one already."""
        with self._database.write() as connection:
            row = t.record.c.id == number
            values = {"contact": pack(contact), "former": pack(former), "note": pack(note), "updated": now()}
            connection.execute(update(t.record).where(row).values(values | records.keys(contact)))
            connection.execute(update(t.record).where(row, t.record.c.uid == "").values(uid=uid))
            remember(connection, number, "completed")

    def by_uid(self) -> dict[str, int]:
        """Answer the contacts that address books know, by the names that these have for them."""
        with self._database.read() as connection:
            rows = connection.execute(select(t.record.c.uid, t.record.c.id).where(t.record.c.uid != ""))
            return {row[0]: row[1] for row in rows}
