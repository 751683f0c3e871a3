"""What contacts declared: that they consent, object, or replied; who objected is known again after an erasure."""

from collections.abc import Iterator
from hashlib import sha256
from hmac import new
from typing import Literal

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.folding import fold
from cardscan.model import Contact, Declaration
from cardscan.store import tables as t
from cardscan.store.codec import pack, unpack

Kind = Literal["consent", "objection", "reply"]


def declare(connection: Connection, record: int, kind: Kind, declaration: Declaration | None) -> None:
    """Keep what a contact declared, or that it no longer holds (None)."""
    packed = pack(declaration) if declaration else None
    connection.execute(update(t.record).where(t.record.c.id == record).values({kind: packed}))
    if kind == "objection":
        contact = _contact(connection, record)
        keys = list(_keys(connection, contact))
        connection.execute(delete(t.objector).where(t.objector.c.key.in_([*keys, *_plain_keys(contact)])))
        if packed and keys:
            connection.execute(upsert(t.objector).values([{"key": key, "objection": packed} for key in keys]))


def recall(connection: Connection, record: int) -> None:
    """Note that a contact objected before, if it did: under another number, which may have been erased since."""
    if connection.scalar(select(t.objector.c.key).limit(1)) is None:
        return
    known = t.objector.c.key.in_(_all_keys(connection, record))
    objection = connection.scalar(select(t.objector.c.objection).where(known).limit(1))
    if objection is not None:
        same = (t.record.c.id == record) & t.record.c.objection.is_(None)
        connection.execute(update(t.record).where(same).values(objection=objection))


def seal(connection: Connection, record: int) -> None:
    """Before a contact is erased: leave of its objection the hashes and the day; how it came may name the person."""
    packed = connection.scalar(select(t.record.c.objection).where(t.record.c.id == record))
    if packed is None:
        return
    bare, contact = pack(Declaration(unpack(packed, Declaration).on)), _contact(connection, record)
    connection.execute(update(t.objector).where(t.objector.c.key.in_(_plain_keys(contact))).values(objection=bare))
    for key in _keys(connection, contact):
        row = upsert(t.objector).values(key=key, objection=bare)
        connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"objection": bare}))


def _contact(connection: Connection, record: int) -> Contact:
    return unpack(connection.execute(select(t.record.c.contact).where(t.record.c.id == record)).scalar_one(), Contact)


def _all_keys(connection: Connection, record: int) -> list[str]:
    contact = _contact(connection, record)
    return [*_keys(connection, contact), *_plain_keys(contact)]


def _keys(connection: Connection, contact: Contact) -> Iterator[str]:
    """Answer the hashes that a contact is known by again: they tell that it is the same one, and not whose it is.

    A name alone would be too little, and so would a switchboard's number: only both together are.
    """
    salt = bytes.fromhex(connection.execute(select(t.salt.c.value)).scalar_one())
    name = fold(contact.name.full) if contact.name else ""
    phones = [phone.number for phone in contact.phones if phone.valid] if name else []
    texts = [*(email.address.casefold() for email in contact.emails), *(f"{number} {name}" for number in phones)]
    for text in texts:
        yield new(salt, text.encode("utf-8", "backslashreplace"), "sha256").hexdigest()


def _plain_keys(contact: Contact) -> Iterator[str]:
    """Answer the hashes as databases without a salt had them: they cannot be salted later, so both are looked for."""
    for email in contact.emails:
        yield sha256(f"cardscan objector {email.address.casefold()}".encode("utf-8", "backslashreplace")).hexdigest()
