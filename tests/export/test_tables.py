"""The CSV formats read back by Python's csv: for a spreadsheet, for Google Contacts, Outlook and HubSpot."""

import csv
import io
import re
from importlib.resources import files

import pytest
from contact_book import HOSTILE, LONG, a_book, every_field, odd_texts, plain
from export_records import HOSTILE as CASES
from export_records import a_full_record, hostile_record

from cardscan.export import csv as csv_format
from cardscan.export import google, hubspot, outlook, table
from cardscan.model import Contact, Email, Name, Phone, Record, Text

LIVE = re.compile(r'[\s"]*[=+\-@＝＋－＠]')
PHONE = re.compile(r"\+[0-9]+( ext\. [0-9]+)?( ::: \+[0-9]+( ext\. [0-9]+)?)*")
PROGRAMS = [google, outlook, hubspot]


def read(data, delimiter=",", encoding="utf-8-sig"):
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))


def rows(module, records, **options):
    data = b"".join(module.render(records, **options))
    boms = data.startswith(b"\xef\xbb\xbf")
    page = "cp1250" if options.get("language") == "pl" else "cp1252"
    return read(data, encoding="utf-8-sig" if module is not outlook or boms else page)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_full_row_reads_back(delimiter):
    data = b"".join(csv_format.render([a_full_record()], delimiter=delimiter))
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = read(data, delimiter)
    assert row["Name"] == "Ana María Díaz López"
    assert row["Mobile"] == "(+34) 600 00 00 01"
    assert row["Phone"] == "(+34) 910 00 00 00 ext. 12; (+40) 21 000 0000"
    assert row["Fax"] == "(+34) 910 00 00 09"
    assert row["E-mail"] == "ana@rio.example; info@rio.example"
    assert row["Country"] == "ES"
    assert row["Events"] == "BNI Madrid, 2026-03-01, Hotel Sol"
    assert row["Note"] == "Likes sailing.\n'- has two shops"
    assert row["To check"] == "phones[3]: country-guessed"


def test_the_header_is_stable():
    header = b"".join(csv_format.render([])).decode("utf-8-sig")
    assert header.startswith('"Number","Name","Given name","Family name",')
    assert header.count("\r\n") == 1


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("written", [",", ";", "\t"])
@pytest.mark.parametrize("opened", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_delimiter_the_spreadsheet_expects(case, written, opened):
    text = b"".join(csv_format.render([hostile_record(CASES[case])], delimiter=written)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=opened):
        for cell in row:
            assert not LIVE.match(cell), cell


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("opened", [",", ";", "\t"])
@pytest.mark.parametrize("module", PROGRAMS)
def test_in_files_for_programs_only_phone_numbers_begin_with_a_plus(case, opened, module):
    text = b"".join(module.render([hostile_record(CASES[case]), a_book()[2]])).decode("utf-8", "replace")
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=opened):
        for cell in row:
            assert not LIVE.match(cell) or PHONE.fullmatch(cell), cell


def test_a_spreadsheet_row_keeps_line_breaks():
    (row,) = rows(csv_format, [hostile_record("one\r\ntwo")])
    assert row["Note"] == row["Company"] == "one\ntwo"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_guard_comes_off_again(delimiter):
    for text in [*map(plain, odd_texts(3000)), *CASES.values(), "'=1", "''=1", "a;'=1", " \"'=1", "'", "=", "\n=\n'="]:
        guarded = table.guarded(text, delimiter)
        assert table.freed(guarded, delimiter) == text
        assert not LIVE.match(guarded)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "5000 characters"])
def test_a_contact_whose_every_field_is_hostile_comes_back_but_for_the_guard(text, delimiter):
    data = b"".join(csv_format.render([every_field(text)], delimiter=delimiter))
    (row,) = read(data, delimiter)
    row = {name: table.freed(cell, delimiter) for name, cell in row.items()}
    columns = {"Name": "full", "Given name": "given", "Family name": "family", "Prefix": "prefix", "Suffix": "suffix"}
    columns |= {"Title": "title", "Department": "department", "Company": "company", "Street": "street"}
    columns |= {"Postal code": "code", "City": "city", "Region": "region", "Country": "country", "Address": "address"}
    columns |= {"Note": "note", "Promised": "promised"}
    assert {name: row[name] for name in columns} == {name: plain(f"{text} {mark}") for name, mark in columns.items()}
    for name, mark in {"E-mail": "email", "Website": "url", "Social": "social", "Language": "language"}.items():
        assert row[name] == " ".join(plain(f"{text} {mark}").split())


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "5000 characters"])
@pytest.mark.parametrize("module", PROGRAMS)
def test_what_programs_import_comes_back_but_for_the_guard(text, module):
    (row,) = rows(module, [every_field(text)])
    row = {name: table.freed(cell) for name, cell in row.items()}
    names = {"company": ("Company", "Organization Name", "Company Name"), "given": ("First Name",)}
    names |= {"family": ("Last Name",), "title": ("Job Title", "Organization Title")}
    for mark, columns in names.items():
        (found,) = (row[name] for name in columns if name in row)
        assert found == plain(f"{text} {mark}")
    assert plain(f"{text} note") in row.get("Notes", row.get("Note body"))


def test_odd_texts_come_back_from_every_table():
    texts = odd_texts(300, seed=8)
    book = [Record(1, Contact(company=Text(text), name=Name("x", text, text)), "ready") for text in texts]
    for module, company in [(csv_format, "Company"), (google, "Organization Name"), (hubspot, "Company Name")]:
        for text, row in zip(texts, rows(module, book), strict=True):
            assert table.freed(row[company]) == plain(text)


def test_google_has_its_own_header_and_loses_no_number():
    header = google.header()
    assert header[:21] == [
        *("First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Middle Name"),
        *("Phonetic Last Name", "Name Prefix", "Name Suffix", "Nickname", "File As", "Organization Name"),
        *("Organization Title", "Organization Department", "Birthday", "Notes", "Photo", "Labels"),
        *("E-mail 1 - Label", "E-mail 1 - Value", "E-mail 2 - Label", "E-mail 2 - Value"),
    ]
    assert len(set(header)) == len(header)
    data = b"".join(google.render(a_book()))
    assert not data.startswith(b"\xef\xbb\xbf")
    full, _, many, *_ = read(data, encoding="utf-8")
    assert full["Labels"] == "bni ::: ret,ail ::: BNI Madrid ::: * myContacts"
    assert (full["Phone 1 - Label"], full["Phone 3 - Label"], full["Phone 3 - Value"]) == (
        *("Mobile", "Work Fax"),
        "+34910000009",
    )
    cells = [many[f"Phone {place} - Value"] for place in range(1, 6)]
    assert [number for cell in cells for number in cell.split(" ::: ")] == [f"+4930000000{n}" for n in range(12)]
    mails = [many[f"E-mail {place} - Value"] for place in range(1, 4)]
    assert [mail for cell in mails for mail in cell.split(" ::: ")] == [f"{n}@weiss.example" for n in range(5)]


def test_no_value_parts_itself_for_google():
    contact = Contact(emails=(Email("a ::: b@x.example"),), phones=(Phone("1 ::: 2", valid=False),))
    (row,) = rows(google, [Record(1, contact, "ready")])
    assert " ::: " not in row["E-mail 1 - Value"] + row["Phone 1 - Value"]


def test_hubspot_loses_nothing():
    _, firm, many, *_ = rows(hubspot, a_book())
    assert (firm["Company Name"], firm["Email"]) == ("Cantina Rossi & Figli", "info@cantina.example")
    assert (many["Phone Number"], many["Mobile Phone Number"]) == ("+49300000000", "+49300000001")
    assert many["Additional email addresses"] == ";".join(f"{n}@weiss.example" for n in range(1, 5))
    for number in range(12):
        assert f"+4930000000{number}" in "\n".join(many.values())
    for place in range(5):
        assert f"https://weiss.example/{place}" in "\n".join(many.values())


def headers():
    """The columns by language, read with another program than the one under test."""
    text = (files("cardscan.export") / "data" / "outlook.tsv").read_text(encoding="utf-8")
    table = csv.DictReader((line for line in io.StringIO(text) if not line.startswith("#")), delimiter="\t")
    return list(table)


@pytest.mark.parametrize("language", outlook.LANGUAGES)
def test_outlook_reads_its_own_language_and_code_page(language):
    names = {row["key"]: row[language] for row in headers()}
    page = names.pop("encoding")
    assert page == ("cp1250" if language == "pl" else "cp1252")
    assert len(set(names.values())) == len(names), "two columns of one name"
    book = [a_book()[0], a_book()[2]] if language != "pl" else a_book()[1:]
    data = b"".join(outlook.render(book, language=language))
    assert not data.startswith(outlook.BOM)
    table = read(data, encoding=page)
    assert list(table[0]) == list(names.values())
    many = next(row for row in table if row[names["given"]] == "Jörg")
    assert (many[names["phone"]], many[names["phone_2"]], many[names["mobile"]]) == (
        *("+49300000000", "+49300000003"),
        "+49300000001",
    )
    for number in range(12):
        assert f"+4930000000{number}" in "\n".join(many.values())
    for place in range(5):
        assert f"{place}@weiss.example" in "\n".join(many.values())


def test_what_the_code_page_has_not_is_written_in_utf_8():
    data = b"".join(outlook.render(a_book(), language="de"))
    assert data.startswith(outlook.BOM)
    assert read(data)[3]["Nachname"] == "Żółć"
    assert b"".join(outlook.render([a_book()[3]], language="pl")).decode("cp1250").count("Żółć")


def test_an_outlook_of_another_language_gets_english():
    assert rows(outlook, a_book()[:1], language="ro")[0]["First Name"] == "Ana María"
