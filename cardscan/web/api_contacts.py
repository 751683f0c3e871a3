"""What the page does to a contact: each is one action of the workflow's, as on the command line."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from cardscan.errors import Conflict
from cardscan.messages import tr
from cardscan.web import asked
from cardscan.web.answers import Refusal, answer
from cardscan.web.desk import the_desk
from cardscan.workflow import contacts
from cardscan.workflow.review import Review
from cardscan.workflow.review_check import assigned, check
from cardscan.workflow.review_contact import contact_view

api = Blueprint("contacts", __name__, url_prefix="/api")

_NOTES = ("note", "promised", "language", "register", "intent", "tags", "gender")
_FIELDS = ("name", "title", "department", "company", "phones", "emails", "urls", "social", "address", "tax_ids")


@api.post("/contacts/<int:number>/fields")
def fields(number: int) -> Response:
    """Correct fields, or say that some are right."""
    data = asked.body()
    changes = asked.texts(data, "changes")
    for key in changes:
        if key.split("[")[0].split(".")[0] not in _FIELDS or "=" in key:
            raise Refusal(400, tr("there is no field {name!r}", name=key))
    assignments = [one for key, value in changes.items() for one in assigned(key, value)]
    return _edit(number, assignments, data, asked.listed(data, "confirm"))


@api.post("/contacts/<int:number>/note")
def note(number: int) -> Response:
    """Change what was jotted down; the letters follow."""
    data = asked.body()
    parts = asked.texts(data, "note")
    if unknown := next((name for name in parts if name not in _NOTES), None):
        raise asked.wrong(unknown)
    return _edit(number, [f"{name}={value}" for name, value in parts.items()], data, False)


@api.post("/contacts/<int:number>/confirm")
def confirm(number: int) -> Response:
    """Say that all is right as it is."""
    return _edit(number, [], asked.body(), True)


@api.post("/contacts/<int:number>/delete")
def delete(number: int) -> Response:
    """Erase a contact with its pictures and letters."""
    version = asked.number(asked.body(), "version")

    def do(review: Review) -> None:
        review.record(number)
        contacts.delete(review.workspace, [number], version=version)

    _act(number, do)
    return answer({"contacts": [number]})


@api.post("/check")
def validate() -> Response:
    """Tell, as one types, whether a value will do."""
    data = asked.body()
    settings = the_desk().review.settings
    regions = [code for code in (settings.reading.region, settings.sender.country) if code]
    return answer(check(asked.text(data, "field"), asked.text(data, "value"), regions))


def _edit(number: int, assignments: list[str], data: dict[str, Any], confirmed: bool | list[str]) -> Response:
    version = asked.number(data, "version")

    def do(review: Review) -> None:
        review.record(number)
        contacts.edit(review.workspace, number, assignments, confirmed=confirmed, version=version)

    _act(number, do)
    return answer(contact_view(the_desk().review, number))


def _act(number: int, do: Callable[[Review], object]) -> None:
    """Do something to a contact; where it was changed meanwhile, answer how it is now."""
    review = the_desk().review
    try:
        with the_desk().acting():
            do(review)
    except Conflict as error:
        current = contact_view(review, number)
        raise Refusal(409, error.message, error.hint, more={"current": current}) from None
