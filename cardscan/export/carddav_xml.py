"""What is asked of a CardDAV server and what it answers, as XML (RFC 4918, 5397, 6352, 6578)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DAV, CARD = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
_OPEN = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'


class NoMultistatusError(Exception):
    """An answer is no well-formed list of resources, or more than that: entities, a document type."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource in an answer: where it is, its status (200 unless told) and the properties that were found."""

    href: str
    status: int
    properties: dict[str, Element] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Answer the text of a property, empty where it is missing."""
        found = self.properties.get(name)
        return (found.text or "").strip("\r\n") if found is not None else ""

    def hrefs(self, name: str) -> tuple[str, ...]:
        """Answer the addresses in a property."""
        found = self.properties.get(name)
        places = found.findall(f"{DAV}href") if found is not None else []
        return tuple(place.text.strip() for place in places if place.text)

    def has(self, name: str, child: str) -> bool:
        """Tell whether a property holds an element."""
        found = self.properties.get(name)
        return found is not None and found.find(f".//{child}") is not None


@dataclass(frozen=True, slots=True)
class Multistatus:
    """A list of resources; `token` is what the next part of a list that was cut is asked for with."""

    resources: tuple[Resource, ...]
    token: str = ""


def propfind(*names: str) -> bytes:
    """Ask for properties: `D:getetag`, `C:addressbook-home-set` ..."""
    return f"{_OPEN}<propfind {_SPACES}><prop>{_elements(names)}</prop></propfind>".encode()


def sync_collection(token: str) -> bytes:
    """Ask what is in a collection, or what changed in it since `token` (RFC 6578)."""
    body = f"<sync-token>{escape(token)}</sync-token><sync-level>1</sync-level><prop><getetag/></prop>"
    return f"{_OPEN}<sync-collection {_SPACES}>{body}</sync-collection>".encode()


def multiget(paths: Iterable[str]) -> bytes:
    """Ask for cards by their paths (RFC 6352, 8.7)."""
    wanted = "".join(f"<href>{escape(path)}</href>" for path in paths)
    body = f"<prop><getetag/><C:address-data/></prop>{wanted}"
    return f"{_OPEN}<C:addressbook-multiget {_SPACES}>{body}</C:addressbook-multiget>".encode()


def parse(data: bytes) -> Multistatus:
    """Read an answer.

    Raises:
        NoMultistatusError: It is none, or holds a document type or entities, which no server needs.
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NoMultistatusError(type(error).__name__) from error
    if root.tag != f"{DAV}multistatus":
        raise NoMultistatusError(str(root.tag)[:80])
    return Multistatus(tuple(_resources(root)), (root.findtext(f"{DAV}sync-token") or "").strip())


def _resources(root: Element) -> Iterator[Resource]:
    for response in root.findall(f"{DAV}response"):
        status = _status(response.findtext(f"{DAV}status"))
        found = dict(_properties(response))
        for place in response.findall(f"{DAV}href"):
            if place.text and place.text.strip():
                yield Resource(place.text.strip(), status, found)


def _properties(response: Element) -> Iterator[tuple[str, Element]]:
    for part in response.findall(f"{DAV}propstat"):
        if _status(part.findtext(f"{DAV}status")) == 200:
            for prop in part.findall(f"{DAV}prop"):
                yield from ((child.tag, child) for child in prop)


def _status(line: str | None) -> int:
    """Read `HTTP/1.1 404 Not Found`; 200 where a server tells none."""
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else 200


def _elements(names: Sequence[str]) -> str:
    return "".join(f"<{name.removeprefix('D:')}/>" for name in names)
