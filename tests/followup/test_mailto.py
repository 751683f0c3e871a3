"""Drafts as mailto: addresses, taken apart as a mail program does."""

from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cardscan.followup.mailto import LONGEST, render
from cardscan.model import Draft


def a_draft(**fields):
    values = {"to": "ana@x.example", "to_name": "Ana", "subject": "Señal & más", "body": "Hola, Ana:\n\n100 % ¿sí?\n"}
    values |= {"language": "es", "template": "first-meeting", "send_date": date(2026, 11, 20)}
    return Draft(**(values | fields))


def parts(url):
    split = urlsplit(url)
    assert split.scheme == "mailto"
    return unquote(split.path), {name: values[0] for name, values in parse_qs(split.query).items()}


def test_letter_comes_out_as_written():
    url = render(a_draft(cc=("bo@y.example", "bad", "cy@z.example")))
    assert parts(url) == (
        "ana@x.example",
        {
            "cc": "bo@y.example,cy@z.example",
            "subject": "Señal & más",
            "body": "Hola, Ana:\r\n\r\n100 % ¿sí?",
        },
    )
    assert "%0D%0A%0D%0A" in url
    assert "+" not in url
    assert url.isascii()


def test_body_without_room_is_left_out_whole():
    short, long = a_draft(body="a" * 1800), a_draft(body="ñ" * 400)
    assert "body=" in render(short)
    assert "body=" not in render(long)
    assert "subject=" in render(long)
    assert max(len(render(short)), len(render(long))) <= LONGEST


def test_a_usual_letter_has_room():
    assert "body=" in render(a_draft(body="Dzień dobry, miło było Państwa poznać. " * 22))


@pytest.mark.parametrize(
    "to", ["a?bcc=all@world.example", "a&body=x@x.example", "ana@x.example\r\nBcc: b@c.example", "a,b@x.example", ""]
)
def test_an_address_adds_no_fields(to):
    path, fields = parts(render(a_draft(to=to, subject="Hola\r\nBcc: x@y.example&bcc=z")))
    assert set(fields) <= {"subject", "body"}
    assert "," not in urlsplit(render(a_draft(to=to))).path
    assert path.count("@") <= 2
