"""What the requests of one server share: the review, the guard, the work in the background."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from cardscan.web.guard import Guard
from cardscan.web.jobs import Jobs
from cardscan.workflow.process import Reader
from cardscan.workflow.review import Review

_NAME = "cardscan"


@dataclass(slots=True)
class Desk:
    """One server's things; `reader` reads the photos that are dragged onto the page, the pipeline where None."""

    review: Review
    guard: Guard
    jobs: Jobs
    reader: Reader | None = None


def lay(extensions: dict[str, object], desk: Desk) -> None:
    """Put the desk where the requests find it."""
    extensions[_NAME] = desk


def the_desk() -> Desk:
    """Answer the desk of the server that the request came to."""
    return cast(Desk, current_app.extensions[_NAME])
