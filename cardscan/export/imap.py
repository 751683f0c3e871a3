"""The drafts mailbox of a mail server: letters are laid there (IMAP APPEND), and nothing is ever sent."""

from __future__ import annotations

import logging
import socket
import ssl
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import localtime
from functools import cache
from importlib.resources import files
from typing import Literal

from imapclient import DRAFT, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from cardscan.errors import CardscanError
from cardscan.export import imap_errors
from cardscan.export.imap_copies import HEADERS, Copy, is_untouched, mark, read_copy, stamp
from cardscan.messages import tr

Security = Literal["tls", "starttls", "none"]
Outcome = Literal["added", "replaced", "there", "edited"]
"""What became of a letter: new there, in place of its older version, there already, or changed there by the user."""

PORTS = {"tls": 993, "starttls": 143, "none": 143}
_CONNECT, _READ = 15.0, 60.0  # seconds
_AT_ONCE = 500  # letters whose headers are asked for in one line; servers take some 8,000 characters (RFC 7162)
_HEADER_FIELDS = f"BODY.PEEK[HEADER.FIELDS ({' '.join(HEADERS)})]".encode()

logging.getLogger("imapclient").setLevel(logging.WARNING)  # its debug lines show what is sent, tokens among it


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """Who logs in, by a password or by an OAuth token; never shown."""

    user: str
    secret: str
    kind: Literal["password", "token"] = "password"


@dataclass(slots=True)
class ImapDrafts:
    """An open drafts mailbox; it knows what cardscan laid there before, from marks in the letters' headers."""

    name: str
    _client: IMAPClient
    _copies: list[Copy] = field(default_factory=list)

    def put(self, name: str, data: bytes) -> Outcome:
        """Lay a letter into the mailbox, once: `name` tells the letter across its versions, and says nothing to others.

        An older version that nobody touched makes room for this one; what the user changed there stays, alone.

        Raises:
            LetterRefusedError: The server does not take this letter; others may pass.
            CardscanError: The connection is gone, or the mailbox is full.
        """
        message, digest = stamp(data, name, localtime())
        with imap_errors.explained(self._client.host):
            older = [copy for copy in self._copies if copy.name == name and copy.digest != digest]
            if any(copy.is_of(name, digest, message) for copy in self._copies):
                self._remove([copy for copy in older if self._untouched(copy)])  # left by a run that was cut off
                return "there"
            if not all(self._untouched(copy) for copy in older):
                return "edited"
            with imap_errors.refusal():
                self._client.append(self.name, message, (DRAFT, SEEN))
            self._copies.append(mark(message))
            self._remove(older)
        return "replaced" if older else "added"

    def holds(self, name: str) -> bool:
        """Tell whether any version of the letter is there."""
        return any(copy.name == name for copy in self._copies)

    def survey(self) -> None:
        """Learn what is there already."""
        self._client.select_folder(self.name)
        uids = self._client.search("UNDELETED")
        for start in range(0, len(uids), _AT_ONCE):
            for uid, values in self._client.fetch(uids[start : start + _AT_ONCE], [_HEADER_FIELDS]).items():
                head = next((value for key, value in values.items() if key.startswith(b"BODY[")), None)
                self._copies.append(read_copy(head or b"", uid))

    def _untouched(self, copy: Copy) -> bool:
        if copy.uid is None:
            return True
        found = self._client.fetch([copy.uid], [b"BODY.PEEK[]"]).get(copy.uid, {})
        return is_untouched(found.get(b"BODY[]") or b"", copy)

    def _remove(self, copies: Sequence[Copy]) -> None:
        """Remove older versions, and these alone; where the server cannot, they stay, marked as deleted."""
        uids = [copy.uid for copy in copies if copy.uid is not None]
        if uids:
            self._client.delete_messages(uids, silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge(uids)
        self._copies = [copy for copy in self._copies if copy not in copies]


@contextmanager
def open_drafts(
    host: str, login: Login, *, port: int = 0, security: Security = "tls", mailbox: str = "", timeout: float = _READ
) -> Iterator[ImapDrafts]:
    """Log in and open the mailbox of drafts; `mailbox` names one that the server does not tell.

    Args:
        host: The server; its certificate must be valid for this name.
        login: Who logs in.
        port: 0 for the usual port.
        security: `none` is for a server on this machine.
        mailbox: The mailbox; empty for the one that the server calls its drafts.
        timeout: Seconds to wait for an answer.

    Raises:
        CardscanError: No such server, no valid certificate, a wrong password, no mailbox, or no answer in time.
    """
    with imap_errors.explained(host):
        client = _connect(host, port or PORTS[security], security, timeout)
    try:
        with imap_errors.explained(host):
            _log_in(client, login)
            drafts = ImapDrafts(mailbox or find_drafts(client), client)
            with imap_errors.no_mailbox(drafts.name):
                drafts.survey()
        yield drafts
        with suppress(OSError, IMAPClientError):
            client.logout()  # not after an error: to say goodbye could take another minute
    finally:
        with suppress(OSError):
            client.shutdown()


def _connect(host: str, port: int, security: Security, timeout: float) -> IMAPClient:
    context = ssl.create_default_context()
    limits = SocketTimeout(min(timeout, _CONNECT), timeout)
    client = IMAPClient(host, port, ssl=security == "tls", ssl_context=context, timeout=limits)
    try:
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # imaplib writes a line in two pieces
        if security == "starttls":
            client.starttls(context)
    except BaseException:
        client.shutdown()
        raise
    return client


def _log_in(client: IMAPClient, login: Login) -> None:
    with imap_errors.login_refused(login.user, login.kind):
        if login.kind == "token":
            client.oauth2_login(login.user, login.secret)
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(login.user, login.secret)  # takes any letter; LOGIN takes ASCII alone
        else:
            client.login(login.user, login.secret)


def find_drafts(client: IMAPClient) -> str:
    r"""Find the mailbox that bears \Drafts (RFC 6154), else one that is called so in one of the languages.

    Raises:
        CardscanError: There is none.
    """
    folders = client.list_folders()
    if not any(b"\\Drafts" in flags for flags, _, _ in folders) and client.has_capability("SPECIAL-USE"):
        answer = client._raw_command_untagged(b"LIST", [b"(SPECIAL-USE)", b'""', b'"*"'], b"LIST", uid=False)
        folders = client._proc_folder_list(answer) + folders  # a server may tell special uses only when asked for them
    usable = [(flags, delimiter, name) for flags, delimiter, name in folders if not _is_closed(flags)]
    special = [name for flags, _, name in usable if b"\\Drafts" in flags]
    if special:
        return str(special[0])
    wanted = [name.casefold() for name in _usual_names()]
    called = [(_last(name, delimiter).casefold(), name) for _, delimiter, name in usable]
    named = sorted((wanted.index(last), len(name), name) for last, name in called if last in wanted)
    if named:
        return str(named[0][2])
    there = ", ".join(name for _, _, name in usable[:20])
    raise CardscanError(
        tr("{host}: no mailbox there is known to hold drafts", host=client.host),
        hint=tr(
            'Write its name into cardscan.toml, under [mail]: drafts_mailbox = "...". There are: {names}', names=there
        ),
    )


def _is_closed(flags: Sequence[bytes]) -> bool:
    return any(flag.lower() in (b"\\noselect", b"\\nonexistent") for flag in flags)


def _last(name: str, delimiter: bytes | None) -> str:
    return name.rsplit(delimiter.decode(), 1)[-1] if delimiter else name


@cache
def _usual_names() -> tuple[str, ...]:
    text = (files("cardscan.export") / "data" / "drafts_mailboxes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["names"])
