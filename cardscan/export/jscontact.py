"""Contacts as JSContact (RFC 9553): a JSON array of cards, one a line."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from cardscan.export.plain import is_from_book, kept, keywords, line, story
from cardscan.export.vcard import (
    Photos,
    country,
    country_code,
    formatted_name,
    is_firm,
    language,
    network,
    number,
    tel,
    uid,
    url,
)
from cardscan.model import Address, Contact, Evidence, Link, Name, Phone, Record, Text

SUFFIX = ".json"
MEDIA_TYPE = "application/jscontact+json"

_WORK = {"work": True}
_FEATURES = {"mobile": ("mobile", "voice"), "fax": ("fax",), "work": ("voice",), None: ("voice",)}

Json = dict[str, Any]


def render(records: Iterable[Record], *, photos: Photos | None = None) -> Iterator[bytes]:
    """Yield an array of cards; `photos` answers the picture that goes along, as JPEG."""
    before = "[\n"
    for record in records:
        yield before.encode() + _json(card(record, photo=photos(record) if photos else None))
        before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def render_one(record: Record, *, photos: Photos | None = None) -> bytes:
    """Write one card alone."""
    return _json(card(record, photo=photos(record) if photos else None)) + b"\n"


def card(record: Record, *, photo: bytes | None = None) -> Json:
    """Make a card; what is not known is left out."""
    contact = record.contact
    whole: Json = {
        "@type": "Card",
        "version": "1.0",
        "uid": line(uid(record)),
        "kind": "org" if is_firm(contact) else "individual",
        "language": language(contact),
        "created": _moment(record.created),
        "updated": _moment(record.updated),
        "name": _name(record),
        **_work(contact),
        **_reached(contact),
        "addresses": {"a1": _address(contact.address, contact.language)} if contact.address else None,
        "notes": _one("n1", {"@type": "Note", "note": story(record)}, "note"),
        "keywords": dict.fromkeys(keywords(record), True),
        "media": {"m1": _photo(photo)} if photo else None,
    }
    return {key: value for key, value in whole.items() if value}


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(at: Any) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _name(record: Record) -> Json:
    """Give the name whole and in parts; `isOrdered` says that the parts are in the card's own order."""
    name = record.contact.name
    parts = _parts(name) if name else []
    whole: Json = {"@type": "Name", "full": formatted_name(record)}
    if parts:
        whole |= {
            "components": [{"@type": "NameComponent", "kind": k, "value": v} for k, v in parts],
            "isOrdered": True,
        }
    return whole


def _parts(name: Name) -> list[tuple[str, str]]:
    middle = [("given", kept(name.given)), ("surname", kept(name.family))]
    middle.sort(key=lambda part: max(line(name.full).find(line(part[1])), 0))
    whole = [("title", kept(name.prefix)), *middle, ("credential", kept(name.suffix))]
    return [(kind, value) for kind, value in whole if value] if any(value for _, value in middle) else []


def _work(contact: Contact) -> Json:
    units = [{"@type": "OrgUnit", "name": unit} for unit in [_value(contact.department)] if unit]
    firm: Json = {"name": _value(contact.company), "units": units}
    firm = {key: value for key, value in firm.items() if value}
    title: Json = {"@type": "Title", "kind": "title", "name": _value(contact.title)}
    if firm:
        title["organizationId"] = "o1"
    return {
        "organizations": {"o1": {"@type": "Organization", **firm}} if firm else None,
        "titles": _one("t1", title, "name"),
    }


def _context(phone: Phone) -> Json:
    return {"contexts": _WORK} if phone.type else _at_work(phone.evidence)


def _at_work(evidence: Evidence) -> Json:
    """Answer the context of what stands on a card; of what an address book says without one, none is known."""
    return {} if is_from_book(evidence) else {"contexts": _WORK}


def _reached(contact: Contact) -> Json:
    emails = [
        {"@type": "EmailAddress", **_at_work(email.evidence), "address": line(email.address)}
        for email in contact.emails
    ]
    phones = [
        {"@type": "Phone", **_context(phone), "features": dict.fromkeys(_FEATURES[phone.type], True), "number": text}
        for phone in contact.phones
        if (text := tel(phone) or number(phone))
    ]
    links = [{"@type": "Link", "uri": url(link)} for link in contact.urls if line(link.value)]
    return {
        "emails": _preferred("e", [email for email in emails if email["address"]]),
        "phones": _preferred("p", phones),
        "links": {f"l{at}": link for at, link in enumerate(links, 1)},
        "onlineServices": {f"s{at}": _service(link) for at, link in enumerate(contact.social, 1) if line(link.value)},
    }


def _preferred(letter: str, values: list[Json]) -> Json:
    """Name the values, and mark the first of several as the preferred one."""
    if len(values) > 1:
        values[0]["pref"] = 1
    return {f"{letter}{at}": value for at, value in enumerate(values, 1)}


def _service(link: Link) -> Json:
    text = url(link)
    place = {"uri": text} if text.startswith("https:") else {"user": text}
    return {"@type": "OnlineService", **({"service": network(link)} if network(link) else {}), **place}


def _address(address: Address, spoken: str | None) -> Json:
    parts = {
        "name": kept(address.street),
        "locality": kept(address.city),
        "region": kept(address.region),
        "postcode": kept(address.postal_code),
        "country": country(address.country_code, spoken),
    }
    components = [{"@type": "AddressComponent", "kind": kind, "value": value} for kind, value in parts.items() if value]
    whole: Json = {"@type": "Address", "contexts": _WORK, "full": kept(address.full), "components": components}
    whole["countryCode"] = country_code(address)
    return {key: value for key, value in whole.items() if value}


def _photo(photo: bytes) -> Json:
    uri = f"data:image/jpeg;base64,{b64encode(photo).decode('ascii')}"
    return {"@type": "Media", "kind": "photo", "mediaType": "image/jpeg", "uri": uri}


def _one(key: str, value: Json, needed: str) -> Json | None:
    return {key: value} if value[needed] else None


def _value(text: Text | None) -> str:
    return kept(text.value) if text else ""
