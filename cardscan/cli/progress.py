"""How far a run is, on stderr, and only where a person looks at it."""

import sys
from collections.abc import Iterable, Iterator

from cardscan.messages import tr
from cardscan.model import PhotoResult


def show(results: Iterator[PhotoResult], total: int) -> Iterable[PhotoResult]:
    """Pass the results on; on a terminal, show photos done, photos a second and the time left."""
    if not sys.stderr.isatty():
        return results
    from tqdm import tqdm

    bar: Iterable[PhotoResult] = tqdm(
        results, total=total, desc=tr("Reading"), unit=tr("photo"), file=sys.stderr, dynamic_ncols=True, leave=False
    )
    return bar
