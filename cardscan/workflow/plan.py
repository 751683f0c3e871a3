"""What is to be read: hashes held against the store. Deciding is apart from doing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.errors import PhotoError
from cardscan.imaging.load import sha256_of, taken
from cardscan.model import Event, Failure
from cardscan.settings.event import load_event
from cardscan.settings.notes import Notes, load_notes
from cardscan.store.photos import StoredPhoto
from cardscan.store.store import Store
from cardscan.workflow.photos import Gathering


@dataclass(frozen=True, slots=True)
class Item:
    """A photo that is to be read, and the event it belongs to."""

    path: Path
    sha256: str
    event: Event | None
    notes: Notes

    @property
    def key(self) -> tuple[str, str | None]:
        """What the store knows the photo by."""
        return self.sha256, self.event.folder if self.event else None


@dataclass(slots=True)
class Plan:
    """What a run will do: photos to read, photos that are done, and what failed before or fails now."""

    items: list[Item] = field(default_factory=list)
    done: int = 0
    failed_before: list[Failure] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    events: list[tuple[Event | None, Notes]] = field(default_factory=list)


def make_plan(store: Store, gatherings: Sequence[Gathering], *, retry: bool) -> Plan:
    """Decide which photos are to be read: not what is done already, nor (without `retry`) what failed before."""
    plan = Plan()
    known = {(photo.sha256, photo.event): photo for photo in store.photos()}
    planned: set[tuple[str, str | None]] = set()
    for gathering in gatherings:
        event, notes = _event(gathering), load_notes(gathering.folder)
        plan.events.append((event, notes))
        for path in gathering.photos:
            try:
                item = Item(path, sha256_of(path), event, notes)
            except PhotoError as error:
                plan.failures.append(Failure(path, error.code, error.message, error.hint))
                continue
            if item.key in planned:
                plan.done += 1  # the same content under another name
            elif _decide(plan, item, known.get(item.key), retry=retry):
                planned.add(item.key)
                plan.items.append(item)
    return plan


def _decide(plan: Plan, item: Item, before: StoredPhoto | None, *, retry: bool) -> bool:
    """Tell whether the photo is to be read; otherwise count why not."""
    if before is None or before.status == "pending" or (before.status == "failed" and retry):
        return True
    if before.status == "failed":
        plan.failed_before.append(Failure(item.path, before.code, before.message, before.hint, item.sha256))
    else:
        plan.done += 1
    return False


def _event(gathering: Gathering) -> Event | None:
    """Tell the folder's event; the photos are asked for their time only where nothing else tells the day."""
    if gathering.event is None:
        return None
    event = load_event(gathering.folder, key=gathering.event)
    if event.date is not None:
        return event
    times = [when for path in gathering.photos if (when := taken(path))]
    return load_event(gathering.folder, key=gathering.event, taken=times)
