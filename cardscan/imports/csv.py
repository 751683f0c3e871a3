"""Address books as CSV: of Google, Outlook and HubSpot, of cardscan itself, and any table with a header in words."""

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import StringIO

from cardscan.errors import CardscanError
from cardscan.folding import fold
from cardscan.imports import values
from cardscan.imports.imported import Imported
from cardscan.imports.text import decode
from cardscan.messages import tr
from cardscan.model import Address, Contact, Name, Phone, PhoneType, TaxId

LONGEST_CELL = 1_000_000
"""Characters; a row with a longer cell is noise."""

_DELIMITERS = (",", ";", "\t", "|")
_BETWEEN = re.compile(r"\s*:::\s*|\s*;\s*|\n")
_TAGS = re.compile(r"\s*:::\s*|\s*[;,]\s*|\n")
_GUARD = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")
_MOBILE, _FAX = re.compile(r"mobil|cell|handy|movil|komor|portable|telemovel"), re.compile(r"fax|faks|telecop")
_OWN_GROUPS = frozenset({"* mycontacts", "mycontacts", "* starred"})

Row = Mapping[str, Sequence[str]]
"""The cells of a row by what they are (`email` ...), those that are not empty, in the order of the columns."""


def parse(data: bytes, regions: Sequence[str] = ()) -> tuple[Imported, ...]:
    """Read the rows of a table with a header.

    Args:
        data: The file, in any encoding, parted by commas, semicolons or tabs.
        regions: Countries (ISO 3166-1 alpha-2) of numbers written without one, the likeliest first.

    Raises:
        CardscanError: None of its columns is known.
    """
    text = decode(data, regions).replace("\0", "")
    first, _, rest = text.partition("\n")
    text = rest if first.strip().lower().startswith("sep=") else text
    rows = _rows(text)
    header = next((row for _, row, _ in rows if any(cell.strip() for cell in row)), [])
    columns = _columns(header)
    if not {"name", "given", "family", "company", "email"} & set(columns):
        raise CardscanError(
            tr("no column is known to hold names, firms or e-mail addresses"),
            hint=tr("The first row must name the columns, such as: Name, Company, E-mail, Phone"),
        )
    return tuple(_of_rows(rows, columns, regions))


def _rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield each row with its number; a mistake that the table cannot be read beyond comes last, in words."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield number, row, ""
    except csv.Error:
        yield number + 1, [], tr("the rest of the table cannot be read")


def _delimiter(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text[:LONGEST_CELL].lstrip().split("\n", 1)[0])
    return max(_DELIMITERS, key=head.count)


def _columns(header: Sequence[str]) -> list[str]:
    """Say what each column holds; empty where nobody knows."""
    found = [_known().get(_bare(cell), "") for cell in header]
    if "title_or_prefix" in found:
        meant = "prefix" if "title" in found else "title"
        found = [meant if one == "title_or_prefix" else one for one in found]
    parts = {"given", "family"} & set(found)
    if len(parts) == 1:  # `Nom, Prénom`: the name that is not told apart is the other part
        other = ({"given", "family"} - parts).pop()
        found = [other if one == "name" else one for one in found]
    return found


def _bare(header: str) -> str:
    return " ".join(word for word in fold(header[: values.LONGEST]).split() if not word.isdigit())


@cache
def _known() -> dict[str, str]:
    text = (files("cardscan.imports") / "data" / "columns.toml").read_text(encoding="utf-8")
    return {word: name for name, words in tomllib.loads(text).items() for word in words}


def _of_rows(
    rows: Iterator[tuple[int, list[str], str]], columns: Sequence[str], regions: Sequence[str]
) -> Iterator[Imported]:
    for number, cells, problem in rows:
        if problem:
            yield Imported(Contact(), problems=(problem,), place=number)
        elif any(cell.strip() for cell in cells):
            yield _imported(number, cells, columns, regions)


def _imported(number: int, cells: Sequence[str], columns: Sequence[str], regions: Sequence[str]) -> Imported:
    row: defaultdict[str, list[str]] = defaultdict(list)
    label = ""
    for name, cell in zip(columns, cells, strict=False):
        text = _GUARD.sub("", cell.strip())
        if name == "phone_label":
            label = fold(text)
        elif name and text:
            kind = {"phone": _labelled(label)}.get(name, name)
            row[kind].append(text)
            label = ""
    found = Imported(
        _contact(row, regions),
        uid=values.line(_first(row, "uid")),
        note=values.block("\n".join(row["note"])),
        tags=tuple(_tags(row["tags"])),
        place=number,
    )
    return Imported(Contact(), problems=(tr("the row names nobody"),), place=number) if found.is_empty else found


def _labelled(label: str) -> str:
    return "fax" if _FAX.search(label) else "mobile" if _MOBILE.search(label) else "phone"


def _contact(row: Row, regions: Sequence[str]) -> Contact:
    address = _address(row)
    home = [address.country_code] if address and address.country_code else []
    links = [found for text in _split(row, "url", "social") if (found := values.link(text))]
    language = _first(row, "language").lower()
    return Contact(
        language=language if len(language) == 2 and language.isalpha() else None,
        name=_name(row),
        title=values.text(_first(row, "title")),
        department=values.text(_first(row, "department")),
        company=values.text(_first(row, "company")),
        phones=values.phones_of(_phones(row, [*home, *regions])),
        emails=values.emails_of(part for text in _split(row, "email") for part in text.split(",")),
        urls=tuple(link for link in dict.fromkeys(links) if not values.is_social(link.value)),
        social=tuple(link for link in dict.fromkeys(links) if values.is_social(link.value)),
        address=address,
        tax_ids=tuple(_tax_ids(row)),
    )


def _first(row: Row, name: str) -> str:
    return next(iter(row.get(name, ())), "")


def _split(row: Row, *names: str) -> Iterator[str]:
    for name in names:
        for cell in row.get(name, ()):
            yield from (_GUARD.sub("", part) for part in _BETWEEN.split(cell) if part.strip())


def _name(row: Row) -> Name | None:
    given = " ".join(filter(None, (_first(row, "given"), _first(row, "middle"))))
    return values.name(_first(row, "name"), given, _first(row, "family"), _first(row, "prefix"), _first(row, "suffix"))


def _phones(row: Row, regions: Sequence[str]) -> Iterator[Phone | None]:
    kinds: dict[str, PhoneType | None] = {"mobile": "mobile", "phone": None, "fax": "fax"}
    for name, kind in kinds.items():
        yield from (values.phone(text, kind, regions) for text in _split(row, name))


def _address(row: Row) -> Address | None:
    parts = {name: _first(row, name) for name in ("street", "city", "region", "country")}
    return values.address(
        **parts, code=_first(row, "postal_code"), full=", ".join(_first(row, "address").splitlines()), home=False
    )


def _tax_ids(row: Row) -> Iterator[TaxId]:
    for text in _split(row, "tax_id"):
        kind, _, number = values.line(text).rpartition(" ")
        yield TaxId(kind or "VAT", number, evidence=values.BY_BOOK)


def _tags(cells: Sequence[str]) -> Iterator[str]:
    found = (values.line(tag) for cell in cells for tag in _TAGS.split(cell))
    yield from list(dict.fromkeys(tag for tag in found if tag and tag.lower() not in _OWN_GROUPS))[: values.MOST]
