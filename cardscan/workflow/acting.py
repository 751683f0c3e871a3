"""Actions that can be undone: rows in one transaction, then the letters' files; a kill between the two is made good."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from cardscan.errors import Conflict
from cardscan.files import write_atomic
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.store.actions import Acting, File
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.letter_files import content, make_folder, remove, remove_empty


@contextmanager
def acting(workspace: Workspace, store: Store, what: str, records: Collection[int]) -> Iterator[Acting]:
    """Let the block be one action on these contacts, in one transaction; the files that it `files` follow after it."""
    with store.journal.acting(what, records) as doing:
        yield doing
    carry_out(workspace, store)


def refile(workspace: Workspace, doing: Acting, stored: StoredDraft, data: bytes | None) -> None:
    """Have a letter's file hold `data` when the action is done, or be gone; the action keeps what it holds now."""
    before = content(workspace.root / stored.file)
    if before != data:
        doing.files[stored.id] = File(stored.id, stored.file, before, data)


def carry_out(workspace: Workspace, store: Store) -> None:
    """Let the files follow what was done; one that is no longer as it was then is left alone."""
    for action in store.journal.pending():
        for file in store.journal.files(action.id):
            path = workspace.root / file.path
            if content(path) != file.before:
                continue
            if file.after is None:
                remove(path)
                remove_empty(workspace, path.parent)
            else:
                make_folder(path.parent)
                write_atomic(path, file.after)
        store.journal.carried_out(action.id)


def expect(now: int, version: int | None) -> None:
    """See that a contact or a letter is as whoever changes it saw it; Conflict where it is not."""
    if version is not None and now != version:
        raise Conflict(
            tr("it was changed meanwhile, in another window or by another command"),
            hint=tr("Look at it as it is now, then change it again."),
        )
