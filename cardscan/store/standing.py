"""What contacts declared: that they consent, object, or replied; who objected is known again after an erasure."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.model import Contact, Declaration
from cardscan.store import tables as t
from cardscan.store.codec import pack, unpack

Kind = Literal["consent", "objection", "reply"]


def declare(connection: Connection, record: int, kind: Kind, declaration: Declaration | None) -> None:
    """Keep what a contact declared, or that it no longer holds (None)."""
    packed = pack(declaration) if declaration else None
    connection.execute(update(t.record).where(t.record.c.id == record).values({kind: packed}))
    if kind == "objection":
        keys = list(_keys(_contact(connection, record)))
        connection.execute(delete(t.objector).where(t.objector.c.key.in_(keys)))
        if packed and keys:
            connection.execute(upsert(t.objector).values([{"key": key, "objection": packed} for key in keys]))


def recall(connection: Connection, record: int) -> None:
    """Note that a contact objected before, if it did: under another number, which may have been erased since."""
    keys = list(_keys(_contact(connection, record)))
    objection = connection.scalar(select(t.objector.c.objection).where(t.objector.c.key.in_(keys)).limit(1))
    if objection is not None:
        same = (t.record.c.id == record) & t.record.c.objection.is_(None)
        connection.execute(update(t.record).where(same).values(objection=objection))


def _contact(connection: Connection, record: int) -> Contact:
    return unpack(connection.execute(select(t.record.c.contact).where(t.record.c.id == record)).scalar_one(), Contact)


def _keys(contact: Contact) -> Iterator[str]:
    """Answer the hashes of a contact's addresses: they tell that it is the same one, and not whose it is."""
    for email in contact.emails:
        yield sha256(f"cardscan objector {email.address.casefold()}".encode()).hexdigest()
