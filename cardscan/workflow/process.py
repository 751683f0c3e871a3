"""The use case of the evening: read all new photos of a workspace, keep the contacts, write the drafts.

Each photo's result is one transaction: its records, its drafts and the mark that it is done. Crops are written before
it and draft files after it, both whole or not at all, so that a kill at any moment costs only the photo in hand.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from cardscan.files import write_atomic
from cardscan.matching.known import KnownPeople
from cardscan.matching.retake import is_retake
from cardscan.model import Contact, Event, PhotoResult, Reading, Record, Side
from cardscan.settings import config
from cardscan.settings.notes import join
from cardscan.settings.workspace import Workspace
from cardscan.store.store import Store
from cardscan.workflow.acting import carry_out
from cardscan.workflow.doubles import put_together, questions
from cardscan.workflow.due import due, write_due
from cardscan.workflow.letters import Letters
from cardscan.workflow.moves import follow
from cardscan.workflow.notes import carry, find
from cardscan.workflow.photos import gather
from cardscan.workflow.plan import Item, Plan, Survey, make_plan, survey
from cardscan.workflow.seen import Seen
from cardscan.workflow.session import writing
from cardscan.workflow.standing import silence_all
from cardscan.workflow.summary import Met, Summary
from cardscan.workflow.undo import expire

Reader = Callable[[Sequence[Path]], Iterator[PhotoResult]]
"""Paths in, one result a photo out, in order; a card's back comes right after its front."""

Progress = Callable[[Iterator[PhotoResult], int], Iterable[PhotoResult]]
"""Passes the results on and shows how far they are, of how many."""

Tell = Callable[[Summary], None]
"""Is shown the summary as it grows, each time that what came of a photo is kept."""

PASSING = frozenset({"vanished", "changing", "unreadable"})
"""Failures that may be over by the next run: they are tried again without being asked for."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run differs from what the settings say; empty values leave it to them."""

    engine: str | None = None
    languages: tuple[str, ...] = ()
    region: str | None = None
    check_dns: bool = False
    workers: int | None = None
    executor: str | None = None
    retry: bool = False
    today: date = field(default_factory=date.today)


def process(
    workspace: Workspace,
    paths: Sequence[Path],
    options: Options,
    *,
    reader: Reader | None = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
    leave: Collection[Path] = (),
) -> Summary:
    """Read the photos that are not done yet, keep the contacts and write the drafts.

    Args:
        workspace: Where the contacts are kept.
        paths: Photos and folders; the whole workspace where there are none.
        options: How this run differs from the settings.
        reader: Reads the photos; the pipeline, if not given.
        progress: Shows how far the run is.
        tell: Is shown what came of it so far.
        leave: Photos that are left for a later run, because somebody is still writing them.

    Raises:
        CardscanError: The run cannot go on; what was done until then is kept.
    """
    settings = config.load(workspace.config)
    gatherings, failures = gather(workspace, paths, leave=leave)
    summary = Summary(workspace.root, workspace.drafts, failures=failures)
    with writing(workspace, create=True) as store:
        seen = Seen(workspace)
        found = survey(gatherings, seen)
        letters = Letters.of(workspace, store, settings) if settings.drafts.write else None
        run = Run(workspace, store, letters, options.today, summary, tell)
        run.begin(found, seen)
        seen.save()
        plan = run.plan(found, retry=options.retry)
        if plan.items:
            run.read(plan.items, reader or _pipeline(settings, options), progress)
        if letters:
            summary.next_letters += write_due(store, letters, options.today)
        carried = carry(store, letters, found.events, workspace, options.today)
        summary.renewed += carried.renewed
        summary.due = sum(one.is_now for one in due(store, letters, options.today)) if letters else 0
        summary.problems += () if paths else carried.idle
        if letters:
            summary.kept = letters.kept
            summary.approved = [one.record_id for one in letters.approved]
            summary.problems += letters.problems
            summary.unwritten = bool(letters.problems)
            summary.nameless = not settings.sender.name
    return summary


@dataclass(slots=True)
class Run:
    """One run: takes results one by one into the store, and counts what came of them."""

    workspace: Workspace
    store: Store
    letters: Letters | None
    today: date
    summary: Summary
    tell: Tell | None = None
    people: KnownPeople = field(default_factory=KnownPeople)

    def begin(self, found: Survey, seen: Seen) -> None:
        """Finish what a killed run left, and bring photos, events and drafts to where the folders are now."""
        expire(self.workspace, self.store)
        silence_all(self.workspace, self.store)
        if self.letters:
            self.summary.drafts += self.letters.settle()
        self.summary.moved = follow(self.store, self.workspace, found.items, seen)
        stored = {event.folder: event for event in self.store.events.all()}
        ours = {item.event.folder for item in found.items if item.event}
        for event, jottings in found.events:
            self.summary.problems += jottings.problems
            if event and stored.get(event.folder) != event and (event.folder in stored or event.folder in ours):
                self.store.events.put(event)
        if self.letters:
            self.letters.rehouse()
        self.summary.failures += found.failures
        self.summary.problems += found.problems

    def plan(self, found: Survey, *, retry: bool) -> Plan:
        """Decide what to read, and count what needs no reading."""
        plan = make_plan(self.store, self.workspace, found.items, retry=retry)
        self.summary.unchanged = plan.done
        self.summary.failed_before = plan.failed_before
        self.summary.without_event = sum(item.event is None for item in plan.items)
        return plan

    def read(self, items: Sequence[Item], reader: Reader, progress: Progress | None) -> None:
        """Read the photos and keep each result; a front waits for the next result, which may be its back."""
        self.people = KnownPeople(self.store.people())
        planned = {item.path: item for item in items}
        results = reader([item.path for item in items])
        held: list[tuple[Item, PhotoResult]] = []
        try:
            for result in progress(results, len(items)) if progress else results:
                if held and result.back_of != held[-1][1].path:
                    self._keep(held)
                    held = []
                held.append((planned[result.path], result))
            if held:
                self._keep(held)
        finally:
            self.people = KnownPeople()  # nobody else is to be recognised: letters need the room
            if close := getattr(results, "close", None):
                with suppress(ValueError):  # a generator that is at work in another thread
                    close()

    def _keep(self, batch: Sequence[tuple[Item, PhotoResult]]) -> None:
        """Commit what came of a photo, or of a card's front and back, all in one."""
        crops = [self._crops(item, reading) for item, result in batch for reading in result.readings]
        kept: list[_Kept] = []
        with self.store.transaction():
            for item, result in batch:
                for reading in result.readings:
                    kept.append(self._add(item, reading, crops[len(kept)], alone=len(result.readings) == 1))
                self._mark(item, result)
        carry_out(self.workspace, self.store)
        settle = self.letters.settle if self.letters else lambda _: 0
        written = {number: settle(number) for number in dict.fromkeys(one.record.id for one in kept)}
        self.summary.drafts += sum(written.values())
        self._count(batch, kept, written)

    def _crops(self, item: Item, reading: Reading) -> tuple[str, ...]:
        """Write the card's pictures under names made of what they are, so that a second try writes the same ones."""
        return tuple(self._crop(side, item.event) for side in reading.sides)

    def _crop(self, side: Side, event: Event | None) -> str:
        place = f"{event.folder if event else ''}\0{side.sha256}\0{side.page}\0{side.index}\0"
        path = self.workspace.cards / f"{sha256(place.encode() + side.crop).hexdigest()[:32]}.jpg"
        if not path.exists():
            write_atomic(path, side.crop)
        return self.workspace.relative(path)

    def _add(self, item: Item, reading: Reading, crops: Sequence[str], *, alone: bool) -> "_Kept":
        """Store one card with the contact that it is known as, or a new one, and see to its drafts."""
        retaken = self._retaken(item, reading) if alone else None
        photos = [self.workspace.relative(side.path) for side in reading.sides]
        number = self.store.add_reading(
            reading,
            item.event,
            crops,
            photos,
            note=join(find(item.notes, reading.contact, photos, alone=alone)),
            retake_of=retaken,
        )
        known = number if number in self.people else self._recognise(number, reading.contact)
        number = number if known is None else known
        record = self.store.record(number, lines=False)
        self.people.add(number, record.contact)
        if self.letters:  # those that are there already follow at the end of the run, when it is known who is whom
            self.letters.add(record, item.event, self.today)
        return _Kept(record, known is not None, item.event)

    def _recognise(self, number: int, contact: Contact) -> int | None:
        """Let the card of a known person be that contact's; whom it may be besides is a question for the user."""
        matches = self.people.matches(contact)
        match = next((one for one in matches if one.certain), None)
        if match is None:
            if matches:
                looks = ((number, one.id) for one in matches)
                self.summary.doubles |= questions(looks, self.store.apart.pairs())
            return None
        with self.store.journal.acting("recognised", (match.id, number)) as doing:
            put_together(self.workspace, self.store, doing, match.id, number)
        return match.id

    def _retaken(self, item: Item, reading: Reading) -> int | None:
        """Find the contact of whose card this is a better photo: it has the place of an older one."""
        if item.replaces is None:
            return None
        found = self.store.photos.shown(item.replaces)
        if len(found) != 1 or not is_retake(self.store.record(found[0]).contact, reading.contact):
            return None
        return found[0]

    def _mark(self, item: Item, result: PhotoResult) -> None:
        path, failure = self.workspace.relative(item.path), result.failure
        event = item.event.folder if item.event else None
        if failure is None:
            engine = next((reading.engine for reading in result.readings), "")
            sha256 = result.sha256 or item.sha256
            self.store.photos.mark(path, sha256, event, "back" if result.back_of else "read", engine=engine)
        elif failure.code not in PASSING:
            why = {"code": failure.code, "message": failure.message, "hint": failure.hint}
            self.store.photos.mark(path, item.sha256, event, "failed", **why)

    def _count(
        self, batch: Sequence[tuple[Item, PhotoResult]], kept: Sequence["_Kept"], written: Mapping[int, int]
    ) -> None:
        self.summary.photos += len(batch)
        self.summary.cards += len(kept)
        for item, result in batch:
            if result.failure:
                self.summary.failures.append(result.failure)
            elif not result.readings and not result.back_of:
                self.summary.empty.append(item.path)
        now = {one.record.id: one.record for one in kept}  # two cards of one photo may be one person's
        for one in kept:
            met = _met(now[one.record.id], one.event, written[one.record.id])
            (self.summary.known if one.known else self.summary.added).append(met)
        if self.tell:
            self.tell(self.summary)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A card that went into the store: its record, and whether the person was known."""

    record: Record
    known: bool
    event: Event | None


def _met(record: Record, event: Event | None, drafts: int) -> Met:
    contact = record.contact
    firm = contact.company.value if contact.company else ""
    name = contact.name.full if contact.name else firm
    check = tuple((concern.field, concern.reason) for concern in record.concerns)
    return Met(record.id, name, record.verdict, check, event.name if event else None, firm, drafts)


def _pipeline(settings: config.Settings, options: Options) -> Reader:
    # The pipeline brings the picture and OCR libraries, which a run without new photos does not need.
    from cardscan.pipeline.read import read_photos

    return partial(
        read_photos,
        engine=options.engine or settings.reading.engine,
        languages=options.languages or settings.reading.languages,
        region=options.region or settings.reading.region or settings.sender.country or None,
        check_dns=options.check_dns,
        second=settings.reading.second_reader,
        workers=options.workers,
        executor=options.executor,
    )
