"""Contacts that look like one person: found, joined into one, or kept apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cardscan.errors import CardscanError, Exit
from cardscan.matching.pairs import Pair, find_pairs
from cardscan.messages import tr
from cardscan.model import Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.actions import Acting
from cardscan.store.drafts import NEW, WRITTEN, StoredDraft
from cardscan.store.records import Stored
from cardscan.store.store import Store
from cardscan.workflow.acting import acting, expect, refile
from cardscan.workflow.contacts import renew
from cardscan.workflow.letter_files import CHANGED, REMOVED, content, digest, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.notes import forget
from cardscan.workflow.session import writing
from cardscan.workflow.standing import silence
from cardscan.workflow.steps import APPROVED, OBJECTED, PUSHED, SENT, SKIPPED
from cardscan.workflow.union import Choice, unite

_RANKS = (SENT, PUSHED, APPROVED, CHANGED, SKIPPED, WRITTEN, NEW, REMOVED, OBJECTED)
"""Which of two letters of one meeting stands: what went out, then what the user decided, then the program's."""


@dataclass(frozen=True, slots=True)
class Double:
    """Two contacts that look like one person, why, and how surely."""

    one: Record
    other: Record
    score: float
    reasons: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """The contact that two became, and the number of the action, which can be undone."""

    record: Record
    action: int | None


def doubles(store: Store) -> tuple[Double, ...]:
    """List the contacts that look like one person, the surest first; not those that the user keeps apart."""
    return shown(store, find_pairs(store.contacts(), store.apart.pairs()))


def shown(store: Store, pairs: Iterable[Pair]) -> tuple[Double, ...]:
    """Fetch the contacts of pairs; those of which one is gone are left out."""
    pairs = tuple(pairs)
    records = {
        one.id: one for one in store.records(ids={number for pair in pairs for number in (pair.one, pair.other)})
    }
    return tuple(
        Double(records[pair.one], records[pair.other], pair.score, pair.reasons, pair.certain)
        for pair in pairs
        if pair.one in records and pair.other in records
    )


def join(
    workspace: Workspace,
    keep: int,
    other: int,
    choose: Mapping[str, Choice] | None = None,
    *,
    versions: tuple[int | None, int | None] = (None, None),
) -> Joined:
    """Make one contact of two: nothing is dropped, and the letters follow.

    Args:
        workspace: Where the contacts are.
        keep: The contact whose number stays.
        other: The one that goes up in it.
        choose: Whose value a field has, where the user says so; the rest is for `union` to decide.
        versions: Those of the two that the user saw, where that matters.

    Raises:
        Conflict: One has changed since that version.
        CardscanError: There is no such contact, or the two are the same.
    """
    _two(keep, other)
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        for number, version in zip((keep, other), versions, strict=True):
            expect(store.record(number).version, version)
            letters.settle(number)
        with acting(workspace, store, "merged", (keep, other)) as doing:
            put_together(workspace, store, doing, keep, other, choose=choose)
            renew(store, letters, keep)
        letters.settle(keep)
        forget(workspace)
        return Joined(store.record(keep), doing.action)


def put_together(
    workspace: Workspace,
    store: Store,
    doing: Acting,
    keep: int,
    other: int,
    *,
    choose: Mapping[str, Choice] | None = None,
) -> None:
    """Let a record be all that it and another were; call it in an action that is about both."""
    kept, gone = store.each((keep, other))
    _clear(workspace, store, doing, keep, other)
    made = unite(kept, gone, store.count_lines(keep), choose)
    store.join(keep, other, Stored(made.contact, made.edited, made.verdict, made.concerns, kept.note, made.former))
    if kept.objection or gone.objection:
        silence(workspace, store, doing, [keep])


def keep_apart(workspace: Workspace, one: int, other: int) -> int | None:
    """Remember that two contacts are two people; they are not asked about again. Answer the action."""
    _two(one, other)
    with writing(workspace) as store:
        for number in (one, other):
            store.record(number)
        with acting(workspace, store, "apart", (one, other)) as doing:
            store.apart.keep(one, other)
        return doing.action


def _two(one: int, other: int) -> None:
    if one == other:
        raise CardscanError(tr("name two different contacts"), exit_code=Exit.USAGE)


def _clear(workspace: Workspace, store: Store, doing: Acting, keep: int, other: int) -> None:
    """See that no two letters are for the same: the lesser one goes, or aside where the user wrote or sent it."""
    groups: defaultdict[tuple[object, ...], list[StoredDraft]] = defaultdict(list)
    for stored in store.drafts.find(record=(keep, other), about=True):
        to, about = (keep if number == other else number for number in (stored.record_id, stored.about))
        if to == about:  # an introduction to oneself
            _drop(workspace, store, doing, stored)
        else:
            groups[to, stored.draft.step, stored.event, stored.kind, about].append(stored)
    for rivals in groups.values():
        for lesser in sorted(rivals, key=lambda one: _rank(workspace, one, keep))[1:]:
            _drop(workspace, store, doing, lesser)


def _rank(workspace: Workspace, stored: StoredDraft, keep: int) -> tuple[int, bool, int]:
    return _RANKS.index(state(workspace, stored)), stored.record_id != keep, stored.id


def _drop(workspace: Workspace, store: Store, doing: Acting, stored: StoredDraft) -> None:
    """Remove a letter that is the program's alone; one that went out, or that the user made, is put aside."""
    how = state(workspace, stored)
    data = content(workspace.root / stored.file)
    by_user = data is not None and digest(data) != stored.sha256
    if how in (SENT, PUSHED, APPROVED, CHANGED) or by_user:
        store.drafts.set_aside(stored.id)
        store.drafts.mark(stored.id, how if how == SENT else SKIPPED, stored.sent)
        return
    refile(workspace, doing, stored, None)
    store.drafts.forget(stored.id)


def questions(pairs: Iterable[tuple[int, int]], apart: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Answer the pairs, the lower number first, that the user has not kept apart."""
    return frozenset((min(pair), max(pair)) for pair in pairs) - apart
