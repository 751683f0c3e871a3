"""What the user says of letters and contacts: approve, skip, sent; replied, objected, consents. All can be undone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Declaration, Finding, Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.standing import Kind
from cardscan.store.store import Store
from cardscan.workflow.contacts import find_event, remove
from cardscan.workflow.letters import CHANGED, NEW, WAITING, WRITTEN, Letters, remove_empty, state
from cardscan.workflow.linting import judge
from cardscan.workflow.notes import forget
from cardscan.workflow.session import writing
from cardscan.workflow.steps import APPROVED, OBJECTED, SENT, SKIPPED


@dataclass(frozen=True, slots=True)
class Marked:
    """The letters whose status changed, and those that must not be approved, each with why."""

    letters: tuple[StoredDraft, ...] = ()
    refused: tuple[tuple[StoredDraft, tuple[Finding, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Which:
    """Which letters are meant: those to contacts of these numbers, of one event only where one is named."""

    numbers: tuple[int, ...]
    event: str | None = None


def approve(workspace: Workspace, which: Which, *, undo: bool = False) -> Marked:
    """Mark letters as read over and good to go, where nothing grave is against them."""
    if undo:
        return _mark(workspace, which, {APPROVED}, WRITTEN)
    with writing(workspace) as store:
        settings = config.load(workspace.config)
        open_ones = _chosen(workspace, store, settings, which, {NEW, WRITTEN, CHANGED})
        judged = judge(workspace, store, settings.sender, open_ones)
        errors = {one.stored.id: one.errors for one in judged}
        fit = [one for one in open_ones if not errors[one.id]]
        with store.transaction():
            for one in fit:
                store.set_draft_status(one.id, APPROVED)
        return Marked(tuple(fit), tuple((one, errors[one.id]) for one in open_ones if errors[one.id]))


def skip(workspace: Workspace, which: Which, *, undo: bool = False) -> Marked:
    """Mark letters as never to be sent; the later ones of their plan are not written."""
    return _mark(workspace, which, {SKIPPED} if undo else WAITING, WRITTEN if undo else SKIPPED)


def sent(workspace: Workspace, which: Which, on: date, *, undo: bool = False) -> Marked:
    """Mark letters as sent on a day, from which the next ones of their plan count."""
    if undo:
        return _mark(workspace, which, {SENT}, WRITTEN)
    return _mark(workspace, which, WAITING, SENT, on)


def declare(workspace: Workspace, number: int, kind: Kind, declaration: Declaration | None) -> Record:
    """Keep that a contact replied, consented or objected; None takes it back. Answer the contact.

    Whoever objects is not written to again: the letters that wait are erased, their files too.
    """
    with writing(workspace) as store:
        store.record(number)
        letters = Letters.of(workspace, store, config.load(workspace.config))
        letters.settle(number)
        store.declare(number, kind, declaration)
        if kind == "objection":
            _lift(store, number) if declaration is None else silence(workspace, store)
        forget(workspace)
        return store.record(number)


def silence(workspace: Workspace, store: Store) -> None:
    """Erase the letters to those who objected, or about them, that were not sent: the file first, then the text.

    A letter whose file is gone counts as removed by the user, so that a kill between the two brings nothing back.
    """
    objectors = store.objectors()
    for stored in store.drafts(record=objectors, about=True) if objectors else ():
        if stored.status in (SENT, OBJECTED):
            continue
        path = workspace.root / stored.file
        remove(path)
        remove_empty(workspace, path.parent)
        store.blank_draft(stored.id, OBJECTED)


def _lift(store: Store, number: int) -> None:
    """Let an objection that was a mistake leave nothing behind: its letters can be written anew."""
    for stored in store.drafts(record=number, about=True):
        if stored.status == OBJECTED:
            store.forget_draft(stored.id)


def _mark(workspace: Workspace, which: Which, of: Collection[str], status: str, on: date | None = None) -> Marked:
    with writing(workspace) as store:
        chosen = _chosen(workspace, store, config.load(workspace.config), which, of)
        with store.transaction():
            for one in chosen:
                store.set_draft_status(one.id, status, on)
        return Marked(tuple(chosen))


def _chosen(
    workspace: Workspace, store: Store, settings: config.Settings, which: Which, of: Collection[str]
) -> list[StoredDraft]:
    """Choose letters by contact, event and state; their files are finished first where a killed run left them."""
    event = find_event(store, which.event).folder if which.event else None
    letters = Letters.of(workspace, store, settings)
    for number in which.numbers:
        store.record(number)
        letters.settle(number)
    drafts = store.drafts(event, which.numbers)
    found = [one for one in drafts if state(workspace, one) in of]
    for number in which.numbers:
        if not any(one.record_id == number for one in found):
            raise _nothing(number)
    return found


def _nothing(number: int) -> CardscanError:
    return CardscanError(
        tr("contact {number} has no such letter", number=number),
        hint=tr("See the letters and their states with: cardscan drafts"),
    )
