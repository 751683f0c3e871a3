"""The long pieces of a review: read new photos, approve all that is ready, push what is approved; each reports."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cardscan.messages import tr, trn
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.workflow import push as pushing
from cardscan.workflow import standing, words
from cardscan.workflow.passwords import Asker
from cardscan.workflow.process import Options, Reader, process
from cardscan.workflow.review import Review
from cardscan.workflow.review_queue import READY, Filter
from cardscan.workflow.steps import APPROVED
from cardscan.workflow.summary import Summary

T = TypeVar("T")

_AT_A_TIME = 25  # contacts approved under one lock: other windows get their turn between


class Reporter(Protocol):
    """Takes a report line by line, and counts what is done."""

    contacts: list[int]
    letters: list[dict[str, Any]]

    def say(self, text: str, level: str = "info") -> None:
        """Add a line; `level` is `good`, `info`, `warning` or `error`."""

    def count(self, items: Iterable[T], total: int) -> Iterator[T]:
        """Pass items on, and count them."""


def read_photos(workspace: Workspace, paths: Sequence[Path], job: Reporter, reader: Reader | None) -> None:
    """Read photos and write the letters, as `cardscan process` does."""
    done = process(workspace, paths, Options(), reader=reader, progress=job.count)
    job.contacts += [met.id for met in (*done.added, *done.known)]
    _tell(done, job)


def approve_ready(review: Review, event: str, job: Reporter, turn: Callable[[], AbstractContextManager[None]]) -> None:
    """Approve the letters to all contacts of an event, or to all, that are ready; `turn` is taken for each few.

    What the linter holds against a letter keeps it, as when it is approved alone.
    """
    ready = [one.head.id for one in review.listing(Filter(event=event, state=READY)).briefs]
    ready = [number for number in ready if any(one.status != APPROVED for one in review.queue().letters(number))]
    approved, refused = 0, 0
    groups = [ready[start : start + _AT_A_TIME] for start in range(0, len(ready), _AT_A_TIME)]
    for group in job.count(groups, len(groups)):
        with turn():
            # Some may have been changed or erased since the list was made.
            now = {one.head.id for one in review.listing(Filter(event=event, state=READY)).briefs}
            numbers = tuple(number for number in group if number in now)
            if not numbers:
                continue
            marked = standing.approve(review.workspace, standing.Which(numbers, event or None))
        approved += len(marked.letters)
        refused += len(marked.refused)
        for stored, found in marked.refused:
            name = stored.draft.to_name or stored.draft.to or str(stored.record_id)
            job.say(f"{name}: {'; '.join(words.finding(one) for one in found)}", "warning")
    job.say(trn("{n} letter is approved.", "{n} letters are approved.", approved), "good" if approved else "info")
    if refused:
        job.say(trn("{n} letter needs you first.", "{n} letters need you first.", refused), "warning")
    elif not approved:
        job.say(tr("There is nothing to approve: no letter is ready and waiting."))


def push_letters(workspace: Workspace, event: str, job: Reporter, asker: Asker | None = None) -> None:
    """Lay the approved letters into the user's drafts mailbox; nothing is sent. `asker` may know the password."""

    def progress(drafts: Sequence[StoredDraft]) -> Iterable[StoredDraft]:
        return job.count(drafts, len(drafts))

    done = pushing.push(workspace, pushing.Options(event=event or None), asker=asker, progress=progress)
    there = sum(one.outcome in pushing.IN_MAILBOX for one in done.letters)
    if there:
        where = {"mailbox": done.mailbox, "user": done.user}
        said = trn(
            "{n} draft is in {mailbox} of {user}; nothing was sent.",
            "{n} drafts are in {mailbox} of {user}; nothing was sent.",
            there,
            **where,
        )
        job.say(said, "good")
    else:
        job.say(tr("Nothing to push."))
    for letter in done.letters:
        if letter.outcome in pushing.FAILED or letter.outcome == "edited":
            name = letter.draft.draft.to_name or letter.draft.draft.to or "-"
            job.say(f"{name}: {words.pushed(letter.outcome, letter.why)}", "warning")
    if done.left:
        job.say(trn("{n} draft is still to be pushed.", "{n} drafts are still to be pushed.", done.left), "warning")
    if done.trouble:
        raise done.trouble


def gather_letters(review: Review, event: str, job: Reporter) -> None:
    """List the approved letters, to be opened in the mail program one by one, and tell where their files lie."""
    store, root = review.store, review.workspace.root
    found = [one for one in store.drafts.find(event or None) if one.status == APPROVED]
    there = [one for one in job.count(found, len(found)) if (root / one.file).is_file()]
    job.say(trn("{n} letter is approved.", "{n} letters are approved.", len(there)), "good" if there else "info")
    if there:
        job.say(tr("Open each with your mail program, read it, send it; then mark them here as sent."))
    for folder in dict.fromkeys((root / one.file).parent for one in there):
        job.say(tr("Their files are in {folder}", folder=folder))
    job.letters += [
        {"id": one.id, "contact": one.record_id, "name": one.draft.to_name or one.draft.to} for one in there
    ]
    for one in found:
        if one not in there:
            job.say(f"{one.draft.to_name or one.draft.to}: {words.pushed('removed', '')}", "warning")


def _tell(done: Summary, job: Reporter) -> None:
    """Say what came of reading photos."""
    if done.photos:
        counted = (
            trn("{n} photo", "{n} photos", done.photos),
            trn("{n} card", "{n} cards", done.cards),
            trn("{n} new contact", "{n} new contacts", len(done.added)),
            trn("{n} draft", "{n} drafts", done.drafts),
        )
        job.say(", ".join(counted) + ".", "good" if done.cards else "info")
    elif not done.failures:
        job.say(tr("Nothing new: these photos were read before."))
    for met in done.added:
        why = "; ".join(words.reason(*one) for one in met.check)
        name = met.name or tr("(no name)")
        job.say(f"{name}: {why}" if why else name, "warning" if why else "good")
    for met in done.known:
        job.say(tr("{name}: known already, card added", name=met.name or tr("(no name)")))
    for path in done.empty:
        job.say(tr("{photo}: no card was found", photo=path.name), "warning")
    for failure in done.failures:
        job.say(" ".join(filter(None, (f"{failure.path.name}: {failure.message}.", failure.hint))), "error")
    for problem in done.problems:
        job.say(problem, "warning")
