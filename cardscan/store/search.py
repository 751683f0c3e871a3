"""Find records and put them together: which ones, then all that belongs to them, some hundreds at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select

from cardscan.model import (
    Concern,
    Contact,
    Declaration,
    Event,
    Former,
    Note,
    Quad,
    Record,
    StoredCard,
    TextLine,
    Verdict,
)
from cardscan.store import finder
from cardscan.store import tables as t
from cardscan.store.codec import moment, unpack
from cardscan.store.events import event_of

_FOLDED = frozenset({"name", "company", "email", "phone", "words"})
_BEYOND = 2**63  # no number that SQLite knows; people may type it
_BATCH = 500  # records; SQLite takes up to 32766 values in one statement


def find(
    connection: Connection,
    *,
    event: str | None,
    verdict: Verdict | None,
    text: str | None,
    ids: Collection[int] | None,
) -> list[int]:
    """Find the numbers of the records that fit all that is given, in ascending order."""
    query = select(t.record.c.id).order_by(t.record.c.id)
    if event is not None:
        query = query.where(t.record.c.id.in_(select(t.meeting.c.record).where(t.meeting.c.event == event)))
    if verdict is not None:
        query = query.where(t.record.c.verdict == verdict)
    if ids is not None and len(ids) <= _BATCH:
        query = query.where(t.record.c.id.in_([number for number in ids if number < _BEYOND]))
    found = connection.scalars(query)
    wanted = None if ids is None else frozenset(ids)
    if text and text.strip():
        fitting = frozenset(finder.find(connection, text))
        wanted = fitting if wanted is None else wanted & fitting
    return [record for record in found if wanted is None or record in wanted]


def fetch(connection: Connection, ids: Sequence[int], *, lines: bool = True) -> Iterator[Record]:
    """Yield the records of these numbers, in this order; those that are gone are left out.

    Without `lines`, what was read on the cards is left out, which is most of what there is to fetch.
    """
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = {row.id: row for row in connection.execute(_columns(lines).where(t.record.c.id.in_(batch)))}
        events, cards = _events(connection, batch), _cards(connection, batch)
        for record in batch:
            if record in rows:
                yield _record(rows[record], events[record], cards[record])


def tally(connection: Connection, event: str | None) -> dict[str, int]:
    """Count the records by verdict."""
    query = select(t.record.c.verdict, func.count()).group_by(t.record.c.verdict)
    if event is not None:
        query = query.where(t.record.c.id.in_(select(t.meeting.c.record).where(t.meeting.c.event == event)))
    return {row[0]: row[1] for row in connection.execute(query)}


def _columns(lines: bool) -> Any:  # a Select of two tables' columns
    columns = [column for column in t.record.c if column.name not in _FOLDED]
    if not lines:
        return select(*columns, literal("").label("lines"))
    return select(*columns, t.reading.c.lines).outerjoin(t.reading)


def _events(connection: Connection, ids: Sequence[int]) -> dict[int, list[Event]]:
    query = select(t.meeting.c.record, t.event).join(t.event).where(t.meeting.c.record.in_(ids))
    found: dict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(query.order_by(t.event.c.date, t.event.c.folder)):
        found[row.record].append(event_of(row))
    return found


def _cards(connection: Connection, ids: Sequence[int]) -> dict[int, list[StoredCard]]:
    query = select(t.card, t.photo.c.path, t.photo.c.sha256).join(t.photo).where(t.card.c.record.in_(ids))
    found: dict[int, list[StoredCard]] = defaultdict(list)
    for row in connection.execute(query.order_by(t.card.c.record, t.card.c.side)):
        found[row.record].append(_card(row))
    return found


def _card(row: Row[Any]) -> StoredCard:
    taken = row.taken and moment(row.taken)
    corners: Any = Quad  # a type alias, which type checkers do not take for a type
    return StoredCard(row.path, row.sha256, row.page, row.idx, row.side, taken, unpack(row.corners, corners), row.crop)


def _record(row: Row[Any], events: Sequence[Event], cards: Sequence[StoredCard]) -> Record:
    return Record(
        id=row.id,
        contact=unpack(row.contact, Contact),
        verdict=row.verdict,
        concerns=unpack(row.concerns, tuple[Concern, ...]),
        events=tuple(events),
        note=unpack(row.note, Note),
        cards=tuple(cards),
        lines=unpack(row.lines, tuple[TextLine, ...]) if row.lines else (),
        edited=unpack(row.edited, tuple[str, ...]),
        created=moment(row.created),
        updated=moment(row.updated),
        consent=unpack(row.consent, Declaration) if row.consent else None,
        objection=unpack(row.objection, Declaration) if row.objection else None,
        reply=unpack(row.reply, Declaration) if row.reply else None,
        former=unpack(row.former, tuple[Former, ...]),
        origin=row.origin,
        uid=row.uid,
        version=row.version,
    )
