"""Cards as lines: what is not touched stays as it is, and no card can make reading long."""

import time

import pytest

from cardscan.export.vcard_lines import NotACardError, parse, unescaped, written

TEXT = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\n"
    'item1.TEL;type=CELL;type="pref,voice":+39 02\\,5\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\n'
    'N:D\\;a;b;;c\\n;\r\nNOTE;X-A="a:b;c":long\r\n er\\nx\r\n\ty\r\nTEL;CELL:1\r\nX-empty:\r\nEND:VCARD\r\n'
)


def test_a_card_is_written_as_it_was_read():
    assert written(parse(TEXT)) == TEXT
    assert written(parse(TEXT.replace("\r\n", "\n"))) == TEXT


def test_lines_are_taken_apart():
    lines = {(line.group, line.name): line for line in parse(TEXT)}
    tel = lines["item1", "TEL"]
    assert (tel.text(), tel.types()) == ("+39 02,5", {"cell", "pref", "voice"})
    assert lines["", "TEL"].types() == {"cell"}
    assert lines["", "N"].parts() == ("D;a", "b", "", "c\n", "")
    assert lines["", "NOTE"].text() == "longer\nxy"
    assert lines["", "NOTE"].parameters == (("X-A", '"a:b;c"'),)
    assert tel.saying("x").raw == 'item1.TEL;TYPE=CELL;TYPE="pref,voice":x\r\n'
    assert unescaped("\\N\\\\n\\;\\x\\") == "\n\\n;x\\"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "BEGIN:VCARD\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\n",
        TEXT + TEXT,
        TEXT.replace("NOTE;", "NOTE "),
        "BEGIN:VCALENDAR\r\nVERSION:3.0\r\nEND:VCALENDAR\r\n",
        TEXT.replace("X-empty:", "X-a:\r\n" * 30_000),
    ],
)
def test_what_is_no_card_is_refused(text):
    with pytest.raises(NotACardError):
        parse(text)


@pytest.mark.parametrize("evil", [";" * 200_000, ';A="' * 50_000, "\\" * 200_000, ";a=b" * 100_000, '"' * 200_000])
def test_hostile_lines_take_no_time(evil):
    begun = time.monotonic()
    for line in (f"NOTE{evil}:x", f"NOTE:{evil}"):
        try:
            for one in parse(f"BEGIN:VCARD\r\nVERSION:3.0\r\n{line}\r\nEND:VCARD\r\n"):
                one.parts(), one.items(), one.text(), one.types()
        except NotACardError:
            pass
    assert time.monotonic() - begun < 5
