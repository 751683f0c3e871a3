"""A backup: one archive of all that cannot be made again, with the hash of every file, read back after writing.

Names in it are relative to the folder with the events; the manifest says where in that folder the workspace is.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec

from cardscan.errors import CardscanError
from cardscan.files import write_error
from cardscan.imaging.kinds import is_photo_name
from cardscan.messages import tr
from cardscan.settings import event, notes
from cardscan.settings.config import NAME as CONFIG
from cardscan.settings.workspace import Workspace
from cardscan.store.codec import whole
from cardscan.workflow.manifest import FORMAT, MANIFEST, Entry, Manifest
from cardscan.workflow.photos import home
from cardscan.workflow.restore import check
from cardscan.workflow.session import writing

_CHUNK = 1 << 20
_PACKED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".pdf", ".gif"})  # zip gains nothing


def default_name(workspace: Workspace) -> Path:
    """Name a new archive beside the folder that it is a backup of: in it, it would be lost along with it."""
    top = home(workspace)
    return top.parent / f"{top.name}-backup-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"


def back_up(workspace: Workspace, path: Path, *, photos: bool = False, force: bool = False) -> Manifest:
    """Write a backup and read it back; `photos` are the originals, which may be many.

    Raises:
        CardscanError: The file is there already, cannot be written, or does not read back as it was written.
    """
    if path.is_dir():
        raise CardscanError(tr("{path} is a folder; name a file in it", path=path))
    if path.exists() and not force:
        raise CardscanError(tr("{path} is there already", path=path), hint=tr("To write over it: --force"))
    with writing(workspace) as store:
        part: Path | None = None
        try:
            handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=".cardscan-", suffix=".part")
            os.close(handle)
            part = Path(name)
            manifest = _write(part, workspace, len(store.contacts()), photos=photos)
            check(part)
            part.replace(path)
        except OSError as error:
            raise write_error(path, error) from error
        finally:
            if part:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
        store.audit.note("backup", manifest.contacts, "with photos" if photos else "")
    return manifest


def _write(part: Path, workspace: Workspace, contacts: int, *, photos: bool) -> Manifest:
    top = home(workspace)
    inside = workspace.root.resolve().relative_to(top).as_posix()
    with part.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with tempfile.TemporaryDirectory(dir=part.parent, prefix=".cardscan-") as folder:
            copy = Path(folder) / workspace.database.name
            _copy_database(workspace.database, copy)
            entries = {_name(workspace.database, top): _add(archive, copy, _name(workspace.database, top))}
        for path in _files(workspace, top, photos=photos):
            with suppress(FileNotFoundError):  # the user removed it meanwhile
                entries[_name(path, top)] = _add(archive, path, _name(path, top))
        made = datetime.now(UTC).replace(microsecond=0)
        ours = version("cardscan-followup")
        manifest = Manifest(ours, FORMAT, made, inside, contacts, photos, entries)
        archive.writestr(_info(MANIFEST), msgspec.json.format(msgspec.json.encode(manifest)))
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    return manifest


def _copy_database(source: Path, target: Path) -> None:
    """Copy the database as of one moment, as a single file without a log."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")


def _files(workspace: Workspace, top: Path, *, photos: bool) -> Iterator[Path]:
    """Yield what belongs into a backup: settings, templates, drafts, card pictures, notes, and photos if asked for."""
    yield from (path for path in (workspace.config, workspace.gives) if path.is_file())
    trash = workspace.hidden / "trash"
    for folder in (workspace.templates, workspace.drafts, workspace.cards, trash):
        yield from (path for path in sorted(folder.rglob("*")) if _is_plain(path) and path.suffix != ".part")
    root, closed = workspace.root.resolve(), {workspace.templates, workspace.drafts, workspace.exports}
    yield from _beside(top, root, {path.resolve() for path in closed}, lambda path: photos and is_photo_name(path))


def _beside(top: Path, root: Path, closed: set[Path], wanted: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield what lies beside the photos: notes, what is said of events, and the photos that are wanted."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        entries = sorted(folder.iterdir())
        if folder not in (top, root) and any(entry.name == CONFIG for entry in entries):
            continue  # a workspace of its own
        visible = [entry for entry in entries if not entry.name.startswith(".") and not entry.is_symlink()]
        waiting += [entry for entry in visible if entry.is_dir() and entry.resolve() not in closed]
        for path in (entry for entry in visible if entry.is_file()):
            if path.name in (notes.NAME, event.NAME) or path.suffix.lower() == ".txt" or wanted(path):
                yield path


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _name(path: Path, top: Path) -> str:
    return whole((path.parent.resolve() / path.name).relative_to(top).as_posix())


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> Entry:
    """Write a file into the archive; answer its size and hash as they went in."""
    digest, size = sha256(), 0
    with path.open("rb") as source, archive.open(_info(name), "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Entry(size, digest.hexdigest())


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, datetime.now().astimezone().timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if Path(name).suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info
