"""Notes find their contacts, also those written after the photos were read; the drafts follow."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import reduce
from hashlib import sha256
from pathlib import Path, PurePosixPath

from cardscan.files import write_atomic
from cardscan.messages import tr
from cardscan.model import Contact, Event, Note, Record
from cardscan.settings.notes import Jotting, Notes, join
from cardscan.settings.workspace import Workspace
from cardscan.store.merge import add_note
from cardscan.store.store import Store
from cardscan.workflow.letters import Letters

_BATCH = 500  # records that are held at a time

Gathered = Sequence[tuple[Event | None, Notes]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of it: how many drafts were written anew, and what is to be said of notes without a contact."""

    renewed: int = 0
    idle: tuple[str, ...] = ()


def find(notes: Notes, contact: Contact, photos: Iterable[str], *, alone: bool) -> tuple[Jotting, ...]:
    """Find what was noted about the person of a card; `alone` says that no other card is in its photo."""
    return notes.about(
        photo_names=[PurePosixPath(photo).name for photo in photos],
        name=contact.name.full if contact.name else None,
        emails=[email.address for email in contact.emails],
        alone=alone,
    )


def carry(store: Store, letters: Letters | None, gathered: Gathered, workspace: Workspace, today: date) -> Carried:
    """Carry notes, events and settings that changed into records and drafts.

    What the user changed in the store or in a draft's file is left alone. A fingerprint of all that letters are made
    of is kept beside the store, so that a run where nothing changed costs nothing here; `forget` it after an edit.
    """
    mark = _mark(workspace)
    if mark.is_file() and mark.read_bytes() == _fingerprint(workspace, store, gathered, letters):
        return Carried()
    jotted, written = _Jotted.of(store, gathered), store.drafts.statuses()
    if letters:
        letters.meet()
    renewed, numbers = 0, store.numbers()
    for start in range(0, len(numbers), _BATCH):
        for record in tuple(store.each(numbers[start : start + _BATCH])):  # read before anything of it is written
            note = jotted.note(record)
            if note != record.note or record.id in written or _meetings(record):  # else there is nothing to carry
                renewed += _carry_one(store, letters, record, note, today)
    if letters is None or not letters.problems:  # a broken template is tried again
        write_atomic(mark, _fingerprint(workspace, store, gathered, letters))
    return Carried(renewed, jotted.idle())


def forget(workspace: Workspace) -> None:
    """Have the next run carry notes and settings anew: a contact whose name was corrected may find its note."""
    _mark(workspace).unlink(missing_ok=True)


def _mark(workspace: Workspace) -> Path:
    return workspace.hidden / "letters"


def _carry_one(store: Store, letters: Letters | None, record: Record, note: Note, today: date) -> int:
    renewed = 0
    with store.transaction():
        if note != record.note:
            store.set_note(record.id, note)
        if letters:
            record = replace(record, note=note)
            renewed = letters.renew(record)
            for event in _meetings(record):
                renewed += letters.add(record, event, today)  # one that a broken template or a setting held back
    if letters:
        letters.settle(record.id)
    return renewed


def _meetings(record: Record) -> tuple[Event | None, ...]:
    """Answer where a contact was met, None for nowhere in particular; whoever is only imported was not met at all."""
    if record.origin == "import" and not record.cards:
        return ()
    return record.events or (None,)


@dataclass(frozen=True, slots=True)
class _Jotted:
    """The notes by event, and what is needed to find a record's in them; `used` grows with each that is found."""

    notes: dict[str | None, Notes]
    events: dict[str, str | None]
    cards: Counter[str]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, store: Store, gathered: Gathered) -> "_Jotted":
        notes: dict[str | None, Notes] = {}
        for event, found in gathered:
            key = event.folder if event else None
            before = notes.get(key, Notes())
            notes[key] = Notes(before.jottings + found.jottings, before.problems + found.problems)
        events = {photo.path: photo.event for photo in store.photos.find()}
        return cls(notes, events, Counter(store.photos.cards()))

    def note(self, record: Record) -> Note:
        """Answer the record's note as it should be; the old one where some of its notes could not be looked at.

        What an address book says of a contact, its groups too, does not come from notes and stays.
        """
        if not record.cards:
            return record.note
        events = list(dict.fromkeys(self.events.get(card.photo) for card in record.cards))
        if any(event not in self.notes for event in events):
            return record.note
        found = reduce(add_note, (self._noted(record, event) for event in events), Note())
        if found == Note() and any(self.notes[event].problems for event in events):
            return record.note
        own = {part.name for part in fields(Note) if f"note.{part.name}" in record.edited}
        own |= {"background", "groups"}
        return replace(found, **{name: getattr(record.note, name) for name in own})

    def idle(self) -> tuple[str, ...]:
        """Say of which notes no contact was found."""
        jottings = (jotting for notes in self.notes.values() for jotting in notes.jottings)
        return tuple(_idle(jotting) for jotting in jottings if jotting.where not in self.used)

    def _noted(self, record: Record, event: str | None) -> Note:
        photos = [card.photo for card in record.cards if self.events.get(card.photo) == event]
        alone = all(self.cards[photo] == 1 for photo in photos)
        found = find(self.notes[event], record.contact, photos, alone=alone)
        self.used.update(jotting.where for jotting in found)
        return join(found)


def _idle(jotting: Jotting) -> str:
    about = ", ".join(filter(None, (jotting.photo, jotting.name, jotting.email)))
    return tr("{where}: no contact was found for {about}", where=jotting.where, about=about)


def _fingerprint(workspace: Workspace, store: Store, gathered: Gathered, letters: Letters | None) -> bytes:
    parts = [store.fingerprint(), repr(letters and letters.made_of), *(repr(pair) for pair in gathered)]
    for path in sorted(workspace.templates.rglob("*.j2")) if letters else ():
        parts.append(f"{path} {_digest(path)}")
    return sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest().encode()


def _digest(path: Path) -> str:
    """Answer a template's digest; that it cannot be read is said when a letter needs it."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
