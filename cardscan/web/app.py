"""The server's application: its addresses, who may ask, and errors in words."""

import secrets
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from cardscan.errors import CardscanError
from cardscan.messages import LANGUAGES, speaking, tr
from cardscan.settings.workspace import Workspace
from cardscan.web import api_contacts, api_drafts, api_jobs, api_read, api_several, images, letters, texts
from cardscan.web.answers import Refusal, refusal, refuse
from cardscan.web.desk import Desk, lay, the_desk
from cardscan.web.guard import MOST_UPLOAD, Guard, seal
from cardscan.web.jobs import Jobs
from cardscan.workflow.process import Reader
from cardscan.workflow.review import Review

_LANGUAGE = "cardscan_language"


def make_app(workspace: Workspace, token: str = "", *, port: int = 80, reader: Reader | None = None) -> Flask:
    """Make the application of a workspace.

    Args:
        workspace: Where the contacts are.
        token: What the link holds; made up where it is empty.
        port: The port that requests come to.
        reader: Reads the photos that are dragged onto the page; the pipeline, if not given.
    """
    app = Flask("cardscan.web", static_folder="static", static_url_path="/static")
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = MOST_UPLOAD
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 0
    app.url_map.merge_slashes = False
    guard = Guard(token or secrets.token_urlsafe(32), port)
    desk = Desk(Review(workspace), guard, Jobs(), reader)
    desk.review.when_gone = desk.jobs.forget
    lay(app.extensions, desk)
    app.before_request(_enter)
    app.after_request(seal)
    app.add_url_rule("/", "page", _page)
    for part in (
        api_read.api,
        api_contacts.api,
        api_drafts.api,
        api_jobs.api,
        api_several.api,
        images.images,
        letters.letters,
    ):
        app.register_blueprint(part)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(CardscanError, _failed)
    app.register_error_handler(HTTPException, _unknown)
    app.register_error_handler(Exception, _broken)
    app.wsgi_app = Spoken(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


class Spoken:
    """Answers each request in the language of the browser that asks."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer in the language asked for, kept or accepted."""
        asking = Request(environ)
        kept, accepted = asking.cookies.get(_LANGUAGE, ""), asking.accept_languages
        with speaking(texts.choose(asking.args.get("lang", ""), kept, accepted)):
            answered: Iterable[bytes] = self._application(environ, start)
            return answered


def _enter() -> Response | None:
    """Let the request pass, or answer in its place."""
    guard = the_desk().guard
    if request.path == "/" and request.method == "GET":
        guard.check_address(request)
        return _door(guard)
    guard.check(request)
    return None


def _door(guard: Guard) -> Response | None:
    """Let in whoever has the link, once, and whoever was let in before."""
    token = request.args.get("token")
    if token is None and guard.knows(request):
        return None
    if token is not None and (guard.admit(token) or guard.knows(request)):
        response = Response("", 303, {"Location": "/"})
        guard.welcome(response)
        return response
    return Response(_shell("closed"), 403, content_type="text/html; charset=utf-8")


def _page() -> Response:
    response = Response(_shell("index"), content_type="text/html; charset=utf-8")
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        response.set_cookie(_LANGUAGE, asked, samesite="Strict", httponly=True)
    return response


def _shell(name: str) -> bytes:
    return (files("cardscan.web") / "pages" / f"{name}.html").read_bytes()


def _failed(error: CardscanError) -> Response:
    return refuse(refusal(error))


def _unknown(error: HTTPException) -> Response:
    """Say what HTTP has against a request: no such address, too large ..."""
    status = error.code or 500
    words = {404: tr("There is nothing at this address."), 413: tr("This is too large.")}
    return refuse(Refusal(status, words.get(status, tr("This cannot be asked for in this way."))))


def _broken(error: Exception) -> Response:
    """Say that something went wrong; the error's own text may hold what is on a card, and stays here."""
    kind = type(error).__name__
    hint = tr("This is a fault in cardscan. The terminal that it was begun in tells more with --debug.")
    return refuse(Refusal(500, tr("unexpected {kind}", kind=kind), hint, code="broken"))
