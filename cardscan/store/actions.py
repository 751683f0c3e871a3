"""Actions as the database holds them: what was done, to whom, and what to put back."""

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, exists, insert, select, update

from cardscan.store import rows
from cardscan.store import tables as t
from cardscan.store.codec import moment, now, pack
from cardscan.store.history import remember
from cardscan.store.rows import Rows

BY_ITSELF = frozenset({"recognised", "silenced"})
"""What the program did without being told: it can be undone, but not by an undo that names nothing."""

JOINS = ("merged", "recognised")
"""The actions that make two contacts one."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done: `what` is a stable word; `undoes` is the action that it took back, if it did."""

    id: int
    at: datetime
    what: str
    records: tuple[int, ...]
    undone: bool = False
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A letter's file that an action writes or removes: what it held `before`, and `after`; None is no file."""

    draft: int
    path: str
    before: bytes | None
    after: bytes | None


@dataclass(slots=True)
class Acting:
    """An action that is under way: the contacts it is about, their rows `before`, and the `files` that follow after it.

    `action` is its number when the block has ended; None where nothing changed.
    """

    what: str
    records: set[int]
    before: Rows
    files: dict[int, File] = field(default_factory=dict)
    action: int | None = None


class Taken(msgspec.Struct):
    """Half of an action as the database holds it: rows, and the content of letters' files as base64."""

    rows: Rows = {}
    files: dict[str, str | None] = {}
    paths: dict[str, str] = {}


def include(connection: Connection, doing: Acting, records: Collection[int]) -> None:
    """Have an action be about more contacts, which it has not changed yet."""
    rows.add(doing.before, rows.take(connection, set(records) - doing.records))
    doing.records.update(records)


def write(connection: Connection, doing: Acting, changes: tuple[Rows, Rows], undoes: int | None) -> int | None:
    """Write an action with all whom it tells of; answer its number, or None where nothing changed."""
    if not any(changes) and not doing.files:
        return None
    paths = {str(file.draft): file.path for file in doing.files.values()}
    befores = {str(file.draft): text_of(file.before) for file in doing.files.values()}
    afters = {str(file.draft): text_of(file.after) for file in doing.files.values()}
    values: dict[str, Any] = {
        "at": now(),
        "what": doing.what,
        "before": pack(Taken(changes[0], befores, paths)),
        "after": pack(Taken(changes[1], afters, paths)),
        "undoes": undoes,
        "pending": int(bool(doing.files)),
    }
    number: int = connection.execute(insert(t.action).values(values).returning(t.action.c.id)).scalar_one()
    named = rows.mentioned(changes[0]) | rows.mentioned(changes[1])
    roles = dict.fromkeys(named, "named") | dict.fromkeys(doing.records, "whose")
    connection.execute(
        insert(t.action_record), [{"action": number, "record": one, "role": role} for one, role in roles.items()]
    )
    return number


def tell(connection: Connection, action: Action, undone: str) -> None:
    """Note that an action is undone; what it had undone stands again, and so on. The contacts' histories tell of it."""
    number, state = action.id, undone
    while number is not None:
        row = update(t.action).where(t.action.c.id == number)
        number = connection.scalar(row.values(undone=state or None).returning(t.action.c.undoes))
        state = "" if state else undone
    there = select(t.record.c.id).where(t.record.c.id.in_(action.records))
    for record in connection.scalars(there).all():
        remember(connection, record, "redone" if action.what == "undo" else "undone", action.what)


def actions(connection: Connection, query: Select[Any]) -> tuple[Action, ...]:
    """Read the actions that a query selects, in its order."""
    found = connection.execute(query).all()
    whose: defaultdict[int, list[int]] = defaultdict(list)
    roles = select(t.action_record).where(t.action_record.c.role == "whose").order_by(t.action_record.c.record)
    if len(found) == 1:
        roles = roles.where(t.action_record.c.action == found[0].id)
    for row in connection.execute(roles) if found else ():
        whose[row.action].append(row.record)
    return tuple(
        Action(row.id, moment(row.at), row.what, tuple(whose[row.id]), row.undone is not None, row.undoes)
        for row in found
    )


def is_about(records: Collection[int]) -> ColumnElement[bool]:
    """Ask for actions about any of these records."""
    theirs = t.action_record.c.record.in_(records) & (t.action_record.c.action == t.action.c.id)
    return exists().where(theirs, t.action_record.c.role == "whose")


def about(connection: Connection, records: Collection[int]) -> list[int]:
    """List the actions that tell anything of these records."""
    query = select(t.action_record.c.action).where(t.action_record.c.record.in_(records)).distinct()
    return list(connection.scalars(query))


def family_of(connection: Connection, records: Collection[int]) -> set[int]:
    """Add to records those that were ever joined with them: what is told of these is told of those."""
    family: set[int] = set()
    grown = set(records)
    while grown != family:
        family = grown
        joins = select(t.action.c.id).where(t.action.c.what.in_(JOINS), t.action.c.id.in_(about(connection, family)))
        theirs = select(t.action_record.c.record).where(
            t.action_record.c.action.in_(joins), t.action_record.c.role == "whose"
        )
        grown = family | set(connection.scalars(theirs))
    return family


def taken(text: str) -> Taken:
    """Read half of an action."""
    return msgspec.json.decode(text, type=Taken)


def text_of(data: bytes | None) -> str | None:
    """Write a file's content as JSON takes it."""
    return None if data is None else b64encode(data).decode()


def bytes_of(text: str | None) -> bytes | None:
    """Read a file's content again."""
    return None if text is None else b64decode(text)
