"""Which contact each card in an address book on a server belongs to, and what either side said when they agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cardscan.store import tables as t
from cardscan.store.codec import pack, unpack
from cardscan.store.database import Database

Facts = Mapping[str, str]
"""What a card says: `title` -> `Directora`, `phone:+34600000001` -> `mobile` ..."""


@dataclass(frozen=True, slots=True)
class RemoteCard:
    """A card on a server.

    `record` is None where its contact was deleted here; an empty `etag` says that the card is no longer there; `made`
    tells a card that cardscan laid there from one that it found. `mine` and `theirs` are the contact and the card when
    they last agreed.
    """

    href: str
    record: int | None
    uid: str
    etag: str
    made: bool = False
    mine: Facts = field(default_factory=dict)
    theirs: Facts = field(default_factory=dict)


class Remote:
    """The known cards of all servers; `target` names the address book by its address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cards(self, target: str) -> tuple[RemoteCard, ...]:
        """List the known cards of an address book."""
        query = select(t.remote).where(t.remote.c.target == target).order_by(t.remote.c.href)
        with self._database.read() as connection:
            return tuple(
                RemoteCard(
                    row.href,
                    row.record,
                    row.uid,
                    row.etag,
                    bool(row.made),
                    unpack(row.mine, dict[str, str]),
                    unpack(row.theirs, dict[str, str]),
                )
                for row in connection.execute(query)
            )

    def put(self, target: str, card: RemoteCard) -> None:
        """Keep what is known of a card; a contact has one card in an address book."""
        values = {
            "record": card.record,
            "uid": card.uid,
            "etag": card.etag,
            "made": int(card.made),
            "mine": pack(dict(card.mine)),
            "theirs": pack(dict(card.theirs)),
        }
        statement = upsert(t.remote).values(target=target, href=card.href, **values)
        with self._database.write() as connection:
            if card.record is not None:
                same = (t.remote.c.target == target) & (t.remote.c.record == card.record)
                connection.execute(delete(t.remote).where(same & (t.remote.c.href != card.href)))
            connection.execute(statement.on_conflict_do_update(index_elements=["target", "href"], set_=values))

    def forget(self, target: str, href: str) -> None:
        """Know nothing of a card any more."""
        with self._database.write(wipe=True) as connection:
            connection.execute(delete(t.remote).where((t.remote.c.target == target) & (t.remote.c.href == href)))
