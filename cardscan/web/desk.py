"""What the requests of one server share: the review, the guard, the work in the background."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import cast

from flask import current_app

from cardscan.web.guard import Guard
from cardscan.web.jobs import Jobs
from cardscan.workflow.process import Reader
from cardscan.workflow.review import Review
from cardscan.workflow.session import looked_through, patient

_NAME = "cardscan"
_PATIENCE = 2.0  # seconds to wait for another cardscan; longer, and the page is told, and asks again


@dataclass(slots=True)
class Desk:
    """One server's things; `reader` reads the photos that are dragged onto the page, the pipeline where None."""

    review: Review
    guard: Guard
    jobs: Jobs
    reader: Reader | None = None
    _lock: RLock = field(default_factory=RLock)

    @contextmanager
    def acting(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Let the block be one action: no other of this server comes between its look at a version and what it does."""
        with self._lock, patient(patience), self.review.circle.kept():
            self.review.queue()  # a database that took the place of the one that was looked through is looked through
            with looked_through():
                yield


def lay(extensions: dict[str, object], desk: Desk) -> None:
    """Put the desk where the requests find it."""
    extensions[_NAME] = desk


def the_desk() -> Desk:
    """Answer the desk of the server that the request came to."""
    return cast(Desk, current_app.extensions[_NAME])
