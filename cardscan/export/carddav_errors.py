"""What goes wrong with an address book server, each as one line with what to do."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from urllib3.exceptions import HTTPError as LowError

from cardscan.errors import CardscanError
from cardscan.messages import tr


class CardRefusedError(Exception):
    """The server does not take one card; the text says why."""


class CardChangedError(Exception):
    """The card on the server is no longer what it was when it was looked at: look again."""


@contextmanager
def explained(host: str) -> Iterator[None]:
    """Turn what the network and TLS may do into a CardscanError."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise _unsafe(host, error) from error
    except requests.exceptions.Timeout as error:
        raise cut(tr("{host}: no answer in time", host=host)) from error
    except requests.exceptions.InvalidURL as error:
        raise CardscanError(
            tr("{url!r} is no address of a server", url=host), hint=tr("Check url in cardscan.toml under [sync].")
        ) from error
    except requests.exceptions.ConnectionError as error:
        if _cause(error, "NameResolutionError", "gaierror"):
            raise CardscanError(
                tr("{host}: there is no such server, or no network", host=host),
                hint=tr("Check url in cardscan.toml under [sync], and your connection."),
            ) from error
        if _cause(error, "ConnectionRefusedError"):
            raise CardscanError(
                tr("{host}: no server answers there", host=host),
                hint=tr("Check url in cardscan.toml under [sync]; run the command again later."),
            ) from error
        raise cut(tr("{host}: the connection was cut", host=host)) from error
    except (requests.exceptions.RequestException, LowError, OSError) as error:
        raise cut(tr("{host}: the connection was cut", host=host)) from error


def refused_status(host: str, status: int) -> CardscanError:
    """Say that a server answered with an error where it should not have."""
    return CardscanError(
        tr("{host}: the server answers with error {status}", host=host, status=status),
        hint=tr("Check url in cardscan.toml under [sync]; run the command again later."),
    )


def full(host: str) -> CardscanError:
    """Say that there is no more room (507, RFC 4918)."""
    return CardscanError(
        tr("{host}: the address book is full", host=host), hint=tr("Make room there and run the command again.")
    )


def not_understood(host: str) -> CardscanError:
    """Say that what answers is no CardDAV server, or a hostile one."""
    return CardscanError(
        tr("{host}: the answer is not that of an address book server", host=host),
        hint=tr("Check url in cardscan.toml under [sync]: the address for CardDAV, as your provider tells it."),
    )


def too_large(host: str) -> CardscanError:
    """Say that an answer would not end."""
    return CardscanError(tr("{host}: the answer is too large; it was not read", host=host))


def leads_away(host: str, target: str) -> CardscanError:
    """Say that a server sends elsewhere, where no password should go unasked."""
    return CardscanError(
        tr("{host}: the server sends us on to {target}, and we do not follow", host=host, target=target),
        hint=tr("If that is right, write url = {target!r} into cardscan.toml, under [sync].", target=target),
    )


def cut(message: str) -> CardscanError:
    """Say that a run broke off, and that nothing is lost by it."""
    return CardscanError(message, hint=tr("Run the command again: it goes on from there, and nobody is there twice."))


def _unsafe(host: str, error: BaseException) -> CardscanError:
    invalid = _cause(error, "SSLCertVerificationError")
    if isinstance(invalid, ssl.SSLCertVerificationError):
        return CardscanError(
            tr("{host}: its certificate is not valid: {why}", host=host, why=invalid.verify_message),
            hint=tr("Check url in cardscan.toml under [sync]; your password was not sent."),
        )
    if _cause(error, "SSLEOFError", "SSLZeroReturnError"):
        return cut(tr("{host}: the connection was cut", host=host))
    return CardscanError(
        tr("{host}: no safe connection", host=host),
        hint=tr("Check url in cardscan.toml under [sync]; your password was not sent."),
    )


def _cause(error: BaseException, *names: str) -> BaseException | None:
    """Find an error of one of these kinds among those that led to `error`: the libraries wrap them several times."""
    seen: list[BaseException] = [error]
    for one in seen:
        if type(one).__name__ in names:
            return one
        inner = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        seen += [each for each in inner if isinstance(each, BaseException) and each not in seen]
    return None
