"""The workspace: the folder with the photos, and where everything that cardscan makes of them lies."""

import os
from dataclasses import dataclass
from pathlib import Path

from cardscan.files import write_atomic, write_error
from cardscan.settings import config, gives

RESULTS = "cardscan-results"
"""The workspace that `process` makes beside photos that belong to none."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace by its root; the paths are not made by asking for them."""

    root: Path

    @property
    def config(self) -> Path:
        """The settings file, which marks a folder as a workspace."""
        return self.root / config.NAME

    @property
    def database(self) -> Path:
        """The contacts."""
        return self.root / "cardscan.db"

    @property
    def templates(self) -> Path:
        """The user's own letter templates."""
        return self.root / "templates"

    @property
    def gives(self) -> Path:
        """What the user can give a contact."""
        return self.root / gives.NAME

    @property
    def drafts(self) -> Path:
        """The `.eml` files, one folder an event."""
        return self.root / "drafts"

    @property
    def exports(self) -> Path:
        """Where exported files may go; never searched for photos."""
        return self.root / "exports"

    @property
    def hidden(self) -> Path:
        """What the user need not look at."""
        return self.root / ".cardscan"

    @property
    def cards(self) -> Path:
        """The flat card pictures."""
        return self.hidden / "cards"

    @property
    def lock(self) -> Path:
        """Held while a run writes."""
        return self.hidden / "lock"

    def relative(self, path: Path) -> str:
        """Name `path` from the root, with slashes; absolute only where there is no way (another drive).

        Only the folder is resolved: a photo that is a symlink keeps its own name.
        """
        path = path.parent.resolve() / path.name
        try:
            return Path(os.path.relpath(path, self.root.resolve())).as_posix()
        except ValueError:
            return path.as_posix()


def find_workspace(start: Path) -> Workspace | None:
    """Answer the workspace of `start`: the nearest folder upwards with a `cardscan.toml`, or the results beside it."""
    start = start.resolve()
    beside = (start if start.is_dir() else start.parent) / RESULTS
    for folder in (start, *start.parents, beside):
        if Workspace(folder).config.is_file():
            return Workspace(folder)
    return None


def create(root: Path) -> tuple[Workspace, tuple[Path, ...]]:
    """Make `root` a workspace; files that are there already stay as they are.

    Returns:
        The workspace, and the paths that were made now.

    Raises:
        CardscanError: The folder cannot be made or written.
    """
    workspace = Workspace(root)
    try:
        made = [folder for folder in (root, workspace.templates, workspace.drafts) if _make(folder)]
        _make(workspace.hidden)
        _make(workspace.cards)
        texts = ((workspace.config, config.template()), (workspace.gives, gives.template()))
        made += [path for path, text in texts if _lay_down(path, text)]
    except OSError as error:
        raise write_error(Path(error.filename or root), error) from error
    return workspace, tuple(made)


def _make(folder: Path) -> bool:
    if folder.is_dir():
        return False
    folder.mkdir(mode=0o700, parents=True)
    return True


def _lay_down(path: Path, text: str) -> bool:
    if path.exists():
        return False
    write_atomic(path, text.encode())
    return True
