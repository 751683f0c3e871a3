"""From what the user knows of a server to the address book: its own address, or the way of RFC 6764."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from cardscan.errors import CardscanError
from cardscan.export import carddav_errors as errors
from cardscan.export import carddav_xml as xml
from cardscan.export.carddav import AddressBook
from cardscan.export.carddav_http import Talk, check_safe, host_of
from cardscan.folding import fold
from cardscan.messages import tr

_WELL_KNOWN = "/.well-known/carddav"
_PRINCIPAL, _HOME = f"{xml.DAV}current-user-principal", f"{xml.CARD}addressbook-home-set"
_TYPE, _BOOK, _NAME = f"{xml.DAV}resourcetype", f"{xml.CARD}addressbook", f"{xml.DAV}displayname"
_ASKED = ("D:resourcetype", "D:displayname", "D:current-user-principal", "C:addressbook-home-set")
_GOOGLE = ("google.com", "googleapis.com", "gmail.com")


@dataclass(frozen=True, slots=True)
class _Place:
    url: str
    found: tuple[xml.Resource, ...]

    def first(self, name: str) -> str:
        """Answer the first address that a property of any resource here tells."""
        return next((urljoin(self.url, href) for one in self.found for href in one.hrefs(name)), "")


def server(url: str) -> str:
    """Complete what the user wrote as an address: https where no scheme is told.

    Raises:
        CardscanError: It is no address, not a safe one, or that of a server that takes no passwords.
    """
    url = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.username or parts.password:
        raise CardscanError(
            tr("{url!r} is no address of a server", url=host or "url"),
            hint=tr("Check url in cardscan.toml under [sync]; user and password do not belong into it."),
        )
    if any(host == name or host.endswith(f".{name}") for name in _GOOGLE):
        raise CardscanError(
            tr("Google lets no program in with a password, and cardscan does not know its other way (OAuth)"),
            hint=tr("Write a file for Google Contacts instead: cardscan export --help"),
        )
    check_safe(url)
    return url


def open_book(talk: Talk, url: str, name: str = "") -> AddressBook:
    """Find the address book: the one at `url`, or that of this name on the server of `url`, or its only one.

    Raises:
        CardscanError: There is none, or there are several and none is named; the server cannot be reached ...
    """
    parts = urlsplit(url)
    starts = [url] if parts.path.strip("/") else [urljoin(url, _WELL_KNOWN), urljoin(url, "/")]
    for start in starts:
        place = _ask(talk, start, "0")
        if place is None:
            continue
        if any(one.has(_TYPE, _BOOK) for one in place.found):
            return _book(talk, place.url, place.found[0])
        if home := _home(talk, place):
            return _choose(_books(talk, home), name, host_of(url))
    raise CardscanError(
        tr("{host}: no address book was found there", host=host_of(url)),
        hint=tr("Write the address of the address book itself as url into cardscan.toml, under [sync]."),
    )


def _ask(talk: Talk, url: str, depth: str) -> _Place | None:
    """Ask what is at an address; None where nothing is."""
    answer = talk.ask("PROPFIND", url, xml.propfind(*_ASKED), Depth=depth, Content_Type="application/xml")
    if answer.status != 207:
        return None
    try:
        return _Place(answer.url, xml.parse(answer.data).resources)
    except xml.NoMultistatusError:
        raise errors.not_understood(host_of(url)) from None


def _home(talk: Talk, place: _Place) -> str:
    """Find where the user's address books lie, by way of the user's own resource; empty where that is not told."""
    if not place.first(_HOME) and (principal := place.first(_PRINCIPAL)):
        _stay(place.url, principal)
        place = _ask(talk, principal, "0") or place
    if home := place.first(_HOME):
        _stay(place.url, home)
    return home


def _books(talk: Talk, home: str) -> list[AddressBook]:
    place = _ask(talk, home, "1")
    if place is None:
        return []
    found = [(urljoin(place.url, one.href), one) for one in place.found if one.has(_TYPE, _BOOK)]
    for url, _ in found:
        _stay(home, url)
    return [_book(talk, url, one) for url, one in found]


def _book(talk: Talk, url: str, resource: xml.Resource) -> AddressBook:
    url = url if url.endswith("/") else f"{url}/"
    return AddressBook(url, resource.text(_NAME).strip() or urlsplit(url).path.rstrip("/").rpartition("/")[2], talk)


def _choose(books: Sequence[AddressBook], name: str, host: str) -> AddressBook:
    if name:
        wanted = fold(name)
        named = [book for book in books if fold(book.name) == wanted] or [
            book for book in books if fold(book.url.rstrip("/").rpartition("/")[2]) == wanted
        ]
    else:
        named = list(books)
    if len(named) == 1:
        return named[0]
    names = ", ".join(f'"{book.name}"' for book in books)
    if not books:
        raise CardscanError(
            tr("{host}: there is no address book yet", host=host), hint=tr("Make one there, and run the command again.")
        )
    raise CardscanError(
        tr("{host}: there is no address book {name!r}", host=host, name=name)
        if name and not named
        else tr("{host}: there are several address books", host=host),
        hint=tr("Write the name into cardscan.toml, under [sync]: address_book = ... There are: {names}", names=names),
    )


def _stay(url: str, target: str) -> None:
    """Refuse to go where the password has no business: another server, unless it is a sibling, as iCloud has them.

    Raises:
        CardscanError: The address leads away.
    """
    here, there = urlsplit(url), urlsplit(target)
    if (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port):
        return
    _, _, parent = (here.hostname or "").partition(".")
    sibling = "." in parent and (there.hostname or "").endswith(f".{parent}")
    if not (sibling and here.scheme == there.scheme == "https"):
        raise errors.leads_away(host_of(url), f"{there.scheme}://{host_of(target)}{there.path}")
