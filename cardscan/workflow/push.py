"""Lay approved letters into the user's drafts mailbox; nothing is ever sent.

The server is asked what is there: each letter stands in the mailbox once, in its latest version, however often a run is
cut off and begun again. What the user changes, sends or deletes in the mail program is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.export.imap import ImapDrafts
from cardscan.export.imap_errors import LetterRefusedError
from cardscan.followup.edited import NotALetterError, mend
from cardscan.messages import tr
from cardscan.settings import config
from cardscan.settings.mail import load_mail
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import NEW, REPLACING, WRITTEN, StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.contacts import find_event
from cardscan.workflow.mailbox import open_mailbox
from cardscan.workflow.passwords import Asker
from cardscan.workflow.session import reading, writing
from cardscan.workflow.steps import APPROVED, PUSHED

FAILED = frozenset({"refused", "unusable"})
IN_MAILBOX = frozenset({"added", "replaced", "there", "edited"})


@dataclass(frozen=True, slots=True)
class Options:
    """Which letters: those to these contacts, of this event; `unapproved` takes those too that nobody approved yet."""

    numbers: tuple[int, ...] = ()
    event: str | None = None
    unapproved: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a letter.

    `outcome` is `added`, `replaced`, `there` already, `edited` in the mailbox and left alone; `gone` from it, sent or
    deleted; `unapproved`, `settled` (sent, skipped), `removed` (its file); `objected`, with `why` = `there` where it is
    still in the mailbox; `refused` or `unusable`, with `why`; `chosen` where nothing was to be done.
    """

    draft: StoredDraft
    outcome: str
    why: str = ""


@dataclass(slots=True)
class Summary:
    """What a run did: each letter's outcome, the mailbox, and the error that ended it with `left` letters undone."""

    user: str = ""
    mailbox: str = ""
    letters: list[Pushed] = field(default_factory=list)
    trouble: CardscanError | None = None
    left: int = 0


Progress = Callable[[Sequence[StoredDraft]], Iterable[StoredDraft]]


def preview(workspace: Workspace, asked: Options) -> Summary:
    """Tell which letters would go into the mailbox; nothing is changed, and no connection opened."""
    with reading(workspace) as store:
        return Summary(
            letters=[Pushed(draft, _verdict(store, draft, asked) or "chosen") for draft in _asked(store, asked)]
        )


def push(workspace: Workspace, asked: Options, *, asker: Asker | None = None, progress: Progress = iter) -> Summary:
    """Lay the letters into the mailbox and mark them as pushed.

    Args:
        workspace: The workspace.
        asked: Which letters.
        asker: Who can be asked for a password; nobody where None.
        progress: Passes the letters on, and may show how far the run is.

    Raises:
        CardscanError: The settings are wrong, or the mailbox cannot be opened; after that, an error is in the summary.
    """
    mail = load_mail(workspace.config)
    summary = Summary(mail.user or config.load(workspace.config).sender.email)
    with writing(workspace) as store, ExitStack() as stack:
        chosen = []
        for draft in _asked(store, asked):
            if verdict := _verdict(store, draft, asked):
                summary.letters.append(Pushed(draft, verdict))
            else:
                chosen.append(draft)
        if chosen:
            mailbox = stack.enter_context(open_mailbox(mail, summary.user, asker))
            summary.mailbox = mailbox.name
            summary.left = len(chosen)
            summary.letters = [_still_there(one, mailbox) for one in summary.letters]
            for pushed in _lay(workspace, mailbox, progress(chosen), named=bool(asked.numbers)):
                if isinstance(pushed, CardscanError):
                    summary.trouble = pushed
                    break
                if pushed.outcome in IN_MAILBOX and pushed.draft.status != PUSHED:
                    store.drafts.mark(pushed.draft.id, PUSHED)
                summary.letters.append(pushed)
                summary.left -= 1
    return summary


def _lay(
    workspace: Workspace, mailbox: ImapDrafts, drafts: Iterable[StoredDraft], *, named: bool
) -> Iterator[Pushed | CardscanError]:
    """Lay letter after letter down, until the connection is gone."""
    for draft in drafts:
        try:
            yield _lay_one(workspace, mailbox, draft, named=named)
        except CardscanError as error:
            yield error


def _lay_one(workspace: Workspace, mailbox: ImapDrafts, draft: StoredDraft, *, named: bool) -> Pushed:
    name = _name(draft)
    if draft.status == PUSHED and not named and not mailbox.holds(name):
        return Pushed(draft, "gone")
    try:
        data = _letter(workspace.root / draft.file, draft)
        return Pushed(draft, "removed" if data is None else mailbox.put(name, data))
    except NotALetterError as error:
        return Pushed(draft, "unusable", str(error))
    except LetterRefusedError as error:
        return Pushed(draft, "refused", str(error))


def _still_there(pushed: Pushed, mailbox: ImapDrafts) -> Pushed:
    """Note that a letter to somebody who objected since is in the mailbox: it is the user's to delete."""
    there = pushed.outcome == "objected" and mailbox.holds(_name(pushed.draft))
    return replace(pushed, why="there") if there else pushed


def _letter(path: Path, stored: StoredDraft) -> bytes | None:
    """Read a letter as its file says it now; None where the user removed the file."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CardscanError(tr("{path}: cannot be read: {why}", path=path, why=error.strerror)) from error
    if sha256(data).hexdigest() != stored.sha256:
        return mend(data, stored.draft)
    if not stored.draft.to:
        raise NotALetterError("no-recipient")
    return data


def _name(stored: StoredDraft) -> str:
    """Name a letter across its versions, by what only this database knows; the name tells nobody anything."""
    return sha256(f"{stored.id} {stored.created.isoformat()}".encode()).hexdigest()[:32]


def _asked(store: Store, asked: Options) -> Iterator[StoredDraft]:
    for number in asked.numbers:
        store.record(number)
    event = find_event(store, asked.event).folder if asked.event else None
    return (one for one in store.drafts.find(event) if not asked.numbers or one.record_id in asked.numbers)


def _verdict(store: Store, stored: StoredDraft, asked: Options) -> str:
    """Say why a letter is not for the mailbox; empty where it is."""
    status = stored.status.split(" ")[0]
    if store.record(stored.record_id).objection is not None:
        return "objected"
    if status in (NEW, WRITTEN, REPLACING):
        return "" if asked.unapproved else "unapproved"
    return "" if status in (APPROVED, PUSHED) else "settled"
