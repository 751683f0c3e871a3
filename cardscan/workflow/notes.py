"""Notes find their contacts, also those written after the photos were read; the drafts follow."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import reduce
from hashlib import sha256
from pathlib import PurePosixPath

from cardscan.files import write_atomic
from cardscan.model import Contact, Event, Note, Record
from cardscan.settings.notes import Notes
from cardscan.settings.workspace import Workspace
from cardscan.store.merge import add_note
from cardscan.store.store import Store
from cardscan.workflow.letters import Letters

Gathered = Sequence[tuple[Event | None, Notes]]


def find(notes: Notes, contact: Contact, photos: Iterable[str], *, alone: bool) -> Note:
    """Answer what was noted about the person of a card; `alone` says that no other card is in its photo."""
    return notes.find(
        photo_names=[PurePosixPath(photo).name for photo in photos],
        name=contact.name.full if contact.name else None,
        emails=[email.address for email in contact.emails],
        alone=alone,
    )


def carry(store: Store, letters: Letters | None, gathered: Gathered, workspace: Workspace, today: date) -> int:
    """Carry notes, events and settings that changed into records and drafts; count the drafts written anew.

    What the user changed in the store or in a draft's file is left alone. A fingerprint of all that letters are made
    of is kept beside the store, so that a run where nothing changed costs nothing here.
    """
    mark = workspace.hidden / "letters"
    fingerprint = _fingerprint(workspace, gathered, letters)
    if mark.is_file() and mark.read_bytes() == fingerprint:
        return 0
    renewed = 0
    jotted = _Jotted.of(store, gathered)
    for record in store.records():
        if jotted.knows(record):
            renewed += _carry_one(store, letters, record, jotted.note(record), today)
    if letters is None or not letters.problems:  # a broken template is tried again
        write_atomic(mark, fingerprint)
    return renewed


def _carry_one(store: Store, letters: Letters | None, record: Record, note: Note, today: date) -> int:
    renewed = 0
    with store.transaction():
        if note != record.note:
            store.set_note(record.id, note)
        if letters:
            record = replace(record, note=note)
            renewed = letters.renew(record)
            for event in record.events or (None,):
                renewed += letters.add(record, event, today)  # one that a broken template or a setting held back
    if letters:
        letters.settle(record.id)
    return renewed


@dataclass(frozen=True, slots=True)
class _Jotted:
    """The notes by event, and what is needed to find a record's in them."""

    notes: dict[str | None, Notes]
    events: dict[str, str | None]
    cards: Counter[str]

    @classmethod
    def of(cls, store: Store, gathered: Gathered) -> "_Jotted":
        notes: dict[str | None, Notes] = {}
        for event, found in gathered:
            key = event.folder if event else None
            notes[key] = Notes(notes[key].jottings + found.jottings if key in notes else found.jottings)
        events = {photo.path: photo.event for photo in store.photos()}
        return cls(notes, events, Counter(card.photo for record in store.records() for card in record.cards))

    def knows(self, record: Record) -> bool:
        """Tell whether this run looked at all the events where the contact was met."""
        return all(self.events.get(card.photo) in self.notes for card in record.cards)

    def note(self, record: Record) -> Note:
        """Answer the record's note as it should be; where nothing is noted any more, the old one is kept."""
        found: list[Note] = []
        for event in dict.fromkeys(self.events.get(card.photo) for card in record.cards):
            photos = [card.photo for card in record.cards if self.events.get(card.photo) == event]
            alone = all(self.cards[photo] == 1 for photo in photos)
            found.append(find(self.notes[event], record.contact, photos, alone=alone))
        note = reduce(add_note, found, Note())
        if note == Note():
            return record.note
        own = {part.name for part in fields(Note) if f"note.{part.name}" in record.edited}
        return replace(note, **{name: getattr(record.note, name) for name in own})


def _fingerprint(workspace: Workspace, gathered: Gathered, letters: Letters | None) -> bytes:
    parts = [repr(letters and letters.sender), *(repr(pair) for pair in gathered)]
    for path in sorted(workspace.templates.rglob("*.j2")) if letters else ():
        parts.append(f"{path} {sha256(path.read_bytes()).hexdigest()}")
    return sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest().encode()
