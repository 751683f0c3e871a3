"""Two contacts are introduced to each other: each is asked alone; if both agree, one letter goes to both."""

from dataclasses import dataclass
from datetime import date

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.model import Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.acting import acting
from cardscan.workflow.letter_files import WAITING, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.session import writing
from cardscan.workflow.steps import SKIPPED

QUESTION, INTRODUCTION = "introduction-question", "introduction"


@dataclass(frozen=True, slots=True)
class Introduced:
    """The letters of an introduction; `new` of them were written now."""

    letters: tuple[StoredDraft, ...]
    new: int


def introduce(workspace: Workspace, first: int, second: int, today: date, *, agreed: bool = False) -> Introduced:
    """Write the letters of an introduction, unless they are there.

    Args:
        workspace: Where the contacts are.
        first: The one who is asked first, and whom the common letter goes to.
        second: The other, who gets a copy of the common letter.
        today: The day of writing.
        agreed: Both said yes: write the common letter; questions that were not sent are skipped.

    Raises:
        CardscanError: There is no such contact, the two are the same, one objected, or the letter cannot be written.
    """
    if first == second:
        raise CardscanError(tr("name two different contacts"), exit_code=Exit.USAGE)
    settings = config.load(workspace.config)
    with writing(workspace) as store:
        people = _people(store, first, second)
        letters = Letters.of(workspace, store, settings)
        letters.problems.clear()  # of gives.toml: no introduction offers a gift besides
        letters.settle()
        kind, asked = (INTRODUCTION, people[:1]) if agreed else (QUESTION, people)
        with acting(workspace, store, "introduced", (first, second)):
            new = [letters.add_beside(one, other, kind, today) for one, other in asked]
            if agreed:
                _asked(workspace, store, people)
        letters.settle()
        if letters.problems:
            raise CardscanError(letters.problems[0])
        return Introduced(tuple(_between(store, people, kind)), sum(new))


def _people(store: Store, first: int, second: int) -> tuple[tuple[Record, Record], tuple[Record, Record]]:
    one, other = store.record(first), store.record(second)
    for record in (one, other):
        if record.objection:
            raise CardscanError(tr("contact {number} does not want to be written to", number=record.id))
    return (one, other), (other, one)


def _asked(workspace: Workspace, store: Store, people: tuple[tuple[Record, Record], ...]) -> None:
    """Whoever agreed need not be asked: questions that still wait are not to be sent."""
    for stored in _between(store, people, QUESTION):
        if state(workspace, stored) in WAITING:
            store.drafts.mark(stored.id, SKIPPED)


def _between(store: Store, people: tuple[tuple[Record, Record], ...], kind: str) -> list[StoredDraft]:
    pairs = {(one.id, other.id) for one, other in people}
    drafts = store.drafts.find(record=[one.id for one, _ in people])
    return [draft for draft in drafts if draft.kind == kind and (draft.record_id, draft.about) in pairs]
