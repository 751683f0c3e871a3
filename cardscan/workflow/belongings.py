"""All that a workspace holds of some people, and what is to become of it. Deciding, not doing."""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from cardscan.files import safe_name
from cardscan.imaging.kinds import is_photo_name
from cardscan.model import Note, Quad, Record
from cardscan.settings import notes
from cardscan.settings.notes import Jotting, Notes
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.photos import EXPLAINED, home
from cardscan.workflow.traces import Traces, traces_of
from cardscan.workflow.whereabouts import digest_of, head_of, photos_by_content, walk

Fate = Literal["erase", "paint", "stuck", "outside"]
"""A photo of nobody else goes; in others the card is painted over, or cannot be; outside the workspace it is left."""

_OURS = (b"cardscan",)  # what stands in the heads of calendars, cards and backups that cardscan wrote
_MADE = frozenset({".ics", ".vcf", ".zip"})


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

    `mentions` may be folders of events. `notes` counts the rows to be taken out of each notes.csv. `named_in` numbers
    the other contacts whose notes or letters name them. `remote` counts their cards in address books on servers.
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
    traces = traces_of(people, shared=(contact for number, contact in store.people() if number not in ids))
    found = Belongings(people, traces)
    look = _Look(workspace, found, traces)
    _photos(store, look, frozenset(painted))
    drafts = store.drafts.find()
    theirs = [one for one in drafts if one.record_id in ids or one.about in ids]
    others = [one for one in drafts if not (one.record_id in ids or one.about in ids)]
    _letters(look, theirs, others)
    found.pictures += [path for path in look.crops if path.is_file()]
    for path in walk(home(workspace), workspace):
        look.at(path)
    events = store.events.all()
    named = (one for one in events if traces.within(f"{one.folder}\n{one.name}\n{one.place}\n{one.purpose}"))
    found.mentions += [home(workspace) / one.folder for one in named]
    found.named_in = _named(look.traces, store.listing.notes(), ids, others)
    found.remote = store.erasure.count_remote(ids)
    return found


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
        self.hashes = {digest for path in self.crops if (digest := digest_of(path))}
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
        return (exported or path.is_relative_to(self.workspace.hidden)) and digest_of(path) in self.hashes

    def _is_ours(self, path: Path) -> bool:
        """Tell whether cardscan wrote a file, by where it lies or by its head."""
        place = self.workspace
        if path in self.others_letters:
            return False
        if any(path.is_relative_to(folder) for folder in (place.exports, place.hidden, place.drafts)):
            return True
        return path.suffix.lower() in _MADE and any(mark in head_of(path).lower() for mark in _OURS)

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
    return not inside and digest_of(path) == digest


def _fate(files: Sequence[Path], *, shared: bool) -> Fate:
    if not shared:
        return "erase"
    from cardscan.imaging.redact import can_paint  # the picture libraries: only a shared photo needs them

    return "paint" if files and can_paint(head_of(files[0])) else "stuck"


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


def _named(
    traces: Traces, notes_: Iterable[tuple[int, Note]], ids: Collection[int], drafts: Iterable[StoredDraft]
) -> tuple[int, ...]:
    noted = {number for number, one in notes_ if number not in ids and traces.within(f"{one.note}\n{one.promised}")}
    written = {one.record_id for one in drafts if traces.within(f"{one.draft.subject}\n{one.draft.body}")}
    return tuple(sorted(noted | written))
