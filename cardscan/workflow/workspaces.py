"""Which workspace a command is about."""

from collections.abc import Sequence
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Failure
from cardscan.settings.workspace import RESULTS, Workspace, create, find_workspace
from cardscan.workflow.photos import expand


def choose_workspace(
    paths: Sequence[Path], *, here: Path, root: Path | None = None, empty: bool = False
) -> tuple[Workspace, bool]:
    """Answer the workspace for these photos and whether it was made now.

    It is the one named; else the one that the photos lie in; else the one we are in; else a folder of results is made
    beside the photos, and with `empty` also beside those that are to come.

    Raises:
        CardscanError: There is none and nothing says where one should be.
    """
    if root is not None or not paths:
        return the_workspace(here, root), False
    for start in (*paths, here):
        if found := find_workspace(start):
            return found, False
    photos = [] if empty else list(expand(paths))
    if not empty and not any(isinstance(photo, Path) for photo in photos):
        raise _nothing_to_read(photos)
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    try:
        return create(folder.resolve() / RESULTS)[0], True
    except CardscanError as error:
        error.hint = tr("Make a workspace elsewhere: cardscan init FOLDER, then: cardscan process -w FOLDER PHOTOS")
        raise


def the_workspace(here: Path, root: Path | None = None) -> Workspace:
    """Answer the workspace that `root` is or lies in, or that we are in where none is named.

    Raises:
        CardscanError: There is none.
    """
    start = here if root is None else root
    found = find_workspace(start) if start.is_dir() else None
    if found is None:
        raise CardscanError(
            tr("{folder} is no cardscan workspace", folder=start.resolve()),
            hint=tr("Make one: cardscan init FOLDER   Or name yours: -w FOLDER"),
        )
    return found


def _nothing_to_read(found: Sequence[Path | Failure]) -> CardscanError:
    first = next(one for one in found if isinstance(one, Failure))
    return CardscanError(f"{first.path}: {first.message}", hint=first.hint)
