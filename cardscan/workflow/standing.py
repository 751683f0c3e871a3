"""What the user says of letters and contacts: approve, skip, sent; replied, objected, consents. All can be undone."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Declaration, Finding
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.actions import Acting
from cardscan.store.drafts import NEW, WRITTEN, StoredDraft
from cardscan.store.standing import Kind
from cardscan.store.store import Store
from cardscan.workflow.acting import acting, expect, refile
from cardscan.workflow.contacts import Changed, changed, find_event, renew
from cardscan.workflow.letter_files import CHANGED, WAITING, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.linting import judge
from cardscan.workflow.notes import forget
from cardscan.workflow.session import writing
from cardscan.workflow.steps import APPROVED, OBJECTED, SENT, SKIPPED

_OPEN = frozenset({NEW, WRITTEN, CHANGED})
_DONE = {SKIPPED: "skipped", SENT: "sent", WRITTEN: "reopened"}
_SAID = {
    ("reply", True): "replied",
    ("reply", False): "not-replied",
    ("consent", True): "consented",
    ("consent", False): "not-consented",
    ("objection", True): "objected",
    ("objection", False): "not-objected",
}


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
    `letters` names letters by their own numbers in the store, as programs do.
    """

    numbers: tuple[int, ...]
    event: str | None = None
    places: tuple[tuple[int, int], ...] = ()
    letters: tuple[int, ...] = ()

    @property
    def contacts(self) -> tuple[int, ...]:
        """All contacts that are named."""
        return tuple(dict.fromkeys((*self.numbers, *(number for number, _ in self.places))))


def approve(workspace: Workspace, which: Which, *, undo: bool = False, version: int | None = None) -> Marked:
    """Mark letters as read over and good to go, where nothing grave is against them; `version` is the letter's."""
    if undo:
        return _mark(workspace, which, {APPROVED}, WRITTEN, version=version)
    with writing(workspace) as store:
        settings = config.load(workspace.config)
        letters = Letters.of(workspace, store, settings)
        open_ones, already = _chosen(letters, which, _OPEN, {APPROVED}, version)
        judged = judge(workspace, store, settings.sender, open_ones)
        errors = {one.stored.id: one.errors for one in judged}
        fit = [one for one in open_ones if not errors[one.id]]
        with acting(workspace, store, "approved", {one.record_id for one in fit}):
            for one in fit:
                store.drafts.mark(one.id, APPROVED)
        refused = ((one, errors[one.id]) for one in open_ones if errors[one.id])
        return Marked(tuple(fit), tuple(already), tuple(refused))


def skip(workspace: Workspace, which: Which, *, undo: bool = False, version: int | None = None) -> Marked:
    """Mark letters as never to be sent; the later ones of their plan are not written."""
    if undo:
        return _mark(workspace, which, {SKIPPED}, WRITTEN, version=version)
    return _mark(workspace, which, WAITING, SKIPPED, version=version)


def sent(workspace: Workspace, which: Which, on: date, *, undo: bool = False, version: int | None = None) -> Marked:
    """Mark letters as sent on a day, from which the next ones of their plan count."""
    if undo:
        return _mark(workspace, which, {SENT}, WRITTEN, version=version)
    return _mark(workspace, which, WAITING, SENT, on, version=version)


def declare(
    workspace: Workspace, number: int, kind: Kind, declaration: Declaration | None, *, version: int | None = None
) -> Changed:
    """Keep that a contact replied, consented or objected; None takes it back. Answer the contact.

    Whoever objects is not written to again: the letters that wait are taken away, their files too. A consent changes
    what may be written: the letters follow at once.
    """
    with writing(workspace) as store:
        expect(store.record(number).version, version)
        letters = Letters.of(workspace, store, config.load(workspace.config))
        letters.settle(number)
        with acting(workspace, store, _SAID[kind, declaration is not None], [number]) as doing:
            store.declare(number, kind, declaration)
            if kind == "objection":
                _lift(store, number) if declaration is None else silence(workspace, store, doing, [number])
            renewed = renew(store, letters, number) if kind == "consent" else 0
        letters.settle(number)
        forget(workspace)
        return changed(workspace, store, letters, number, renewed)


def silence(workspace: Workspace, store: Store, doing: Acting, numbers: Collection[int]) -> None:
    """Take away the letters to contacts who objected, or about them, that were not sent; call it in an action."""
    for stored in store.drafts.find(record=numbers, about=True):
        if stored.status not in (SENT, OBJECTED):
            refile(workspace, doing, stored, None)
            store.drafts.blank(stored.id, OBJECTED)


def silence_all(workspace: Workspace, store: Store) -> None:
    """Take away what waits for anybody who is known to have objected: also once they were met again."""
    objectors = store.objectors()
    waiting = [one for one in store.drafts.find(record=objectors, about=True) if one.status not in (SENT, OBJECTED)]
    if waiting:
        with acting(workspace, store, "silenced", {one.record_id for one in waiting}) as doing:
            silence(workspace, store, doing, objectors)


def _lift(store: Store, number: int) -> None:
    """Let an objection that was a mistake leave nothing behind: its letters can be written anew."""
    for stored in store.drafts.find(record=number, about=True):
        if stored.status == OBJECTED:
            store.drafts.forget(stored.id)


def _mark(
    workspace: Workspace,
    which: Which,
    of: Collection[str],
    status: str,
    on: date | None = None,
    *,
    version: int | None = None,
) -> Marked:
    """Give letters a status; those that wait again follow what was learnt meanwhile."""
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        chosen, already = _chosen(letters, which, of, _OPEN if status == WRITTEN else {status}, version)
        numbers = {one.record_id for one in chosen}
        with acting(workspace, store, _DONE[status], numbers):
            for one in chosen:
                store.drafts.mark(one.id, status, on)
            if status == WRITTEN:
                for number in numbers:
                    renew(store, letters, number)
        for number in numbers:
            letters.settle(number)
        return Marked(tuple(chosen), tuple(already))


def _chosen(
    letters: Letters, which: Which, of: Collection[str], so: Collection[str], version: int | None = None
) -> tuple[list[StoredDraft], list[StoredDraft]]:
    """Choose letters by contact, place, event and state; their files are finished first where a killed run left them.

    Returns:
        The letters in a state of `of`; of contacts that have none, those in a state of `so`.
    """
    store, workspace = letters.store, letters.workspace
    which = _placed(store, which, version)
    event = find_event(store, which.event).folder if which.event else None
    for number in which.contacts:
        store.record(number)
        letters.settle(number)
    theirs = {number: list(enumerate(store.drafts.find(record=number), 1)) for number in which.contacts}
    in_event = {one.id for one in store.drafts.find(event, which.contacts)}
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


def _placed(store: Store, which: Which, version: int | None) -> Which:
    """Say of letters that are named by their own number whose they are, and in which place among theirs."""
    places = list(which.places)
    for letter in which.letters:
        stored = store.drafts.get(letter)
        expect(stored.version, version)
        theirs = [one.id for one in store.drafts.find(record=stored.record_id)]
        places.append((stored.record_id, theirs.index(letter) + 1))
    return replace(which, places=tuple(places), letters=())


def _nothing(number: int, place: int | None) -> CardscanError:
    nobodys = tr("contact {number} has no such letter", number=number)
    said = tr("there is no letter {number}, or it is not in such a state", number=f"{number}.{place}")
    hint = tr("See the letters and their states with: cardscan drafts")
    return CardscanError(said if place else nobodys, hint=hint)
