"""An address book on a server (CardDAV, RFC 6352): what is in it, its cards, and cards put there and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from cardscan.export import carddav_errors as errors
from cardscan.export import carddav_xml as xml
from cardscan.export.carddav_errors import CardChangedError, CardRefusedError
from cardscan.export.carddav_http import Answer, Talk, host_of
from cardscan.messages import tr

_AT_ONCE = 40  # cards asked for in one request; servers with photos in them answer with megabytes
_MOST_PARTS = 1000  # parts of a list that a server cuts
_LARGEST_CARD = 5_000_000  # bytes of a card that we look into
_XML = "application/xml; charset=utf-8"
_UNKNOWN_HERE = frozenset({400, 403, 404, 405, 409, 415, 501})  # what servers say to a report that they do not know


@dataclass(frozen=True, slots=True)
class RemoteText:
    """A card as it is on the server."""

    etag: str
    text: str


@dataclass(slots=True)
class AddressBook:
    """An address book; `url` ends in a slash. Cards are named by their paths on the server."""

    url: str
    name: str
    talk: Talk

    @property
    def host(self) -> str:
        """The server, for messages."""
        return host_of(self.url)

    def etags(self) -> dict[str, str]:
        """List the cards: path -> ETag.

        Raises:
            CardscanError: The server does not answer, or not as it should.
        """
        listed = self._by_report()
        return listed if listed is not None else self._by_propfind()

    def fetch(self, paths: Sequence[str]) -> Iterator[tuple[str, RemoteText]]:
        """Fetch cards; those that are gone meanwhile are left out."""
        for start in range(0, len(paths), _AT_ONCE):
            wanted = paths[start : start + _AT_ONCE]
            answer = self.talk.ask("REPORT", self.url, xml.multiget(map(quoted, wanted)), Depth="1", Content_Type=_XML)
            cards = self._cards(answer, frozenset(wanted)) if answer.status == 207 else None
            if cards is not None:
                yield from cards
            elif answer.status == 207 or answer.status in _UNKNOWN_HERE:
                yield from ((path, card) for path in wanted if (card := self.get(path)) is not None)
            else:
                raise errors.refused_status(self.host, answer.status)

    def get(self, path: str) -> RemoteText | None:
        """Fetch one card; None where it is gone."""
        answer = self.talk.ask("GET", self._at(path), Accept="text/vcard")
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise errors.refused_status(self.host, answer.status)
        return RemoteText(_etag(answer.headers.get("etag", "")), _text(answer.data))

    def put(self, path: str, text: str, etag: str = "") -> str:
        """Put a card where none is, or in place of the one of this ETag; answer the new ETag, empty if not told.

        Raises:
            CardChangedError: There is a card already, or another one by now.
            CardRefusedError: The server does not take this card; others may pass.
            CardscanError: The connection is gone, or the address book is full.
        """
        expected = {"If_Match": etag} if etag else {"If_None_Match": "*"}
        type_ = "text/vcard; charset=utf-8"
        answer = self.talk.ask("PUT", self._at(path), text.encode(), Content_Type=type_, **expected)
        if answer.status not in (200, 201, 204):
            raise self._refusal(answer)
        return _etag(answer.headers.get("etag", ""))

    def delete(self, path: str, etag: str) -> None:
        """Delete the card of this ETag; one that is gone already is deleted.

        Raises:
            CardChangedError: It is another one by now.
            CardRefusedError: The server does not let it be deleted.
            CardscanError: The connection is gone.
        """
        answer = self.talk.ask("DELETE", self._at(path), If_Match=etag)
        if answer.status not in (200, 202, 204, 404, 410):
            raise self._refusal(answer)

    def _refusal(self, answer: Answer) -> Exception:
        if answer.status in (404, 412):  # 404: what was to be replaced is gone
            return CardChangedError()
        if answer.status == 507 or b"quota" in answer.data[:2000].lower():
            return errors.full(self.host)
        return CardRefusedError(tr("error {status}", status=answer.status))

    def _by_report(self) -> dict[str, str] | None:
        """List by a sync-collection report (RFC 6578), part by part; None where the server knows none."""
        found: dict[str, str] = {}
        token = ""
        for _ in range(_MOST_PARTS):
            answer = self.talk.ask("REPORT", self.url, xml.sync_collection(token), Depth="0", Content_Type=_XML)
            if answer.status != 207:
                if answer.status in _UNKNOWN_HERE:
                    return None
                raise errors.refused_status(self.host, answer.status)
            part = self._parsed(answer)
            found |= self._etags(part)
            cut = any(one.status == 507 and self._path(one.href) == self._path(self.url) for one in part.resources)
            if not cut or part.token in ("", token):
                return None if cut else found
            token = part.token
        raise errors.too_large(self.host)

    def _by_propfind(self) -> dict[str, str]:
        body = xml.propfind("D:getetag", "D:resourcetype")
        answer = self.talk.ask("PROPFIND", self.url, body, Depth="1", Content_Type=_XML)
        if answer.status != 207:
            raise errors.refused_status(self.host, answer.status)
        return self._etags(self._parsed(answer))

    def _etags(self, listed: xml.Multistatus) -> dict[str, str]:
        """Pick the cards that lie in this very address book."""
        own = self._path(self.url)
        found = {}
        for one in listed.resources:
            path = self._path(one.href)
            inside = path.startswith(own) and path != own and not path.endswith("/")
            if one.status == 200 and inside and not one.has(f"{xml.DAV}resourcetype", f"{xml.DAV}collection"):
                found[path] = _etag(one.text(f"{xml.DAV}getetag"))
        return found

    def _cards(self, answer: Answer, wanted: frozenset[str]) -> list[tuple[str, RemoteText]] | None:
        """Read the cards of an answer; None where it is no XML, for which a control character in one card is enough."""
        try:
            resources = xml.parse(answer.data).resources
        except xml.NoMultistatusError:
            return None
        found = []
        for one in resources:
            path, text = self._path(one.href), one.text(f"{xml.CARD}address-data")
            if one.status == 200 and path in wanted and text:
                found.append((path, RemoteText(_etag(one.text(f"{xml.DAV}getetag")), text if _fits(text) else "")))
        return found

    def _parsed(self, answer: Answer) -> xml.Multistatus:
        try:
            return xml.parse(answer.data)
        except xml.NoMultistatusError:
            raise errors.not_understood(self.host) from None

    def _path(self, href: str) -> str:
        """Name a resource in one way: servers escape letters of paths as they like, and may tell the host or not."""
        try:
            return unquote(urlsplit(urljoin(self.url, href)).path.replace("%2F", "%252F"))
        except ValueError:
            raise errors.not_understood(self.host) from None

    def _at(self, path: str) -> str:
        return urljoin(self.url, quoted(path))


def quoted(path: str) -> str:
    """Write a path as an address has it."""
    return quote(path, safe="/-._~@!$&'()*+,;=:").replace("%252F", "%2F")


def _etag(text: str) -> str:
    """Keep a strong ETag; a weak one, which some proxies make of it, names the same card."""
    return text.strip().removeprefix("W/")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace") if len(data) <= _LARGEST_CARD else ""


def _fits(text: str) -> bool:
    return len(text) <= _LARGEST_CARD
