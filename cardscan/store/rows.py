"""The rows of some records across all tables: taken down, held against each other, put back as they were."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, update
from sqlalchemy.exc import IntegrityError

from cardscan.model import Draft
from cardscan.store import tables as t
from cardscan.store import tails
from cardscan.store.codec import now, unpack
from cardscan.store.drafts import settled
from cardscan.store.events import know_event

Values = dict[str, Any]
Rows = dict[str, list[Values]]
"""Rows by table, each as its columns; of a row that merely changed only its key and the columns that did."""

_Change = tuple[Values | None, Values | None]
"""A row before and after; None where there was none."""

_BATCH = 500  # numbers; SQLite takes up to 32766 values in one statement


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a table's rows are told apart (`key`), and whose they are (`of`; empty: all rows are looked at).

    `unkept` columns are never taken down; `loose` ones may change meanwhile: they are put back only with a whole row.
    `derived` ones follow from the others. Of those that `grow`, merely what follows where they part is taken down. What
    others may change at any time is `soft`: it is put back where it is as it was left, and else left alone. `lasting`
    rows are never taken away again: what happened did happen.
    """

    table: Table
    key: tuple[str, ...]
    of: tuple[str, ...]
    unkept: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    grow: frozenset[str] = frozenset()
    soft: bool = False
    lasting: bool = False


_ID, _OFTEN = frozenset({"id"}), frozenset({"version", "updated"})
_SEARCHED = frozenset({"name", "company", "email", "phone", "words"})
_KINDS = (  # those that others refer to come first
    _Kind(t.record, ("id",), ("id",), loose=_OFTEN, derived=_SEARCHED),
    _Kind(t.reading, ("record",), ("record",), grow=frozenset({"lines", "codes"})),
    _Kind(t.card, ("photo", "page", "idx"), ("record",), unkept=_ID),
    _Kind(t.meeting, ("record", "event"), ("record",)),
    _Kind(t.draft, ("id",), ("record", "about"), loose=_OFTEN | {"file"}, derived=frozenset({"sha256"})),
    _Kind(t.apart, ("one", "other"), ("one", "other"), loose=frozenset({"at"})),
    _Kind(t.objector, ("key",), ()),
    _Kind(t.exported, ("record", "target"), ("record",), soft=True),
    _Kind(t.remote, ("target", "href"), ("record",), soft=True),
    _Kind(t.history, ("id", "at", "what"), ("record",), soft=True, lasting=True),
)


def take(connection: Connection, records: Collection[int], also: Rows | None = None) -> Rows:
    """Take down all rows of these records, and those with the keys of `also`, whosever they are now."""
    found: Rows = {}
    for kind in _KINDS:
        rows = {_key(kind, row): row for row in _theirs(connection, kind, records)}
        for known in (also or {}).get(kind.table.name, ()):
            key = _key(kind, known)
            if key not in rows and (row := _fetch(connection, kind, known)) is not None:
                rows[key] = row
        found[kind.table.name] = list(rows.values())
    return found


def add(taken: Rows, more: Rows) -> None:
    """Add rows that were taken down later to those that were before; what is there already stays."""
    for kind in _KINDS:
        there = taken.setdefault(kind.table.name, [])
        known = {_key(kind, row) for row in there}
        there += [row for row in more.get(kind.table.name, ()) if _key(kind, row) not in known]


def differences(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """Answer what of two takings differs: whole rows where they came or went, else the columns that changed."""
    old_rows: Rows = {}
    new_rows: Rows = {}
    for kind in _KINDS:
        name = kind.table.name
        olds = {_key(kind, row): row for row in before.get(name, ())}
        news = {_key(kind, row): row for row in after.get(name, ())}
        for key in dict.fromkeys((*olds, *news)):
            old, new = _narrowed(kind, olds.get(key), news.get(key))
            if old is not None:
                old_rows.setdefault(name, []).append(old)
            if new is not None:
                new_rows.setdefault(name, []).append(new)
    return old_rows, new_rows


def changed_since(connection: Connection, before: Rows, after: Rows) -> tuple[str, ...]:
    """Name the tables in which a row is no longer as `after` says; of those that came and went, in which it is."""
    return tuple(
        kind.table.name
        for kind in _KINDS
        if not kind.soft and any(not _is_as(connection, kind, old, new) for old, new in _pairs(kind, before, after))
    )


def put_back(connection: Connection, before: Rows, after: Rows) -> None:
    """Make rows that are as `after` says what they were `before`.

    Records go last: what belonged to one may belong to another now, and would go with it.
    """
    pairs = [(kind, list(_pairs(kind, before, after))) for kind in _KINDS]
    for kind, changes in reversed(pairs[1:]):
        _take_away(connection, kind, changes)
    for kind, changes in pairs:
        _restore_all(connection, kind, changes)
    _take_away(connection, *pairs[0])


def mentioned(rows: Rows) -> set[int]:
    """List the records that these rows are about: also those that a letter speaks of or suggests."""
    found: set[int] = set()
    for kind in _KINDS:
        for row in rows.get(kind.table.name, ()):
            found.update(row[name] for name in kind.of if row.get(name) is not None)
            if kind.table is t.draft and "draft" in row:
                letter = unpack(row["draft"], Draft)
                found.update(one.record for one in letter.suggestions if one.record is not None)
    return found


def _theirs(connection: Connection, kind: _Kind, records: Collection[int]) -> Iterator[Values]:
    if not kind.of:
        yield from _read(connection, kind)
        return
    numbers = sorted(records)
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        places = ",".join("?" * len(batch))
        theirs = " OR ".join(f"{name} IN ({places})" for name in kind.of)
        yield from _read(connection, kind, theirs, batch * len(kind.of))


def _fetch(connection: Connection, kind: _Kind, row: Values) -> Values | None:
    same = " AND ".join(f"{name} = ?" for name in kind.key)
    return next(_read(connection, kind, same, [row[name] for name in kind.key]), None)


def _read(connection: Connection, kind: _Kind, where: str = "1", values: Sequence[Any] = ()) -> Iterator[Values]:
    """Ask the driver itself: each card of a known person asks all these tables twice, for a row or two in each."""
    names = [column.name for column in kind.table.c if column.name not in kind.unkept]
    listed = ", ".join(f'"{name}"' for name in names)
    query = f"SELECT {listed} FROM {kind.table.name} WHERE {where}"  # noqa: S608  # names of tables and columns alone
    for row in connection.exec_driver_sql(query, tuple(values)).all():
        found = dict(zip(names, row, strict=True))
        if kind.table is t.draft:  # whether its file is written yet is no part of what somebody did
            found["status"] = settled(found["status"])
        yield found


def _narrowed(kind: _Kind, old: Values | None, new: Values | None) -> tuple[Values | None, Values | None]:
    """Leave of a row that changed its key and what changed; nothing where all that did is loose."""
    if old is None or new is None:
        return old, None if old is None and kind.lasting else new
    names = [name for name in old if old[name] != new[name]]
    if all(name in kind.loose | kind.derived for name in names):
        return None, None
    if kind.table is t.draft:
        names.append("status")  # a letter that was approved since is no longer to be reworded
    kept = dict.fromkeys((*kind.key, *names))
    before, after = {name: old[name] for name in kept}, {name: new[name] for name in kept}
    for name in kind.grow & kept.keys():
        before[name], after[name] = tails.part(old[name], new[name])
    return before, after


def _pairs(kind: _Kind, before: Rows, after: Rows) -> Iterator[_Change]:
    olds = {_key(kind, row): row for row in before.get(kind.table.name, ())}
    news = {_key(kind, row): row for row in after.get(kind.table.name, ())}
    for key in dict.fromkeys((*olds, *news)):
        yield olds.get(key), news.get(key)


def _is_as(connection: Connection, kind: _Kind, old: Values | None, new: Values | None) -> bool:
    """Tell whether a row is as it was left: gone, or with these values in all columns that matter."""
    live = _fetch(connection, kind, new or old or {})
    if new is None or live is None:
        return live is None and new is None
    return all(tails.is_as(live[name], value) for name, value in new.items() if name not in kind.loose | kind.derived)


def _take_away(connection: Connection, kind: _Kind, changes: Sequence[_Change]) -> None:
    """Remove the rows that came, unless they are lasting."""
    for old, new in changes:
        if old is not None or new is None or kind.lasting:
            continue
        if not kind.soft or _is_as(connection, kind, None, new):
            connection.execute(delete(kind.table).where(_same(kind, new)))


def _restore_all(connection: Connection, kind: _Kind, changes: Sequence[_Change]) -> None:
    """Put rows back one by one; one whose place another still has (two letters of one meeting) waits for its turn.

    Raises:
        IntegrityError: The place of one is taken for good.
    """
    waiting = [(old, new) for old, new in changes if old is not None]
    waiting = [one for one in waiting if not kind.soft or _is_as(connection, kind, *one)]
    while waiting:
        late: list[tuple[Values, Values | None]] = []
        for old, new in waiting:
            try:
                with connection.begin_nested():
                    _restore(connection, kind, old, new)
            except IntegrityError:
                late.append((old, new))
                if len(late) == len(waiting):
                    raise
        waiting = late


def _restore(connection: Connection, kind: _Kind, old: Values, new: Values | None) -> None:
    if kind.table in (t.meeting, t.draft):
        know_event(connection, old.get("event"))
    if new is not None:
        values = {
            name: tails.whole(kind.table.c[name], value)
            for name, value in old.items()
            if name not in (*kind.key, *kind.loose)
        }
        connection.execute(update(kind.table).where(_same(kind, new)).values(values | _stamp(kind)))
        return
    grown = {"version": old["version"] + 1} if "version" in old else {}
    values = {name: value for name, value in old.items() if not (kind.lasting and name == "id")}  # it may be taken
    connection.execute(insert(kind.table).values(values | grown | _stamp(kind)))


def _stamp(kind: _Kind) -> dict[str, str]:
    return {"updated": now()} if "updated" in kind.loose else {}


def _key(kind: _Kind, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in kind.key)


def _same(kind: _Kind, row: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(kind.table.c[name] == row[name] for name in kind.key))


def rename_event(rows: Rows, folder: str, new: str) -> bool:
    """Let rows that were taken down follow an event's folder; tell whether any did."""
    theirs = [row for name in ("meeting", "draft") for row in rows.get(name, ()) if row.get("event") == folder]
    for row in theirs:
        row["event"] = new
    return bool(theirs)


def crops(rows: Iterable[Rows]) -> set[str]:
    """List the card pictures that rows name."""
    return {row["crop"] for one in rows for row in one.get("card", ()) if row.get("crop")}
