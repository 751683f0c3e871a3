"""Contacts as Outlook imports them: CSV whose columns are named in the language of the user's Outlook.

Outlook on Windows reads such a file in the code page that Windows has in that language. It is written so where all of
its characters are in that code page; else in UTF-8 with a byte order mark, which the new Outlook and Outlook on the
web read: then nothing is lost.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from tempfile import TemporaryFile

from cardscan.export import table
from cardscan.export.plain import kept, keywords
from cardscan.export.slots import named, note, placed, reached, value
from cardscan.export.vcard import country
from cardscan.model import Record

SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
LANGUAGES = ("en", "de", "es", "fr", "it", "pl")
BOM = b"\xef\xbb\xbf"

_SLOTS = {
    "work": ("phone", "phone_2", "phone_3", "other_phone"),
    "mobile": ("mobile", "other_phone"),
    "fax": ("fax", "other_fax"),
    "email": ("email", "email_2", "email_3"),
    "web": ("web",),
}
_CHUNK = 1 << 16


def render(records: Iterable[Record], *, language: str = "en") -> Iterator[bytes]:
    """Yield the header and one row a record; `language` is that of the Outlook which is to read it."""
    columns = dict(_headers()[language if language in LANGUAGES else "en"])
    page, fits = columns.pop("encoding"), True
    with TemporaryFile("w+", encoding="utf-8", newline="") as waiting:
        for chunk in table.write(_rows(records, columns)):
            waiting.write(chunk)
            fits = fits and _fits(chunk, page)
        waiting.seek(0)
        if not fits:
            yield BOM
        while chunk := waiting.read(_CHUNK):
            yield chunk.encode(page if fits else "utf-8")


def _fits(text: str, page: str) -> bool:
    try:
        text.encode(page)
    except UnicodeEncodeError:
        return False
    return True


def _rows(records: Iterable[Record], columns: dict[str, str]) -> Iterator[list[str]]:
    yield list(columns.values())
    for record in records:
        cells = _cells(record)
        yield table.guarded_row(cells.get(column, "") for column in columns)


def _cells(record: Record) -> dict[str, str]:
    contact = record.contact
    given, family = named(contact.name)
    filled, left = placed(reached(contact), _SLOTS)
    return {
        **filled,
        **_address(record),
        "prefix": kept(contact.name.prefix) if contact.name else "",
        "given": given,
        "family": family,
        "suffix": kept(contact.name.suffix) if contact.name else "",
        "company": value(contact.company),
        "department": value(contact.department),
        "title": value(contact.title),
        "categories": ";".join(keyword.replace(";", ",") for keyword in keywords(record)),
        "notes": note(record, left),
    }


def _address(record: Record) -> dict[str, str]:
    address = record.contact.address
    if address is None:
        return {}
    parts = {name: kept(getattr(address, name)) for name in ("street", "city", "region", "postal_code")}
    if not any(parts.values()):
        parts["street"] = kept(address.full)
    return {**parts, "country": country(address.country_code, record.contact.language)}


@cache
def _headers() -> dict[str, tuple[tuple[str, str], ...]]:
    """Read the names of the columns: (key, name) ... by language."""
    text = (files("cardscan.export") / "data" / "outlook.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {
        language: tuple((line[0], line[at]) for line in lines[1:]) for at, language in enumerate(lines[0]) if at > 0
    }
