"""What the server answers: JSON, and errors that say in words what is wrong and in a stable word what kind it is."""

from typing import Any

from flask import Response
from msgspec import json

from cardscan.errors import CardscanError, Conflict, Exit, Locked
from cardscan.messages import tr
from cardscan.workflow.review import MissingError

Json = dict[str, Any]

_KINDS = {
    400: "usage",
    403: "refused",
    404: "missing",
    405: "usage",
    409: "conflict",
    411: "usage",
    413: "usage",
    415: "usage",
    423: "locked",
}


class Refusal(Exception):  # noqa: N818  # an answer, not a fault
    """A request that is answered with an error.

    Args:
        status: The status of HTTP.
        message: What is wrong.
        hint: What the user can do.
        code: The kind of error, where the status does not tell it.
        findings: What the linter has against it.
        more: What else the answer holds beside `error`.
    """

    def __init__(
        self,
        status: int,
        message: str,
        hint: str = "",
        *,
        code: str = "",
        findings: list[Json] | None = None,
        more: Json | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: Json = {"message": message, "hint": hint, "code": code or _KINDS.get(status, "broken")}
        if findings is not None:
            self.error["findings"] = findings
        self.more = more or {}


def answer(value: object, status: int = 200) -> Response:
    """Answer a value as JSON."""
    return Response(json.encode(value), status, content_type="application/json")


def refuse(error: Refusal) -> Response:
    """Answer a refusal."""
    return answer({"error": error.error, **error.more}, error.status)


def refusal(error: CardscanError) -> Refusal:
    """Make a refusal of an error of the program's."""
    if isinstance(error, MissingError):
        return Refusal(404, error.message, error.hint)
    if isinstance(error, Conflict):
        return Refusal(409, error.message, error.hint)
    if isinstance(error, Locked):
        return Refusal(423, error.message, tr("Wait until it is done."))
    status = 400 if error.exit_code == Exit.USAGE else 500
    return Refusal(status, error.message, error.hint)
