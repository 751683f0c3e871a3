"""Take in an address book: who is known is completed; the others are kept, without letters until they are met."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cardscan.errors import CardscanError, Exit
from cardscan.folding import fold
from cardscan.imports import csv, vcard
from cardscan.imports.imported import Imported
from cardscan.matching.known import KnownPeople
from cardscan.messages import tr
from cardscan.model import Contact, Former, Note, Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.actions import Acting
from cardscan.store.store import Store
from cardscan.workflow.notes import forget
from cardscan.workflow.session import reading, writing
from cardscan.workflow.union import unite

Progress = Callable[[Sequence[Imported]], Iterable[Imported]]

LARGEST = 150_000_000
"""Bytes of a file; an address book of ten thousand people with their pictures is smaller."""

_HEAD = 65_536  # bytes by which a file is known
_VCARD = re.compile(rb"BEGIN\0?:\0?VCARD|B\0?E\0?G\0?I\0?N\0?:", re.IGNORECASE)
_OTHERS = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"SQLite")


@dataclass(slots=True)
class Imports:
    """What came of a run: contacts that are new, that an entry completed, that were known as they are; problems.

    `action` is the number by which it can be undone; None where nothing changed.
    """

    added: list[int] = field(default_factory=list)
    completed: list[int] = field(default_factory=list)
    known: int = 0
    problems: list[str] = field(default_factory=list)
    action: int | None = None

    @property
    def entries(self) -> int:
        """How many entries could be read."""
        return len(self.added) + len(self.completed) + self.known


def import_files(
    workspace: Workspace, files: Sequence[Path], *, dry_run: bool = False, progress: Progress | None = None
) -> Imports:
    """Read address books (vCard, CSV) into the workspace's contacts.

    Args:
        workspace: Where the contacts are.
        files: The books, told apart by what is in them.
        dry_run: Change nothing, and only say what would come of it; numbers of new contacts are then made up.
        progress: Passes the entries of each book on, and may show how far the run is.

    Raises:
        CardscanError: A file is no address book, or cannot be read; nothing is imported then.
    """
    settings = config.load(workspace.config)
    regions = [code for code in (settings.reading.region, settings.sender.country) if code]
    books = [(path, _parse(path, regions)) for path in files]
    done, progress = Imports(), progress or iter
    if dry_run:
        with reading(workspace) as store:
            _take_in(_Into(store, done, None), books, progress)
        return done
    with writing(workspace, create=True) as store:
        with store.journal.acting("imported", ()) as doing:
            _take_in(_Into(store, done, doing), books, progress)
        done.action = doing.action
        store.audit.note("import", done.entries)
        store.finder.refresh()
        forget(workspace)
    return done


def _parse(path: Path, regions: Sequence[str]) -> tuple[Imported, ...]:
    data = _read(path)
    head = data[:_HEAD]
    if _VCARD.search(head):
        found = vcard.parse(data, regions)
        if not found:
            raise _no_book(path)
        return found
    if head.startswith(_OTHERS) or not head.strip() or _is_binary(head):
        raise _no_book(path)
    try:
        return csv.parse(data, regions)
    except CardscanError as error:
        raise CardscanError(f"{path}: {error.message}", hint=error.hint, exit_code=Exit.USAGE) from error


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise CardscanError(tr("{path} is a folder; name the file in it", path=path), exit_code=Exit.USAGE)
        if path.stat().st_size > LARGEST:
            size = LARGEST // 1_000_000
            raise CardscanError(
                tr("{path} is larger than {size} MB, which no address book is", path=path, size=size),
                hint=tr("Export it without pictures, or in parts."),
                exit_code=Exit.USAGE,
            )
        return path.read_bytes()
    except OSError as error:
        why = tr("{path}: cannot be read: {why}", path=path, why=error.strerror)
        raise CardscanError(why, exit_code=Exit.USAGE) from error


def _is_binary(head: bytes) -> bool:
    """Tell bytes that are no text in any encoding: zeros in places where UTF-16 would have none."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return bool(even and odd) or (head.count(0) > 0 and not (even or odd) * 4 > len(head))


def _no_book(path: Path) -> CardscanError:
    return CardscanError(
        tr("{path} is no address book: neither vCard nor CSV", path=path),
        hint=tr("Export your contacts as vCard (.vcf) or CSV, then: cardscan import FILE"),
        exit_code=Exit.USAGE,
    )


def _take_in(into: "_Into", books: Sequence[tuple[Path, tuple[Imported, ...]]], progress: Progress) -> None:
    for path, entries in books:
        for entry in entries:
            into.done.problems += (
                tr("{path}, entry {n}: {problem}", path=path.name, n=entry.place, problem=why) for why in entry.problems
            )
        into.take(progress([entry for entry in entries if not entry.is_empty]))


class _Into:
    """The contacts as they are while a book is taken in, as part of an action; without one, nothing is changed."""

    def __init__(self, store: Store, done: Imports, doing: Acting | None) -> None:
        self._store, self.done, self._doing = store, done, doing
        self._contacts = dict(store.contacts())
        self._people = KnownPeople(self._contacts.items())
        self._uids = store.imports.by_uid()
        self._named: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, contact in self._contacts.items():
            self._named[_key(contact)].append(number)

    def take(self, entries: Iterable[Imported]) -> None:
        """Take in entries, each as the contact that it is known as, or as a new one."""
        for entry in entries:
            number = self._known_as(entry)
            if number is None:
                self._add(entry)
            elif number < 0 or not self._complete(number, entry):
                self.done.known += 1
            else:
                self.done.completed.append(number)

    def _known_as(self, entry: Imported) -> int | None:
        """Find who it is: by the book's own name for it, as a certain match, or as an entry that is there already."""
        if entry.uid and (number := self._uids.get(entry.uid)) is not None:
            return number
        if match := self._people.find(entry.contact):
            return match.id
        alike = self._named.get(_key(entry.contact), ())
        return next((number for number in alike if _is_within(entry.contact, self._contacts[number])), None)

    def _add(self, entry: Imported) -> None:
        note = Note(background=entry.note, groups=entry.tags)
        number = -len(self.done.added) - 1
        if self._doing:
            number = self._store.imports.add(entry.contact, note, entry.uid)
            self._doing.records.add(number)
        self.done.added.append(number)
        self._named[_key(entry.contact)].append(number)
        if entry.uid:
            self._uids[entry.uid] = number
        self._learn(number, entry.contact)

    def _complete(self, number: int, entry: Imported) -> bool:
        """Add to a contact what only the book knows; tell whether there was anything."""
        record = self._store.record(number)
        contact, former = _united(record, entry)
        note = _noted(record, entry)
        if (contact, former, note) == (record.contact, record.former, record.note):
            return False
        if self._doing:
            with self._store.journal.acting("imported", [number]):
                self._store.imports.complete(number, contact, former, note, entry.uid)
        self._learn(number, contact)
        return True

    def _learn(self, number: int, contact: Contact) -> None:
        self._contacts[number] = contact
        self._people.add(number, contact)


def _united(record: Record, entry: Imported) -> tuple[Contact, tuple[Former, ...]]:
    """Let the contact's own values stand; what differs from them is kept beside, once."""
    other = Record(0, entry.contact, "ready", origin="import")
    done = unite(record, other, 0)
    fresh = [one for one in done.former if not _is_told(one, record.former)]
    return done.contact, (*record.former, *fresh)


def _is_told(former: Former, known: Iterable[Former]) -> bool:
    return any((one.field, fold(one.value)) == (former.field, fold(former.value)) for one in known)


def _noted(record: Record, entry: Imported) -> Note:
    """Add the book's words and groups where no letter looks."""
    known = record.note.background.splitlines()
    fresh = [
        line for line in entry.note.splitlines() if line not in known and line not in record.note.note.splitlines()
    ]
    groups = (group for group in entry.tags if group not in record.note.tags)
    return replace(
        record.note, background="\n".join((*known, *fresh)), groups=tuple(dict.fromkeys((*record.note.groups, *groups)))
    )


def _key(contact: Contact) -> tuple[str, str]:
    return fold(contact.name.full) if contact.name else "", fold(contact.company.value) if contact.company else ""


def _is_within(contact: Contact, known: Contact) -> bool:
    """Whether a contact of the same name and firm has no number or address that the known one lacks."""
    numbers = {phone.number for phone in contact.phones} <= {phone.number for phone in known.phones}
    return numbers and {email.address for email in contact.emails} <= {email.address for email in known.emails}
