"""What every format keeps to, and the table of formats."""

import csv
import io
import json
import re
import subprocess
import sys
import tracemalloc
import zipfile
from itertools import islice

import openpyxl
import pytest
import vobject
from contact_book import a_book
from export_records import HOSTILE, a_full_record, hostile_record

from cardscan.errors import CardscanError
from cardscan.export import formats
from cardscan.model import Contact, Record

NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class RendererContract:
    """What every format keeps to."""

    name: str

    @pytest.fixture
    def renderer(self):
        return formats.get(self.name).load()

    def test_it_says_what_it_is(self, renderer):
        assert re.fullmatch(r"\.[a-z]+", renderer.SUFFIX)
        assert re.fullmatch(r"(text|application)/[a-z.+-]+", renderer.MEDIA_TYPE)
        assert self.name in formats.summaries()

    def test_records_come_out_in_their_order_and_alike_each_time(self, renderer):
        records = [a_full_record(), Record(2, Contact(), "ready")]
        data = b"".join(renderer.render(iter(records)))
        assert data == b"".join(renderer.render(records))
        assert b"".join(renderer.render(reversed(records))) != data

    def test_no_records_are_no_error(self, renderer):
        assert self.count(b"".join(renderer.render([]))) == 0

    @pytest.mark.parametrize("case", HOSTILE)
    def test_hostile_text_makes_no_further_record(self, renderer, case):
        data = b"".join(renderer.render([hostile_record(HOSTILE[case]), hostile_record("plain")]))
        assert self.count(data) == 2
        assert not NEVER.search(self.text(data))

    def test_records_are_taken_as_they_are_written(self, renderer):
        if self.holds_all:
            return
        taken = 0

        def many():
            nonlocal taken
            for taken in range(1, 501):
                yield Record(taken, a_full_record().contact, "ready")

        pieces = renderer.render(many())
        assert b"".join(islice(pieces, 3))
        assert taken < 500

    def test_memory_does_not_grow_with_the_book(self, renderer):
        def peak(count):
            book = (Record(number, a_full_record().contact, "ready") for number in range(count))
            tracemalloc.start()
            for _ in renderer.render(book):
                pass
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        peak(5)  # what is loaded once
        assert peak(160) < peak(40) + 40_000  # a contact kept would be a kilobyte at least

    holds_all = False  # until the file is done, on disk

    def text(self, data):
        return data.decode("utf-8")

    def count(self, data):
        raise NotImplementedError


class TestVcardRenderer(RendererContract):
    name = "vcard"

    def count(self, data):
        return len(list(vobject.readComponents(data.decode())))


class CsvContract(RendererContract):
    def count(self, data):
        return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1


class TestCsvRenderer(CsvContract):
    name = "csv"


class TestGoogleRenderer(CsvContract):
    name = "google"


class TestOutlookRenderer(CsvContract):
    name = "outlook"
    holds_all = True  # its encoding depends on all of it

    def text(self, data):
        return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252")

    def count(self, data):
        return len(list(csv.reader(io.StringIO(self.text(data), newline="")))) - 1


class TestHubspotRenderer(CsvContract):
    name = "hubspot"


class TestJscontactRenderer(RendererContract):
    name = "jscontact"

    def count(self, data):
        return len(json.loads(data))


class TestXlsxRenderer(RendererContract):
    name = "xlsx"
    holds_all = True  # a workbook is a zip archive

    def text(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("xl/worksheets/sheet1.xml").decode()

    def count(self, data):
        return openpyxl.load_workbook(io.BytesIO(data)).active.max_row - 1


def contracts(kind=RendererContract):
    for each in kind.__subclasses__():
        yield from [each] if hasattr(each, "name") else contracts(each)


def test_every_format_is_under_contract():
    assert {kind.name for kind in contracts()} == set(formats.FORMATS)
    assert list(formats.summaries()) == list(formats.FORMATS)


def test_an_unknown_format_is_one_line():
    with pytest.raises(CardscanError) as caught:
        formats.get("pdf\n")
    assert "\n" not in caught.value.message
    assert "vcard" in caught.value.hint


def test_the_table_of_formats_imports_none():
    code = "import sys, cardscan.export.formats as f; print('xlsxwriter' in sys.modules, 'babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_files_of_several_formats_do_not_take_each_others_name():
    names = [kind.file + kind.load().SUFFIX for kind in formats.FORMATS.values()]
    assert len(set(names)) == len(names)


def test_every_contact_of_a_book_is_in_every_format():
    book = a_book()
    for kind in contracts():
        data = b"".join(formats.get(kind.name).load().render(book))
        assert kind().count(data) == len(book)
