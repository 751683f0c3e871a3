"""What the user says of letters and contacts: approve, skip, sent; replied, objected, consents. All can be undone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Declaration, Finding
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import NEW, WRITTEN, StoredDraft
from cardscan.store.standing import Kind
from cardscan.store.store import Store
from cardscan.workflow.contacts import Changed, changed, find_event, renew
from cardscan.workflow.letter_files import CHANGED, WAITING, remove, remove_empty, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.linting import judge
from cardscan.workflow.notes import forget
from cardscan.workflow.session import writing
from cardscan.workflow.steps import APPROVED, OBJECTED, SENT, SKIPPED

_OPEN = frozenset({NEW, WRITTEN, CHANGED})


@dataclass(frozen=True, slots=True)
class Marked:
    """The letters whose status changed, those that had it already, and those not to be approved, each with why."""

    letters: tuple[StoredDraft, ...] = ()
    already: tuple[StoredDraft, ...] = ()
    refused: tuple[tuple[StoredDraft, tuple[Finding, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Which:
    """Which letters are meant: those to contacts of these numbers, of one event only where one is named.

    `places` pairs a contact's number with the place of one letter among theirs (`3.2`); of others all are meant.
    """

    numbers: tuple[int, ...]
    event: str | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def contacts(self) -> tuple[int, ...]:
        """All contacts that are named."""
        return tuple(dict.fromkeys((*self.numbers, *(number for number, _ in self.places))))


def approve(workspace: Workspace, which: Which, *, undo: bool = False) -> Marked:
    """Mark letters as read over and good to go, where nothing grave is against them."""
    if undo:
        return _mark(workspace, which, {APPROVED}, WRITTEN)
    with writing(workspace) as store:
        settings = config.load(workspace.config)
        letters = Letters.of(workspace, store, settings)
        open_ones, already = _chosen(letters, which, _OPEN, {APPROVED})
        judged = judge(workspace, store, settings.sender, open_ones)
        errors = {one.stored.id: one.errors for one in judged}
        fit = [one for one in open_ones if not errors[one.id]]
        with store.transaction():
            for one in fit:
                store.set_draft_status(one.id, APPROVED)
        refused = ((one, errors[one.id]) for one in open_ones if errors[one.id])
        return Marked(tuple(fit), tuple(already), tuple(refused))


def skip(workspace: Workspace, which: Which, *, undo: bool = False) -> Marked:
    """Mark letters as never to be sent; the later ones of their plan are not written."""
    return _mark(workspace, which, {SKIPPED} if undo else WAITING, WRITTEN if undo else SKIPPED)


def sent(workspace: Workspace, which: Which, on: date, *, undo: bool = False) -> Marked:
    """Mark letters as sent on a day, from which the next ones of their plan count."""
    if undo:
        return _mark(workspace, which, {SENT}, WRITTEN)
    return _mark(workspace, which, WAITING, SENT, on)


def declare(workspace: Workspace, number: int, kind: Kind, declaration: Declaration | None) -> Changed:
    """Keep that a contact replied, consented or objected; None takes it back. Answer the contact.

    Whoever objects is not written to again: the letters that wait are erased, their files too. A consent changes what
    may be written: the letters follow at once.
    """
    with writing(workspace) as store:
        store.record(number)
        letters = Letters.of(workspace, store, config.load(workspace.config))
        letters.settle(number)
        store.declare(number, kind, declaration)
        if kind == "objection":
            _lift(store, number) if declaration is None else silence(workspace, store)
        renewed = _renew(letters, [number]) if kind == "consent" else 0
        forget(workspace)
        return changed(workspace, store, letters, number, renewed)


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
    """Give letters a status; those that wait again follow what was learnt meanwhile."""
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        chosen, already = _chosen(letters, which, of, _OPEN if status == WRITTEN else {status})
        with store.transaction():
            for one in chosen:
                store.set_draft_status(one.id, status, on)
        if status == WRITTEN:
            _renew(letters, {one.record_id for one in chosen})
        return Marked(tuple(chosen), tuple(already))


def _renew(letters: Letters, numbers: Iterable[int]) -> int:
    with letters.store.transaction():
        renewed = sum(renew(letters.store, letters, number) for number in numbers)
    for number in numbers:
        letters.settle(number)
    return renewed


def _chosen(
    letters: Letters, which: Which, of: Collection[str], so: Collection[str]
) -> tuple[list[StoredDraft], list[StoredDraft]]:
    """Choose letters by contact, place, event and state; their files are finished first where a killed run left them.

    Returns:
        The letters in a state of `of`; of contacts that have none, those in a state of `so`.
    """
    store, workspace = letters.store, letters.workspace
    event = find_event(store, which.event).folder if which.event else None
    for number in which.contacts:
        store.record(number)
        letters.settle(number)
    theirs = {number: list(enumerate(store.drafts(record=number), 1)) for number in which.contacts}
    in_event = {one.id for one in store.drafts(event, which.contacts)}
    chosen: dict[int, StoredDraft] = {}
    already: dict[int, StoredDraft] = {}
    for number, place in (*((number, None) for number in which.numbers), *which.places):
        meant = [one for at, one in theirs[number] if one.id in in_event and place in (None, at)]
        found = {one.id: one for one in meant if state(workspace, one) in of}
        there = {one.id: one for one in meant if state(workspace, one) in so}
        if not found and not there:
            raise _nothing(number, place)
        chosen |= found
        already |= {} if found else there
    return list(chosen.values()), list(already.values())


def _nothing(number: int, place: int | None) -> CardscanError:
    nobodys = tr("contact {number} has no such letter", number=number)
    said = tr("there is no letter {number}, or it is not in such a state", number=f"{number}.{place}")
    hint = tr("See the letters and their states with: cardscan drafts")
    return CardscanError(said if place else nobodys, hint=hint)
