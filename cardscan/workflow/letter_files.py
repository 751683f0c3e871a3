"""The files of letters: what state they are in, and how they are read, moved and removed."""

import time
from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.files import write_error
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import NEW, REPLACING, WRITTEN, StoredDraft
from cardscan.workflow.steps import APPROVED, PUSHED

CHANGED, REMOVED = "changed", "removed"
WAITING = frozenset({NEW, WRITTEN, CHANGED, APPROVED, PUSHED})
"""The states of a letter that is still to be sent."""

_YOUNG = 2_000_000_000  # nanoseconds; a file may change once more within the tick of a coarse clock
_MOST = 50_000  # files
_digests: dict[tuple[int, ...], str] = {}


def state(workspace: Workspace, stored: StoredDraft) -> str:
    """Tell a draft's state as people see it: `written`, `changed` or `removed` by the user, or the user's own."""
    if stored.status.split(" ")[0] not in (NEW, WRITTEN, REPLACING):
        return stored.status
    digest = digest_of(workspace.root / stored.file)
    if digest is None:
        return REMOVED if stored.status == WRITTEN else NEW
    return WRITTEN if digest == stored.sha256 else CHANGED


def read(path: Path) -> tuple[str, str] | None:
    """Read subject and text of an `.eml` file that the user changed; None where it holds none."""
    try:
        message = message_from_bytes(path.read_bytes(), policy=default)
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
        return str(message["Subject"] or ""), text.replace("\r\n", "\n")
    except (OSError, LookupError, ValueError):
        return None


def digest(data: bytes) -> str:
    """Hash the content of a letter's file."""
    return sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """Hash a file; None where there is none, CardscanError where it cannot be read.

    A file that is the same one as before, of the same size and times, is not read again.
    """
    mark = _mark(path)
    if mark in _digests:
        return _digests[mark]
    data = content(path)
    if data is None:
        return None
    found = digest(data)
    if mark and mark == _mark(path) and time.time_ns() - mark[-1] > _YOUNG:
        if len(_digests) > _MOST:
            _digests.clear()
        _digests[mark] = found
    return found


def _mark(path: Path) -> tuple[int, ...]:
    """Answer what is another thing when a file is written; it names nobody. Empty where there is no file."""
    try:
        status = path.stat()
    except OSError:
        return ()
    times = (status.st_mtime_ns, status.st_ctime_ns)
    return status.st_dev, status.st_ino, status.st_size, *times, max(times)


def content(path: Path) -> bytes | None:
    """Read a file; None where there is none, CardscanError where it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CardscanError(tr("{path}: cannot be read: {why}", path=path, why=error.strerror)) from error


def move(old: Path, new: Path) -> None:
    """Move a file, if it is there."""
    if not old.exists():
        return
    make_folder(new.parent)
    try:
        old.replace(new)
    except OSError as error:
        raise write_error(new, error) from error


def remove_empty(workspace: Workspace, folder: Path) -> None:
    """Remove an event's folder of drafts that nothing is in any more."""
    if folder != workspace.drafts:
        with suppress(OSError):  # there is something in it
            folder.rmdir()


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner reads; CardscanError where that cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error


def remove(path: Path) -> None:
    """Remove a file, if it is there; CardscanError where that cannot be."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise write_error(path, error) from error
