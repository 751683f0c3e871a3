"""What people do with their contacts: look at them, correct, delete and export them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cardscan.errors import CardscanError, Exit
from cardscan.folding import fold
from cardscan.messages import tr
from cardscan.model import Event, Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft, settled
from cardscan.store.store import Store
from cardscan.workflow import editing
from cardscan.workflow.acting import acting, expect, refile
from cardscan.workflow.changes import parse
from cardscan.workflow.letter_files import CHANGED, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.notes import forget
from cardscan.workflow.session import writing


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit came to: the record as it is now, how many drafts were written anew, and how many are the user's.

    `approved` ones would be worded otherwise now, and were left as they are. `problems` kept drafts from following.
    """

    record: Record
    renewed: int = 0
    kept: int = 0
    approved: tuple[StoredDraft, ...] = ()
    problems: tuple[str, ...] = ()


def find_event(store: Store, text: str) -> Event:
    """Answer the event that `text` names: its folder or name, or the beginning or a part of one.

    Raises:
        CardscanError: No event is named so, or several are.
    """
    events, wanted = store.events.all(), fold(text)
    exact = [event for event in events if text in (event.folder, event.name)]
    for found in (exact, _named(events, wanted, start=True), _named(events, wanted, start=False)):
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(event.folder for event in found)
            raise _usage(tr("{name!r} may be one of several events", name=text), names)
    names = ", ".join(event.folder for event in events) or tr("There are no events yet.")
    raise _usage(tr("there is no event {name!r}", name=text), names)


def edit(
    workspace: Workspace,
    record_id: int,
    assignments: Sequence[str],
    *,
    confirmed: bool | Collection[str] = False,
    version: int | None = None,
) -> Changed:
    """Change fields of a contact; its drafts follow where the user left them alone.

    Args:
        workspace: Where the contact is.
        record_id: Its number.
        assignments: `field=value` ...
        confirmed: The fields that wait for a look are right: all, or those named (`phones[1]`).
        version: The contact's when it was looked at; where it is another now, nothing is changed.

    Raises:
        Conflict: The contact was changed meanwhile.
        CardscanError: There is no such contact or field, or a value does not fit.
    """
    changes = parse(assignments)
    settings = config.load(workspace.config)
    regions = [code for code in (settings.reading.region, settings.sender.country) if code]
    with writing(workspace) as store:
        record = store.record(record_id)
        expect(record.version, version)
        edited = editing.apply(record.contact, record.note, changes, regions=regions)
        doubts = editing.doubts(record.concerns, changes, confirmed)
        letters = Letters.of(workspace, store, settings)
        letters.settle(record_id)
        with acting(workspace, store, _what(edited), [record_id]):
            checked = [concern.field for concern in record.concerns if confirmed and concern not in doubts]
            store.edit_record(record_id, edited.contact, tuple(dict.fromkeys((*edited.fields, *checked))), doubts)
            if edited.note != record.note:
                store.set_note(record_id, edited.note)
            renewed = renew(store, letters, record_id)
        letters.settle(record_id)
        forget(workspace)
        return changed(workspace, store, letters, record_id, renewed)


def _what(edited: editing.Edited) -> str:
    if not edited.fields:
        return "confirmed"
    return "noted" if all(name.startswith("note.") for name in edited.fields) else "edited"


def renew(store: Store, letters: Letters, record_id: int) -> int:
    """Have a contact's drafts follow what changed, and count them; call it in a transaction, and `settle` after it."""
    letters.meet()
    return letters.renew(store.record(record_id))


def changed(workspace: Workspace, store: Store, letters: Letters, record_id: int, renewed: int) -> Changed:
    """Sum up what became of a contact and its drafts."""
    kept = sum(state(workspace, draft) == CHANGED for draft in store.drafts.find(record=record_id))
    return Changed(store.record(record_id), renewed, kept, tuple(letters.approved), tuple(letters.problems))


def delete(workspace: Workspace, record_ids: Sequence[int], *, version: int | None = None) -> int | None:
    """Take contacts out with their letters; the photos stay, and stay done. Answer the action, which can be undone.

    The pictures of the cards, and what the letters said, wait with the action for an undo.
    """
    with writing(workspace) as store:
        numbers = [record.id for record in store.records(ids=record_ids)]
        if any(settled(one.status) != one.status for one in store.drafts.find(record=numbers, about=True)):
            Letters.of(workspace, store, config.load(workspace.config)).settle()
        with acting(workspace, store, "deleted", numbers) as doing:
            for number in numbers:
                expect(store.record(number).version, version)
            for draft in store.drafts.find(record=numbers, about=True):
                refile(workspace, doing, draft, None)
            for number in numbers:
                store.delete_record(number)
        return doing.action


def _named(events: Sequence[Event], wanted: str, *, start: bool) -> list[Event]:
    names = [(event, (fold(event.folder), fold(event.name))) for event in events]
    return [
        event for event, texts in names if any(text.startswith(wanted) if start else wanted in text for text in texts)
    ]


def _usage(message: str, hint: str) -> CardscanError:
    return CardscanError(message, hint=hint, exit_code=Exit.USAGE)
