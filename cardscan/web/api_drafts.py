"""What the page does to a letter: approve, skip, mark as sent, take all of it back, word it otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response

from cardscan.errors import Conflict
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.web import asked
from cardscan.web.answers import Refusal, answer
from cardscan.web.desk import the_desk
from cardscan.workflow import editing, standing
from cardscan.workflow.changes import parse
from cardscan.workflow.letter_day import set_day
from cardscan.workflow.letter_files import state
from cardscan.workflow.own_text import renew_text, set_text
from cardscan.workflow.review import Review
from cardscan.workflow.review_draft import draft_view, finding_view, preview
from cardscan.workflow.standing import Marked, Which
from cardscan.workflow.steps import APPROVED, SENT, SKIPPED

api = Blueprint("drafts", __name__, url_prefix="/api/drafts")

Doing = Callable[[Workspace, int], object]
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
    changes = parse(f"{name}={value}" for name, value in parts.items())
    return answer(preview(review, stored, editing.apply(record.contact, record.note, changes).note))


@api.post("/<int:number>/approve")
def approve(number: int) -> Response:
    """Say that a letter is good to go."""
    return _mark(number, lambda place, which, version: standing.approve(place, which, version=version))


@api.post("/<int:number>/skip")
def skip(number: int) -> Response:
    """Say that a letter is never to be sent."""
    return _mark(number, lambda place, which, version: standing.skip(place, which, version=version))


@api.post("/<int:number>/sent")
def sent(number: int) -> Response:
    """Say that a letter was sent today."""
    return _mark(number, lambda place, which, version: standing.sent(place, which, date.today(), version=version))


@api.post("/sent")
def all_sent() -> Response:
    """Say that several letters were sent today: one action, which one undo takes back."""
    numbers = asked.numbers(asked.body(), "letters")
    desk = the_desk()
    with desk.acting():
        marked = standing.sent(desk.review.workspace, Which((), letters=tuple(numbers)), date.today())
    return answer(
        {"letters": [one.id for one in marked.letters], "contacts": [one.record_id for one in marked.letters]}
    )


@api.post("/<int:number>/reopen")
def reopen(number: int) -> Response:
    """Take back that a letter was approved, skipped or sent."""
    return _act(number, lambda place, version: _reopen(place, number, version))


@api.post("/<int:number>/text")
def text(number: int) -> Response:
    """Keep the user's own text."""
    data = asked.body()
    subject, body = asked.text(data, "subject"), asked.text(data, "body")

    return _act(number, lambda place, version: set_text(place, number, subject, body, version), data)


@api.post("/<int:number>/date")
def send_date(number: int) -> Response:
    """Have a letter sent on another day; an empty one is the plan's."""
    data = asked.body()
    day = asked.maybe_day(data, "date")

    return _act(number, lambda place, version: set_day(place, number, day, version), data)


@api.post("/<int:number>/renew")
def renew(number: int) -> Response:
    """Take the program's text in place of one's own."""
    return _act(number, lambda place, version: renew_text(place, number, version))


def _reopen(place: Workspace, number: int, version: int) -> None:
    which = Which((), letters=(number,))
    how = state(place, the_desk().review.letter(number))
    if how == APPROVED:
        standing.approve(place, which, undo=True, version=version)
    elif how == SKIPPED:
        standing.skip(place, which, undo=True, version=version)
    elif how == SENT:
        standing.sent(place, which, date.today(), undo=True, version=version)
    else:
        raise Refusal(400, tr("This letter cannot be taken back."), code="refused")


def _mark(number: int, do: Callable[[Workspace, Which, int], Marked]) -> Response:
    """Give a letter a status, unless something grave is against it."""

    def carefully(place: Workspace, version: int) -> None:
        for _, found in do(place, Which((), letters=(number,)), version).refused:
            findings = [finding_view(one) for one in found]
            raise Refusal(400, tr("Something grave is against this letter."), code="refused", findings=findings)

    return _act(number, carefully)


def _act(number: int, do: Doing, data: dict[str, Any] | None = None) -> Response:
    """Do something to a letter; where it was changed meanwhile, answer how it is now."""
    version = asked.number(asked.body() if data is None else data, "version")
    desk = the_desk()
    desk.review.letter(number)
    try:
        with desk.acting():
            do(desk.review.workspace, version)
    except Conflict as error:
        raise Refusal(409, error.message, error.hint, more={"current": _view(desk.review, number)}) from None
    return answer(_view(desk.review, number))


def _view(review: Review, number: int) -> dict[str, Any]:
    stored = review.letter(number)
    return draft_view(review, review.record(stored.record_id), stored)
