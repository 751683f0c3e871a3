"""Find contacts by words, an event, a tag; those that only an address book knows, or those that were met."""

from collections.abc import Sequence
from dataclasses import dataclass

from cardscan.folding import fold
from cardscan.store.store import Store
from cardscan.workflow.contacts import find_event


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of the contacts, the best first, and what was probably meant where there are none."""

    numbers: tuple[int, ...]
    near: tuple[str, ...] = ()


def find(store: Store, text: str, *, event: str | None = None, tag: str | None = None) -> Found:
    """Find contacts that all of `text` fits.

    Args:
        store: Where they are.
        text: Words, numbers, dates; without any, all contacts.
        event: An event where they were met: its folder or name, or the beginning or a part of one.
        tag: A tag that they have.

    Raises:
        CardscanError: No event is named so, or several are.
    """
    met = frozenset(store.numbers(event=find_event(store, event).folder)) if event else None
    numbers: Sequence[int] = store.finder.find(text) if text.strip() else store.numbers()
    if tag:
        tagged = store.listing.tagged(fold(tag))
        numbers = [number for number in numbers if number in tagged]
    kept = tuple(number for number in numbers if met is None or number in met)
    return Found(kept, () if kept else store.finder.near(text))
