"""Erase people from a workspace so that no file of it holds a trace of them.

Files go first and rows after them: while there is a row, the next try knows what is still to be erased. A marker that
holds numbers and hashes only has a killed erasure completed by whatever opens the workspace for writing next.
"""

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cardscan.errors import PhotoError
from cardscan.files import write_atomic, write_error
from cardscan.settings import notes
from cardscan.settings.workspace import Workspace
from cardscan.store.store import Store
from cardscan.workflow.belongings import Belongings, PhotoFate, belongings, is_theirs
from cardscan.workflow.letter_files import remove, remove_empty
from cardscan.workflow.notes import forget as forget_letters
from cardscan.workflow.seen import Seen
from cardscan.workflow.session import reading, writing
from cardscan.workflow.whereabouts import photos_by_content


@dataclass(slots=True)
class Erased:
    """What an erasure came to: what there was, and the photos that still show them (`stuck`)."""

    found: Belongings
    stuck: list[Path] = field(default_factory=list)


@dataclass(slots=True)
class _Marker:
    """What a killed erasure needs to be completed; `painted` maps photos to what they are when painted over."""

    path: Path
    records: list[int]
    with_photos: bool
    what: str
    painted: dict[str, str] = field(default_factory=dict)

    def save(self) -> None:
        told = {"records": self.records, "with_photos": self.with_photos, "what": self.what, "painted": self.painted}
        write_atomic(self.path, json.dumps(told).encode())


def preview(workspace: Workspace, ids: Collection[int]) -> Belongings:
    """Find all that an erasure of these contacts would take; nothing is changed."""
    with reading(workspace) as store:
        return belongings(workspace, store, store.records(ids=ids))


def erase(workspace: Workspace, ids: Collection[int], *, with_photos: bool = False, what: str = "forget") -> Erased:
    """Erase contacts with all that tells of them.

    Args:
        workspace: The workspace.
        ids: Their numbers.
        with_photos: Erase also the photos that show others too and cannot be painted over.
        what: The word for the audit log.

    Raises:
        CardscanError: A file cannot be removed, or somebody else is at work; the same command completes it.
    """
    with writing(workspace) as store:
        marker = _Marker(workspace.hidden / "erasing", sorted(ids), with_photos, what)
        marker.save()
        return _carry_out(workspace, store, marker)


def complete(workspace: Workspace, store: Store) -> None:
    """Complete an erasure that was killed, if one was."""
    path = workspace.hidden / "erasing"
    if not path.is_file():
        return
    told = json.loads(path.read_bytes())
    _carry_out(workspace, store, _Marker(path, **told))


def _carry_out(workspace: Workspace, store: Store, marker: _Marker) -> Erased:
    _resume_painting(workspace, store, marker)
    records = store.records(ids=marker.records)
    found = belongings(workspace, store, records, painted=marker.painted.values())
    erased = Erased(found)
    _files(workspace, found)
    _notes(found)
    for photo in found.photos:
        if photo.fate == "erase" or (photo.fate == "stuck" and marker.with_photos):
            _remove_photo(store, photo)
        elif photo.fate == "outside":
            if not photo.shared:
                store.erasure.forget_path(photo.sha256)
        elif photo.fate == "stuck" or not _paint(store, photo, marker):
            erased.stuck += photo.files
    _rows(store, found, marker)
    _sweep(workspace, store)
    forget_letters(workspace)
    store.erasure.scour()
    remove(marker.path)
    return erased


def _resume_painting(workspace: Workspace, store: Store, marker: _Marker) -> None:
    """Let the store know of photos that were painted over before a kill, and have their copies be the same."""
    here = photos_by_content(workspace) if marker.painted else {}
    for before, painted in marker.painted.items():
        if done := here.get(painted):
            for path in here.get(before, ()):
                _rewrite(path, done[0].read_bytes(), path.stat().st_mode)
            store.erasure.repaint(before, painted)


def _files(workspace: Workspace, found: Belongings) -> None:
    for path in found.drafts:
        remove(path)
        remove_empty(workspace, path.parent)
    for path in (*found.pictures, *found.files):
        remove(path)
        if path.is_relative_to(workspace.exports) and path.parent != workspace.exports:
            with suppress(OSError):  # there is something in it
                path.parent.rmdir()


def _notes(found: Belongings) -> None:
    tell = is_theirs(found)
    for table in found.notes:
        try:
            left, _ = notes.without(table, lambda jotting, table=table: tell(table, jotting))  # type: ignore[misc]
            mode = table.stat().st_mode
        except OSError as error:
            raise write_error(table, error) from error
        _rewrite(table, left, mode)


def _rewrite(path: Path, data: bytes, mode: int) -> None:
    """Write a file of the user's anew: whoever could read it still can."""
    write_atomic(path, data)
    with suppress(OSError):
        path.chmod(mode & 0o777)


def _remove_photo(store: Store, photo: PhotoFate) -> None:
    for path in photo.files:
        remove(path)
    store.erasure.forget_path(photo.sha256)


def _paint(store: Store, photo: PhotoFate, marker: _Marker) -> bool:
    """Paint the cards over in all files of a photo; false where it cannot be decoded any more."""
    from cardscan.imaging.redact import paint_over

    try:
        data = paint_over(photo.files[0].read_bytes(), photo.areas)
    except (PhotoError, OSError):
        return False
    painted = sha256(data).hexdigest()
    marker.painted[photo.sha256] = painted
    marker.save()  # before the files: one that is painted over must be known as such
    for path in photo.files:
        _rewrite(path, data, path.stat().st_mode)
    store.erasure.repaint(photo.sha256, painted)
    return True


def _rows(store: Store, found: Belongings, marker: _Marker) -> None:
    """Erase the rows, with the one line of the audit log that tells of it."""
    if not found.records:
        return
    with store.transaction():
        store.erasure.erase(_ids(found), found.traces.within_any)
        detail = "with photos" if marker.with_photos else ""
        store.audit.note(marker.what, len(found.records), detail)


def _ids(found: Belongings) -> list[int]:
    return [record.id for record in found.records]


def _sweep(workspace: Workspace, store: Store) -> None:
    """Remove the card pictures that nobody needs any more, and what is remembered of files that are gone."""
    named = store.photos.crops() | store.journal.crops()
    for path in workspace.cards.iterdir():
        if workspace.relative(path) not in named:
            remove(path)
    seen = Seen(workspace)
    seen.save(prune=True)
