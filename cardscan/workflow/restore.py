"""Restore a backup: all of it, verified before anything takes its place; an archive is not to be trusted.

The archive must hold exactly what its manifest says: no name leads out of the folder, nothing is a link, no file is
larger than it says, every hash is right, and the database is sound and of a version that we know.
"""

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

import msgspec

from cardscan.errors import CardscanError
from cardscan.files import write_error
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace, find_workspace
from cardscan.store.open import open_store
from cardscan.workflow.manifest import FORMAT, MANIFEST, Entry, Manifest
from cardscan.workflow.session import writing

_CHUNK = 1 << 20
_MOST_FILES = 1_000_000
_MANIFEST_SIZE = 500_000_000
_RATIO, _SLACK = 200, 50_000_000  # text shrinks to a tenth or so; a bomb to a thousandth


def check(path: Path) -> Manifest:
    """Verify a backup without restoring it; CardscanError says what is wrong with it."""
    try:
        with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".cardscan-") as folder:
            return _verify(path, Path(folder))
    except OSError as error:
        raise write_error(path.parent, error) from error


def restore(path: Path, folder: Path, *, force: bool = False) -> tuple[Manifest, Path | None]:
    """Restore a backup into a new or empty folder, or with `force` in place of another, which is kept aside.

    Returns:
        What the backup holds, and where the older folder is now.

    Raises:
        CardscanError: The backup is no good, or the folder is in use; all is as it was then.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise CardscanError(tr("{path} is there already, and is no folder", path=folder))
    taken = folder.is_dir() and any(folder.iterdir())
    if taken and not force:
        hint = tr("Name a new folder, or have this one kept aside: --force")
        raise CardscanError(tr("{path} is not empty", path=folder), hint=hint)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".cardscan-") as name:
            ready = Path(name) / "restored"
            ready.mkdir(mode=0o700)
            manifest = _extract(path, ready)
            _note(ready / manifest.workspace, manifest)
            return manifest, _put_in_place(ready, folder, taken=taken)
    except OSError as error:
        raise write_error(folder, error) from error


def _put_in_place(ready: Path, folder: Path, *, taken: bool) -> Path | None:
    """Give the restored folder its name; the older one gets its own back where that fails."""
    if not taken:
        if folder.is_dir():
            folder.rmdir()
        ready.replace(folder)
        return None
    aside = folder.with_name(f"{folder.name}-before-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    older = find_workspace(folder)
    if older and older.database.is_file() and older.root.is_relative_to(folder):
        with writing(older):  # nobody is at work in it
            pass
    folder.rename(aside)
    try:
        ready.replace(folder)
    except OSError:
        aside.rename(folder)
        raise
    return aside


def _note(root: Path, manifest: Manifest) -> None:
    with open_store(Workspace(root).database, create=False) as store:
        store.audit.note("restore", manifest.contacts)


def _verify(path: Path, folder: Path) -> Manifest:
    """Read every file through, and the database as one."""
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        database = _database_name(manifest)
        copy = folder / PurePosixPath(database).name
        for name, entry in manifest.files.items():
            target = copy if name == database else None
            _copy(archive, name, entry, target, path)
    _sound(copy, path)
    return manifest


def _extract(path: Path, folder: Path) -> Manifest:
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        needed = sum(entry.size for entry in manifest.files.values())
        if shutil.disk_usage(folder).free < needed:
            raise CardscanError(tr("there is too little room in {folder}", folder=folder.parent.parent))
        for name, entry in manifest.files.items():
            target = folder / PurePosixPath(name)
            for parent in reversed(target.relative_to(folder).parents[:-1]):
                (folder / parent).mkdir(mode=0o700, exist_ok=True)
            _copy(archive, name, entry, target, path)
    _sound(folder / _database_name(manifest), path)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise CardscanError(tr("there is no file {path}", path=path)) from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _bad(path, tr("it is damaged, or no backup")) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """Read the manifest, and hold the archive's own list of files against it."""
    infos = archive.infolist()
    by_name = {info.filename: info for info in infos}
    if MANIFEST not in by_name or len(by_name) != len(infos) or len(infos) > _MOST_FILES:
        raise _bad(path, tr("it is damaged, or no backup"))
    if by_name[MANIFEST].file_size > _MANIFEST_SIZE or _is_bomb(by_name[MANIFEST]):
        raise _bad(path, tr("a file in it is larger than it can be"))
    data = archive.read(MANIFEST)
    _known_format(data, path)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise _bad(path, tr("it is damaged, or no backup")) from error
    if by_name.keys() - {MANIFEST} != manifest.files.keys():
        raise _bad(path, tr("it holds other files than it says"))
    if not _is_inside(manifest.workspace, folder=True) or _database_name(manifest) not in manifest.files:
        raise _bad(path, tr("it is damaged, or no backup"))
    for name, entry in manifest.files.items():
        _refuse(by_name[name], entry, path)
    return manifest


def _known_format(data: bytes, path: Path) -> None:
    try:
        told = msgspec.json.decode(data, type=dict[str, object]).get("format")
    except msgspec.DecodeError as error:
        raise _bad(path, tr("it is damaged, or no backup")) from error
    if isinstance(told, int) and told > FORMAT:
        hint = tr("Upgrade cardscan: pip install --upgrade cardscan-followup")
        raise CardscanError(tr("{path} was written by a newer cardscan", path=path), hint=hint)


def _refuse(info: zipfile.ZipInfo, entry: Entry, path: Path) -> None:
    """Refuse what no backup holds: names that lead elsewhere, links, encrypted files, wrong sizes, bombs."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    odd = kind not in (0, stat.S_IFREG) or info.is_dir() or info.flag_bits & 1
    if not _is_inside(info.filename) or odd:
        raise _bad(path, tr("it holds a file that does not belong there: {name!r}", name=info.filename))
    if entry.size < 0 or info.file_size != entry.size or _is_bomb(info):
        raise _bad(path, tr("a file in it is larger than it can be"))


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _SLACK and info.file_size > _RATIO * max(info.compress_size, 1)


def _is_inside(name: str, *, folder: bool = False) -> bool:
    """Tell whether a name stays in its folder, on every system."""
    if folder and name == ".":
        return True
    parts = name.split("/")
    odd = any(part in ("", ".", "..") for part in parts) or "\0" in name or "\\" in name
    return bool(name) and not (odd or PureWindowsPath(name).drive or PurePosixPath(name).is_absolute())


def _database_name(manifest: Manifest) -> str:
    database = Workspace(Path()).database.name
    return database if manifest.workspace == "." else f"{manifest.workspace}/{database}"


def _copy(archive: zipfile.ZipFile, name: str, entry: Entry, target: Path | None, path: Path) -> None:
    """Copy a file out, or only read it through; never more than the manifest says."""
    digest, left = sha256(), entry.size
    try:
        with archive.open(name) as source, _writer(target) as out:
            while chunk := source.read(min(_CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise _bad(path, tr("a file in it is larger than it can be"))
                digest.update(chunk)
                out.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _bad(path, tr("{name} in it is damaged", name=name)) from error
    if left or digest.hexdigest() != entry.sha256:
        raise _bad(path, tr("{name} in it is damaged", name=name))


def _writer(target: Path | None) -> IO[bytes]:
    """Open a new file that only its owner reads, or nothing."""
    place = Path(os.devnull) if target is None else target
    flags = os.O_WRONLY if target is None else os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return os.fdopen(os.open(place, flags | getattr(os, "O_BINARY", 0), 0o600), "wb")


def _sound(database: Path, path: Path) -> None:
    """Look through the whole database; a newer one, another program's or a damaged one is refused."""
    try:
        with open_store(database, create=False) as store:
            store.check()
    except CardscanError as error:
        said = tr(
            "{path}: its database is no good: {why}", path=path, why=error.message.replace(str(database), database.name)
        )
        raise CardscanError(said, hint=error.hint) from error


def _bad(path: Path, why: str) -> CardscanError:
    hint = tr("Nothing was restored. Try another backup.")
    return CardscanError(tr("{path} cannot be used as a backup: {why}", path=path, why=why), hint=hint)
