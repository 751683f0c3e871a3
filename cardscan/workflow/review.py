"""The review of contacts and letters: one open look at a workspace, with what is worth keeping between two requests."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from threading import RLock, Thread
from typing import Any, TypeVar, cast

from sqlalchemy.exc import SQLAlchemyError

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Record
from cardscan.settings import config
from cardscan.settings.config import Settings
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.heads import Watch
from cardscan.store.open import open_store
from cardscan.store.store import Store
from cardscan.workflow import memory
from cardscan.workflow.circle import Circle
from cardscan.workflow.review_queue import Brief, Filter, Queue, counts

T = TypeVar("T")

_MOST_KEPT = 1000
_BREATH = 0.1  # seconds
_REST = 3.0  # times as long as a piece of work beside took, it is not done again: the rest belongs to the answers


class MissingError(CardscanError):
    """There is no such contact or letter, or no longer."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The contacts that fit a filter, and how many of each state there are before the state is asked for."""

    briefs: list[Brief]
    counts: dict[str, int]


class Review:
    """A workspace under review: the open store, the queue, and what was worked out until somebody writes.

    Args:
        workspace: Where the contacts are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.circle = Circle()
        self.when_gone: Callable[[], None] = lambda: None
        self._lock = RLock()
        self._store: Store | None = None
        self._watch: Watch | None = None
        self._file: tuple[int, int] = (0, 0)
        self._seen = -1
        self._closed = False
        self._queue = Queue()
        self._kept: dict[Hashable, tuple[int, object]] = {}
        self._stale: dict[Hashable, object] = {}
        self._making: set[Hashable] = set()
        self._resting: dict[Hashable, float] = {}
        self._lasting: dict[Hashable, tuple[object, object]] = {}

    def close(self) -> None:
        """Close the store, for good: what is worked out beside ends by itself."""
        with self._lock:
            self._closed = True
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            if self._watch:
                self._watch.close()
            if self._store:
                self._store.close()
            self._store = self._watch = None

    @property
    def settings(self) -> Settings:
        """What cardscan.toml says now."""
        return config.load(self.workspace.config)

    @property
    def store(self) -> Store:
        """The open store; opened anew where another file, such as a backup, took its place."""
        with self._lock:
            if self._closed:
                raise CardscanError(tr("The review is over."))
            try:
                there = self.workspace.database.stat()
                file = (there.st_dev, there.st_ino)
            except OSError:
                file = (0, 0)
            if self._store is None or file != self._file:
                self._shut()
                self._queue.forget()
                self._store = open_store(self.workspace.database, create=False)
                self._watch = Watch(self.workspace.database)
                self._file, self._seen = file, -1
            return self._store

    def warm(self) -> None:
        """Work out what the first answers need, while the browser opens; whoever asks for it meets what goes wrong."""
        with suppress(CardscanError, SQLAlchemyError):
            self.queue()
            self.store.finder.refresh()
            self.circle.follow(self.store)
            self.circle.acquaintances.ponder()

    def queue(self) -> Queue:
        """Answer the queue as it is now; a look at an unchanged store costs next to nothing."""
        with self._lock:
            store, watch = self.store, self._watch
            count = watch.count() if watch else -1
            if count != self._seen:
                gone = self._queue.refresh(store)
                self._seen = count
                if gone:
                    self._forget(store)
                self._kept = {key: kept for key, kept in self._kept.items() if kept[0] == count}
            return self._queue

    def _forget(self, store: Store) -> None:
        """Let nothing stay of contacts that are gone; they may have been erased."""
        self._lasting.clear()
        self.circle.follow(store, wait=False)
        memory.forget()
        self.when_gone()

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Answer what `make` makes, made once until somebody writes to the store."""
        with self._lock:
            self.queue()
            if key in self._kept:
                return cast(T, self._kept[key][1])
            seen = self._seen
        made = make()
        with self._lock:
            if seen == self._seen:
                self._kept[key] = (seen, made)
        return made

    def lasting(self, key: Hashable, mark: object, make: Callable[[], T]) -> T:
        """Answer what `make` makes, made once as long as `mark`, what it is made of, is the same."""
        with self._lock:
            known = self._lasting.get(key)
        if known and known[0] == mark:
            return cast(T, known[1])
        made = make()
        with self._lock:
            if len(self._lasting) > _MOST_KEPT:
                self._lasting.clear()
            self._lasting[key] = (mark, made)
        return made

    def beside(self, key: Hashable, make: Callable[[], T], *, wait: bool = False) -> T | None:
        """Answer what `make` made, which takes longer than an answer may: it is made anew in a thread of its own.

        Until that is done, it is as it was before the last write; None where it was never made. With `wait`, it is made
        now where it is out of date.
        """
        if wait:
            made = self.keep(key, make)
            with self._lock:
                self._stale[key] = made
            return made
        with self._lock:
            self.queue()
            if key in self._kept:
                self._stale[key] = self._kept[key][1]
            elif key not in self._making and time.monotonic() >= self._resting.get(key, 0):
                self._making.add(key)
                Thread(target=self._make, args=(key, make), name=f"review-{key}", daemon=True).start()
            return cast("T | None", self._stale.get(key))

    def _make(self, key: Hashable, make: Callable[[], T]) -> None:
        time.sleep(_BREATH)  # the answer that this was begun for goes first
        begun = time.monotonic()
        try:
            self.beside(key, make, wait=True)
        except (CardscanError, SQLAlchemyError):  # the store is closed or gone: whoever asks next is told
            pass
        finally:
            with self._lock:
                self._making.discard(key)
                self._resting[key] = time.monotonic() + _REST * (time.monotonic() - begun)

    def listing(self, by: Filter) -> Listing:
        """List the contacts that fit a filter, those that need a person most first."""
        found = self._found(by.text) if by.text.strip() else None
        with self._lock:
            fitting = self.queue().narrowed(by, found)
        return Listing([one for one in fitting if by.state in ("", one.state)], counts(fitting))

    def record(self, number: int) -> Record:
        """Fetch a contact.

        Raises:
            MissingError: There is none of this number, or no longer.
        """
        found = self.store.records(ids=[number])
        if not found:
            raise missing_contact(number)
        return found[0]

    def letter(self, number: int) -> StoredDraft:
        """Fetch a letter by its own number.

        Raises:
            MissingError: There is none, or no longer.
        """
        with self._lock:
            owner = self.queue().owner(number)
        letters = self.store.drafts.find(record=owner) if owner is not None else ()
        for stored in letters:
            if stored.id == number:
                return stored
        raise MissingError(tr("This letter is not there any more."))

    def events(self) -> list[dict[str, Any]]:
        """Answer the events with the counts of their contacts, the latest first."""
        with self._lock:
            briefs: defaultdict[str, list[Brief]] = defaultdict(list)
            for one in self.queue().briefs:
                for folder in one.events:
                    briefs[folder].append(one)
            events = self.store.events.all()
        known = sorted(events, key=lambda event: (event.date or date.min, event.folder), reverse=True)
        return [
            {
                "key": event.folder,
                "name": event.name,
                "date": event.date and event.date.isoformat(),
                "place": event.place,
                "counts": counts(briefs[event.folder]),
            }
            for event in known
        ]

    def _found(self, text: str) -> frozenset[int]:
        """Search the store by all its words."""
        return frozenset(self.store.finder.find(text))


def missing_contact(number: int) -> MissingError:
    """Say that a contact is not there."""
    return MissingError(tr("There is no contact number {id}", id=number))
