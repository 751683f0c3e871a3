"""Contacts as vCard, which phones and mail programs take: 3.0 (RFC 2426), or 4.0 (RFC 6350) for those that ask for it.

The lines are written here and not by vobject, which knows 3.0 only and takes six times as long.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from functools import cache
from typing import Literal
from uuid import UUID, uuid5

from babel import Locale, UnknownLocaleError

from cardscan.export import content
from cardscan.export.content import Parameters, listed, quoted, structured, text
from cardscan.export.plain import is_from_book, kept, keywords, line, story
from cardscan.messages import tr
from cardscan.model import Address, Contact, Link, Name, Phone, Record, Text

SUFFIX = ".vcf"
MEDIA_TYPE = "text/vcard"

Version = Literal["3.0", "4.0"]
Photos = Callable[[Record], bytes | None]
Property = tuple[str, str, Parameters]

_NAMESPACE = UUID("6f1c2a52-6d0b-4c0c-9d6e-6a1f0b6c5a10")  # drawn once; a record's UID depends on it for ever
_TEL_TYPES = {"mobile": ("CELL",), "fax": ("WORK", "FAX"), "work": ("WORK", "VOICE"), None: ("WORK", "VOICE")}
_URL_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in ' "<>\\^`{|},;'}
_MOMENTS = {"3.0": "%Y-%m-%dT%H:%M:%SZ", "4.0": "%Y%m%dT%H%M%SZ"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_TEL = re.compile(r"\+[0-9]{4,15}")
_EXTENSION = re.compile(r"[0-9]{1,15}")


def render(records: Iterable[Record], *, version: Version = "3.0", photos: Photos | None = None) -> Iterator[bytes]:
    """Yield one vCard a record, in their order; `photos` answers the picture that goes along, as JPEG."""
    for record in records:
        yield card(record, version=version, photo=photos(record) if photos else None)


def render_one(record: Record, *, version: Version = "3.0", photos: Photos | None = None) -> bytes:
    """Write one contact."""
    return card(record, version=version, photo=photos(record) if photos else None)


def card(record: Record, *, version: Version = "3.0", photo: bytes | None = None) -> bytes:
    """Write one vCard."""
    lines = [content.line("BEGIN", "VCARD"), content.line("VERSION", version)]
    for name, value, parameters in _properties(record, version):
        if value:
            lines.append(content.line(name, value, parameters))
    if photo:
        lines.append(_photo(photo, version))
    return b"".join([*lines, content.line("END", "VCARD")])


def uid(record: Record) -> str:
    """Name a record for ever: as its address book did, else by its number and its first card's picture."""
    if record.uid:
        return record.uid
    first = record.cards[0] if record.cards else None
    origin = f"{first.sha256}/{first.page}/{first.index}" if first else record.created
    return f"urn:uuid:{uuid5(_NAMESPACE, f'{record.id}/{origin}')}"


def formatted_name(record: Record) -> str:
    """Call a contact by its name, or by what there is."""
    contact = record.contact
    name = contact.name and line(f"{contact.name.prefix or ''} {contact.name.full} {contact.name.suffix or ''}")
    addresses = (line(email.address) for email in contact.emails)
    firm = line(contact.company.value) if contact.company else ""
    return name or firm or next(filter(None, addresses), "") or tr("Contact {id}", id=record.id)


def is_firm(contact: Contact) -> bool:
    """Tell whether a card names a firm and nobody in it."""
    return not (contact.name and line(contact.name.full)) and bool(_value(contact.company))


def url(link: Link) -> str:
    """Give a link its scheme; what vCard or a browser would read as a separator is percent-encoded (RFC 3986, 2.1)."""
    value = line(link.value).translate(_URL_ESCAPES)
    return value if value.startswith("@") or not value else f"https://{value}"


def network(link: Link) -> str:
    """Name the social network of a profile by its domain: `linkedin`; empty where it has none."""
    labels = link.value.casefold().partition("/")[0].split(".")
    name = labels[-2] if len(labels) > 1 else ""
    return name if name.isascii() and name.isalnum() else ""


def tel(phone: Phone) -> str:
    """Write a valid number as a URI (RFC 3966); empty where it is not one."""
    number, extension = line(phone.number), line(phone.extension)
    if not _TEL.fullmatch(number) or (extension and not _EXTENSION.fullmatch(extension)):
        return ""
    return f"tel:{number};ext={extension}" if extension else f"tel:{number}"


def number(phone: Phone) -> str:
    """Write a number as text, with its extension."""
    digits, extension = line(phone.number) or line(phone.raw), line(phone.extension)
    return f"{digits};ext={extension}" if digits and extension else digits


def language(contact: Contact) -> str:
    """Answer the language of a card (ISO 639); empty where it is not known, or no such code."""
    return contact.language if contact.language and _LANGUAGE.fullmatch(contact.language) else ""


def country_code(address: Address) -> str:
    """Answer the code of a country (ISO 3166-1 alpha-2); empty where it is not known, or no such code."""
    code = address.country_code or ""
    return code if _COUNTRY.fullmatch(code) else ""


@cache
def country(code: str | None, spoken: str | None) -> str:
    """Name a country in the language of the card, as on an envelope."""
    try:
        territories = Locale.parse(spoken or "en").territories
    except (UnknownLocaleError, ValueError):
        territories = Locale.parse("en").territories
    return str(territories.get(code or "", line(code)))


def _properties(record: Record, version: Version) -> Iterator[Property]:
    contact = record.contact
    yield from _called(record, version)
    department = [_value(contact.department)] if contact.department else []
    yield "ORG", _filled([_value(contact.company), *department]), ()
    yield "TITLE", text(_value(contact.title), version), ()
    yield from _reached(contact, version)
    if contact.address:
        yield from _address(contact.address, contact.language, version)
    yield "NOTE", text(story(record), version), ()
    yield "CATEGORIES", listed(keywords(record), version), ()
    yield _uid(record, version)
    if record.updated:
        yield "REV", record.updated.astimezone(UTC).strftime(_MOMENTS[version]), ()


def _called(record: Record, version: Version) -> Iterator[Property]:
    contact = record.contact
    if version == "4.0":
        yield "KIND", "org" if is_firm(contact) else "individual", ()
        yield "LANG", language(contact), ()
    yield "N", _name(contact.name), ()
    yield "FN", text(formatted_name(record), version), ()
    if version == "3.0" and is_firm(contact):
        yield "X-ABShowAs", "COMPANY", ()  # Apple's own word for what 4.0 calls KIND:org


def _reached(contact: Contact, version: Version) -> Iterator[Property]:
    """Yield the phone numbers, addresses and links; the first of several is the preferred one."""
    for place, phone in enumerate(contact.phones):
        preferred = place == 0 and len(contact.phones) > 1
        kinds = ("VOICE",) if phone.type is None and is_from_book(phone.evidence) else _TEL_TYPES[phone.type]
        yield _phone(phone, version, _types(kinds, version, preferred=preferred))
    for place, email in enumerate(contact.emails):
        preferred = place == 0 and len(contact.emails) > 1
        work = () if is_from_book(email.evidence) else ("WORK",)  # a card is one of work; a book may say anything
        kinds = ("INTERNET", *work) if version == "3.0" else work
        yield "EMAIL", text(line(email.address), version), _types(kinds, version, preferred=preferred)
    for link in contact.urls:
        yield "URL", url(link), ()
    for link in contact.social:
        yield _profile(link, version)


def _types(kinds: Iterable[str], version: Version, *, preferred: bool) -> Parameters:
    if version == "3.0":
        return [("TYPE", kind) for kind in (*kinds, *(["PREF"] if preferred else []))]
    types = [("TYPE", listed_)] if (listed_ := ",".join(kinds).lower()) else []
    return [*types, ("PREF", "1")] if preferred else types


def _phone(phone: Phone, version: Version, types: Parameters) -> Property:
    if version == "4.0" and (uri := tel(phone)):
        return "TEL", uri, [("VALUE", "uri"), *types]
    value = text(number(phone), version)
    return "TEL", value, [("VALUE", "text"), *types] if version == "4.0" else types


def _profile(link: Link, version: Version) -> Property:
    """Write a social profile: Apple's property in 3.0, that of RFC 9554 in 4.0."""
    service = network(link)
    if version == "3.0":
        return "X-SOCIALPROFILE", url(link), [("TYPE", service)] if service else ()
    parameters = [("SERVICE-TYPE", service)] if service else []
    if url(link).startswith("https:"):
        return "SOCIALPROFILE", url(link), parameters
    return "SOCIALPROFILE", text(url(link), version), [("VALUE", "text"), *parameters]


def _name(name: Name | None) -> str:
    """Take the name apart; where its parts are not known, the whole is the given name, as address books show it."""
    if name is None:
        return structured([""] * 5)
    known = name.given or name.family
    given = name.given if known else name.full
    return structured(kept(part) for part in (name.family, given, "", name.prefix, name.suffix))


def _address(address: Address, spoken: str | None, version: Version) -> Iterator[Property]:
    parts = (address.street, address.city, address.region, address.postal_code)
    street = address.street if any(parts) else address.full
    named = country(address.country_code, spoken)
    value = _filled(["", "", *map(kept, (street, *parts[1:])), named])
    full = kept(address.full)
    if version == "3.0":
        yield "ADR", value, [("TYPE", "WORK")]
        yield "LABEL", text(full), [("TYPE", "WORK")]
        return
    parameters = [("TYPE", "work"), *([("LABEL", quoted(full))] if full else [])]
    if code := country_code(address):
        parameters.append(("CC", code))  # RFC 8605
    yield "ADR", value, parameters


def _uid(record: Record, version: Version) -> Property:
    name = line(uid(record))
    if version == "3.0":
        return "UID", text(name), ()
    return ("UID", name, ()) if content.is_uri(name) else ("UID", text(name, version), [("VALUE", "text")])


def _photo(photo: bytes, version: Version) -> bytes:
    data = b64encode(photo).decode("ascii")
    if version == "3.0":
        return content.line("PHOTO", data, [("ENCODING", "b"), ("TYPE", "JPEG")])
    return content.line("PHOTO", f"data:image/jpeg;base64,{data}")


def _filled(parts: list[str]) -> str:
    """Join the parts of a value that is left out where none of them is known."""
    return structured(parts) if any(parts) else ""


def _value(value: Text | None) -> str:
    return kept(value.value) if value else ""
