"""Contacts as CSV (RFC 4180), for reading in a spreadsheet: UTF-8 with a byte order mark, one row a contact.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and a card can print anything. Such a
cell gets an apostrophe in front. Phone numbers would all get one, or lose their plus sign: they are written
`(+48) 12 345 67 89`, which every spreadsheet takes for text and every phone for a number. A spreadsheet that expects
another delimiter (Excel in most of Europe expects `;`) parts cells where we did not: what follows one is guarded too.
"""  # the format's own name

import csv
import re
from collections.abc import Callable, Iterable
from io import StringIO

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from cardscan.export.plain import block, line, where_met
from cardscan.model import Address, Contact, Name, Phone, Record, Text

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"

_STARTS = r"=+\-@＝＋－＠"
_BETWEEN = "; "


def render(records: Iterable[Record], *, delimiter: str = ",") -> bytes:
    """Write a header and one row a record; `delimiter` is what the reader's spreadsheet expects."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for record in records:
        writer.writerow([_dead(block(column(record)), delimiter) for column in _COLUMNS.values()])
    return text.getvalue().encode("utf-8-sig")


def delimiter(language: str, country: str = "") -> str:
    """Answer what spreadsheets expect between columns: a semicolon where the comma parts decimals."""
    try:
        where = Locale.parse(f"und_{country}" if country else language)
    except (UnknownLocaleError, ValueError):
        return ","
    return ";" if get_decimal_symbol(where) == "," else ","


def _dead(text: str, delimiter: str) -> str:
    """Put an apostrophe before whatever a spreadsheet would take for a formula."""
    breaks = {",": r";\t\r\n", ";": r",\t\r\n"}.get(delimiter, r",;\t\r\n")
    return re.sub(rf"(^|[{breaks}])([\s\"]*)(?=[{_STARTS}])", r"\1\2'", text)


def _name(part: Callable[[Name], str | None]) -> Callable[[Record], str]:
    return lambda record: line(part(record.contact.name)) if record.contact.name else ""


def _text(part: Callable[[Contact], Text | None]) -> Callable[[Record], str]:
    return lambda record: line(text.value) if (text := part(record.contact)) else ""


def _address(part: Callable[[Address], str | None]) -> Callable[[Record], str]:
    return lambda record: line(part(record.contact.address)) if record.contact.address else ""


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


_COLUMNS: dict[str, Callable[[Record], str]] = {
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
    "Tags": lambda record: line(", ".join(record.note.tags)),
    "To check": lambda record: line(", ".join(f"{each.field}: {each.reason}" for each in record.concerns)),
}
