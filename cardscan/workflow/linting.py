"""The linter put to the drafts as they lie on disk, where the user may have changed them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default

from cardscan.errors import CardscanError
from cardscan.followup.clean import one_line
from cardscan.followup.lint import lint
from cardscan.model import Draft, Finding, Sender
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.letter_files import WAITING, digest_of, read, state

_A_LINE = 3
"""Words that a person adds, at the least, to a letter that needs a line of theirs."""


_ABSENT = frozenset({"attachment", "put-it-in"})
"""Findings that an attachment answers."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft, its letter as it lies there, and what is to be said against it, errors first."""

    stored: StoredDraft
    draft: Draft
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps it from being approved."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def judge(workspace: Workspace, store: Store, sender: Sender, drafts: Iterable[StoredDraft]) -> Iterator[Judged]:
    """Lint drafts, each against the others of its event that are still to be sent."""
    rooms: dict[str | None, dict[int, Draft]] = {}
    for stored in drafts:
        if stored.event not in rooms:
            others = waiting(workspace, store, stored.event, ())
            rooms[stored.event] = {one.id: as_it_lies(workspace, one) for one in others}
        room = rooms[stored.event]
        draft = room.get(stored.id) or as_it_lies(workspace, stored)
        found = lint(draft, record=store.record(stored.record_id), sender=sender, others=tuple(room.values()))
        yield Judged(stored, draft, without_answered(workspace, stored, found))


def waiting(workspace: Workspace, store: Store, event: str | None, numbers: Sequence[int]) -> list[StoredDraft]:
    """The drafts that are still to be sent, of an event and of contacts where these are named."""
    found = (one for one in store.drafts.find(event) if not numbers or one.record_id in numbers)
    return [one for one in found if state(workspace, one) in WAITING]


def as_it_lies(workspace: Workspace, stored: StoredDraft) -> Draft:
    """The draft with subject and text of its file where the user changed that; what they mended is no warning more."""
    draft = stored.draft
    if _is_untouched(workspace, stored):
        return draft
    subject, body = read(workspace.root / stored.file) or (draft.subject, draft.body)
    if (subject.split(), body.split()) == (draft.subject.split(), draft.body.split()):
        return draft
    added = set(body.split()) - set(draft.body.split())
    done = {"no-note", "put-it-in"} if len(added) >= _A_LINE else {"put-it-in"} if any(map(_is_link, added)) else set()
    warnings = tuple(word for word in draft.warnings if word not in done)
    return replace(draft, subject=one_line(subject, 500), body=body.strip("\n"), warnings=warnings)


def _is_untouched(workspace: Workspace, stored: StoredDraft) -> bool:
    """Whether the file is as the program wrote it; to hash it is much quicker than to read it as a letter."""
    with suppress(CardscanError):
        return digest_of(workspace.root / stored.file) == stored.sha256
    return False


def _is_link(word: str) -> bool:
    return "https://" in word


def without_answered(workspace: Workspace, stored: StoredDraft, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Drop the findings that something attached to the file answers."""
    if any(finding.code in _ABSENT for finding in found) and _has_attachment(workspace, stored):
        return tuple(finding for finding in found if finding.code not in _ABSENT)
    return found


def _has_attachment(workspace: Workspace, stored: StoredDraft) -> bool:
    """Whether the user has attached something to the file with their mail program."""
    with suppress(OSError, LookupError, ValueError):
        message = message_from_bytes((workspace.root / stored.file).read_bytes(), policy=default)
        return any(part.get_filename() for part in message.walk())
    return False
