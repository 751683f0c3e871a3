import json

import pytest
from fake_reader import card, photo

BOOK = "BEGIN:VCARD\nVERSION:3.0\nFN:Ola Nowak\nORG:Hurt\nTEL:+48221234567\nEMAIL:ola@hurt.example\nEND:VCARD\n"


@pytest.fixture
def book(tmp_path, call):
    call("init")
    photo(tmp_path / "2026-09-14 Autumn fair" / "IMG_1.jpg", card("Łucja Żak", "l@zak.example", company="Żak & Sons"))
    (tmp_path / "2026-09-14 Autumn fair" / "notes.csv").write_text(
        "name;promised\nŁucja Żak;a list\n", encoding="utf-8"
    )
    call("process")
    path = tmp_path / "book.vcf"
    path.write_text(BOOK)
    assert call("import", path)[0] == 0
    return path


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["zak"], ["Łucja Żak"]),
        (["autumn", "lucja"], ["Łucja Żak"]),
        (["--event", "Autumn"], ["Łucja Żak"]),
        (["+48 22", "123 45 67"], ["Ola Nowak"]),
        (["ola", "--event", "Autumn"], []),
        (["--tag", "nothing"], []),
    ],
)
def test_find_prints_whom_it_finds(call, book, words, names):
    code, out, _ = call("find", *words, "--json")
    assert [json.loads(line)["name"] for line in out.splitlines()] == names
    assert code == (0 if names else 1)


def test_find_says_what_was_meant(call, book):
    code, out, err = call("find", "lucia")
    assert (code, out) == (1, "")
    assert "Did you mean: lucja?" in err
    assert call("find")[0] == 2


def test_list_marks_and_parts_the_imported(call, book):
    _, out, err = call("list")
    assert "+  2" in out
    assert "2 contacts, 1 only imported (+)" in err
    assert "Łucja" not in call("list", "--imported")[1]
    assert "Ola" not in call("list", "--met")[1]


def test_show_takes_a_name_and_tells_the_story(call, book):
    code, out, _ = call("show", "zak")
    assert code == 0
    assert "2026-09-14" in out
    assert "! Promised: a list (open)" in out
    told = json.loads(call("show", "1", "--json")[1])["story"]
    assert {"on": "2026-09-14", "what": "met", "text": "Met at Autumn fair", "is_open": False} in told
    assert call("show", "zzz")[0] == 2


def test_import_sums_up(call, book):
    code, out, err = call("import", book, "--json")
    assert json.loads(out) == {"added": [], "completed": [], "known": 1, "problems": []}
    book.write_text(BOOK + "BEGIN:VCARD\nFN:Cut\n")
    code, out, err = call("import", book, "-n")
    assert (code, out) == (3, "")
    assert "1 was known already." in err
    assert "! book.vcf, entry 2: the card is cut off: its end is missing" in err
    assert "Nothing was changed." in err


def test_a_file_that_is_no_book_is_one_line(call, book, tmp_path):
    odd = tmp_path / "odd.vcf"
    odd.write_bytes(b"PK\x03\x04 BEGIN:VCARD")
    code, out, err = call("import", odd)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
