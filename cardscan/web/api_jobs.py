"""What takes longer than an answer may: begun from the page, done in the background."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response

from cardscan.messages import tr
from cardscan.settings.mail import load_mail
from cardscan.web import asked
from cardscan.web.answers import Refusal, answer
from cardscan.web.desk import the_desk
from cardscan.web.jobs import Job
from cardscan.web.uploads import take
from cardscan.workflow import review_jobs
from cardscan.workflow.mailbox import whose_password
from cardscan.workflow.passwords import Asker, has_keyring
from cardscan.workflow.review import Review
from cardscan.workflow.session import patient
from cardscan.workflow.uploads import Refused

api = Blueprint("jobs", __name__, url_prefix="/api")

_LONG = 60.0  # seconds that a job waits for another cardscan; nobody sits and waits for it


@api.post("/approve-ready")
def approve_ready() -> Response:
    """Approve all that is ready, of an event or of all."""
    desk, event = the_desk(), asked.text(asked.body(), "event", "")

    def work(job: Job) -> None:
        review_jobs.approve_ready(desk.review, event, job, lambda: desk.acting(_LONG))

    return answer(desk.jobs.begin("approve", work).view())


@api.post("/push")
def push() -> Response:
    """Lay the approved letters into the mailbox, or list them with their files.

    A password that somebody typed is used for this once; kept only where that is asked for, and then in the keyring.
    """
    data = asked.body()
    desk, event, to = the_desk(), asked.text(data, "event", ""), asked.text(data, "to")
    if to not in ("imap", "eml"):
        raise asked.wrong("to")
    desk.jobs.refuse_two()
    asker = _asker(desk.review, data) if to == "imap" else None

    def work(job: Job) -> None:
        if to == "eml":
            review_jobs.gather_letters(desk.review, event, job)
        else:
            review_jobs.push_letters(desk.review.workspace, event, job, asker)

    return answer(desk.jobs.begin("push", _patiently(work)).view())


@api.post("/photos")
def photos() -> Response:
    """Take photos, and read them."""
    desk = the_desk()
    desk.jobs.refuse_two()
    kept, refused = take(desk.review)
    if not kept:
        raise Refusal(400, " ".join(_told(refused)) or tr("There is no photo."), code="refused")

    def work(job: Job) -> None:
        for line in _told(refused):
            job.say(line, "error")
        review_jobs.read_photos(desk.review.workspace, kept, job, desk.reader)

    return answer(desk.jobs.begin("photos", _patiently(work)).view())


def _asker(review: Review, data: dict[str, Any]) -> Asker | None:
    """Answer who knows the password that somebody typed; Refusal `password` where one must be typed first."""
    typed = asked.text(data, "password", "")
    if typed:
        return Asker(lambda _: typed, lambda: data.get("keep") is True)
    mail = load_mail(review.workspace.config)
    if whose := whose_password(mail, mail.user or review.settings.sender.email):
        message = tr("The password of {whose} is needed.", whose=whose)
        refused = Refusal(400, message, code="password")
        refused.error["keyring"] = has_keyring()
        raise refused
    return None


def _patiently(work: Callable[[Job], None]) -> Callable[[Job], None]:
    def waiting(job: Job) -> None:
        with patient(_LONG):
            work(job)

    return waiting


def _told(refused: Sequence[Refused]) -> list[str]:
    return [" ".join(filter(None, (f"{one.name}: {one.message}.", one.hint))) for one in refused]
