"""Contacts as CSV, for reading in a spreadsheet: UTF-8 with a byte order mark, one row a contact, no live formula.

Phone numbers would all be taken for formulas, or lose their plus sign: they are written `(+48) 12 345 67 89`, which
every spreadsheet takes for text and every phone for a number.
"""  # the format's own name

from collections.abc import Callable, Iterable, Iterator

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from cardscan.export import table
from cardscan.export.plain import kept, line, once, where_met
from cardscan.model import Address, Contact, Name, Phone, Record, Text

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

_BETWEEN = "; "


def render(records: Iterable[Record], *, delimiter: str = ",") -> Iterator[bytes]:
    """Yield a header and one row a record; `delimiter` is what the reader's spreadsheet expects."""
    yield b"\xef\xbb\xbf"
    for chunk in table.write(_rows(records, delimiter), delimiter=delimiter):
        yield chunk.encode()


def cells(record: Record) -> list[str]:
    """Answer a record's values, in the order of the columns."""
    return [kept(column(record)) for column in COLUMNS.values()]


def delimiter(language: str, country: str = "") -> str:
    """Answer what spreadsheets expect between columns: a semicolon where the comma parts decimals."""
    try:
        where = Locale.parse(f"und_{country}" if country else language)
    except (UnknownLocaleError, ValueError):
        return ","
    return ";" if get_decimal_symbol(where) == "," else ","


def _rows(records: Iterable[Record], delimiter: str) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for record in records:
        yield [table.guarded(cell, delimiter) for cell in cells(record)]


def _name(part: Callable[[Name], str | None]) -> Callable[[Record], str]:
    return lambda record: kept(part(record.contact.name)) if record.contact.name else ""


def _text(part: Callable[[Contact], Text | None]) -> Callable[[Record], str]:
    return lambda record: kept(text.value) if (text := part(record.contact)) else ""


def _address(part: Callable[[Address], str | None]) -> Callable[[Record], str]:
    return lambda record: kept(part(record.contact.address)) if record.contact.address else ""


def _many(values: Callable[[Contact], Iterable[str | None]]) -> Callable[[Record], str]:
    return lambda record: _BETWEEN.join(filter(None, map(line, values(record.contact))))


def _phones(*types: str | None) -> Callable[[Record], str]:
    return _many(lambda contact: (_number(phone) for phone in contact.phones if phone.type in types))


def _number(phone: Phone) -> str:
    extension = f" ext. {phone.extension}" if phone.extension else ""
    try:
        number = phonenumbers.parse(phone.number)
    except phonenumbers.NumberParseException:
        return (phone.raw or phone.number) + extension
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    code, _, rest = text.partition(" ")
    return f"({code}) {rest}{extension}"


def _dates(record: Record) -> str:
    return _BETWEEN.join(event.date.isoformat() for event in record.events if event.date)


COLUMNS: dict[str, Callable[[Record], str]] = {
    "Number": lambda record: str(record.id),
    "Name": _name(lambda name: name.full),
    "Given name": _name(lambda name: name.given),
    "Family name": _name(lambda name: name.family),
    "Prefix": _name(lambda name: name.prefix),
    "Suffix": _name(lambda name: name.suffix),
    "Title": _text(lambda contact: contact.title),
    "Department": _text(lambda contact: contact.department),
    "Company": _text(lambda contact: contact.company),
    "Mobile": _phones("mobile"),
    "Phone": _phones("work", None),
    "Fax": _phones("fax"),
    "E-mail": _many(lambda contact: (email.address for email in contact.emails)),
    "Website": _many(lambda contact: (link.value for link in contact.urls)),
    "Social": _many(lambda contact: (link.value for link in contact.social)),
    "Street": _address(lambda address: address.street),
    "Postal code": _address(lambda address: address.postal_code),
    "City": _address(lambda address: address.city),
    "Region": _address(lambda address: address.region),
    "Country": _address(lambda address: address.country_code),
    "Address": _address(lambda address: address.full),
    "Tax number": _many(lambda contact: (f"{tax_id.type} {tax_id.number}" for tax_id in contact.tax_ids)),
    "Language": lambda record: line(record.contact.language),
    "Events": lambda record: "\n".join(where_met(record)),
    "Met on": _dates,
    "Note": lambda record: record.note.note,
    "Promised": lambda record: record.note.promised,
    "Formerly": lambda record: "\n".join(once(record)),
    "Tags": lambda record: line(", ".join(record.note.tags)),
    "To check": lambda record: line(", ".join(f"{each.field}: {each.reason}" for each in record.concerns)),
}
