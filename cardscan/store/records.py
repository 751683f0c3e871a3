"""Records in the store: a contact with its cards, meetings, note and lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.folding import digits, fold
from cardscan.model import Code, Concern, Contact, Former, Note, Reading, Side, TextLine, Verdict
from cardscan.store import merge, photos, standing
from cardscan.store import tables as t
from cardscan.store.codec import now, pack, unpack
from cardscan.store.trouble import no_contact


@dataclass(frozen=True, slots=True)
class Stored:
    """The part of a record that changes when another card or an edit comes."""

    contact: Contact
    edited: tuple[str, ...]
    verdict: Verdict
    concerns: tuple[Concern, ...]
    note: Note
    former: tuple[Former, ...] = ()


def add(
    connection: Connection,
    reading: Reading,
    event: str | None,
    files: Sequence[tuple[str, str]],
    *,
    note: Note,
    retake_of: int | None,
) -> tuple[int, bool]:
    """Store a reading as a new record; `files` are (photo, crop) of each side.

    A better photo of a card that the record `retake_of` has replaces what was read before.

    Returns:
        The record's number, and whether the card is new: one that is there already changes nothing.
    """
    rows = [
        photos.photo_id(connection, side.sha256, event, photo)
        for side, (photo, _) in zip(reading.sides, files, strict=True)
    ]
    done = _record_of(connection, rows, reading.sides)
    if done is not None:
        return done, False
    record = _create(connection, reading, note) if retake_of is None else retake_of
    first_side = 0 if retake_of is None else _retake(connection, record, reading, note)
    crops = [crop for _, crop in files]
    for number, (row, side, crop) in enumerate(zip(rows, reading.sides, crops, strict=True), first_side):
        _add_card(connection, record, row, side, number=number, crop=crop)
    if event is not None:
        connection.execute(upsert(t.meeting).values(record=record, event=event).on_conflict_do_nothing())
    standing.recall(connection, record)
    return record, True


def load(connection: Connection, record: int) -> Stored:
    """Load the changing part of a record; CardscanError where there is none of this number."""
    row = connection.execute(select(t.record).where(t.record.c.id == record)).first()
    if row is None:
        raise no_contact(record)
    return Stored(
        unpack(row.contact, Contact),
        unpack(row.edited, tuple[str, ...]),
        row.verdict,
        unpack(row.concerns, tuple[Concern, ...]),
        unpack(row.note, Note),
        unpack(row.former, tuple[Former, ...]),
    )


def save(connection: Connection, record: int, stored: Stored) -> None:
    """Write the changing part of a record."""
    connection.execute(update(t.record).where(t.record.c.id == record).values(_columns(stored)))


def erase(connection: Connection, record: int) -> tuple[str, ...]:
    """Remove all rows of a record and name the files that hold its crops and drafts; the photos stay marked."""
    files = [
        *connection.scalars(select(t.card.c.crop).where(t.card.c.record == record)),
        *connection.scalars(select(t.draft.c.file).where(or_(t.draft.c.record == record, t.draft.c.about == record))),
    ]
    connection.execute(delete(t.history).where(t.history.c.record == record))
    connection.execute(delete(t.record).where(t.record.c.id == record))
    return tuple(dict.fromkeys(filter(None, files)))


def read_lines(connection: Connection, record: int) -> tuple[TextLine, ...]:
    """Read the lines of all sides of the record's cards."""
    text = connection.scalar(select(t.reading.c.lines).where(t.reading.c.record == record))
    return unpack(text, tuple[TextLine, ...]) if text else ()


def read_codes(connection: Connection, record: int) -> tuple[Code, ...]:
    """Read the codes of all sides of the record's cards."""
    text = connection.scalar(select(t.reading.c.codes).where(t.reading.c.record == record))
    return unpack(text, tuple[Code, ...]) if text else ()


def count_lines(connection: Connection, record: int) -> int:
    """Count the lines of all sides of the record's cards."""
    counted = select(func.json_array_length(t.reading.c.lines)).where(t.reading.c.record == record)
    return connection.scalar(counted) or 0


def contacts(connection: Connection) -> Iterator[tuple[int, Contact]]:
    """Yield the number and the contact of every record."""
    for row in connection.execute(select(t.record.c.id, t.record.c.contact).order_by(t.record.c.id)):
        yield row.id, unpack(row.contact, Contact)


def fingerprint(connection: Connection) -> str:
    """Answer a hash of all that is known about the contacts; it changes when any of them does."""
    columns = ("id", "contact", "note", "concerns", "consent", "objection")
    query = select(*(t.record.c[name] for name in columns)).order_by(t.record.c.id)
    known = sha256()
    for row in connection.execute(query):
        known.update(repr(tuple(row)).encode("utf-8", "backslashreplace"))
    return known.hexdigest()


def _record_of(connection: Connection, rows: Sequence[int], sides: Sequence[Side]) -> int | None:
    """Find the record that one of these sides is already stored with."""
    for row, side in zip(rows, sides, strict=True):
        same = (t.card.c.photo == row) & (t.card.c.page == side.page) & (t.card.c.idx == side.index)
        found = connection.scalar(select(t.card.c.record).where(same))
        if found is not None:
            return int(found)
    return None


def _create(connection: Connection, reading: Reading, note: Note) -> int:
    stored = Stored(reading.contact, (), reading.verdict, reading.concerns, note)
    return create(connection, stored, reading.lines, reading.codes)


def create(
    connection: Connection,
    stored: Stored,
    lines: Sequence[TextLine] = (),
    codes: Sequence[Code] = (),
    *,
    origin: str = "card",
    uid: str = "",
) -> int:
    """Insert a record with what was read for it, and return its number."""
    # `status` was meant for the user's approval in the first schema; letters have one now, contacts do not.
    fresh = {"created": now(), "uid": uid, "origin": origin, "words": "", "version": 0, "status": "new"}
    values = _columns(stored) | fresh
    record: int = connection.execute(insert(t.record).values(values).returning(t.record.c.id)).scalar_one()
    connection.execute(insert(t.reading).values(record=record, lines=pack(lines), codes=pack(codes)))
    return record


def _retake(connection: Connection, record: int, reading: Reading, note: Note) -> int:
    """Let a better photo of its card replace what was read for a record; return the number of the first new side."""
    stored = load(connection, record)
    shift, first = lengthen(connection, record, reading.lines, reading.codes)
    save(connection, record, replace(_replaced(stored, reading, shift), note=merge.add_note(stored.note, note)))
    return first


def lengthen(connection: Connection, record: int, lines: Sequence[TextLine], codes: Sequence[Code]) -> tuple[int, int]:
    """Add another card's lines and codes to a record's; return how many lines and sides came before it."""
    last = select(func.max(t.card.c.side)).where(t.card.c.record == record).scalar_subquery()
    columns = (t.reading.c.lines, t.reading.c.codes, func.json_array_length(t.reading.c.lines).label("before"), last)
    own = connection.execute(select(*columns).where(t.reading.c.record == record)).one()
    first = 0 if own[3] is None else own[3] + 1
    more = tuple(replace(line, side=line.side + first) for line in lines)
    more_codes = tuple(replace(code, side=code.side + first) for code in codes)
    longer = {"lines": _longer(own.lines, pack(more)), "codes": _longer(own.codes, pack(more_codes))}
    connection.execute(update(t.reading).where(t.reading.c.record == record).values(longer))
    return own.before, first


def _longer(own: str, more: str) -> str:
    """Join two JSON lists; what was read on all the cards before is not taken apart for it."""
    return f"{own[:-1]},{more[1:]}" if len(own) > 2 and len(more) > 2 else max(own, more, key=len)


def _replaced(stored: Stored, reading: Reading, shift: int) -> Stored:
    contact = merge.retaken(stored.contact, reading.contact, stored.edited, shift)
    concerns, verdict = merge.settled(reading.concerns, reading.verdict, stored.edited)
    return replace(stored, contact=contact, verdict=verdict, concerns=concerns)


def _add_card(connection: Connection, record: int, photo: int, side: Side, *, number: int, crop: str) -> None:
    taken = side.taken and side.taken.isoformat()
    values = {"record": record, "photo": photo, "page": side.page, "idx": side.index, "side": number, "taken": taken}
    connection.execute(insert(t.card).values(**values, corners=pack(side.corners), crop=crop))


def _columns(stored: Stored) -> dict[str, Any]:
    """Answer the changing part of a record as its row has it."""
    return {
        "contact": pack(stored.contact),
        "edited": pack(stored.edited),
        "verdict": stored.verdict,
        "concerns": pack(stored.concerns),
        "note": pack(stored.note),
        "former": pack(stored.former),
        "updated": now(),
        **keys(stored.contact),
    }


def keys(contact: Contact) -> dict[str, str]:
    """Fold what a person types into a search box."""
    name = contact.name
    names = (name.full, name.given, name.family) if name else ()
    phones = (digits(text) for phone in contact.phones for text in (phone.number, phone.raw))
    return {
        "name": fold(" ".join(filter(None, names))),
        "company": fold(contact.company.value) if contact.company else "",
        "email": " ".join(email.address.casefold() for email in contact.emails),
        "phone": " ".join(dict.fromkeys(phones)),
    }
