"""Talking to an address book server: TLS verified, answers bounded, no way to another host, patience."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from cardscan.errors import CardscanError, WrongLoginError
from cardscan.export import carddav_errors as errors
from cardscan.messages import tr

LARGEST = 64_000_000  # bytes of one answer: some fifty cards with photos, or a list of a hundred thousand
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_CONNECT, _READ, _WHOLE = 15.0, 60.0, 300.0  # seconds: to connect, for a sign of life, for a whole answer
_PATIENCE = 90.0  # seconds that we wait in all when a server asks us to
_MOST_TURNS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})

logging.getLogger("urllib3").setLevel(logging.WARNING)  # its debug lines show addresses, and names are in them


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes


@dataclass(slots=True)
class Talk:
    """A conversation with one server; a context manager. Anything but https is for servers on this machine."""

    user: str
    _secret: str = field(repr=False)
    largest: int = LARGEST
    timeouts: tuple[float, float, float] = (_CONNECT, _READ, _WHOLE)
    sleep: Callable[[float], None] = time.sleep
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _waited: float = 0.0

    def __post_init__(self) -> None:
        self._session.auth = HTTPBasicAuth(self.user.encode(), self._secret.encode())
        self._session.headers.update({"User-Agent": "cardscan", "Accept-Encoding": "identity"})
        self._session.mount("https://", _SystemTrust())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session.close()

    def ask(self, method: str, url: str, body: bytes | None = None, **headers: str) -> Answer:
        """Ask for something, and answer what the server says, whatever its status; underscores in headers are dashes.

        A server that is busy is asked again when it says so; a request whose connection breaks is tried once more: none
        does harm twice, since each that writes names the state that it expects.

        Raises:
            WrongLoginError: The server does not know the user, or the password is wrong.
            CardscanError: There is no such server, no safe connection, the answer is too large or leads elsewhere.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(_MOST_TURNS):
            answer = self._patient(method, url, body, named)
            if answer.status not in _MOVED or not answer.headers.get("location"):
                return answer
            url = _onward(url, answer.headers["location"])
        raise errors.not_understood(host_of(url))

    def _patient(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        check_safe(url)
        while True:
            answer = self._admitted(method, url, body, headers)
            if answer.status not in _BUSY:
                return answer
            seconds = _retry_after(answer.headers.get("retry-after", ""))
            if self._waited + seconds > _PATIENCE:
                raise _too_busy(host_of(url), seconds)
            self._waited += seconds
            self.sleep(seconds)

    def _admitted(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        answer = self._twice(method, url, body, headers)
        if answer.status == 401 and self._turn_to_digest(answer):
            answer = self._twice(method, url, body, headers)
        if answer.status == 401:
            raise WrongLoginError(
                tr("{host} does not let {user} in", host=host_of(url), user=self.user),
                hint=tr("Check user and password; Nextcloud, iCloud and Fastmail want an app password here."),
            )
        return answer

    def _turn_to_digest(self, answer: Answer) -> bool:
        """Answer a challenge of RFC 7616 where the server takes no other login."""
        offered = answer.headers.get("www-authenticate", "").lower()
        if "digest" not in offered or "basic" in offered or isinstance(self._session.auth, HTTPDigestAuth):
            return False
        self._session.auth = HTTPDigestAuth(self.user, self._secret)
        return True

    def _twice(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        try:
            return self._once(method, url, body, headers)
        except (requests.exceptions.SSLError, requests.exceptions.Timeout):
            with errors.explained(host_of(url)):
                raise
        except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError):
            with errors.explained(host_of(url)):
                return self._once(method, url, body, headers)
        except (requests.exceptions.RequestException, OSError):
            with errors.explained(host_of(url)):
                raise

    def _once(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        connect, read, _ = self.timeouts
        with self._session.request(
            method,
            url,
            data=body,
            headers=dict(headers),
            timeout=(connect, read),
            allow_redirects=False,
            stream=True,
        ) as response:
            told = {name.lower(): value for name, value in response.headers.items()}
            return Answer(url, response.status_code, told, self._read(response, told))

    def _read(self, response: requests.Response, headers: Mapping[str, str]) -> bytes:
        """Read an answer as far as it may go; one that is packed, though we asked for none, could be a bomb."""
        host = host_of(response.url)
        if headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            raise errors.not_understood(host)
        data, end = bytearray(), time.monotonic() + self.timeouts[2]
        for chunk in response.iter_content(65536):
            data += chunk
            if len(data) > self.largest:
                raise errors.too_large(host)
            if time.monotonic() > end:
                raise errors.cut(tr("{host}: no answer in time", host=host))
        return bytes(data)


class _SystemTrust(HTTPAdapter):
    """Trusts what the computer trusts, as other programs on it do: a firm's own authority too."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        options["ssl_context"] = ssl.create_default_context()
        super().init_poolmanager(*arguments, **options)


def host_of(url: str) -> str:
    """Name the server of an address, with its port where that is not the usual one."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or url


def check_safe(url: str) -> None:
    """Refuse an address that would send the password in the clear.

    Raises:
        CardscanError: It is not https, and not on this machine.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return
    raise CardscanError(
        tr("{host}: no safe connection: the address does not begin with https://", host=host_of(url)),
        hint=tr("Check url in cardscan.toml under [sync]; your password was not sent."),
    )


def _onward(url: str, location: str) -> str:
    """Follow a server within itself; CardscanError where it sends to another one, or to one without TLS."""
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
        same = (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    except ValueError:
        raise errors.not_understood(host_of(url)) from None
    if not same:
        raise errors.leads_away(host_of(url), f"{there.scheme}://{host_of(target)}{there.path}")
    return target


def _retry_after(text: str) -> float:
    """Read how long to wait: seconds, or a date (RFC 9110, 10.2.3); a few seconds where a server does not say."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(1.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 5.0


def _too_busy(host: str, seconds: float) -> CardscanError:
    minutes = max(1, round(min(seconds, 86_400) / 60))
    return CardscanError(
        tr("{host}: the server is busy and asks to come back in {minutes} min", host=host, minutes=minutes),
        hint=tr("Run the command again then: it goes on from there."),
    )
