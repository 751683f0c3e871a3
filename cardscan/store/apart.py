"""Pairs of contacts that look like one person and, as the user said, are two."""

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.store import tables as t
from cardscan.store.codec import now
from cardscan.store.database import Database


class Apart:
    """The pairs of one workspace, the lower number first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pairs(self) -> frozenset[tuple[int, int]]:
        """List all pairs."""
        with self._database.read() as connection:
            return frozenset((row.one, row.other) for row in connection.execute(select(t.apart)))

    def keep(self, one: int, other: int) -> None:
        """Remember that two contacts are two people."""
        first, second = sorted((one, other))
        with self._database.write() as connection:
            row = upsert(t.apart).values(one=first, other=second, at=now())
            connection.execute(row.on_conflict_do_nothing())

    def forget(self, one: int, other: int) -> None:
        """Let two contacts be asked about again."""
        first, second = sorted((one, other))
        with self._database.write() as connection:
            connection.execute(delete(t.apart).where(t.apart.c.one == first, t.apart.c.other == second))

    def follow(self, other: int, keep: int) -> None:
        """Let whom `other` is kept apart from be kept apart from `keep`, as which it is known now."""
        with self._database.write() as connection:
            theirs = or_(t.apart.c.one == other, t.apart.c.other == other)
            if not (found := connection.execute(select(t.apart).where(theirs)).all()):
                return
            connection.execute(delete(t.apart).where(theirs))
            for row in found:
                third = row.other if row.one == other else row.one
                if third != keep:
                    first, second = sorted((keep, third))
                    pair = upsert(t.apart).values(one=first, other=second, at=row.at)
                    connection.execute(pair.on_conflict_do_nothing())
