"""`cardscan export` on the command line."""

import io
import json
import re

import openpyxl
import pytest
from fake_reader import card, photo

from cardscan.cli import export as command
from cardscan.export import outlook
from cardscan.export.formats import FORMATS
from cardscan.workflow.export import STATES


@pytest.fixture
def evening(tmp_path, call):
    """A workspace with the contacts Anna Rossi, and Bo Lind who is to be checked."""
    call("init")
    folder = tmp_path / "2026-11-19 Breakfast"
    photo(folder / "a.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(folder / "b.jpg", card("Bo Lind", "bo@lind.example", concerns=[["name", "unsure"]]))
    call("process")
    return folder


def test_the_words_of_the_options_are_those_of_the_program():
    assert command._STATES == STATES
    assert command._LANGUAGES == outlook.LANGUAGES


def test_the_formats_are_listed(call):
    code, out, err = call("export", "--list")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(FORMATS)
    assert all(len(line) > 20 for line in out.splitlines())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_goes_to_a_file_of_its_own(call, evening, tmp_path, name):
    code, out, err = call("export", name)
    assert (code, out) == (0, "")
    assert "2 contacts are in" in err
    (file,) = (tmp_path / "exports").iterdir()
    assert file.stat().st_mode & 0o77 == 0
    data = file.read_bytes()
    text = data.decode() if name != "xlsx" else str(list(openpyxl.load_workbook(io.BytesIO(data)).active.values))
    assert "Rossi" in text
    assert "Lind" in text


def test_who_goes_along_can_be_chosen(call, evening):
    assert "Bo Lind" not in call("export", "csv", "-", "--state", "ready")[1]
    assert "Anna" not in call("export", "csv", "-", "--state", "check")[1]
    call("edit", "1", "tags=wine, Café")
    out = call("export", "csv", "-", "--tag", "cafe")[1]
    assert "Anna" in out
    assert "Bo Lind" not in out
    assert call("export", "csv", "--tag", "none")[0] == 1
    assert call("export", "csv", "--state", "odd")[0] == 2


def test_only_what_changed(call, evening, tmp_path):
    file = tmp_path / "a.vcf"
    assert call("export", "vcard", file)[0] == 0
    code, _, err = call("export", "vcard", file, "--changed", "-f")
    assert (code, err.strip()) == (0, "Nothing changed since the last export in this format.")
    assert file.read_text().count("BEGIN:VCARD") == 2
    call("edit", "2", "company=Wine & Co")
    assert call("export", "vcard", file, "--changed", "-f")[0] == 0
    assert re.findall("FN:(.*)\r?\n", file.read_text()) == ["Bo Lind"]
    assert "Anna" in call("export", "csv", "-", "--changed")[1]


def test_what_changed_stands_beside_the_full_export(call, evening, tmp_path):
    assert call("export", "vcard")[0] == 0
    (full,) = tmp_path.rglob("exports/*.vcf")
    call("edit", "2", "company=Wine & Co")
    assert call("export", "vcard", "--changed")[0] == 0
    assert full.read_text().count("BEGIN:VCARD") == 2
    (changed,) = set(tmp_path.rglob("exports/*.vcf")) - {full}
    assert re.fullmatch(rf"{full.stem}-changed-\d{{4}}-\d\d-\d\d\.vcf", changed.name)
    assert changed.read_text().count("BEGIN:VCARD") == 1


def test_versions_pictures_and_files_for_each(call, evening, tmp_path):
    out = call("export", "vcard", "-", "--version", "4.0")[1]
    assert out.count("VERSION:4.0") == 2
    assert "PHOTO" not in out
    assert call("export", "vcard", "--each", tmp_path / "cards", "--photos")[0] == 0
    assert sorted(file.name for file in (tmp_path / "cards").iterdir()) == ["Anna Rossi (1).vcf", "Bo Lind (2).vcf"]
    assert call("export", "vcard", "--each", tmp_path / "cards")[0] == 1
    assert call("export", "vcard", "--each", tmp_path / "cards", "-f")[0] == 0
    assert len(json.loads(call("export", "jscontact", "-")[1])) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("csv", "--version", "4.0"),
        ("csv", "--photos"),
        ("google", "--language", "de"),
        ("google", "--delimiter", "tab"),
        ("xlsx", "--each", "x"),
        ("vcard", "a.vcf", "--each", "x"),
        ("vcard", "--version", "2.1"),
        ("pdf",),
        (),
    ],
)
def test_what_does_not_fit_the_format_is_said(call, evening, arguments, tmp_path):
    code, out, err = call("export", *arguments)
    assert (code, out) == (2, "")
    assert err.strip()
    assert not (tmp_path / "exports").exists()


def test_outlook_speaks_its_language_and_says_when_its_code_page_is_too_small(call, evening, tmp_path):
    assert "UTF-8" not in call("export", "outlook", "--language", "de")[2]
    assert '"Nachname"' in (tmp_path / "exports" / "contacts-outlook.csv").read_text(encoding="cp1252")
    call("edit", "2", "name=Żółć Łukasz")
    assert "UTF-8" in call("export", "outlook", "--language", "de")[2]
    assert call("export", "outlook", "--language", "xx")[0] == 2
