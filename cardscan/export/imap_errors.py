"""What goes wrong with a mail server, each as one line with what to do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from cardscan.errors import CardscanError, WrongLoginError
from cardscan.messages import tr

_LONGEST = 200


class LetterRefusedError(Exception):
    """The server does not take one letter; the text is the server's."""


@contextmanager
def explained(host: str) -> Iterator[None]:
    """Turn what the network, TLS and the server may do into a CardscanError."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise CardscanError(
            tr("{host}: its certificate is not valid: {why}", host=host, why=error.verify_message),
            hint=tr("Check host in cardscan.toml under [mail]; your password was not sent."),
        ) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise _cut(tr("{host}: the connection was cut", host=host)) from error
    except ssl.SSLError as error:
        raise CardscanError(
            tr("{host}: no safe connection: {why}", host=host, why=error.reason or error),
            hint=tr('Check port and security in cardscan.toml under [mail]; try security = "starttls".'),
        ) from error
    except socket.gaierror as error:
        raise CardscanError(
            tr("{host}: there is no such mail server, or no network", host=host),
            hint=tr("Check host in cardscan.toml under [mail], and your connection."),
        ) from error
    except TimeoutError as error:
        raise _cut(tr("{host}: no answer in time", host=host)) from error
    except ConnectionRefusedError as error:
        raise CardscanError(
            tr("{host}: no mail server answers there", host=host),
            hint=tr("Check host and port in cardscan.toml under [mail]."),
        ) from error
    except CapabilityError as error:
        raise CardscanError(
            tr("{host}: the server offers no safe connection here", host=host),
            hint=tr('Write security = "tls" into cardscan.toml, under [mail]; your password was not sent.'),
        ) from error
    except (IMAPClientAbortError, OSError, EOFError) as error:
        raise _cut(tr("{host}: the connection was cut", host=host)) from error
    except IMAPClientError as error:
        raise CardscanError(tr("{host}: the server says: {why}", host=host, why=said(error))) from error


@contextmanager
def login_refused(user: str, kind: str) -> Iterator[None]:
    """Turn a login that fails into a line on what to do about it."""
    try:
        yield
    except IMAPClientAbortError:
        raise
    except UnicodeEncodeError:
        raise WrongLoginError(
            tr("this mail server takes no letters with accents in a password"), hint=tr("Choose another password.")
        ) from None
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):  # the line was cut, nothing was refused
            raise error.__context__ from None
        hints = {
            "password": tr("Check the password; some providers (Google, Yahoo, Apple) want an app password here."),
            "token": tr("Check token_command in cardscan.toml; the token may have expired."),
        }
        raise WrongLoginError(
            tr("the mail server does not let {user} in: {why}", user=user, why=said(error)), hint=hints[kind]
        ) from None


@contextmanager
def no_mailbox(name: str) -> Iterator[None]:
    """Turn a mailbox that cannot be opened into a line that names it."""
    try:
        yield
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise CardscanError(
            tr("the mailbox {name!r} cannot be opened: {why}", name=name, why=said(error)),
            hint=tr("Check drafts_mailbox in cardscan.toml under [mail]."),
        ) from error


@contextmanager
def refusal() -> Iterator[None]:
    """Tell a letter that the server does not take from a mailbox that is full (RFC 9208, RFC 5530)."""
    try:
        yield
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        why = said(error)
        if "OVERQUOTA" in why.upper() or "quota" in why.lower():
            raise CardscanError(
                tr("the mailbox is full: {why}", why=why), hint=tr("Make room there and run the command again.")
            ) from error
        raise LetterRefusedError(why) from error


def said(error: Exception) -> str:
    """What the server said, on one line and short."""
    text = " ".join(str(error).split())
    return text.partition(" failed: ")[2][:_LONGEST] or text[:_LONGEST]


def _cut(message: str) -> CardscanError:
    return CardscanError(
        message, hint=tr("Run the command again: it goes on from there, and no letter is there twice.")
    )
