"""What the page looks at: lists, contacts, letters, as JSON."""

from typing import Any

from flask import Blueprint, Response, request

from cardscan.messages import tr
from cardscan.web import texts
from cardscan.web.answers import Refusal, answer
from cardscan.web.desk import the_desk
from cardscan.web.guard import MOST_UPLOAD
from cardscan.workflow import review_overview
from cardscan.workflow.review_contact import brief_view, contact_view
from cardscan.workflow.review_queue import STATES, Filter

api = Blueprint("read", __name__, url_prefix="/api")


@api.get("/messages")
def messages() -> Response:
    """Answer the page's texts."""
    return answer(texts.spoken())


@api.get("/overview")
def overview() -> Response:
    """Answer what lies around the list: events, tags, what can be undone."""
    desk = the_desk()
    job = desk.jobs.latest()
    seen: dict[str, Any] = review_overview.overview(desk.review)
    return answer({**seen, "job": job and job.view(), "limits": {"upload": MOST_UPLOAD}})


@api.get("/contacts")
def contacts() -> Response:
    """Answer the list."""
    listing = the_desk().review.listing(asked_filter())
    return answer({"contacts": [brief_view(one) for one in listing.briefs], "counts": listing.counts})


@api.get("/contacts/<int:number>")
def contact(number: int) -> Response:
    """Answer a contact."""
    return answer(contact_view(the_desk().review, number, asked_filter()))


@api.get("/changes")
def changes() -> Response:
    """Answer which contacts changed since a moment."""
    queue = the_desk().review.queue()
    since = request.args.get("since", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 16 else queue.now
    return answer({"now": queue.now, "contacts": queue.since(known)})


@api.get("/job")
def job() -> Response:
    """Answer how far the work in the background is; null where there was none."""
    latest = the_desk().jobs.latest()
    return answer(latest and latest.view())


@api.get("/doubles")
def doubles() -> Response:
    """Answer the contacts that look like one person, in pairs."""
    from cardscan.workflow.review_doubles import pairs_view

    return answer(pairs_view(the_desk().review))


def asked_filter() -> Filter:
    """Read what the list is narrowed to."""
    state = request.args.get("state", "")
    if state and state not in STATES:
        raise Refusal(400, tr("there is no state {name!r}", name=state))
    names = ("event", "language", "tag")
    return Filter(**{name: request.args.get(name, "") for name in names}, state=state, text=request.args.get("q", ""))
