"""Photos that come from a page instead of a folder: under a safe name, in an event's folder, whole or not at all."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cardscan.errors import CardscanError, Exit
from cardscan.files import safe_name, write_atomic
from cardscan.imaging.kinds import KINDS, kind_of
from cardscan.messages import tr
from cardscan.settings.workspace import RESULTS, Workspace
from cardscan.workflow.photos import EXPLAINED, home

_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "TIFF": ".tif", "WEBP": ".webp", "BMP": ".bmp"}
_SUFFIXES |= {"HEIF": ".heic", "AVIF": ".avif", "PDF": ".pdf"}


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is no photo, and why."""

    name: str
    message: str
    hint: str = ""


def event_folder(workspace: Workspace, event: str, known: frozenset[str]) -> Path:
    """Answer the folder of an event: one of the `known` keys, or a plain name for a new one, which is made.

    Raises:
        CardscanError: It is neither, or the folder cannot be made.
    """
    top = home(workspace)
    if event in known:
        folder = top / event
        if folder.resolve().is_relative_to(top.resolve()):
            return _made(folder)
        raise _no_event(event)
    name = safe_name(event, "")
    own = {path.name.casefold() for path in (workspace.drafts, workspace.templates, workspace.exports)} | {RESULTS}
    folder = top / name
    if not name or name != " ".join(event.split()) or name.casefold() in own or folder.is_symlink():
        raise _no_event(event)
    return _made(folder)


def keep(folder: Path, name: str, data: bytes) -> Path | Refused:
    """Write a photo into a folder; what is no picture by its content is refused, whatever its name says.

    Of the name only what is harmless is kept. A photo that is there already is not written again; another one of the
    same name stays, and this one gets a number.
    """
    shown = safe_name(PurePosixPath(name.replace("\\", "/")).name, "photo")
    if not data:
        return Refused(shown, tr("the file is empty"), tr("Copy it from the phone or camera again."))
    kind = kind_of(data)
    if kind is None:
        why = tr("the file is not a picture of a kind that can be read")
        return Refused(shown, why, tr("Photos may be JPEG, PNG, HEIC, WebP, AVIF, TIFF, BMP, GIF or PDF."))
    path = _free(folder, _named(shown, kind), data)
    if not path.exists():
        write_atomic(path, data)
    return path


def _named(shown: str, kind: str) -> str:
    """Give a name an ending that says what is in it, where it has none of a photo's; a drawn picture's is changed."""
    path = Path(shown)
    if path.suffix.lower() not in KINDS:
        path = Path(safe_name(f"{shown}{_SUFFIXES[kind]}", "photo.jpg"))
    return f"photo-{path.name}" if path.name.startswith(EXPLAINED) else path.name


def _free(folder: Path, name: str, data: bytes) -> Path:
    first = path = folder / name
    number = 2
    while path.is_symlink() or (path.exists() and not _holds(path, data)):
        path = first.with_stem(f"{first.stem}-{number}")
        number += 1
    return path


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CardscanError(tr("Cannot write {path}: {reason}", path=folder, reason=error.strerror)) from error
    return folder


def _no_event(event: str) -> CardscanError:
    hint = tr("Name it such as «2026-11-20 BNI Milano».")
    return CardscanError(tr("{name!r} is no name for an event's folder", name=event), hint=hint, exit_code=Exit.USAGE)
