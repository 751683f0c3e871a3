"""The journal: what the user did, with the rows that it changed, so that it can be undone; an undo is an action too.

An action's rows change in the one transaction that writes the action. Files follow after it, by `pending`: the action
says what each file held and is to hold, so that a run that was killed between the two is made good by the next.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from threading import local

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.exc import IntegrityError

from cardscan.errors import CardscanError, Conflict
from cardscan.messages import tr
from cardscan.store import actions as acts
from cardscan.store import rows
from cardscan.store import tables as t
from cardscan.store.actions import BY_ITSELF, Acting, Action, File, is_about, taken
from cardscan.store.codec import now, pack
from cardscan.store.database import Database


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
                acts.include(connection, current, records)
                yield current
                return
            doing = Acting(what, set(records), rows.take(connection, records))
            self._current.acting = doing
            try:
                yield doing
            finally:
                self._current.acting = None
            changes = rows.differences(doing.before, rows.take(connection, doing.records, doing.before))
            doing.action = acts.write(connection, doing, changes, undoes)

    def actions(self, records: Collection[int] | None = None, *, since: int = 0) -> tuple[Action, ...]:
        """List the actions, or those about any of these records, the oldest first; those after `since` only."""
        query = select(t.action).where(t.action.c.id > since).order_by(t.action.c.id)
        if records is not None:
            query = query.where(is_about(records))
        with self._database.read() as connection:
            return acts.actions(connection, query)

    def last(self, records: Collection[int] | None = None, *, redo: bool = False) -> Action | None:
        """Find what an undo would take back: the last thing the user did that stands; with `redo`, the last undo."""
        query = select(t.action).where(t.action.c.undone.is_(None), t.action.c.what.not_in(BY_ITSELF))
        query = query.where(t.action.c.what == "undo" if redo else t.action.c.undoes.is_(None))
        if records is not None:
            query = query.where(is_about(records))
        with self._database.read() as connection:
            return next(iter(acts.actions(connection, query.order_by(t.action.c.id.desc()).limit(1))), None)

    def action(self, number: int) -> Action:
        """Fetch an action; CardscanError where there is none of this number, or no more."""
        with self._database.read() as connection:
            for action in acts.actions(connection, select(t.action).where(t.action.c.id == number)):
                return action
        raise CardscanError(
            tr("There is no action number {number}, or it is too old to be undone", number=number),
            hint=tr("See the numbers with: cardscan undo --list"),
        )

    def files(self, number: int) -> tuple[File, ...]:
        """List the letters' files that an action wrote or removed."""
        with self._database.read() as connection:
            row = connection.execute(select(t.action).where(t.action.c.id == number)).one()
        before, after = taken(row.before), taken(row.after)
        return tuple(
            File(int(draft), after.paths[draft], acts.bytes_of(before.files[draft]), acts.bytes_of(after.files[draft]))
            for draft in after.files
        )

    def drafts(self, number: int) -> tuple[tuple[int, bool, bool], ...]:
        """List the letters whose rows an action changed: number, whether there was one before, and whether after."""
        with self._database.read() as connection:
            row = connection.execute(select(t.action).where(t.action.c.id == number)).one()
        olds, news = ({one["id"]: one for one in taken(side).rows.get("draft", ())} for side in (row.before, row.after))
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
        what = "redo" if action.what == "undo" else "undo"
        with self._database.write() as connection:
            row = connection.execute(select(t.action).where(t.action.c.id == number)).one()
            before, after = taken(row.before).rows, taken(row.after).rows
            if rows.changed_since(connection, before, after):
                raise self.conflict(action)
            with self.acting(what, action.records, undoes=number) as doing:
                try:
                    with connection.begin_nested():
                        rows.put_back(connection, before, after)
                except IntegrityError as error:
                    raise self.conflict(action) from error
                yield doing
            acts.tell(connection, action, undone=now())

    def pending(self) -> tuple[Action, ...]:
        """List the actions whose files do not follow yet."""
        waiting = select(t.action).where(text("pending = 1")).order_by(t.action.c.id)  # word for word as the index
        with self._database.read() as connection:
            if connection.exec_driver_sql("SELECT 1 FROM action WHERE pending = 1 LIMIT 1").first() is None:
                return ()
            return acts.actions(connection, waiting)

    def carried_out(self, number: int) -> None:
        """Note that the files follow."""
        with self._database.write() as connection:
            connection.execute(update(t.action).where(t.action.c.id == number).values(pending=0))

    def crops(self) -> set[str]:
        """List the card pictures, relative to the workspace, that an undo would need."""
        with self._database.read() as connection:
            sides = chain.from_iterable(
                connection.scalars(select(side).where(side.contains('"crop"')))
                for side in (t.action.c.before, t.action.c.after)
            )
            return rows.crops(taken(side).rows for side in sides)

    def has_before(self, moment: datetime) -> bool:
        """Tell whether there are actions that `expire` would forget."""
        with self._database.read() as connection:
            return connection.execute(select(t.action.c.id).where(_is_old(moment)).limit(1)).first() is not None

    def expire(self, before: datetime) -> int:
        """Forget actions of the time `before`, for good; answer how many. Their pictures are the caller's to sweep."""
        with self._database.write() as connection:
            numbers = connection.scalars(select(t.action.c.id).where(_is_old(before))).all()
        self._forget(numbers)
        return len(numbers)

    def erase(self, records: Collection[int]) -> tuple[str, ...]:
        """Erase, without a trace, all actions that tell anything of these records, or of those they were joined with.

        Returns:
            The card pictures, relative to the workspace, that those actions name: for the caller to remove those that
            no contact has.
        """
        with self._database.write(wipe=True) as connection:
            numbers = acts.about(connection, acts.family_of(connection, records))
            query = select(t.action.c.before, t.action.c.after).where(t.action.c.id.in_(numbers))
            crops = rows.crops(taken(side).rows for row in connection.execute(query) for side in row)
            self._forget(numbers)
        return tuple(sorted(crops))

    def rename_event(self, folder: str, new: str) -> None:
        """Let what was taken down follow an event's folder; call it in the transaction that renames the event."""
        with self._database.write() as connection:
            for row in connection.execute(select(t.action)).all():
                before, after = taken(row.before), taken(row.after)
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


def _is_old(before: datetime) -> ColumnElement[bool]:
    return (t.action.c.at < before.isoformat()) & (t.action.c.pending == 0)
