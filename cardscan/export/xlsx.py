"""Contacts as a workbook for Excel and LibreOffice: one row a contact, with the picture of the card beside it.

Every cell is text, so that nothing is a formula or a link. XML holds no control characters (dropped, as everywhere) and
neither U+FFFE nor U+FFFF (likewise), a cell no more than 32,767 characters: what is longer ends in `…`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from PIL import Image
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cardscan.export import csv
from cardscan.export.vcard import Photos
from cardscan.model import Record

SUFFIX = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_PICTURE = "Card"
_LONGEST = 32_767  # characters of a cell (Excel specifications and limits)
_NO_XML = re.compile("[\ufffe\uffff]")
_WIDE = {"Name": 26, "Title": 24, "Company": 28, "E-mail": 30, "Website": 26, "Address": 36, "Note": 44, "Events": 32}
_NARROW = {"Number": 8, "Prefix": 8, "Suffix": 8, "Country": 9, "Language": 10, "Postal code": 11}
_WIDTH = 17  # characters, of the other columns
_CELL = (150, 96)  # pixels of a picture in its cell
_ROW = 104  # pixels; a picture and a little air
_CHUNK = 1 << 16
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # when nothing is exported; the clock would make each file another one


def render(records: Iterable[Record], *, photos: Photos | None = None) -> Iterator[bytes]:
    """Yield the workbook; `photos` answers the picture of a card, as JPEG. Rows and pictures wait on disk meanwhile."""
    with TemporaryDirectory(prefix="cardscan-") as folder:
        file = Path(folder) / "contacts.xlsx"
        _write(file, records, photos)
        with file.open("rb") as written:
            while chunk := written.read(_CHUNK):
                yield chunk


def _write(file: Path, records: Iterable[Record], photos: Photos | None) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": str(file.parent),
        **{f"strings_to_{kind}": False for kind in ("numbers", "formulas", "urls")},
    }
    latest, last = _ALWAYS, 0
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet = book.add_worksheet("Contacts")
        _head(sheet, book.add_format(_HEAD), pictures=photos is not None)
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for last, record in enumerate(records, 1):
            _row(sheet, last, record, body, photos(record) if photos else None, indent=int(photos is not None))
            latest = max(latest, record.updated or latest)
        sheet.autofilter(0, 0, last, len(csv.COLUMNS) - 1 + int(photos is not None))
        book.set_properties({"created": latest.astimezone(UTC).replace(tzinfo=None), "title": "cardscan"})


_HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#2F5D62", "valign": "vcenter", "border": 1}


def _head(sheet: Worksheet, style: Format, *, pictures: bool) -> None:
    names = [*([_PICTURE] if pictures else []), *csv.COLUMNS]
    for column, name in enumerate(names):
        width = 22 if name == _PICTURE else _WIDE.get(name) or _NARROW.get(name) or _WIDTH
        sheet.set_column(column, column, width)
    sheet.set_row_pixels(0, 26)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, style)
    sheet.freeze_panes(1, names.index("Name") + 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _row(sheet: Worksheet, row: int, record: Record, style: Format, photo: bytes | None, *, indent: int) -> None:
    if photo:
        sheet.set_row_pixels(row, _ROW)
    for column, text in enumerate(csv.cells(record), indent):
        if text:
            sheet.write_string(row, column, _held(text), style)
    if photo:
        _picture(sheet, row, photo)


def _held(text: str) -> str:
    text = _NO_XML.sub("", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _picture(sheet: Worksheet, row: int, photo: bytes) -> None:
    """Lay the picture into its cell, which it moves and is filtered with; its pixels wait in a file until the end."""
    folder = Path(sheet.tmpdir)
    path = folder / f"{row}.jpg"
    path.write_bytes(photo)
    with Image.open(BytesIO(photo)) as picture:
        scale = min(most / size for most, size in zip(_CELL, picture.size, strict=True))
    place = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 4, "object_position": 1, "decorative": True}
    sheet.insert_image(row, 0, str(path), place)
