"""All that is held about one person, for that person to read: a page, and JSON for programs.

What it says of other people (whom a letter presents them to, whose card is in the same photo) is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from cardscan.model import Record, Sender
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.letter_files import CHANGED, read, state
from cardscan.workflow.session import writing


@dataclass(frozen=True, slots=True)
class Held:
    """What there is of a person: the record, letters to them (subject and text as their files say), and the rest.

    `presented` are the days of letters that present them to others, `copies` where they were exported to and when.
    """

    record: Record
    sender: Sender
    letters: tuple[tuple[StoredDraft, str, str, str], ...] = ()
    presented: tuple[StoredDraft, ...] = ()
    history: tuple[tuple[datetime, str, str], ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    made: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))


def gather(workspace: Workspace, number: int) -> Held:
    """Collect all that is held about a contact, and note in the audit log that it was given out.

    Raises:
        CardscanError: There is no such contact, or another run is at work.
    """
    sender = config.load(workspace.config).sender
    with writing(workspace) as store:
        held = _held(workspace, store, store.record(number), sender)
        store.audit.note("subject-access", 1)
    return held


def as_json(held: Held) -> bytes:
    """Render it for programs (the right to data portability asks for such a form)."""
    record: dict[str, Any] = msgspec.to_builtins(held.record)
    document = {
        "made": held.made.isoformat(),
        "held_by": {"name": held.sender.name, "firm": held.sender.firm, "email": held.sender.email},
        "person": record,
        "codes_on_the_card": list(held.codes),
        "letters": [_letter(*one) for one in held.letters],
        "letters_that_present_them_to_others": [
            {"created": one.created.isoformat(), "status": one.status, "sent": one.sent and one.sent.isoformat()}
            for one in held.presented
        ],
        "history": [{"at": at.isoformat(), "what": what, "detail": detail} for at, what, detail in held.history],
        "copies": [{"where": where, "at": at} for where, at in held.copies],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _letter(stored: StoredDraft, how: str, subject: str, body: str) -> dict[str, Any]:
    return {
        "subject": subject,
        "body": body,
        "to": stored.draft.to,
        "status": how,
        "created": stored.created.isoformat(),
        "send_on": stored.draft.send_date.isoformat(),
        "sent": stored.sent and stored.sent.isoformat(),
    }


def _held(workspace: Workspace, store: Store, record: Record, sender: Sender) -> Held:
    drafts = store.drafts.find(record=record.id, about=True)
    crops = (workspace.root / card.crop for card in record.cards if card.crop)
    return Held(
        record,
        sender,
        tuple(_as_it_is(workspace, one) for one in drafts if one.record_id == record.id),
        tuple(one for one in drafts if one.record_id != record.id),
        _history(store, record.id),
        store.erasure.copies(record.id),
        tuple(code.text for code in store.codes(record.id)),
        tuple(_read(crop) for crop in crops if crop.is_file()),
    )


def _history(store: Store, number: int) -> tuple[tuple[datetime, str, str], ...]:
    """List what happened to a record, and what the user did with it, whose former values are kept for an undo."""
    lines = [(one.at, one.what, one.detail) for one in store.history.of(number)]
    lines += [(one.at, one.what, "undo") for one in store.journal.actions([number])]
    return tuple(sorted(lines, key=lambda line: line[0]))


def _as_it_is(workspace: Workspace, stored: StoredDraft) -> tuple[StoredDraft, str, str, str]:
    """Answer a letter as its file says it: the user may have written something else."""
    how, draft = state(workspace, stored), stored.draft
    subject, body = draft.subject, draft.body
    path = workspace.root / stored.file
    if how == CHANGED or path.is_file():
        subject, body = read(path) or (subject, body)
    return stored, how, subject, body


def _read(path: Path) -> bytes:
    return path.read_bytes()
