import csv
import io
import re
import subprocess
import sys

import pytest
import vobject
from export_records import HOSTILE, a_full_record, hostile_record

from cardscan.errors import CardscanError
from cardscan.export import csv as csv_format
from cardscan.export import formats, vcard
from cardscan.model import Contact, Record


@pytest.fixture
def full_record():
    return a_full_record()


class RendererContract:
    """What every format keeps to."""

    name: str

    @pytest.fixture
    def renderer(self):
        return formats.get(self.name)

    def test_it_says_what_it_is(self, renderer):
        assert re.fullmatch(r"\.[a-z]+", renderer.SUFFIX)
        assert re.fullmatch(r"text/[a-z]+", renderer.MEDIA_TYPE)

    def test_records_come_out_in_their_order_and_alike_each_time(self, renderer, full_record):
        records = [full_record, Record(2, Contact(), "ready")]
        data = renderer.render(iter(records))
        assert data == renderer.render(records)
        assert renderer.render(reversed(records)) != data
        data.decode("utf-8")

    def test_no_records_are_no_error(self, renderer):
        assert isinstance(renderer.render([]), bytes)

    @pytest.mark.parametrize("case", HOSTILE)
    def test_hostile_text_makes_no_further_record(self, renderer, case):
        alone = self.count(renderer.render([hostile_record("plain")]))
        data = renderer.render([hostile_record(HOSTILE[case]), hostile_record("plain")])
        assert self.count(data) == 2 * alone
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e]", data.decode("utf-8"))

    def count(self, data):
        raise NotImplementedError


class TestVcardRenderer(RendererContract):
    name = "vcard"

    def count(self, data):
        return len(list(vobject.readComponents(data.decode())))


class TestCsvRenderer(RendererContract):
    name = "csv"

    def count(self, data):
        return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1


def test_every_format_is_under_contract():
    assert {kind.name for kind in RendererContract.__subclasses__()} == set(formats.FORMATS)


def test_an_unknown_format_is_one_line():
    with pytest.raises(CardscanError) as caught:
        formats.get("pdf\n")
    assert "\n" not in caught.value.message
    assert "vcard" in caught.value.hint


def test_the_table_of_formats_imports_none():
    code = "import sys, cardscan.export.formats as f; print(sorted(f.FORMATS), 'vobject' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['csv', 'vcard'] False\n"


def read_card(record):
    return vobject.readOne(vcard.render([record]).decode())


def test_a_full_card_reads_back(full_record):
    card = read_card(full_record)
    assert card.fn.value == "Dra. Ana María Díaz López MBA"
    assert (card.n.value.family, card.n.value.given, card.n.value.prefix) == ("Díaz López", "Ana María", "Dra.")
    assert card.org.value == ["Talleres Río; S.L.", "Ventas, Madrid"]
    assert card.title.value == "Directora de Ventas"
    assert [(tel.params["TYPE"], tel.value) for tel in card.tel_list] == [
        (["CELL"], "+34600000001"),
        (["WORK", "VOICE"], "+34910000000;ext=12"),
        (["WORK", "FAX"], "+34910000009"),
        (["WORK", "VOICE"], "+40210000000"),
    ]
    assert [email.value for email in card.email_list] == ["ana@rio.example", "info@rio.example"]
    assert card.url.value == "https://rio.example/es?a=1%2C2"
    profiles = card.contents["x-socialprofile"]
    assert [(entry.params.get("TYPE"), entry.value) for entry in profiles] == [
        (["linkedin"], "https://linkedin.com/in/ana-diaz"),
        (None, "@anadiaz"),
    ]
    assert (card.adr.value.street, card.adr.value.code, card.adr.value.city) == ("Calle Mayor 1", "28001", "Madrid")
    assert card.adr.value.country == "España"
    assert card.label.value == "Calle Mayor 1, 28001 Madrid"
    assert card.categories.value == ["bni", "ret,ail", "BNI Madrid"]
    assert card.rev.value == "2026-03-02T07:30:00Z"
    for part in ("Likes sailing.\n- has two shops", "send the list", "BNI Madrid, 2026-03-01, Hotel Sol", "B00000000"):
        assert part in card.note.value


def test_the_uid_outlives_an_edit_and_tells_records_apart(full_record):
    edited = Record(12, Contact(), "ready", cards=full_record.cards)
    other = Record(13, full_record.contact, "ready", cards=full_record.cards)
    assert vcard.uid(edited) == vcard.uid(full_record) == read_card(full_record).uid.value
    assert vcard.uid(other) != vcard.uid(full_record)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", vcard.uid(edited))


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_values_come_back_as_they_were(case):
    text = HOSTILE[case]
    card = read_card(hostile_record(text))
    plain = vcard.line(text)
    assert card.n.value.family == plain
    assert card.fn.value == (vcard.line(f"{text} {text} {text}") or "Contact 3")
    assert hasattr(card, "tel") == hasattr(card, "email") == hasattr(card, "label") == bool(plain)
    if plain:
        assert card.org.value == [plain, plain]
        assert card.title.value == plain
        assert card.label.value == plain
        assert vcard.block(text) in card.note.value
        assert card.tel.value == f"{plain};ext={plain}"
    allowed = "BEGIN|END|VERSION|N|FN|ORG|TITLE|TEL|EMAIL|URL|X-SOCIALPROFILE|ADR|LABEL|NOTE|CATEGORIES|UID|REV"
    lines = vcard.render([hostile_record(text)]).decode().replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    for line in lines:
        assert re.match(rf"({allowed})[;:]", line), line
        assert "\n" not in line


def test_lines_are_folded(full_record):
    data = vcard.render([full_record, hostile_record("ñ" * 300)])
    assert all(len(line.decode()) <= 75 for line in data.split(b"\r\n"))


def test_a_contact_without_name_is_called_by_what_there_is(full_record):
    assert read_card(Record(4, Contact(), "check")).fn.value == "Contact 4"
    assert read_card(Record(4, Contact(company=full_record.contact.company), "check")).fn.value == "Talleres Río; S.L."


def rows(data, delimiter=","):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_full_row_reads_back(full_record, delimiter):
    data = csv_format.render([full_record], delimiter=delimiter)
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = rows(data, delimiter)
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
    header = csv_format.render([]).decode("utf-8-sig")
    assert header.startswith('"Number","Name","Given name","Family name",')
    assert header.count("\r\n") == 1


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("written", [",", ";", "\t"])
@pytest.mark.parametrize("opened", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_delimiter_the_spreadsheet_expects(case, written, opened):
    text = csv_format.render([hostile_record(HOSTILE[case])], delimiter=written).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=opened):
        for cell in row:
            assert not re.match(r'[\s"]*[=+\-@＝＋－＠]', cell), cell


def test_a_note_keeps_its_line_breaks():
    (row,) = rows(csv_format.render([hostile_record("one\r\ntwo")]))
    assert row["Note"] == "one\ntwo"
    assert row["Company"] == "one two"
