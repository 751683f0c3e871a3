"""What was exported when: by a digest of each contact, so that a later export can take only what changed."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, text

from cardscan.model import Record
from cardscan.store import tables as t
from cardscan.store.codec import moment, now, pack
from cardscan.store.database import Database

# A contact that was erased while the file was written is passed over: its mark would be a trace of it.
_MARK = text(
    "INSERT INTO exported (record, target, digest, at) SELECT id, :target, :digest, :at FROM record WHERE id = :record "
    "ON CONFLICT (record, target) DO UPDATE SET digest = excluded.digest, at = excluded.at"
)


class Exported:
    """The marks in the store; `target` is where a contact went: a format, or a format and a folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def digests(self, target: str) -> dict[int, str]:
        """Answer what each contact was when it last went there."""
        query = select(t.exported.c.record, t.exported.c.digest).where(t.exported.c.target == target)
        with self._database.read() as connection:
            return {row.record: row.digest for row in connection.execute(query)}

    def of(self, record: int) -> tuple[tuple[str, datetime], ...]:
        """Answer where a contact went, and when last."""
        query = select(t.exported.c.target, t.exported.c.at).where(t.exported.c.record == record)
        with self._database.read() as connection:
            return tuple((row.target, moment(row.at)) for row in connection.execute(query))

    def mark(self, target: str, digests: Mapping[int, str]) -> None:
        """Note that contacts went there; call it when the file is safely in place."""
        rows = [
            {"target": target, "record": record, "digest": digest, "at": now()} for record, digest in digests.items()
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(_MARK, rows)


def digest(record: Record) -> str:
    """Sum up all of a contact that an export shows; when it was last touched does not count."""
    events = [(event.name, event.date, event.place) for event in record.events]
    crops = [card.crop for card in record.cards]
    parts = (record.contact, record.note, record.former, record.concerns, events, crops, record.uid)
    return sha256("\n".join(map(pack, parts)).encode()).hexdigest()
