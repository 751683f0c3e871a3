"""What lies in the folders that are watched, at one moment; folders that are away are told from empty ones."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.settings.event import NAME as EVENT
from cardscan.settings.notes import NAME as NOTES
from cardscan.settings.workspace import Workspace
from cardscan.workflow.alarm import Root
from cardscan.workflow.photos import Gathering, gather, home

Stamp = tuple[int, int, int]
"""A file's size in bytes, the time of its last change in nanoseconds, and who may read it; (-1, 0, 0): unknown."""

_DOWNLOADS = (".part", ".crdownload", ".download", ".filepart", ".partial", ".tmp")
_IDLE = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Look:
    """One look at all there is.

    `photos` and `beside` (notes, events, settings, templates) are files with their stamps; into `begun` photos,
    still empty, a program downloads. `here` are those of the watched paths that are there, `away` those that are not.
    `roots` tell apart the folders to be listened to, also from others that came in their place.
    """

    photos: dict[Path, Stamp] = field(default_factory=dict)
    beside: dict[Path, Stamp] = field(default_factory=dict)
    begun: frozenset[Path] = frozenset()
    here: tuple[Path, ...] = ()
    away: tuple[Path, ...] = ()
    roots: tuple[Root, ...] = ()

    @property
    def stamps(self) -> dict[Path, Stamp]:
        """All files that a run depends on."""
        return self.photos | self.beside


class Watched:
    """The paths that are watched for a workspace; the whole of it where there are none."""

    def __init__(self, workspace: Workspace, paths: Sequence[Path]) -> None:
        self.workspace = workspace
        self.paths = tuple(paths)
        self.folders = self.paths or (home(workspace),)
        self._devices: dict[Path, int] = {}
        self._closed = tuple(one.resolve() for one in (workspace.drafts, workspace.exports, workspace.hidden))
        self._tops = tuple(path.resolve() for path in self.folders)

    def look(self) -> Look:
        """Look at all there is; at nothing while the workspace itself is away, or all that is watched."""
        if not self.is_there():
            return Look(away=(self.workspace.root,))
        away = tuple(path for path in self.folders if self._is_away(path))
        here = tuple(path for path in self.folders if path not in away)
        if not here:
            return Look(away=away)
        gatherings, _ = gather(self.workspace, here)
        photos = {path: stamp_of(path) for one in gatherings for path in one.photos}
        return Look(
            photos,
            {path: stamp_of(path) for path in self._beside(gatherings)},
            frozenset(path for path, stamp in photos.items() if stamp[0] == 0 and _is_begun(path)),
            here,
            away,
            tuple(self._roots(here)),
        )

    def is_there(self) -> bool:
        """Tell whether the workspace is there: where a drive was taken away, its empty folder may remain."""
        try:
            return self.workspace.config.is_file()
        except OSError:  # a drive that does not answer
            return False

    def matters(self, name: str) -> bool:
        """Tell whether a changed path may concern a run: not what cardscan writes, nor what is hidden."""
        path = Path(name)
        if path.name.lower() in _IDLE or path.name.startswith(self.workspace.database.name):
            return False
        if any(path.is_relative_to(folder) for folder in self._closed):
            return False
        top = next((one for one in self._tops if path.is_relative_to(one)), None)
        return top is None or not any(part.startswith(".") for part in path.relative_to(top).parts)

    def _is_away(self, path: Path) -> bool:
        """Tell whether a path is gone, or became the empty place of a drive that was taken away."""
        try:
            device, empty = path.stat().st_dev, path.is_dir() and not any(path.iterdir())
        except PermissionError:
            return False  # there, and the run says what is wrong with it
        except OSError:
            return True
        if empty and self._devices.get(path, device) != device:
            return True
        self._devices[path] = device
        return False

    def _beside(self, gatherings: Iterable[Gathering]) -> Iterator[Path]:
        """Yield the files, other than photos, that a run makes letters of."""
        yield from (self.workspace.config, self.workspace.gives)
        yield from sorted(self.workspace.templates.rglob("*.j2"))
        for folder in {one.folder for one in gatherings}:
            yield from (path for path in _files(folder) if path.name in (EVENT, NOTES) or path.suffix.lower() == ".txt")

    def _roots(self, here: Iterable[Path]) -> Iterator[Root]:
        tops = {path.resolve() for path in (*here, self.workspace.root)}
        for top in sorted(tops):
            if not any(other in tops for other in top.parents):
                status = top.stat()
                yield top, status.st_dev, status.st_ino


def stamp_of(path: Path) -> Stamp:
    """Answer a file's stamp."""
    try:
        status = path.stat()
    except OSError:
        return (-1, 0, 0)
    return status.st_size, status.st_mtime_ns, status.st_mode


def _is_begun(photo: Path) -> bool:
    """Tell whether a program holds the photo's name while it writes to another beside it."""
    return any(photo.with_name(photo.name + ending).exists() for ending in _DOWNLOADS)


def _files(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [folder / entry.name for entry in entries]
    except OSError:
        return []
