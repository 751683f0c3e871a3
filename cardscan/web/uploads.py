"""Photos that are dragged onto the page: taken out of the request one by one, into their event's folder."""

from pathlib import Path

from flask import request

from cardscan.web.asked import wrong
from cardscan.workflow.review import Review
from cardscan.workflow.uploads import Refused, event_folder, keep

_MOST = 500  # photos at a time


def take(review: Review) -> tuple[list[Path], list[Refused]]:
    """Lay the request's photos into the folder of its event; those that are none are left out, and told why."""
    event, files = request.form.get("event", "").strip(), request.files.getlist("files")
    if not event or not files or len(files) > _MOST:
        raise wrong("event" if not event else "files")
    known = frozenset(one.folder for one in review.store.events.all())
    folder = event_folder(review.workspace, event, known)
    kept: list[Path] = []
    refused: list[Refused] = []
    for file in files:
        done = keep(folder, file.filename or "", file.stream.read())
        (refused if isinstance(done, Refused) else kept).append(done)  # type: ignore[arg-type]
        file.close()
    return kept, refused
