"""The workspace that a command is about, and its store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cardscan.settings.workspace import Workspace
from cardscan.store.store import Store
from cardscan.workflow.contacts import find_event
from cardscan.workflow.session import reading
from cardscan.workflow.workspaces import the_workspace


def workspace(named: Path | None) -> Workspace:
    """Answer the workspace of that name, else the one that we are in."""
    return the_workspace(Path(), named)


@contextmanager
def store(named: Path | None) -> Iterator[tuple[Workspace, Store]]:
    """Open the store for reading."""
    place = workspace(named)
    with reading(place) as opened:
        yield place, opened


def event(opened: Store, text: str | None) -> str | None:
    """Answer the key of the event that the user named."""
    return find_event(opened, text).folder if text else None
