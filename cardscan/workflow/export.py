"""Contacts leave: which ones, in which format, to which file; and what changed since they last did."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from cardscan.errors import CardscanError, Exit
from cardscan.export.formats import Format
from cardscan.export.pictures import Pictures
from cardscan.files import safe_name, write_atomic, write_chunks
from cardscan.folding import fold
from cardscan.messages import tr
from cardscan.model import Record
from cardscan.settings.workspace import Workspace
from cardscan.store.exported import digest
from cardscan.store.store import Store
from cardscan.workflow.letter_files import make_folder
from cardscan.workflow.steps import APPROVED, OBJECTED, PUSHED, SENT, SKIPPED

STATES = ("check", "ready", "waiting", "approved", "pushed", "sent", "skipped", "replied", "objected", "consented")
"""What `--state` asks for: a contact to check or ready; what became of its letters; what the person declared."""

_OPEN = frozenset({"new", "written", "replacing"})
_LETTERS = {"waiting": _OPEN, **{status: frozenset({status}) for status in (APPROVED, PUSHED, SENT, SKIPPED)}}
_DECLARED = {"replied": "reply", "objected": "objection", "consented": "consent"}
_LONGEST = {"xlsx": 320}  # pixels; 480 elsewhere


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts: those of an event (its folder), of any of these tags, in any of these states; only `changed`."""

    event: str | None = None
    tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    check: bool = True
    changed: bool = False


@dataclass(slots=True)
class Selection:
    """Contacts on their way out to a `target`; it knows afterwards how many there were, and can mark them as gone."""

    store: Store
    wanted: Wanted
    target: str
    digests: dict[int, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Record]:
        """Yield the contacts that are wanted, fetched some hundreds at a time."""
        before = self.store.exported.digests(self.target) if self.wanted.changed else {}
        letters = self.store.drafts.statuses() if set(self.wanted.states) & {*_LETTERS, OBJECTED} else {}
        numbers = self.store.numbers(event=self.wanted.event, verdict=None if self.wanted.check else "ready")
        tags = {fold(tag) for tag in self.wanted.tags}
        for record in self.store.each(numbers):
            now = digest(record)
            states = _states(record, letters.get(record.id, ()))
            if self._fits(record, tags, states) and before.get(record.id) != now:
                self.digests[record.id] = now
                yield record

    def mark(self) -> None:
        """Note that the contacts went out; call it when what they went to is safely in place."""
        self.store.exported.mark(self.target, self.digests)
        if self.digests:
            self.store.audit.note("export", len(self.digests), self.target.partition(" ")[0])

    def _fits(self, record: Record, tags: set[str], states: set[str]) -> bool:
        tagged = not tags or bool(tags & set(map(fold, (*record.note.tags, *record.note.groups))))
        return tagged and (not self.wanted.states or bool(states.intersection(self.wanted.states)))


def select(store: Store, wanted: Wanted, name: str, folder: Path | None = None) -> Selection:
    """Choose contacts that go out in the format `name`, to one file or, each in one of its own, to a `folder`."""
    return Selection(store, wanted, f"{name} {folder.resolve()}" if folder else name)


def pictures(workspace: Workspace, name: str) -> Pictures:
    """Answer what makes the pictures that fit a format."""
    return Pictures(workspace.root, _LONGEST.get(name, 480))


def begin(selection: Selection) -> Iterator[Record] | None:
    """Answer the contacts that go out; None where none of them changed since the last time.

    Raises:
        CardscanError: There is no such contact at all.
    """
    records = iter(selection)
    first = next(records, None)
    if first is not None:
        return chain([first], records)
    if selection.wanted.changed:
        return None
    raise CardscanError(tr("there are no contacts to export"), hint=tr("See what there is: cardscan list"))


def default_name(kind: Format, changed: date | None = None) -> str:
    """Name an export's file; what `changed` until a day stands beside the full export, and not in its place."""
    since = f"-changed-{changed.isoformat()}" if changed else ""
    return f"{kind.file}{since}{kind.load().SUFFIX}"


def save(workspace: Workspace, path: Path | None, name: str, chunks: Iterable[bytes], *, force: bool = False) -> Path:
    """Write an export to `path`, or under `name` in the workspace's exports; answer where it is now.

    An older export there gives way to the new one; a file at `path` may be anything, and does so by `force` only.

    Raises:
        CardscanError: The path is a folder, or cannot be written; what was there before is still there then.
    """
    if path is None:
        path = workspace.exports / name
        make_folder(path.parent)
    elif path.is_file() and not force:
        raise CardscanError(tr("{path} is there already", path=path), hint=tr("To write over it: --force"))
    if path.is_dir():
        raise CardscanError(tr("{path} is a folder; name a file in it", path=path), exit_code=Exit.USAGE)
    write_chunks(path, chunks)
    return path


def save_each(folder: Path, kind: Format, records: Iterable[Record], options: dict[str, Any], *, force: bool) -> int:
    """Write each contact into a file of its own, named after it and its number; answer how many.

    Raises:
        CardscanError: The folder holds files already, and these are not to be written over; or it cannot be written.
    """
    make_folder(folder)
    if not force and any(folder.iterdir()):
        text = tr("{path} is not empty", path=folder)
        raise CardscanError(text, hint=tr("To write over the files of the same names in it: --force"))
    module, written = kind.load(), 0
    for record in records:
        name = safe_name(f"{_called(record)} ({record.id}){module.SUFFIX}", f"{record.id}{module.SUFFIX}")
        write_atomic(folder / name, module.render_one(record, **options))
        written += 1
    return written


def _called(record: Record) -> str:
    name, company = record.contact.name, record.contact.company
    return (name.full if name else "") or (company.value if company else "")


def _states(record: Record, letters: Collection[str]) -> set[str]:
    """Answer the states that a contact is in, of `STATES`."""
    statuses = {status.partition(" ")[0] for status in letters}
    states = {state for state, those in _LETTERS.items() if statuses & those}
    states |= {state for state, declared in _DECLARED.items() if getattr(record, declared)}
    return states | {record.verdict} | ({"objected"} if OBJECTED in statuses else set())
