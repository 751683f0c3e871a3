"""What is to be read: hashes held against the store. Deciding is apart from doing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cardscan.errors import CardscanError, PhotoError
from cardscan.model import Event, Failure
from cardscan.settings.event import load_event, name_event
from cardscan.settings.notes import Notes, load_notes
from cardscan.settings.workspace import Workspace
from cardscan.store.photos import StoredPhoto
from cardscan.store.store import Store
from cardscan.workflow.photos import Gathering
from cardscan.workflow.seen import Seen


@dataclass(frozen=True, slots=True)
class Item:
    """A photo that is to be read, and the event it belongs to; `replaces` is the hash of the photo that was there."""

    path: Path
    sha256: str
    event: Event | None
    notes: Notes
    replaces: str | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        """What the store knows the photo by."""
        return self.sha256, self.event.folder if self.event else None


@dataclass(slots=True)
class Survey:
    """What there is: photos, those that cannot even be opened, and events with their notes."""

    items: list[Item] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    events: list[tuple[Event | None, Notes]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What a run will do: photos to read, photos that are done, and what failed before."""

    items: list[Item] = field(default_factory=list)
    done: int = 0
    failed_before: list[Failure] = field(default_factory=list)


def survey(gatherings: Sequence[Gathering], seen: Seen) -> Survey:
    """Look at all photos and their events; what cannot be looked at is a failure."""
    found = Survey()
    for gathering in gatherings:
        event, notes = _event(gathering, seen, found.problems), load_notes(gathering.folder)
        found.events.append((event, notes))
        for path in gathering.photos:
            try:
                found.items.append(Item(path, seen.sha256(path), event, notes))
            except PhotoError as error:
                found.failures.append(Failure(path, error.code, error.message, error.hint))
    return found


def make_plan(store: Store, workspace: Workspace, items: Sequence[Item], *, retry: bool) -> Plan:
    """Decide which photos are to be read: not what is done already, nor (without `retry`) what failed before."""
    plan = Plan()
    photos = store.photos.find()
    known = {(photo.sha256, photo.event): photo for photo in photos}
    before = {(photo.path, photo.event): photo.sha256 for photo in photos if photo.status == "read"}
    here = {item.key for item in items}
    planned: set[tuple[str, str | None]] = set()
    for item in items:
        if item.key in planned:
            plan.done += 1  # the same content under another name
        elif _decide(plan, item, known.get(item.key), retry=retry):
            planned.add(item.key)
            event = item.key[1]
            replaced = before.get((workspace.relative(item.path), event))
            plan.items.append(item if (replaced, event) in here else replace(item, replaces=replaced))
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


def _event(gathering: Gathering, seen: Seen, problems: list[str]) -> Event | None:
    """Tell the folder's event; the photos are asked for their time only where nothing else tells the day."""
    if gathering.event is None:
        return None
    try:
        event = load_event(gathering.folder, key=gathering.event)
    except CardscanError as error:
        problems.append(error.message)
        event = name_event(gathering.folder, key=gathering.event)
    if event.date is not None:
        return event
    return replace(event, date=name_event(gathering.folder, key=gathering.event, taken=_times(gathering, seen)).date)


def _times(gathering: Gathering, seen: Seen) -> Iterator[datetime]:
    for path in gathering.photos:
        with suppress(PhotoError):
            if when := seen.taken(path):
                yield when
