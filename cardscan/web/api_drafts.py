"""What the page does to a letter: approve, skip, mark as sent, take all of it back, word it otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response

from cardscan.errors import Conflict
from cardscan.messages import tr
from cardscan.store.drafts import StoredDraft
from cardscan.web import asked
from cardscan.web.answers import Refusal, answer
from cardscan.web.desk import the_desk
from cardscan.workflow import editing, standing
from cardscan.workflow.acting import expect
from cardscan.workflow.letter_files import state
from cardscan.workflow.review import Review
from cardscan.workflow.review_draft import draft_view, finding_view, preview
from cardscan.workflow.standing import Marked, Which
from cardscan.workflow.steps import APPROVED, SENT, SKIPPED

api = Blueprint("drafts", __name__, url_prefix="/api/drafts")

Doing = Callable[[Review, StoredDraft], object]
_NOTES = ("note", "promised", "language", "register", "intent", "tags", "gender")


@api.post("/<int:number>/preview")
def show(number: int) -> Response:
    """Answer how the letter would be worded with another note; nothing is stored."""
    data = asked.body()
    review = the_desk().review
    stored = review.letter(number)
    record = review.record(stored.record_id)
    parts = asked.texts(data, "note") | {
        name: asked.text(data, name) for name in ("language", "register", "intent") if data.get(name) is not None
    }
    if unknown := next((name for name in parts if name not in _NOTES), None):
        raise asked.wrong(unknown)
    changes = editing.parse(f"{name}={value}" for name, value in parts.items())
    return answer(preview(review, stored, editing.apply(record.contact, record.note, changes).note))


@api.post("/<int:number>/approve")
def approve(number: int) -> Response:
    """Say that a letter is good to go."""
    return _mark(number, lambda review, which: standing.approve(review.workspace, which))


@api.post("/<int:number>/skip")
def skip(number: int) -> Response:
    """Say that a letter is never to be sent."""
    return _mark(number, lambda review, which: standing.skip(review.workspace, which))


@api.post("/<int:number>/sent")
def sent(number: int) -> Response:
    """Say that a letter was sent today."""
    return _mark(number, lambda review, which: standing.sent(review.workspace, which, date.today()))


@api.post("/<int:number>/reopen")
def reopen(number: int) -> Response:
    """Take back that a letter was approved, skipped or sent."""
    return _act(number, _reopen)


@api.post("/<int:number>/text")
def text(number: int) -> Response:
    """Keep the user's own text."""
    data = asked.body()
    subject, body = asked.text(data, "subject"), asked.text(data, "body")

    def do(review: Review, stored: StoredDraft) -> None:
        from cardscan.workflow.own_text import set_text

        set_text(review.workspace, stored.id, subject, body)

    return _act(number, do, data)


@api.post("/<int:number>/renew")
def renew(number: int) -> Response:
    """Take the program's text in place of one's own."""

    def do(review: Review, stored: StoredDraft) -> None:
        from cardscan.workflow.own_text import renew_text

        renew_text(review.workspace, stored.id)

    return _act(number, do)


def _reopen(review: Review, stored: StoredDraft) -> None:
    which, how = _which(review, stored), state(review.workspace, stored)
    if how == APPROVED:
        standing.approve(review.workspace, which, undo=True)
    elif how == SKIPPED:
        standing.skip(review.workspace, which, undo=True)
    elif how == SENT:
        standing.sent(review.workspace, which, date.today(), undo=True)
    else:
        raise Refusal(400, tr("This letter cannot be taken back."), code="refused")


def _mark(number: int, do: Callable[[Review, Which], Marked]) -> Response:
    def carefully(review: Review, stored: StoredDraft) -> None:
        for _, found in do(review, _which(review, stored)).refused:
            findings = [finding_view(one) for one in found]
            raise Refusal(400, tr("Something grave is against this letter."), code="refused", findings=findings)

    return _act(number, carefully)


def _which(review: Review, stored: StoredDraft) -> Which:
    """Name a letter as the workflow does: by its contact, and its place among theirs."""
    numbers = [one.id for one in review.store.drafts(record=stored.record_id)]
    return Which((), places=((stored.record_id, numbers.index(stored.id) + 1),))


def _act(number: int, do: Doing, data: dict[str, Any] | None = None) -> Response:
    """Do something to a letter; where it was changed meanwhile, answer how it is now."""
    version = asked.number(asked.body() if data is None else data, "version")
    review = the_desk().review
    try:
        with the_desk().acting():
            stored = review.letter(number)
            expect(stored.version, version)
            do(review, stored)
    except Conflict as error:
        raise Refusal(409, error.message, error.hint, more={"current": _view(review, number)}) from None
    return answer(_view(review, number))


def _view(review: Review, number: int) -> dict[str, Any]:
    stored = review.letter(number)
    return draft_view(review, review.record(stored.record_id), stored)
