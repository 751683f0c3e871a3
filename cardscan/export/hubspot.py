"""Contacts as HubSpot imports them: CSV in UTF-8 whose columns bear the names of HubSpot's own properties.

`Activity date` and `Note body` make a note on the contact; whoever imports contacts alone leaves these two out.
"""

from collections.abc import Iterable, Iterator

from cardscan.export import table
from cardscan.export.plain import kept
from cardscan.export.slots import named, note, placed, reached, value
from cardscan.export.vcard import country
from cardscan.model import Record

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

_SLOTS = {
    "email": ("Email",),
    "work": ("Phone Number",),
    "mobile": ("Mobile Phone Number",),
    "fax": ("Fax Number",),
    "web": ("Website URL",),
}
_COLUMNS = (
    *("First Name", "Last Name", "Salutation", "Email", "Additional email addresses"),
    *("Phone Number", "Mobile Phone Number", "Fax Number"),
    *("Job Title", "Company Name", "Website URL"),
    *("Street Address", "City", "State/Region", "Postal Code", "Country/Region"),
    *("Activity date", "Note body"),
)


def render(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the header and one row a record."""
    for chunk in table.write(_rows(records)):
        yield chunk.encode()


def _rows(records: Iterable[Record]) -> Iterator[list[str]]:
    yield list(_COLUMNS)
    for record in records:
        cells = _cells(record)
        yield table.guarded_row(cells.get(column, "") for column in _COLUMNS)


def _cells(record: Record) -> dict[str, str]:
    contact = record.contact
    given, family = named(contact.name)
    found = reached(contact)
    filled, left = placed(found, _SLOTS)
    more = [email for kind, email in found if kind == "email"][1:]
    left = [each for each in left if each not in more]
    suffix = kept(contact.name.suffix) if contact.name else ""
    text = note(record, [suffix, value(contact.department), *left])
    return {
        **filled,
        **_address(record),
        "First Name": given,
        "Last Name": family,
        "Salutation": kept(contact.name.prefix) if contact.name else "",
        "Additional email addresses": ";".join(more),
        "Job Title": value(contact.title),
        "Company Name": value(contact.company),
        "Activity date": _day(record) if text else "",
        "Note body": text,
    }


def _address(record: Record) -> dict[str, str]:
    address = record.contact.address
    if address is None:
        return {}
    parts = (address.street, address.city, address.region, address.postal_code)
    street, city, region, code = map(kept, parts if any(parts) else (address.full, "", "", ""))
    where = country(address.country_code, record.contact.language)
    return {
        "Street Address": street,
        "City": city,
        "State/Region": region,
        "Postal Code": code,
        "Country/Region": where,
    }


def _day(record: Record) -> str:
    """Answer the day of the last meeting, else that of the record's last change."""
    met = max((event.date for event in record.events if event.date), default=None)
    day = met or (record.updated.date() if record.updated else None)
    return day.isoformat() if day else ""
