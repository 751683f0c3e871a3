"""How far a run is, on stderr, and only where a person looks at it."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from cardscan.imports.imported import Imported
from cardscan.messages import tr
from cardscan.model import PhotoResult

Item = TypeVar("Item")


def show(results: Iterator[PhotoResult], total: int) -> Iterable[PhotoResult]:
    """Pass the results on; on a terminal, show photos done, photos a second and the time left."""
    return show_items(results, tr("Reading"), tr("photo"), total)


def show_items(items: Iterable[Item], doing: str, unit: str, total: int | None = None) -> Iterable[Item]:
    """Pass items on, and show the same of them; `total` where they do not say how many they are."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    bar: Iterable[Item] = tqdm(
        items, total=total, desc=doing, unit=unit, file=sys.stderr, dynamic_ncols=True, leave=False
    )
    return bar


def entries(found: Sequence[Imported]) -> Iterable[Imported]:
    """Pass the entries of an address book on; on a terminal, show how many are taken in."""
    if not sys.stderr.isatty():
        return found
    from tqdm import tqdm

    bar: Iterable[Imported] = tqdm(found, desc=tr("Importing"), file=sys.stderr, dynamic_ncols=True, leave=False)
    return bar
