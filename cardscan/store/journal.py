"""The journal: what the user did, with the rows that it changed, so that it can be undone; an undo is an action too.

An action's rows change in the one transaction that writes the action. Files follow after it, by `pending`: the action
says what each file held and is to hold, so that a run that was killed between the two is made good by the next.
"""

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import local
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from cardscan.errors import CardscanError, Conflict
from cardscan.messages import tr
from cardscan.store import records as stored_records
from cardscan.store import rows
from cardscan.store import tables as t
from cardscan.store.codec import moment, now, pack
from cardscan.store.database import Database
from cardscan.store.rows import Rows

BY_ITSELF = frozenset({"recognised"})
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


class _Taken(msgspec.Struct):
    """Half of an action as the database holds it: rows, and the content of letters' files as base64."""

    rows: Rows = {}
    files: dict[str, str | None] = {}
    paths: dict[str, str] = {}


class Journal:
    """The actions of one workspace, the oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._current = local()

    @contextmanager
    def acting(self, what: str, records: Collection[int], *, undoes: int | None = None) -> Iterator[Acting]:
        """Let what the block does to these records be one action, in one transaction; a block within it is part of it.

        Args:
            what: A stable word, such as `edited`.
            records: The contacts that it may change, with their cards, meetings, letters and all.
            undoes: The action that it takes back.
        """
        with self._database.write() as connection:
            current: Acting | None = getattr(self._current, "acting", None)
            if current is not None:
                _include(connection, current, records)
                yield current
                return
            doing = Acting(what, set(records), rows.take(connection, records))
            self._current.acting = doing
            try:
                yield doing
            finally:
                self._current.acting = None
            changes = rows.differences(doing.before, rows.take(connection, doing.records, doing.before))
            doing.action = _write(connection, doing, changes, undoes)

    def actions(self, records: Collection[int] | None = None, *, since: int = 0) -> tuple[Action, ...]:
        """List the actions, or those about any of these records, the oldest first; those after `since` only."""
        query = select(t.action).where(t.action.c.id > since).order_by(t.action.c.id)
        if records is not None:
            query = query.where(_is_about(records))
        with self._database.read() as connection:
            return _actions(connection, query)

    def last(self, records: Collection[int] | None = None, *, redo: bool = False) -> Action | None:
        """Find what an undo would take back: the last thing the user did that stands; with `redo`, the last undo."""
        query = select(t.action).where(t.action.c.undone.is_(None), t.action.c.what.not_in(BY_ITSELF))
        query = query.where(t.action.c.undoes.is_not(None) if redo else t.action.c.undoes.is_(None))
        if records is not None:
            query = query.where(_is_about(records))
        with self._database.read() as connection:
            return next(iter(_actions(connection, query.order_by(t.action.c.id.desc()).limit(1))), None)

    def action(self, number: int) -> Action:
        """Fetch an action; CardscanError where there is none of this number, or no more."""
        with self._database.read() as connection:
            for action in _actions(connection, select(t.action).where(t.action.c.id == number)):
                return action
        raise CardscanError(
            tr("There is no action number {number}, or it is too old to be undone", number=number),
            hint=tr("See the numbers with: cardscan undo --list"),
        )

    def files(self, number: int) -> tuple[File, ...]:
        """List the letters' files that an action wrote or removed."""
        with self._database.read() as connection:
            row = connection.execute(select(t.action).where(t.action.c.id == number)).one()
        before, after = _taken(row.before), _taken(row.after)
        return tuple(
            File(int(draft), after.paths[draft], _bytes(before.files[draft]), _bytes(after.files[draft]))
            for draft in after.files
        )

    def drafts(self, number: int) -> tuple[tuple[int, bool, bool], ...]:
        """List the letters whose rows an action changed: number, whether there was one before, and whether after."""
        with self._database.read() as connection:
            row = connection.execute(select(t.action).where(t.action.c.id == number)).one()
        olds, news = (
            {one["id"]: one for one in _taken(side).rows.get("draft", ())} for side in (row.before, row.after)
        )
        return tuple(
            (draft, draft in olds, draft in news)
            for draft in dict.fromkeys((*olds, *news))
            if draft not in olds or draft not in news or "draft" in olds[draft]
        )

    @contextmanager
    def undoing(self, number: int) -> Iterator[Acting]:
        """Put back the rows that an action changed, as an action of its own, which the block completes with the files.

        Raises:
            Conflict: The rows are no longer as the action left them: it says what came after. Nothing is changed.
            CardscanError: There is no such action, or it was undone already.
        """
        action = self.action(number)
        if action.undone:
            raise CardscanError(tr("Action {number} is undone already", number=number))
        what = "undo" if action.undoes is None else "redo"
        with self._database.write() as connection:
            row = connection.execute(select(t.action).where(t.action.c.id == number)).one()
            before, after = _taken(row.before).rows, _taken(row.after).rows
            if rows.changed_since(connection, before, after):
                raise self.conflict(action)
            with self.acting(what, action.records, undoes=number) as doing:
                try:
                    with connection.begin_nested():
                        rows.put_back(connection, before, after)
                except IntegrityError as error:
                    raise self.conflict(action) from error
                yield doing
            _tell(connection, action, undone=now())

    def pending(self) -> tuple[Action, ...]:
        """List the actions whose files do not follow yet."""
        with self._database.read() as connection:
            return _actions(connection, select(t.action).where(t.action.c.pending == 1).order_by(t.action.c.id))

    def carried_out(self, number: int) -> None:
        """Note that the files follow."""
        with self._database.write() as connection:
            connection.execute(update(t.action).where(t.action.c.id == number).values(pending=0))

    def crops(self) -> set[str]:
        """List the card pictures, relative to the workspace, that an undo would need."""
        with self._database.read() as connection:
            found = connection.execute(select(t.action.c.before, t.action.c.after)).all()
        return rows.crops(_taken(side).rows for row in found for side in row if '"crop"' in side)

    def expire(self, before: datetime) -> int:
        """Forget actions of the time `before`, for good; answer how many. Their pictures are the caller's to sweep."""
        with self._database.write() as connection:
            old = (t.action.c.at < before.isoformat()) & (t.action.c.pending == 0)
            numbers = connection.scalars(select(t.action.c.id).where(old)).all()
        self._forget(numbers)
        return len(numbers)

    def erase(self, records: Collection[int]) -> tuple[str, ...]:
        """Erase, without a trace, all actions that tell anything of these records, or of those they were joined with.

        Returns:
            The card pictures, relative to the workspace, that those actions name: for the caller to remove those that
            no contact has.
        """
        with self._database.write(wipe=True) as connection:
            numbers = _about(connection, _family(connection, records))
            query = select(t.action.c.before, t.action.c.after).where(t.action.c.id.in_(numbers))
            crops = rows.crops(_taken(side).rows for row in connection.execute(query) for side in row)
            self._forget(numbers)
        return tuple(sorted(crops))

    def rename_event(self, folder: str, new: str) -> None:
        """Let what was taken down follow an event's folder; call it in the transaction that renames the event."""
        with self._database.write() as connection:
            for row in connection.execute(select(t.action)).all():
                before, after = _taken(row.before), _taken(row.after)
                follows = [rows.rename_event(side.rows, folder, new) for side in (before, after)]
                if any(follows):
                    values = {"before": pack(before), "after": pack(after)}
                    connection.execute(update(t.action).where(t.action.c.id == row.id).values(values))

    def _forget(self, numbers: Collection[int]) -> None:
        with self._database.write(wipe=bool(numbers)) as connection:
            for number in numbers:
                connection.execute(delete(t.action_record).where(t.action_record.c.action == number))
                connection.execute(delete(t.action).where(t.action.c.id == number))

    def conflict(self, action: Action) -> Conflict:
        """Say why an action cannot be undone: what came after it, where that is known."""
        later = [one for one in self.actions(action.records, since=action.id) if not one.undone and one.undoes is None]
        if later:
            hint = tr("Undo that first: cardscan undo {number}", number=later[-1].id)
            what = tr("action {number} ({what}) came after it", number=later[-1].id, what=later[-1].what)
        else:
            hint, what = tr("Correct it by hand: cardscan edit"), tr("a contact or a letter of it has changed since")
        return Conflict(tr("Action {number} cannot be undone: {what}", number=action.id, what=what), hint=hint)


def _include(connection: Connection, doing: Acting, records: Collection[int]) -> None:
    """Have an action be about more contacts, which it has not changed yet."""
    rows.add(doing.before, rows.take(connection, set(records) - doing.records))
    doing.records.update(records)


def _write(connection: Connection, doing: Acting, changes: tuple[Rows, Rows], undoes: int | None) -> int | None:
    """Write an action with all whom it tells of; answer its number, or None where nothing changed."""
    if not any(changes) and not doing.files:
        return None
    paths = {str(file.draft): file.path for file in doing.files.values()}
    befores = {str(file.draft): _text(file.before) for file in doing.files.values()}
    afters = {str(file.draft): _text(file.after) for file in doing.files.values()}
    values: dict[str, Any] = {
        "at": now(),
        "what": doing.what,
        "before": pack(_Taken(changes[0], befores, paths)),
        "after": pack(_Taken(changes[1], afters, paths)),
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


def _tell(connection: Connection, action: Action, undone: str) -> None:
    """Note that an action is undone; what it had undone itself stands again. The contacts' histories tell of it."""
    connection.execute(update(t.action).where(t.action.c.id == action.id).values(undone=undone))
    connection.execute(update(t.action).where(t.action.c.id == action.undoes).values(undone=None))
    there = select(t.record.c.id).where(t.record.c.id.in_(action.records))
    for record in connection.scalars(there).all():
        stored_records.remember(connection, record, "undone" if action.undoes is None else "redone", action.what)


def _actions(connection: Connection, query: Select[Any]) -> tuple[Action, ...]:
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


def _is_about(records: Collection[int]) -> ColumnElement[bool]:
    theirs = t.action_record.c.record.in_(records) & (t.action_record.c.action == t.action.c.id)
    return exists().where(theirs, t.action_record.c.role == "whose")


def _about(connection: Connection, records: Collection[int]) -> list[int]:
    query = select(t.action_record.c.action).where(t.action_record.c.record.in_(records)).distinct()
    return list(connection.scalars(query))


def _family(connection: Connection, records: Collection[int]) -> set[int]:
    """Add to records those that were ever joined with them: what is told of these is told of those."""
    family: set[int] = set()
    grown = set(records)
    while grown != family:
        family = grown
        joins = select(t.action.c.id).where(t.action.c.what.in_(JOINS), t.action.c.id.in_(_about(connection, family)))
        theirs = select(t.action_record.c.record).where(
            t.action_record.c.action.in_(joins), t.action_record.c.role == "whose"
        )
        grown = family | set(connection.scalars(theirs))
    return family


def _taken(text: str) -> _Taken:
    return msgspec.json.decode(text, type=_Taken)


def _text(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
