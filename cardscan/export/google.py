"""Contacts as Google Contacts reads and writes them: CSV in UTF-8, with the header of 2024 and on.

The header is that of Google's own export. A column pair may hold several values of one label, parted by ` ::: `; so the
last pair takes what is more than there are pairs, and nothing is lost.
"""

from collections.abc import Iterable, Iterator, Sequence

from cardscan.export import table
from cardscan.export.plain import is_from_book, kept, keywords, line, story
from cardscan.export.slots import named, number, value
from cardscan.export.vcard import country, url
from cardscan.model import Contact, Evidence, Record

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

_BETWEEN = " ::: "
_PHONES, _EMAILS, _LINKS = 5, 3, 3
_PERSON = (
    *("First Name", "Middle Name", "Last Name"),
    *("Phonetic First Name", "Phonetic Middle Name", "Phonetic Last Name"),
    *("Name Prefix", "Name Suffix", "Nickname", "File As"),
    *("Organization Name", "Organization Title", "Organization Department"),
    *("Birthday", "Notes", "Photo", "Labels"),
)
_ADDRESS = ("Formatted", "Street", "City", "PO Box", "Region", "Postal Code", "Country", "Extended Address")
_LABELS = {"mobile": "Mobile", "fax": "Work Fax", "work": "Work", None: "Work"}
_EVERYBODY = "* myContacts"  # the group without which Google hides a contact among the others

Pair = tuple[str, str]


def render(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the header and one row a record."""
    for chunk in table.write(_rows(records)):
        yield chunk.encode()


def header() -> list[str]:
    """Answer the names of the columns."""
    return [
        *_PERSON,
        *_numbered("E-mail", _EMAILS),
        *_numbered("Phone", _PHONES),
        *("Address 1 - Label", *(f"Address 1 - {part}" for part in _ADDRESS)),
        *_numbered("Website", _LINKS),
    ]


def _rows(records: Iterable[Record]) -> Iterator[list[str]]:
    yield header()
    for record in records:
        yield table.guarded_row(_cells(record))


def _numbered(name: str, most: int) -> Iterator[str]:
    for place in range(1, most + 1):
        yield from (f"{name} {place} - Label", f"{name} {place} - Value")


def _cells(record: Record) -> Iterator[str]:
    contact = record.contact
    yield from _person(record)
    yield from _pairs(
        [
            (f"{'* ' if at == 0 else ''}{_label(e.evidence, 'Work')}", line(e.address))
            for at, e in enumerate(contact.emails)
        ],
        _EMAILS,
    )
    yield from _pairs(
        [
            (_label(phone.evidence, _LABELS[phone.type]) if phone.type is None else _LABELS[phone.type], number(phone))
            for phone in contact.phones
        ],
        _PHONES,
    )
    yield from _address(contact)
    links = [("Work", url(link)) for link in contact.urls] + [("Profile", url(link)) for link in contact.social]
    yield from _pairs(links, _LINKS)


def _label(evidence: Evidence, label: str) -> str:
    """Answer a label, `Other` for what an address book did not say the kind of."""
    return "Other" if is_from_book(evidence) else label


def _person(record: Record) -> Iterator[str]:
    contact, name = record.contact, record.contact.name
    given, family = named(name)
    yield from (given, "", family, "", "", "")
    yield from (kept(name.prefix), kept(name.suffix)) if name else ("", "")
    yield from ("", "")
    yield from map(value, (contact.company, contact.title, contact.department))
    labels = [label.replace(":::", "::") for label in keywords(record)]
    yield from ("", story(record), "", _BETWEEN.join([*labels, _EVERYBODY]))


def _pairs(values: Sequence[Pair], most: int) -> Iterator[str]:
    values = [(label, text.replace(":::", "::")) for label, text in values if text]
    more = values[most:]
    for place in range(most):
        label, text = values[place] if place < len(values) else ("", "")
        last = [text for _, text in more] if place == most - 1 else []
        yield from (label, _BETWEEN.join([text, *last]))


def _address(contact: Contact) -> Iterator[str]:
    address = contact.address
    if address is None:
        yield from [""] * (1 + len(_ADDRESS))
        return
    parts = (address.street, address.city, address.region, address.postal_code)
    street, city, region, code = map(kept, parts if any(parts) else (address.full, "", "", ""))
    where = country(address.country_code, contact.language)
    yield from ("Work", kept(address.full), street, city, "", region, code, where, "")
