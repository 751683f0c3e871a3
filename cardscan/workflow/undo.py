"""Take back what was done: rows and files are again as they were, unless something else has changed them since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cardscan.errors import CardscanError, Conflict
from cardscan.messages import tr
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.actions import Acting, Action
from cardscan.store.drafts import NEW, REPLACING, WRITTEN, StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.acting import carry_out, refile
from cardscan.workflow.letter_files import CHANGED, content, digest, remove, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.notes import forget
from cardscan.workflow.session import reading, writing

KEPT_FOR = timedelta(days=30)
"""How long an action can be undone, and what it took away waits."""

_FOLLOWS = frozenset({NEW, WRITTEN, CHANGED})


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the action's word, its contacts; `action` is the number of the undo, which can be undone."""

    what: str
    records: tuple[int, ...]
    action: int


def actions(workspace: Workspace) -> tuple[Action, ...]:
    """List what was done in the last weeks, the latest first."""
    with reading(workspace) as store:
        return tuple(reversed(store.journal.actions()))


def undo(workspace: Workspace, action_id: int | None = None, *, redo: bool = False) -> Undone:
    """Take back an action, the last one of the user's where none is named; with `redo`, the last undo.

    Raises:
        Conflict: Something has changed since what the action changed; it says what.
        CardscanError: There is no such action, or nothing to take back.
    """
    with writing(workspace) as store:
        action = store.journal.action(action_id) if action_id is not None else _last(store, redo=redo)
        letters = Letters.of(workspace, store, config.load(workspace.config))
        live = _letters(store, action)
        for number in _written_to(action, live):
            letters.settle(number)
        live = _letters(store, action)
        with store.journal.undoing(action.id) as doing:
            _put_files_back(workspace, store, doing, action, live)
        carry_out(workspace, store)
        for number in _written_to(action, _letters(store, action)):
            letters.settle(number)
        forget(workspace)
        return Undone(action.what, action.records, doing.action or 0)


def expire(workspace: Workspace, store: Store) -> None:
    """Forget what was done long ago, with the pictures that only waited for an undo."""
    limit = datetime.now(UTC) - KEPT_FOR
    if not store.journal.has_before(limit):
        return
    before = store.journal.crops()
    store.journal.expire(limit)
    needed = store.photos.crops() | store.journal.crops()
    for crop in before - needed:
        remove(workspace.root / crop)


def _last(store: Store, *, redo: bool) -> Action:
    action = store.journal.last(redo=redo)
    if action is None:
        raise CardscanError(tr("There is nothing to do again") if redo else tr("There is nothing to undo"))
    return action


def _letters(store: Store, action: Action) -> dict[int, StoredDraft]:
    """Fetch the letters that an action can have touched, by their numbers."""
    return {one.id: one for one in store.drafts.find(record=action.records, about=True)}


def _written_to(action: Action, letters: Mapping[int, StoredDraft]) -> Iterable[int]:
    """Name whose letters may need to follow: thousands that were imported have none."""
    return {one.record_id for one in letters.values()} if action.what == "imported" else action.records


def _put_files_back(
    workspace: Workspace, store: Store, doing: Acting, action: Action, live: Mapping[int, StoredDraft]
) -> None:
    """Decide what each letter's file is to hold, now that the rows are as they were."""
    there = _letters(store, action)
    kept = {file.draft: file for file in store.journal.files(action.id)}
    for file in kept.values():
        if (stored := there.get(file.draft) or live.get(file.draft)) is not None:
            _see(workspace, store, action, stored, file.after)
            refile(workspace, doing, stored, file.before)
            if stored.id in there:  # a new version of the letter, also where only its file changes
                store.drafts.mark(stored.id, stored.status, stored.sent)
    for number, before, after in store.journal.drafts(action.id):
        if number in kept:
            continue
        if after and not before and number in live:
            _see(workspace, store, action, live[number], None)
            refile(workspace, doing, live[number], None)
        elif before and after and number in live and state(workspace, live[number]) in _FOLLOWS:
            old = there[number]
            if old.status == WRITTEN:
                store.drafts.mark(number, f"{REPLACING} {live[number].sha256}", old.sent)


def _see(workspace: Workspace, store: Store, action: Action, stored: StoredDraft, left: bytes | None) -> None:
    """See that a letter's file holds what the action left there, or what the program wrote for it afterwards."""
    data = content(workspace.root / stored.file)
    if data != left and (left is not None or data is None or digest(data) != stored.sha256):
        raise _changed(store, action, stored)


def _changed(store: Store, action: Action, stored: StoredDraft) -> Conflict:
    later = store.journal.conflict(action)
    later.message = tr(
        "Action {number} cannot be undone: the letter {file} has changed since", number=action.id, file=stored.file
    )
    return later
