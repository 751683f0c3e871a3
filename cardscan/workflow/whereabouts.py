"""Where the files of a workspace lie, whatever they are called."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cardscan.errors import PhotoError
from cardscan.settings.config import NAME as CONFIG
from cardscan.settings.workspace import Workspace
from cardscan.workflow.photos import gather
from cardscan.workflow.seen import Seen

_HEAD = 4096


def photos_by_content(workspace: Workspace) -> Mapping[str, list[Path]]:
    """List the photos of a workspace by their hash: one may have been moved, or lie there twice."""
    seen = Seen(workspace)
    here: defaultdict[str, list[Path]] = defaultdict(list)
    for gathering in gather(workspace, ())[0]:
        for path in gathering.photos:
            with suppress(PhotoError):
                here[seen.sha256(path)].append(path)
    seen.save()
    return here


def walk(top: Path, workspace: Workspace) -> Iterator[Path]:
    """Yield the files of a workspace that may tell of people, but not those of workspaces within."""
    cards, own = workspace.cards.resolve(), workspace.root.resolve()
    skipped = {workspace.hidden / name for name in ("lock", "seen", "letters", "unfinished", "erasing")}
    skipped |= {Path(f"{workspace.database}{suffix}") for suffix in ("", "-wal", "-shm")}
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        if folder not in (top, own) and any(entry.name == CONFIG for entry in entries):
            continue
        waiting += [one for one in entries if one.is_dir() and not one.is_symlink() and one.resolve() != cards]
        yield from (one for one in entries if one.is_file() and one not in skipped)


def digest_of(path: Path) -> str:
    """Hash a file; empty where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def head_of(path: Path) -> bytes:
    """Read the beginning of a file; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""
