"""A letter in the user's own words, which the program never writes over; and the program's words again."""

from dataclasses import replace

from cardscan.errors import CardscanError
from cardscan.followup.eml import render
from cardscan.messages import tr
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import WRITTEN, StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.acting import acting, expect, refile
from cardscan.workflow.letters import Letters
from cardscan.workflow.session import writing
from cardscan.workflow.steps import OBJECTED, PUSHED, SENT, SKIPPED

_CLOSED = frozenset({SENT, PUSHED, SKIPPED, OBJECTED})


def set_text(workspace: Workspace, draft_id: int, subject: str, body: str, version: int | None = None) -> StoredDraft:
    """Write the user's text into a letter's file; the program's stays known. An approved letter waits to be read again.

    Raises:
        Conflict: The letter has changed since that version.
        CardscanError: There is no such letter, or it is sent, skipped or taken away.
    """
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        stored = open_letter(store, letters, draft_id, version)
        with acting(workspace, store, "text", [stored.record_id]) as doing:
            text = replace(stored.draft, subject=subject, body=body)
            refile(workspace, doing, stored, render(text, letters.sender))
            store.drafts.mark(draft_id, WRITTEN)
        return store.drafts.get(draft_id)


def renew_text(workspace: Workspace, draft_id: int, version: int | None = None) -> StoredDraft:
    """Write a letter as the program words it now, in place of the user's text.

    Raises:
        Conflict: The letter has changed since that version.
        CardscanError: There is no such letter, it is sent, skipped or taken away, or it cannot be worded.
    """
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        stored = open_letter(store, letters, draft_id, version)
        letters.meet()
        draft = letters.preview(store.record(stored.record_id), stored)
        if draft is None:
            raise CardscanError(next(iter(letters.problems), tr("this letter cannot be written")))
        with acting(workspace, store, "renewed", [stored.record_id]) as doing:
            refile(workspace, doing, stored, letters.put(stored, draft, WRITTEN))
        return store.drafts.get(draft_id)


def open_letter(store: Store, letters: Letters, draft_id: int, version: int | None) -> StoredDraft:
    """Fetch a letter that waits to be sent; CardscanError where it does not, Conflict where it has changed."""
    expect(store.drafts.get(draft_id).version, version)
    letters.settle(store.drafts.get(draft_id).record_id)
    stored = store.drafts.get(draft_id)
    if stored.status in _CLOSED:
        raise CardscanError(
            tr("this letter is sent, skipped or in your mailbox already"),
            hint=tr("Take that back first: cardscan drafts sent --undo, or skip --undo"),
        )
    return stored
