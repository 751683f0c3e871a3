"""What is done to several contacts at once: two joined or kept apart, and an action undone."""

from flask import Blueprint, Response

from cardscan.errors import Conflict
from cardscan.web import asked
from cardscan.web.answers import Refusal, answer
from cardscan.web.desk import the_desk
from cardscan.workflow.doubles import keep_apart
from cardscan.workflow.review_contact import brief_view
from cardscan.workflow.review_doubles import join, undo

api = Blueprint("several", __name__, url_prefix="/api")


@api.post("/doubles/join")
def joining() -> Response:
    """Make one contact of two."""
    data, desk = asked.body(), the_desk()
    keep, other = asked.number(data, "keep"), asked.number(data, "other")
    versions, choose = data.get("versions", []), asked.texts(data, "choose")
    if not isinstance(versions, list) or [type(one) for one in versions] != [int, int]:
        raise asked.wrong("versions")
    if not set(choose.values()) <= {"keep", "other"}:
        raise asked.wrong("choose")
    try:
        with desk.acting():
            for number in (keep, other):
                desk.review.record(number)
            record, action = join(desk.review, (keep, other), (versions[0], versions[1]), choose)
    except Conflict as error:
        now = [brief_view(one) for number in (keep, other) if (one := desk.review.queue().get(number))]
        raise Refusal(409, error.message, error.hint, more={"current": now}) from None
    return answer({"contact": record, "action": action})


@api.post("/doubles/apart")
def apart() -> Response:
    """Remember that two contacts are two people."""
    data, desk = asked.body(), the_desk()
    one, other = asked.number(data, "one"), asked.number(data, "other")
    with desk.acting():
        for number in (one, other):
            desk.review.record(number)
        action = keep_apart(desk.review.workspace, one, other)
    return answer({"action": action})


@api.post("/undo")
def undoing() -> Response:
    """Undo an action, or the last one."""
    action, desk = asked.maybe_number(asked.body(), "action"), the_desk()
    with desk.acting():
        return answer(undo(desk.review, action))
