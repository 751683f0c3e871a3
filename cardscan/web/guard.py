"""Who may ask: only the browser that was given the link, from this page, of this server, on this machine."""

import hmac
import secrets
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from flask import Request, Response

from cardscan.messages import tr
from cardscan.web.answers import Refusal

HEADER = "X-Cardscan"
MOST_JSON = 1_000_000
"""Bytes of a request that is no upload: the longest letter has some thousands."""
MOST_UPLOAD = 200_000_000
"""Bytes of one upload: an evening's photos come in several."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_DAY = 86_400
_UPLOADS = frozenset({"/api/photos"})


@dataclass(slots=True)
class Guard:
    """Knows the server's address, the token of its link, which works once, and the cookie that it gives for that."""

    token: str
    port: int
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _used: bool = False
    _lock: Lock = field(default_factory=Lock)

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers keep the cookies of all ports of a host together."""
        return f"cardscan_{self.port}"

    def check(self, request: Request) -> None:
        """Let a request pass.

        Raises:
            Refusal: It is not from our page in a browser that was let in.
        """
        self.check_address(request)
        if request.method not in ("GET", "HEAD", "POST"):
            raise Refusal(405, tr("This cannot be asked for in this way."))
        if request.method == "POST":
            self._check_post(request)
        if not self.knows(request):
            raise Refusal(403, tr("This page opens only with its link."), tr("Get a new one: cardscan review"))

    def knows(self, request: Request) -> bool:
        """Tell whether the browser was let in before."""
        given = request.cookies.get(self.cookie, "")
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def admit(self, token: str) -> bool:
        """Take a token: true for the right one, once."""
        with self._lock:
            fits = hmac.compare_digest(token.encode(), self.token.encode()) and not self._used
            self._used |= fits
            return fits

    def welcome(self, response: Response) -> None:
        """Give the browser its cookie."""
        response.set_cookie(self.cookie, self.secret, max_age=_DAY, httponly=True, samesite="Strict", path="/")

    def check_address(self, request: Request) -> None:
        """Refuse other names of this machine: a page elsewhere may have one made that leads here (DNS rebinding)."""
        if request.environ.get("HTTP_HOST") not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
            raise Refusal(403, tr("This address is not that of the review page."))
        # Browsers say whether another page asks; one on another port of this machine would bring our cookie along.
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and request.path != "/":
            raise Refusal(403, tr("Another page may not ask for this."))

    def _check_post(self, request: Request) -> None:
        origin = urlsplit(request.headers.get("Origin", ""))
        if (origin.scheme, origin.netloc) != ("http", request.environ["HTTP_HOST"]) or origin.path:
            raise Refusal(403, tr("Another page may not ask for this."))
        if request.headers.get(HEADER) != "1":
            raise Refusal(403, tr("Another page may not ask for this."))
        upload = request.path in _UPLOADS
        wanted = "multipart/form-data" if upload else "application/json"
        if request.mimetype != wanted:
            raise Refusal(415, tr("This cannot be asked for in this way."))
        if request.content_length is None:
            raise Refusal(411, tr("This cannot be asked for in this way."))
        if request.content_length > (MOST_UPLOAD if upload else MOST_JSON):
            raise Refusal(413, tr("This is too large: at most {n} MB at a time.", n=MOST_UPLOAD // 1_000_000))


def seal(response: Response) -> Response:
    """Put the headers on an answer that keep browsers from doing more with it than they should."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response
