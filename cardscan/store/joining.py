"""Two records of one person become one: all that belonged to either belongs to the one that stays."""

from dataclasses import replace

from sqlalchemy import Connection, Row, Table, delete, exists, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.model import Declaration
from cardscan.store import merge, records, standing
from cardscan.store import tables as t
from cardscan.store.codec import pack, unpack
from cardscan.store.history import remember
from cardscan.store.records import Stored


def join(connection: Connection, keep: int, other: int, joined: Stored) -> None:
    """Write what the contact is now, and let cards, meetings, letters and all the rest of `other` be its own."""
    note = merge.add_note(records.load(connection, keep).note, records.load(connection, other).note)
    _move_cards(connection, keep, other)
    records.save(connection, keep, replace(joined, note=note))
    _move_meetings(connection, keep, other)
    _move_letters(connection, keep, other)
    for table in (t.exported, t.remote):
        _move_unless_there(connection, table, keep, other)
    connection.execute(update(t.history).where(t.history.c.record == other).values(record=keep))
    _declare(connection, keep, other)


def end(connection: Connection, keep: int, other: int) -> None:
    """Remove the record that went up in another, when nothing belongs to it any more."""
    connection.execute(delete(t.record).where(t.record.c.id == other))
    remember(connection, keep, "merged", str(other))


def _move_cards(connection: Connection, keep: int, other: int) -> None:
    """Let the other's sides, with their lines, come after those that are there."""
    lines, codes = records.read_lines(connection, other), records.read_codes(connection, other)
    _, first = records.lengthen(connection, keep, lines, codes)
    moved = {"record": keep, "side": t.card.c.side + first}
    connection.execute(update(t.card).where(t.card.c.record == other).values(moved))


def _move_meetings(connection: Connection, keep: int, other: int) -> None:
    theirs = select(literal(keep), t.meeting.c.event).where(t.meeting.c.record == other)
    connection.execute(upsert(t.meeting).from_select(["record", "event"], theirs).on_conflict_do_nothing())


def _move_letters(connection: Connection, keep: int, other: int) -> None:
    for column in (t.draft.c.record, t.draft.c.about):
        connection.execute(update(t.draft).where(column == other).values({column: keep}))


def _move_unless_there(connection: Connection, table: Table, keep: int, other: int) -> None:
    """Let what is known of an export or of an address book be of the record, which has one place in each."""
    own = table.alias()
    there = exists().where(own.c.record == keep, own.c.target == table.c.target)
    connection.execute(update(table).where(table.c.record == other, ~there).values(record=keep))


def _declare(connection: Connection, keep: int, other: int) -> None:
    """Keep what either declared: the first objection, the last consent and reply; and what is known of where from."""
    both = connection.execute(select(t.record).where(t.record.c.id.in_((keep, other)))).all()
    own, theirs = sorted(both, key=lambda row: row.id != keep)
    first = {"uid": own.uid or theirs.uid, "created": min(own.created, theirs.created)}
    origin = "card" if "card" in (own.origin, theirs.origin) else own.origin
    said = {kind: _said(own, theirs, kind) for kind in ("consent", "reply")}
    connection.execute(update(t.record).where(t.record.c.id == keep).values(first | said | {"origin": origin}))
    objections = [unpack(row.objection, Declaration) for row in (own, theirs) if row.objection]
    if objections:
        standing.declare(connection, keep, "objection", min(objections, key=lambda one: one.on))


def _said(own: Row[tuple[object, ...]], theirs: Row[tuple[object, ...]], kind: str) -> str | None:
    found = [unpack(text, Declaration) for row in (own, theirs) if (text := getattr(row, kind))]
    return pack(max(found, key=lambda one: one.on)) if found else None
