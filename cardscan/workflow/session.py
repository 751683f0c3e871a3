"""A session: the workspace's lock and its open store; what a killed run left behind is swept when the next begins."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from filelock import FileLock, Timeout

from cardscan.errors import Locked
from cardscan.files import write_error
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.settings.workspace import create as create_workspace
from cardscan.store.open import open_store
from cardscan.store.store import Store
from cardscan.workflow.acting import carry_out

_PATIENCE: ContextVar[float] = ContextVar("patience", default=0.0)
_LOOKED: ContextVar[bool] = ContextVar("looked", default=False)


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Let what the block does wait so long for another cardscan that is at work, where it would give up at once."""
    before = _PATIENCE.set(seconds)
    try:
        yield
    finally:
        _PATIENCE.reset(before)


@contextmanager
def looked_through() -> Iterator[None]:
    """Let the block open the database without looking for damage first: whoever begins it has it open, and looked."""
    before = _LOOKED.set(True)
    try:
        yield
    finally:
        _LOOKED.reset(before)


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
def writing(workspace: Workspace, *, create: bool = False, wait: float | None = None) -> Iterator[Store]:
    """Hold the workspace's lock and its open store; nobody else writes meanwhile.

    Args:
        workspace: The workspace.
        create: Make the database where there is none.
        wait: Seconds to wait for another run that is at work; as `patient` says where not given, else none.

    Raises:
        CardscanError: Another run is at work, or the database cannot be opened.
    """
    wait = _PATIENCE.get() if wait is None else wait
    with _locked(workspace, wait), _open(workspace, create=create) as store:
        unfinished = workspace.hidden / "unfinished"
        if unfinished.exists():
            _sweep(workspace, store)
        _complete_erasure(workspace, store)
        try:
            unfinished.touch(mode=0o600)
            yield store
            unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise write_error(Path(error.filename or unfinished), error) from error


@contextmanager
def reading(workspace: Workspace) -> Iterator[Store]:
    """Open the store of a workspace that has one; a run may be at work meanwhile."""
    with _open(workspace, create=False) as store:
        yield store


def _open(workspace: Workspace, *, create: bool) -> Store:
    note = workspace.hidden / "sound"
    kept = note if workspace.hidden.is_dir() else None
    return open_store(workspace.database, create=create, note=kept, looked=_LOOKED.get())


@contextmanager
def _locked(workspace: Workspace, wait: float) -> Iterator[None]:
    try:
        workspace.cards.mkdir(mode=0o700, parents=True, exist_ok=True)
        workspace.hidden.chmod(0o700)
        lock = FileLock(workspace.lock, timeout=wait, mode=0o600)
        lock.acquire()
    except Timeout as error:
        raise Locked(
            tr("another cardscan is at work in {folder}", folder=workspace.root),
            hint=tr("Wait until it is done and run the command again."),
        ) from error
    except OSError as error:
        raise write_error(Path(error.filename or workspace.lock), error) from error
    try:
        yield
    finally:
        lock.release()


def _complete_erasure(workspace: Workspace, store: Store) -> None:
    """Erase the rest of people whose erasure was killed, before anything is made of them again."""
    if (workspace.hidden / "erasing").exists():
        from cardscan.workflow.erase import complete  # which opens sessions itself

        complete(workspace, store)


def _sweep(workspace: Workspace, store: Store) -> None:
    """Finish what an action began with files; remove crops that nobody needs, and half-written files."""
    carry_out(workspace, store)
    named = store.photos.crops() | store.journal.crops()
    for path in workspace.cards.iterdir():
        if workspace.relative(path) not in named:
            with suppress(OSError):
                path.unlink()
    for path in workspace.drafts.rglob(".cardscan-*.part"):
        with suppress(OSError):
            path.unlink()
