"""A session: the workspace's lock and its open store; what a killed run left behind is swept when the next begins."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from cardscan.errors import CardscanError
from cardscan.files import write_error
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.settings.workspace import create as create_workspace
from cardscan.store.open import open_store
from cardscan.store.store import Store


def begin(folder: Path) -> tuple[Workspace, tuple[Path, ...]]:
    """Make a folder a workspace with its database; what is there already stays as it is.

    Returns:
        The workspace, and the paths that were made now.
    """
    workspace, made = create_workspace(folder)
    if not workspace.database.exists():
        with writing(workspace, create=True):
            made = (*made, workspace.database)
    return workspace, made


@contextmanager
def writing(workspace: Workspace, *, create: bool = False) -> Iterator[Store]:
    """Hold the workspace's lock and its open store; nobody else writes meanwhile.

    Args:
        workspace: The workspace.
        create: Make the database where there is none.

    Raises:
        CardscanError: Another run is at work, or the database cannot be opened.
    """
    with _locked(workspace), open_store(workspace.database, create=create) as store:
        unfinished = workspace.hidden / "unfinished"
        if unfinished.exists():
            _sweep(workspace, store)
        try:
            unfinished.touch(mode=0o600)
            yield store
            unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise write_error(Path(error.filename or unfinished), error) from error


@contextmanager
def reading(workspace: Workspace) -> Iterator[Store]:
    """Open the store of a workspace that has one; a run may be at work meanwhile."""
    with open_store(workspace.database, create=False) as store:
        yield store


@contextmanager
def _locked(workspace: Workspace) -> Iterator[None]:
    try:
        workspace.cards.mkdir(mode=0o700, parents=True, exist_ok=True)
        workspace.hidden.chmod(0o700)
        lock = FileLock(workspace.lock, timeout=0, mode=0o600)
        lock.acquire()
    except Timeout as error:
        raise CardscanError(
            tr("another cardscan is at work in {folder}", folder=workspace.root),
            hint=tr("Wait until it is done and run the command again."),
        ) from error
    except OSError as error:
        raise write_error(Path(error.filename or workspace.lock), error) from error
    try:
        yield
    finally:
        lock.release()


def _sweep(workspace: Workspace, store: Store) -> None:
    """Remove crops that no card names and half-written files: a killed run could not."""
    named = {card.crop for record in store.records() for card in record.cards}
    for path in workspace.cards.iterdir():
        if workspace.relative(path) not in named:
            with suppress(OSError):
                path.unlink()
    for path in workspace.drafts.rglob(".cardscan-*.part"):
        with suppress(OSError):
            path.unlink()
