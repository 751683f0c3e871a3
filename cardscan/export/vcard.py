"""Contacts as vCard 3.0 (RFC 2426), which phones and mail programs take."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from uuid import UUID, uuid5

import vobject
from babel import Locale, UnknownLocaleError
from vobject.vcard import Address as VAddress
from vobject.vcard import Name as VName

from cardscan.export.plain import block, line, where_met
from cardscan.messages import tr
from cardscan.model import Address, Contact, Link, Name, Phone, Record, Text

SUFFIX = ".vcf"
MEDIA_TYPE = "text/vcard"

_NAMESPACE = UUID("6f1c2a52-6d0b-4c0c-9d6e-6a1f0b6c5a10")  # drawn once; a record's UID depends on it for ever
_TEL_TYPES = {"mobile": ["CELL"], "fax": ["WORK", "FAX"], "work": ["WORK", "VOICE"], None: ["WORK", "VOICE"]}
_URL_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in ' "<>\\^`{|},;'}

Parameters = dict[str, list[str]]
Property = tuple[str, object, Parameters]


def render(records: Iterable[Record]) -> bytes:
    """Write one vCard a record, in their order."""
    return "".join(_card(record) for record in records).encode()


def uid(record: Record) -> str:
    """Name a record for ever: by its number and its first card's picture, whatever the contact becomes."""
    card = record.cards[0] if record.cards else None
    origin = f"{card.sha256}/{card.page}/{card.index}" if card else record.created
    return f"urn:uuid:{uuid5(_NAMESPACE, f'{record.id}/{origin}')}"


def _card(record: Record) -> str:
    card = vobject.vCard()
    for name, value, parameters in _properties(record):
        if not value and name != "fn":
            continue
        entry = card.add(name)
        entry.value = value
        entry.params.update(parameters)
    return str(card.serialize())


def _properties(record: Record) -> Iterator[Property]:
    contact = record.contact
    yield "n", _name(contact.name), {}
    yield "fn", _formatted_name(record), {}
    yield from _work(contact)
    for phone in contact.phones:
        yield "tel", _number(phone), {"TYPE": _TEL_TYPES[phone.type]}
    for email in contact.emails:
        yield "email", line(email.address), {"TYPE": ["INTERNET", "WORK"]}
    for link in contact.urls:
        yield "url", _url(link), {}
    for link in contact.social:
        yield "x-socialprofile", _url(link), _network(link)
    if contact.address:
        yield from _address(contact.address, contact.language)
    yield from _context(record)
    yield "uid", uid(record), {}
    if record.updated:
        yield "rev", record.updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), {}


def _work(contact: Contact) -> Iterator[Property]:
    company, department, title = map(_value, (contact.company, contact.department, contact.title))
    if company or department:
        yield "org", [company, department] if department else [company], {}
    if title:
        yield "title", title, {}


def _value(text: Text | None) -> str:
    return line(text.value) if text else ""


def _context(record: Record) -> Iterator[Property]:
    """Yield what is known beyond the card: the note, and where the person was met."""
    met = [tr("Met: {event}", event=event) for event in where_met(record)]
    promised = tr("Promised: {promise}", promise=block(record.note.promised)) if record.note.promised.strip() else ""
    numbers = [line(f"{tax_id.type} {tax_id.number}") for tax_id in record.contact.tax_ids]
    if note := "\n".join(filter(None, [block(record.note.note), promised, *met, *numbers])):
        yield "note", note, {}
    names = [*record.note.tags, *(event.name for event in record.events)]
    if categories := list(dict.fromkeys(filter(None, map(line, names)))):
        yield "categories", categories, {}


def _name(name: Name | None) -> VName:
    """Take the name apart; where its parts are not known, the whole is the given name, as address books show it."""
    if name is None:
        return VName()
    known = name.given or name.family
    return VName(
        family=line(name.family),
        given=line(name.given if known else name.full),
        prefix=line(name.prefix),
        suffix=line(name.suffix),
    )


def _formatted_name(record: Record) -> str:
    contact = record.contact
    name = contact.name and line(f"{contact.name.prefix or ''} {contact.name.full} {contact.name.suffix or ''}")
    addresses = (line(email.address) for email in contact.emails)
    return name or _value(contact.company) or next(filter(None, addresses), "") or tr("Contact {id}", id=record.id)


def _number(phone: Phone) -> str:
    number, extension = line(phone.number) or line(phone.raw), line(phone.extension)
    return f"{number};ext={extension}" if number and extension else number


def _url(link: Link) -> str:
    """Give a link its scheme; what vCard or a browser would read as a separator is percent-encoded (RFC 3986, 2.1)."""
    value = line(link.value).translate(_URL_ESCAPES)
    return value if value.startswith("@") or not value else f"https://{value}"


def _network(link: Link) -> Parameters:
    labels = link.value.casefold().partition("/")[0].split(".")
    network = labels[-2] if len(labels) > 1 else ""
    return {"TYPE": [network]} if network.isascii() and network.isalnum() else {}


def _address(address: Address, language: str | None) -> Iterator[Property]:
    parts = (address.street, address.city, address.region, address.postal_code)
    street, city, region, code = (line(part) for part in parts)
    full = line(address.full)
    value = VAddress(
        street=street if any(parts) else full,
        city=city,
        region=region,
        code=code,
        country=_country(address.country_code, language),
    )
    yield "adr", value, {"TYPE": ["WORK"]}
    if full:
        yield "label", full, {"TYPE": ["WORK"]}


def _country(code: str | None, language: str | None) -> str:
    """Name a country in the card's language, as on an envelope."""
    try:
        territories = Locale.parse(language or "en").territories
    except (UnknownLocaleError, ValueError):
        territories = Locale.parse("en").territories
    return str(territories.get(code or "", line(code)))
