"""All that a workspace holds of some people, and what is to become of it. Deciding, not doing."""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal

from cardscan.errors import PhotoError
from cardscan.files import safe_name
from cardscan.imaging.kinds import is_photo_name
from cardscan.model import Note, Quad, Record
from cardscan.settings import notes
from cardscan.settings.config import NAME as CONFIG
from cardscan.settings.notes import Jotting, Notes
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.photos import EXPLAINED, gather, home
from cardscan.workflow.seen import Seen
from cardscan.workflow.traces import Traces, traces_of

Fate = Literal["erase", "paint", "stuck", "outside"]
"""A photo of nobody else goes; in others the card is painted over, or cannot be; outside the workspace it is left."""

_OURS = (b"cardscan",)  # what stands in the heads of calendars, cards and backups that cardscan wrote
_MADE = frozenset({".ics", ".vcf", ".zip"})
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class PhotoFate:
    """A photo that shows their cards: its files, where the cards are in it by page, and what is to become of it."""

    sha256: str
    files: tuple[Path, ...]
    areas: Mapping[int, tuple[Quad, ...]]
    fate: Fate
    shared: bool


@dataclass(slots=True)
class Belongings:
    """What there is of people: `files` are cardscan's own and go, `mentions` are the user's and stay.

    `notes` counts the rows to be taken out of each notes.csv. `named_in` numbers the other contacts whose notes or
    letters name them. `remote` counts their cards in address books on servers.
    """

    records: tuple[Record, ...]
    traces: Traces
    drafts: list[Path] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    photos: list[PhotoFate] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    notes: dict[Path, int] = field(default_factory=dict)
    mentions: list[Path] = field(default_factory=list)
    named_in: tuple[int, ...] = ()
    remote: int = 0

    def photos_to(self, fate: Fate) -> list[Path]:
        """List the files of the photos of this fate."""
        return [path for photo in self.photos if photo.fate == fate for path in photo.files]


def belongings(
    workspace: Workspace, store: Store, records: Iterable[Record], *, painted: Collection[str] = ()
) -> Belongings:
    """Find all that there is of some contacts; `painted` are the hashes of photos that are painted over already."""
    people = tuple(records)
    ids = {record.id for record in people}
    others = [record for record in store.records() if record.id not in ids]
    traces = traces_of(people, shared=(other.contact for other in others))
    found = Belongings(people, traces)
    look = _Look(workspace, found, traces)
    _photos(store, look, frozenset(painted))
    drafts = store.drafts()
    theirs = [one for one in drafts if one.record_id in ids or one.about in ids]
    _letters(look, theirs, [one for one in drafts if one not in theirs])
    found.pictures += [path for path in look.crops if path.is_file()]
    for path in _walk(home(workspace), workspace):
        look.at(path)
    found.named_in = _named(look.traces, others, [one for one in drafts if one not in theirs])
    found.remote = store.erasure.count_remote(ids)
    return found


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


def is_theirs(found: Belongings) -> Callable[[Path, Jotting], bool]:
    """Answer what tells whether a row of a notes.csv is about these people alone."""
    alone, shared = _photo_names(found)

    def tell(table: Path, jotting: Jotting) -> bool:
        return any(_about(record, jotting, alone[table.parent], shared[table.parent]) for record in found.records)

    return tell


@dataclass(slots=True)
class _Look:
    """Looks at files one by one, and says to whom each belongs."""

    workspace: Workspace
    found: Belongings
    traces: Traces
    crops: list[Path] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    letters: set[Path] = field(default_factory=set)
    others_letters: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        cards = [card for record in self.found.records for card in record.cards]
        self.crops = list(dict.fromkeys(self.workspace.root / card.crop for card in cards if card.crop))
        self.hashes = {digest for path in self.crops if (digest := _digest(path))}
        names = {PurePosixPath(card.photo).stem for card in cards}
        self.stems = {safe_name(name, "card") for name in names} | {str(one.id) for one in self.found.records}

    def at(self, path: Path) -> None:
        """Put a file where it belongs; one without a trace of them is passed over."""
        if path.name.startswith(EXPLAINED):
            if self._is_explained(path):
                self.found.pictures.append(path)
        elif path.name == notes.NAME:
            self._notes(path)
        elif path in self.letters or is_photo_name(path):
            if self._is_copy(path):
                self.found.files.append(path)
        elif self._is_jotting(path) or self._is_half_made(path):
            self.found.files.append(path)
        elif self.traces.within_file(path) or self._is_copy(path):
            (self.found.files if self._is_ours(path) else self.found.mentions).append(path)

    def _is_explained(self, path: Path) -> bool:
        stem = path.stem.removeprefix(EXPLAINED)
        return stem in self.stems or stem.rpartition("-")[0] in self.stems

    def _is_copy(self, path: Path) -> bool:
        """Tell whether a file is a copy of one of their card pictures that cardscan made."""
        exported = path.is_relative_to(self.workspace.exports)
        if exported and self.traces.within(path.name):
            return True
        return (exported or path.is_relative_to(self.workspace.hidden)) and _digest(path) in self.hashes

    def _is_ours(self, path: Path) -> bool:
        """Tell whether cardscan wrote a file, by where it lies or by its head."""
        place = self.workspace
        if path in self.others_letters:
            return False
        if any(path.is_relative_to(folder) for folder in (place.exports, place.hidden, place.drafts)):
            return True
        return path.suffix.lower() in _MADE and any(mark in _head(path).lower() for mark in _OURS)

    def _is_half_made(self, path: Path) -> bool:
        """Tell whether a killed run left a file: half-written, or unpacked to be looked at."""
        return any(part.startswith(".cardscan-") for part in path.relative_to(home(self.workspace)).parts)

    def _is_jotting(self, path: Path) -> bool:
        """Tell whether a file is the note on a photo of theirs alone."""
        if path.suffix.lower() != ".txt":
            return False
        alone, _ = _photo_names(self.found)
        jotted = Notes((Jotting(Note(), photo=path.name),))
        return bool(alone[path.parent] and jotted.about(photo_names=alone[path.parent]))

    def _notes(self, path: Path) -> None:
        tell = is_theirs(self.found)
        with suppress(OSError):
            left, count = notes.without(path, lambda jotting: tell(path, jotting))
            if count:
                self.found.notes[path] = count
            if self.traces.within(left.decode("utf-8", errors="replace")):
                self.found.mentions.append(path)


def _photos(store: Store, look: _Look, painted: frozenset[str]) -> None:
    """Find the photos that show them, and say what is to become of each."""
    here = photos_by_content(look.workspace)
    ids = [record.id for record in look.found.records]
    areas: defaultdict[str, defaultdict[int, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    paths: defaultdict[str, set[Path]] = defaultdict(set)
    for card in (card for record in look.found.records for card in record.cards):
        areas[card.sha256][card.page].append(card.corners)
        paths[card.sha256].add(Path(os.path.normpath(look.workspace.root / card.photo)))
    for digest, by_page in areas.items():
        quads = {page: tuple(found) for page, found in by_page.items()}
        shared = store.erasure.others_on(digest, ids)
        if shared and digest in painted:
            continue
        files = tuple(here.get(digest, ()))
        elsewhere = sorted(path for path in paths[digest] if _is_outside(path, files, digest))
        if files or not elsewhere:
            look.found.photos.append(PhotoFate(digest, files, quads, _fate(files, shared=shared), shared))
        if elsewhere:
            look.found.photos.append(PhotoFate(digest, tuple(elsewhere), quads, "outside", shared))
        if shared:
            look.found.mentions += [path for path in files if look.traces.within(path.name)]


def _is_outside(path: Path, files: Collection[Path], digest: str) -> bool:
    """Tell whether a photo is at its place outside the workspace still."""
    inside = any(path.resolve() == file.resolve() for file in files)
    return not inside and _digest(path) == digest


def _fate(files: Sequence[Path], *, shared: bool) -> Fate:
    if not shared:
        return "erase"
    from cardscan.imaging.redact import can_paint  # the picture libraries: only a shared photo needs them

    return "paint" if files and can_paint(_head(files[0])) else "stuck"


def _letters(look: _Look, theirs: Iterable[StoredDraft], others: Iterable[StoredDraft]) -> None:
    root = look.workspace.root
    look.letters = {root / one.file for one in theirs if one.file}
    look.others_letters = {root / one.file for one in others if one.file}
    look.found.drafts += sorted(path for path in look.letters if path.is_file())


def _photo_names(found: Belongings) -> tuple[Mapping[Path, list[str]], Mapping[Path, list[str]]]:
    """Answer by folder the names of the photos that show them alone, and of those that show others too."""
    alone: defaultdict[Path, list[str]] = defaultdict(list)
    shared: defaultdict[Path, list[str]] = defaultdict(list)
    for photo in found.photos:
        for path in photo.files:
            (shared if photo.shared else alone)[path.parent].append(path.name)
    return alone, shared


def _about(record: Record, jotting: Jotting, alone: list[str], shared: list[str]) -> bool:
    one, contact = Notes((jotting,)), record.contact
    name = contact.name.full if contact.name else None
    emails = [email.address for email in contact.emails]
    if one.about(photo_names=alone, name=name, emails=emails):
        return True
    named = bool(jotting.name or jotting.email)
    return named and bool(one.about(photo_names=shared, name=name, emails=emails, alone=False))


def _named(traces: Traces, others: Iterable[Record], drafts: Iterable[StoredDraft]) -> tuple[int, ...]:
    noted = {one.id for one in others if traces.within(f"{one.note.note}\n{one.note.promised}")}
    written = {one.record_id for one in drafts if traces.within(f"{one.draft.subject}\n{one.draft.body}")}
    return tuple(sorted(noted | written))


def _walk(top: Path, workspace: Workspace) -> Iterator[Path]:
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


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""
