"""Which photos there are: the folders of a workspace, or the paths that were given, in the order people list them."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.imaging.kinds import is_photo_name
from cardscan.messages import tr
from cardscan.model import Failure
from cardscan.settings.config import NAME as CONFIG
from cardscan.settings.event import is_event
from cardscan.settings.workspace import RESULTS, Workspace
from cardscan.store.codec import whole

EXPLAINED = "explained-"
"""How the names of pictures begin that `--explain` draws: they are no photos."""


@dataclass(slots=True)
class Gathering:
    """A folder that holds photos; `event` is the key of its event, None where it is no event of its own."""

    folder: Path
    event: str | None
    photos: list[Path] = field(default_factory=list)


def expand(paths: Sequence[Path], *, skip: Iterable[Path] = ()) -> Iterator[Path | Failure]:
    """Yield the photos that the paths name, folders expanded; what holds none is a failure in its place.

    Args:
        paths: Files and folders; a file is taken whatever its name.
        skip: Folders that are never searched.
    """
    closed = {folder.resolve() for folder in skip}
    for path in paths:
        odd = _odd(path)
        if odd or path.is_file():
            yield odd or path
            continue
        problems: list[Failure] = []
        found = list(_walk(path, closed, problems))
        yield from found
        yield from problems
        if not found and not problems:
            yield Failure(path, "no-photos", tr("there are no photos in this folder"), tr("Copy photos into it first."))


def gather(
    workspace: Workspace, paths: Sequence[Path], *, leave: Collection[Path] = ()
) -> tuple[list[Gathering], list[Failure]]:
    """Sort the photos by the folder they lie in, but for those to `leave`; without paths, those of the workspace."""
    top = home(workspace)
    skip = (workspace.drafts, workspace.templates, workspace.exports)
    gatherings: dict[Path, Gathering] = {}
    failures: list[Failure] = []
    named: set[Path] = set()
    real: dict[Path, Path] = {}
    for found in expand(paths or [top], skip=skip):
        if isinstance(found, Failure):
            if paths or found.code != "no-photos":  # a workspace may well be empty
                failures.append(found)
            continue
        if found in named or found in leave:
            continue
        named.add(found)
        if found.parent not in real:
            real[found.parent] = found.parent.resolve()
        folder = real[found.parent]
        if folder not in gatherings:
            gatherings[folder] = Gathering(found.parent, event_key(folder, top))
        gatherings[folder].photos.append(found)
    return list(gatherings.values()), failures


def home(workspace: Workspace) -> Path:
    """Answer the folder whose sub-folders are events: the root, or what lies around a mere folder of results."""
    root = workspace.root.resolve()
    return root.parent if root.name == RESULTS else root


def event_key(folder: Path, top: Path) -> str | None:
    """Name the event of a folder from `top`, with slashes.

    A sub-folder is an event. `top` itself and folders elsewhere are one only if they say so, by an `event.toml` or a
    date in their name: nobody was met at «Downloads».
    """
    inside = folder.is_relative_to(top)
    if inside and folder != top:
        return whole(folder.relative_to(top).as_posix())
    if not is_event(folder):
        return None
    return "." if inside else whole(Path(os.path.relpath(folder, top)).as_posix())


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Order names as people do: IMG_9 before IMG_10, in whatever case."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((1, int(part), part) if part.isdecimal() else (0, 0, part) for part in parts if part)


def _odd(path: Path) -> Failure | None:
    """Say why a path can be neither photo nor folder; opening a pipe or a device could block for ever."""
    try:
        if path.is_file() or path.is_dir():
            return None
        there = path.exists()
    except OSError as error:  # in a folder that may not be entered, or too long a name
        return Failure(path, "unreadable", tr("cannot be opened: {why}", why=error.strerror))
    if there:
        return Failure(path, "unreadable", tr("this is no ordinary file"))
    hint = tr("Check how it is written; a name with spaces needs quotes around it.")
    return Failure(path, "vanished", tr("there is no such file or folder"), hint)


def _walk(top: Path, closed: set[Path], problems: list[Failure]) -> Iterator[Path]:
    """Yield the photos of a folder, then those of its sub-folders; a folder seen before (a link loop) is not again."""
    waiting, seen = [top], set(closed)
    while waiting:
        folder = waiting.pop()
        if (real := folder.resolve()) in seen:
            continue
        seen.add(real)
        try:
            photos, folders = _listing(folder, closed=folder != top)
        except OSError as error:
            why = tr("the folder cannot be read: {why}", why=error.strerror)
            problems.append(Failure(folder, "unreadable", why, tr("Check that you may read it.")))
            continue
        yield from photos
        waiting += reversed(folders)


def _listing(folder: Path, *, closed: bool) -> tuple[list[Path], list[Path]]:
    """Answer the photos and the folders in a folder; nothing where it is a workspace of its own and `closed`."""
    entries = sorted(folder.iterdir(), key=lambda path: (natural(path.name), path.name))
    if closed and any(entry.name == CONFIG for entry in entries):
        return [], []
    visible = [entry for entry in entries if not entry.name.startswith(".")]
    # A dangling link is listed, so that somebody hears of it; pipes and devices are not.
    photos = [entry for entry in visible if _is_photo(entry) and (entry.is_file() or not entry.exists())]
    return photos, [entry for entry in visible if entry.is_dir()]


def _is_photo(path: Path) -> bool:
    return is_photo_name(path) and not (path.name.startswith(EXPLAINED) and path.suffix == ".png")
