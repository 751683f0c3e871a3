"""Drafts and their `.eml` files: the row first, then the file; a file that the user changed is never written again.

A draft's status in the store tells how far it came, so that a kill at any moment can be made good:
`new`: the file is to be written; `replacing HASH`: likewise, over the file of that hash; `written`: done. A written
draft whose file is gone was deleted by the user. Any other status is the user's, and the draft is left alone.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from itertools import count
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.files import safe_name, write_atomic, write_error
from cardscan.folding import fold
from cardscan.followup.draft import packaged_templates, write_draft
from cardscan.followup.eml import filename, render
from cardscan.followup.templates import TemplateError
from cardscan.messages import tr
from cardscan.model import Contact, Draft, Event, Record, Sender
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store

NEW, WRITTEN, REPLACING = "new", "written", "replacing"
CHANGED, REMOVED = "changed", "removed"


@dataclass(slots=True)
class Letters:
    """Writes and renews the drafts of a workspace in the sender's name; `kept` counts those that are the user's own."""

    workspace: Workspace
    store: Store
    sender: Sender
    kept: int = 0
    problems: list[str] = field(default_factory=list)
    _known_firms: dict[int, str] | None = None

    def add(self, record: Record, event: Event | None, today: date) -> bool:
        """Store the first letter to a contact met at an event, unless there is one; call it in a transaction."""
        key = event.folder if event else None
        if self.store.draft(record.id, 1, key) is not None:
            return False
        draft = self._write(record, event, today, self._to_colleagues(record, key))
        if draft is None:
            return False
        self.store.put_draft(record.id, draft, self._file(record, event, draft), self._digest(draft), key)
        return True

    def renew(self, record: Record) -> int:
        """Store a contact's drafts anew where their text changes and the user left the files alone; count them.

        Call it in a transaction, and `settle` after it.
        """
        return sum(self._renew(record, draft) for draft in self.store.drafts(record=record.id))

    def settle(self, record: int | None = None) -> int:
        """Bring the files of a contact's drafts, or of all, to what the store says; count the new ones written."""
        return sum(self._settle(draft) for draft in self.store.drafts(record=record) if draft.status != WRITTEN)

    def rehouse(self) -> None:
        """Move files into the folders of their drafts' events, where those were renamed; a kill does no harm."""
        for stored in self.store.drafts():
            old = self.workspace.root / stored.file
            new = self._folder(stored.event) / old.name
            if old.parent != new.parent and not (old.exists() and new.exists()):
                _move(old, new)
                remove_empty(self.workspace, old.parent)
                self.store.set_draft_file(stored.id, self.workspace.relative(new))

    def _renew(self, record: Record, stored: StoredDraft) -> bool:
        how = state(self.workspace, stored)
        if stored.draft.step != 1 or how not in (WRITTEN, CHANGED):
            return False
        event = next((event for event in record.events if event.folder == stored.event), None)
        others = [other for other in self._to_colleagues(record, stored.event) if other.id < stored.id]
        draft = self._write(record, event, stored.created.astimezone().date(), others)
        if draft is None:
            return False
        digest = self._digest(draft)
        if draft == stored.draft and digest == stored.sha256:
            return False
        if how == CHANGED:
            self.kept += 1
            return False
        number = self.store.put_draft(record.id, draft, stored.file, digest, stored.event)
        self.store.set_draft_status(number, f"{REPLACING} {stored.sha256}")
        return True

    def _settle(self, stored: StoredDraft) -> bool:
        """Write the file of a draft that a run could not finish; what the user made of the old one stays."""
        kind, _, replaced = stored.status.partition(" ")
        if kind not in (NEW, REPLACING):
            return False
        path = self.workspace.root / stored.file
        there = _digest_of(path)
        writes = there is None or there == replaced
        if writes:
            data = render(stored.draft, self.sender)
            if _digest(data) != stored.sha256:  # the sender changed since the run was killed
                with self.store.transaction():
                    self.store.put_draft(stored.record_id, stored.draft, stored.file, _digest(data), stored.event)
                    self.store.set_draft_status(stored.id, stored.status)
            make_folder(path.parent)
            write_atomic(path, data)
        self.store.set_draft_status(stored.id, WRITTEN)
        return writes and kind == NEW

    def _write(self, record: Record, event: Event | None, today: date, others: Sequence[StoredDraft]) -> Draft | None:
        """Write a letter that differs from those to colleagues; None, and a problem, where the template is broken."""
        templates = [folder for folder in (self.workspace.templates,) if folder.is_dir()]
        taken = tuple(text for other in others for text in (other.draft.subject, other.draft.body))
        try:
            return write_draft(
                record, event, self.sender, templates=[*templates, packaged_templates()], today=today, taken=taken
            )
        except TemplateError as error:
            if error.message not in self.problems:
                self.problems.append(error.message)
            return None

    def _to_colleagues(self, record: Record, event: str | None) -> list[StoredDraft]:
        """List the drafts to people of the same firm who were met at the same event, in the order they were made."""
        firm = self._firm(record.id, record.contact)
        colleagues = [number for number, other in self._firms().items() if firm and other == firm]
        return list(self.store.drafts(event, colleagues)) if len(colleagues) > 1 else []

    def _firms(self) -> dict[int, str]:
        """Answer each contact's firm, folded, read from the store once and kept up to date by the letters written."""
        if self._known_firms is None:
            self._known_firms = {number: _firm_of(contact) for number, contact in self.store.contacts()}
        return self._known_firms

    def _firm(self, number: int, contact: Contact) -> str:
        self._firms()[number] = firm = _firm_of(contact)
        return firm

    def _digest(self, draft: Draft) -> str:
        return _digest(render(draft, self.sender))

    def _file(self, record: Record, event: Event | None, draft: Draft) -> str:
        """Choose a file; what lies there already, perhaps from an older database, is not ours to overwrite."""
        folder = self._folder(event.folder if event else None)
        path = Path(filename(record, draft))
        for number in count(2):
            if not (folder / path).exists():
                break
            path = path.with_stem(f"{Path(filename(record, draft)).stem}-{number}")
        return self.workspace.relative(folder / path)

    def _folder(self, event: str | None) -> Path:
        """Answer the folder of an event's drafts; an event that is the workspace itself needs none."""
        drafts = self.workspace.drafts
        return drafts if event in (None, ".") else drafts / safe_name(str(event), "event")


def _firm_of(contact: Contact) -> str:
    return fold(contact.company.value) if contact.company else ""


def state(workspace: Workspace, stored: StoredDraft) -> str:
    """Tell a draft's state as people see it: `written`, `changed` or `removed` by the user, or the user's own."""
    if stored.status.split(" ")[0] not in (NEW, WRITTEN, REPLACING):
        return stored.status
    digest = _digest_of(workspace.root / stored.file)
    if digest is None:
        return REMOVED if stored.status == WRITTEN else NEW
    return WRITTEN if digest == stored.sha256 else CHANGED


def read(path: Path) -> tuple[str, str] | None:
    """Read subject and text of an `.eml` file that the user changed; None where it holds none."""
    try:
        message = message_from_bytes(path.read_bytes(), policy=default)
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
        return str(message["Subject"] or ""), text.replace("\r\n", "\n")
    except (OSError, LookupError, ValueError):
        return None


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _digest_of(path: Path) -> str | None:
    try:
        return _digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CardscanError(tr("{path}: cannot be read: {why}", path=path, why=error.strerror)) from error


def _move(old: Path, new: Path) -> None:
    """Move a file, if it is there."""
    if not old.exists():
        return
    make_folder(new.parent)
    try:
        old.replace(new)
    except OSError as error:
        raise write_error(new, error) from error


def remove_empty(workspace: Workspace, folder: Path) -> None:
    """Remove an event's folder of drafts that nothing is in any more."""
    if folder != workspace.drafts:
        with suppress(OSError):  # there is something in it
            folder.rmdir()


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner reads; CardscanError where that cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
