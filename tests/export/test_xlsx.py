"""Workbooks read back by openpyxl."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from contact_book import HOSTILE, LONG, a_book, every_field, odd_texts, plain
from export_records import HOSTILE as CASES
from export_records import QUAD, a_full_record, hostile_record
from openpyxl.utils.escape import unescape
from PIL import Image

from cardscan.export import csv, xlsx
from cardscan.export.pictures import Pictures
from cardscan.model import Contact, Record, StoredCard, Text


def read(records, **options):
    return openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.render(records, **options)))).active


def rows(sheet):
    heads, *rows = sheet.iter_rows(values_only=True)
    # A text that looks like an escape (`_x0041_`) is escaped itself (ECMA-376, ST_Xstring); openpyxl leaves that to us.
    return [dict(zip(heads, (unescape(cell or "") for cell in row), strict=True)) for row in rows]


def a_card(folder, name, size=(900, 580), side=0):
    """A card picture on disk, and the record's knowledge of it."""
    Image.new("RGB", size, "#c0d0e0").save(folder / name, "JPEG")
    return StoredCard("a.jpg", "ab" * 32, 0, 0, side, datetime(2026, 3, 1, tzinfo=UTC), QUAD, name)


def test_a_book_reads_back():
    sheet = read(a_book())
    table = rows(sheet)
    assert list(table[0]) == list(csv.COLUMNS)
    assert [row["Name"] for row in table] == ["Ana María Díaz López", "", "Jörg Weiß", "Żółć Łukasz", ""]
    assert table[0]["Note"] == "Likes sailing.\n- has two shops"
    assert table[0]["Mobile"] == "(+34) 600 00 00 01"
    assert table[2]["E-mail"].count("@weiss.example") == 5


def test_it_is_pleasant_to_read():
    sheet = read(a_book())
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(csv.COLUMNS)).column_letter}6"
    assert sheet["A1"].font.bold
    assert sheet["B2"].alignment.wrap_text
    assert sheet.column_dimensions["B"].width > 20


@pytest.mark.parametrize("case", CASES)
def test_no_cell_is_a_formula_or_a_link(case):
    sheet = read([hostile_record(CASES[case])])
    for cell in sheet[2]:
        assert cell.data_type in ("s", "inlineStr", "n")
        assert cell.value is None or isinstance(cell.value, str)
        assert cell.hyperlink is None


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "5000 characters"])
def test_a_contact_whose_every_field_is_hostile_comes_back_unchanged(text):
    (row,) = rows(read([every_field(text)]))
    columns = {"Name": "full", "Given name": "given", "Family name": "family", "Prefix": "prefix", "Suffix": "suffix"}
    columns |= {"Title": "title", "Department": "department", "Company": "company", "Street": "street"}
    columns |= {"Postal code": "code", "City": "city", "Region": "region", "Country": "country", "Address": "address"}
    columns |= {"Note": "note", "Promised": "promised"}
    assert {name: row[name] for name in columns} == {name: plain(f"{text} {mark}") for name, mark in columns.items()}


def test_odd_texts_come_back():
    texts = odd_texts(300, seed=10)
    book = [Record(1, Contact(company=Text(text)), "ready") for text in texts]
    for text, row in zip(texts, rows(read(book)), strict=True):
        assert row["Company"] == plain(text).replace("\uffff", "")


def test_what_a_cell_cannot_hold_is_cut():
    (row,) = rows(read([Record(1, Contact(company=Text("é" * 40_000)), "ready")]))
    assert row["Company"] == "é" * 32_766 + "…"


def test_pictures_lie_beside_their_contacts(tmp_path):
    book = [replace(record, cards=(a_card(tmp_path, f"{record.id}.jpg"),)) for record in a_book()]
    book[1] = replace(book[1], cards=())
    (tmp_path / "3.jpg").write_bytes(b"no picture")
    sheet = read(book, photos=Pictures(tmp_path))
    assert sheet["A1"].value == "Card"
    assert sheet.freeze_panes == "D2"
    assert [image.anchor._from.row for image in sheet._images] == [1, 4, 5]
    for image in sheet._images:
        assert image.anchor._from.col == image.anchor.to.col == 0
        assert image.anchor.to.row == image.anchor._from.row
    assert sheet.row_dimensions[2].height > 70
    assert sheet.row_dimensions[3].height is None
    assert [row["Number"] for row in rows(sheet)] == ["12", "2", "3", "4", "5"]


def test_the_same_contacts_make_the_same_file(tmp_path):
    book = [replace(a_full_record(), cards=(a_card(tmp_path, "a.jpg"),))]
    once, again = (b"".join(xlsx.render(book, photos=Pictures(tmp_path))) for _ in range(2))
    assert once == again


def test_nothing_stays_in_the_folder_for_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    book = [replace(a_full_record(), cards=(a_card(tmp_path, "a.jpg"),))]
    chunks = xlsx.render(book, photos=Pictures(tmp_path))
    assert next(chunks)
    assert [path.stat().st_mode & 0o77 for path in (tmp_path / "temp").iterdir()] == [0]
    chunks.close()
    assert list((tmp_path / "temp").iterdir()) == []


def test_a_picture_is_scaled_and_holds_nothing_but_pixels(tmp_path):
    card = a_card(tmp_path, "a.jpg", size=(1600, 1000))
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    Image.new("RGB", (1600, 1000)).save(tmp_path / "a.jpg", "JPEG", exif=exif)
    data = Pictures(tmp_path, 480)(replace(a_full_record(), cards=(card,)))
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (480, 300), {})
    assert b"where I live" not in data


def test_the_front_is_shown_and_a_missing_picture_is_none(tmp_path):
    back, front = a_card(tmp_path, "back.jpg", (300, 300), side=1), a_card(tmp_path, "front.jpg", (300, 100))
    data = Pictures(tmp_path)(replace(a_full_record(), cards=(back, front)))
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (300, 100)
    Path(tmp_path / "front.jpg").unlink()
    assert Pictures(tmp_path)(replace(a_full_record(), cards=(back, front))) is None
    assert Pictures(tmp_path)(replace(a_full_record(), cards=())) is None
