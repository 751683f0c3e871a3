"""Keep the contacts and an address book on a server alike: each person once, and nobody's changes lost.

What is to be done is decided first (`sync_plan`, `card_merge`), then done contact by contact: what is known of a card
is written after the server's answer, so that a run that is cut off goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from cardscan.errors import CardscanError
from cardscan.export.carddav import AddressBook, RemoteText
from cardscan.export.vcard import uid
from cardscan.folding import fold
from cardscan.imports import vcard
from cardscan.matching.known import KnownPeople
from cardscan.model import Contact, Record
from cardscan.settings import config
from cardscan.settings.sync import SyncSettings, load_sync
from cardscan.settings.workspace import Workspace
from cardscan.store.store import Store
from cardscan.workflow.addressbook import open_address_book
from cardscan.workflow.card_facts import own_card
from cardscan.workflow.card_merge import Prefer
from cardscan.workflow.contacts import find_event
from cardscan.workflow.passwords import Asker
from cardscan.workflow.session import reading, writing
from cardscan.workflow.sync_plan import Here, Sides, Step, There, decide
from cardscan.workflow.sync_steps import Steps, Synced

_AT_ONCE = 40  # cards fetched ahead of the steps that need them
_WITH_CARD = frozenset({"link", "merge", "left", "import"})


@dataclass(frozen=True, slots=True)
class Options:
    """Which contacts, and what may be done.

    `numbers` and `event` choose contacts; a named one whose card was deleted there is put there again. `dry_run` only
    tells what would be done, `delete` removes there what was deleted here, `prefer` decides where both sides changed
    the same thing, `take_in` makes contacts of people who are unknown here.
    """

    numbers: tuple[int, ...] = ()
    event: str | None = None
    dry_run: bool = False
    delete: bool = False
    prefer: Prefer | None = None
    take_in: bool = False


@dataclass(slots=True)
class Summary:
    """What a run did: the address book, what became of each contact, and the error that ended it with `left` undone."""

    book: str = ""
    host: str = ""
    dry_run: bool = False
    people: list[Synced] = field(default_factory=list)
    trouble: CardscanError | None = None
    left: int = 0


Progress = Callable[[Sequence[Step]], Iterable[Step]]


def sync(workspace: Workspace, asked: Options, *, asker: Asker | None = None, progress: Progress = iter) -> Summary:
    """Bring the contacts and the address book together.

    Args:
        workspace: The workspace.
        asked: Which contacts, and what may be done.
        asker: Who can be asked for a password; nobody where None.
        progress: Passes the steps on, and may show how far the run is.

    Raises:
        CardscanError: The settings are wrong, or the address book cannot be opened; after that, an error is in the
            summary.
    """
    settings, general = load_sync(workspace.config), config.load(workspace.config)
    regions = tuple(code for code in (general.reading.region, general.sender.country) if code)
    with ExitStack() as stack:
        store = stack.enter_context(reading(workspace) if asked.dry_run else writing(workspace))
        for number in asked.numbers:
            store.record(number)
        book = stack.enter_context(open_address_book(settings, settings.user or general.sender.email, asker))
        summary = Summary(book.name, book.host, asked.dry_run)
        records = {record.id: record for record in _chosen(store, settings, asked, book.url)}
        steps = list(_plan(store, book, records, asked, regions))
        doing = Steps(workspace, store, book, records, regions, asked.prefer, asked.dry_run, asked.delete)
        summary.left = len(steps)
        texts = _Ahead(book, steps)
        for step in progress(steps):
            try:
                done = doing.take(step, texts.of(step))
            except CardscanError as error:
                summary.trouble = error
                break
            summary.left -= 1
            summary.people += [done] if done else []
        if summary.people and not asked.dry_run:
            store.audit.note("sync", len(summary.people))
    return summary


def _chosen(store: Store, settings: SyncSettings, asked: Options, target: str) -> Iterator[Record]:
    """Pick the contacts that take part: those that are in the address book, and those that the settings want there."""
    linked = {row.record for row in store.remote.cards(target)}
    event = find_event(store, asked.event).folder if asked.event else None
    events = {find_event(store, name).folder for name in settings.events}
    tags = {fold(tag) for tag in settings.tags}
    for record in store.records(event=event, ids=asked.numbers or None):
        wanted = record.id in linked or record.id in asked.numbers
        if wanted or _fits(record, events, tags, check=settings.check):
            yield record


def _fits(record: Record, events: set[str], tags: set[str], *, check: bool) -> bool:
    met = record.origin == "card" or bool(record.cards)
    ready = record.verdict == "ready" or check
    there = not events or any(event.folder in events for event in record.events)
    return met and ready and there and (not tags or any(fold(tag) in tags for tag in record.note.tags))


def _plan(
    store: Store, book: AddressBook, records: Mapping[int, Record], asked: Options, regions: tuple[str, ...]
) -> Iterator[Step]:
    here = {
        number: Here(number, uid(record), own_card(record, regions).facts, record.contact)
        for number, record in records.items()
    }
    sides = Sides(here, store.remote.cards(book.url), book.etags(), asked.numbers)
    strangers = {}
    if asked.take_in or sides.unplaced():
        strangers = {href: _stranger(text, regions) for href, text in book.fetch(sides.strangers())}
    folder = unquote(urlsplit(book.url).path)
    familiar = _familiar(store, strangers) if asked.take_in else frozenset()
    for step in decide(sides, strangers, folder, take_in=asked.take_in):
        alone = step.kind in ("left", "import")
        known = step.kind == "import" and step.href in familiar
        if not (alone and (asked.numbers or asked.event)) and not known:
            yield step


def _stranger(card: RemoteText, regions: tuple[str, ...]) -> There:
    """Tell whom a card is about; one that cannot be read is about nobody."""
    found = vcard.parse(card.text.encode(), regions)
    return There(found[0].uid, found[0].contact) if len(found) == 1 else There("", Contact())


def _familiar(store: Store, strangers: Mapping[str, There]) -> frozenset[str]:
    """Name the cards of people who are contacts here, though they take no part."""
    people, uids = KnownPeople(store.contacts()), store.imports.by_uid()
    return frozenset(
        href for href, there in strangers.items() if there.uid in uids or people.find(there.contact) is not None
    )


class _Ahead:
    """The cards on the server that steps need, fetched some way ahead of them."""

    def __init__(self, book: AddressBook, steps: Iterable[Step]) -> None:
        self._book = book
        self._wanted = [step.href for step in steps if step.kind in _WITH_CARD]
        self._fetched: dict[str, RemoteText] = {}
        self._done = 0

    def of(self, step: Step) -> RemoteText | None:
        """Answer the card of a step, in the order of the steps; None where it needs none, or the card is gone."""
        if step.kind not in _WITH_CARD:
            return None
        if self._done % _AT_ONCE == 0:
            self._fetched = dict(self._book.fetch(self._wanted[self._done : self._done + _AT_ONCE]))
        self._done += 1
        return self._fetched.pop(step.href, None)
