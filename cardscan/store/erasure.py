"""Erase contacts so that no page of the database holds a trace of them."""

import time
from base64 import b64decode
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Draft
from cardscan.store import standing
from cardscan.store import tables as t
from cardscan.store.actions import JOINS
from cardscan.store.codec import pack, unpack
from cardscan.store.database import Database
from cardscan.store.journal import Journal

ERASED = ""
"""The path of a photo whose file is erased: its hash stays, so that a copy that comes back is not read."""

_PATIENCE = 5.0  # seconds to wait for others who read


class Erasure:
    """Takes contacts out of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def others_on(self, sha256: str, ids: Collection[int]) -> bool:
        """Tell whether a photo of this content shows cards of other contacts too."""
        query = select(t.card.c.id).join(t.photo).where(t.photo.c.sha256 == sha256, t.card.c.record.not_in(ids))
        with self._database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def repaint(self, sha256: str, painted: str) -> None:
        """Note that a photo's file has another content now."""
        with self._database.write() as connection:
            connection.execute(update(t.photo).where(t.photo.c.sha256 == sha256).values(sha256=painted))

    def forget_path(self, sha256: str) -> None:
        """Note that a photo is erased: where it was may tell who was on it."""
        with self._database.write() as connection:
            connection.execute(update(t.photo).where(t.photo.c.sha256 == sha256).values(path=ERASED))

    def count_remote(self, ids: Collection[int]) -> int:
        """Count the cards of these contacts in address books on servers."""
        query = select(func.count()).select_from(t.remote).where(t.remote.c.record.in_(ids))
        with self._database.read() as connection:
            return int(connection.scalar(query) or 0)

    def copies(self, record: int) -> tuple[tuple[str, str], ...]:
        """List where a contact was exported to, and when, and the address books on servers that it is in."""
        went = select(t.exported.c.target, t.exported.c.at).where(t.exported.c.record == record)
        lies = select(t.remote.c.target).where(t.remote.c.record == record)
        with self._database.read() as connection:
            exports = [(row.target, row.at) for row in connection.execute(went.order_by(t.exported.c.at))]
            return (*exports, *((target, "") for target in connection.scalars(lies.order_by(t.remote.c.target))))

    def erase(self, ids: Collection[int], names_them: Callable[[str | bytes], bool]) -> None:
        """Remove all rows about contacts, and what other rows say of them; call `scour` after it.

        Args:
            ids: Their numbers.
            names_them: Tells whether a text, or a letter's file, holds one of their names, addresses or numbers.
        """
        with self._database.write(wipe=True) as connection:
            present = connection.scalars(select(t.record.c.id).where(t.record.c.id.in_(ids))).all()
            everybody = {*ids, *_joined_with(connection, ids)}
            for record in present:
                standing.seal(connection, record)
            for draft, changed in list(_without(connection, everybody)):
                connection.execute(update(t.draft).where(t.draft.c.id == draft).values(draft=pack(changed)))
            Journal(self._database).erase(everybody)
            naming = list(_naming(connection, names_them))
            connection.execute(delete(t.action).where(t.action.c.id.in_(naming)))
            connection.execute(delete(t.history).where(t.history.c.record.in_(everybody)))
            connection.execute(delete(t.record).where(t.record.c.id.in_(present)))

    def scour(self) -> None:
        """Write the whole file anew: an index, a free page or the log may still hold what was erased.

        Raises:
            CardscanError: Another program is reading: as long as it does, the log cannot be emptied.
        """
        end = time.monotonic() + _PATIENCE
        self._database.remake()
        while not self._database.empty_log():
            if time.monotonic() > end:
                raise CardscanError(
                    tr("another cardscan is reading: its view of the database keeps what was erased alive"),
                    hint=tr("Close it and run the command again: it completes the erasure."),
                )
            time.sleep(0.05)


def _joined_with(connection: Connection, ids: Collection[int]) -> set[int]:
    """Answer the numbers, no contact's any more, under which the same people were known before they were joined."""
    known, waiting = set(ids), set(ids)
    gone = t.action_record.c.record.not_in(select(t.record.c.id)) & (t.action_record.c.role == "whose")
    while waiting:
        theirs = select(t.action_record.c.action).where(t.action_record.c.record.in_(waiting))
        joins = select(t.action.c.id).where(t.action.c.id.in_(theirs), t.action.c.what.in_(JOINS))
        found = connection.scalars(select(t.action_record.c.record).where(t.action_record.c.action.in_(joins), gone))
        waiting = set(found) - known
        known |= waiting
    return known


def _without(connection: Connection, ids: Collection[int]) -> Iterator[tuple[int, Draft]]:
    """Yield other people's drafts that suggest an introduction to one of these, without it."""
    query = select(t.draft.c.id, t.draft.c.draft).where(t.draft.c.record.not_in(ids))
    for row in connection.execute(query):
        draft = unpack(row.draft, Draft)
        kept = tuple(one for one in draft.suggestions if one.record not in ids)
        if kept != draft.suggestions:
            yield row.id, replace(draft, suggestions=kept)


def _naming(connection: Connection, names_them: Callable[[str | bytes], bool]) -> Iterator[int]:
    """Yield the actions about others whose snapshots of rows or letters name these people."""
    for row in connection.execute(select(t.action.c.id, t.action.c.before, t.action.c.after)).all():
        if any(names_them(text) for side in (row.before, row.after) for text in (side, *_letters(side))):
            yield row.id


def _letters(side: str) -> Iterator[bytes]:
    for data in (msgspec.json.decode(side).get("files") or {}).values():
        if data is not None:
            yield b64decode(data)
