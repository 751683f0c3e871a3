"""Drafts as .eml files, read back by Python's own mail parser."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import getaddresses
from html import unescape

import pytest

from cardscan.followup.eml import filename, render
from cardscan.model import Contact, Draft, Email, Name, Record, Sender, Text
from samples.drafts import ROOT, letters

SENDER = Sender("Lucía Marín", email="lucia@marin.example")


def a_draft(**fields):
    values = {
        "to": "m.ferrandiz@firma.example",
        "to_name": "Carmen Fernández",
        "subject": "Me alegró conocerte en la Feria Ñandú",
        "body": "Hola, Carmen:\n\nLínea <b>uno</b> & más. "
        + "Una frase larga con eñes. " * 10
        + "\n\nUn saludo,\nLucía",
        "language": "es",
        "template": "es/first-meeting",
        "send_date": date(2025, 9, 24),
    }
    return Draft(**(values | fields))


def read(draft, sender=SENDER):
    return message_from_bytes(render(draft, sender), policy=default)


def test_letter_comes_back_as_written():
    message = read(a_draft())
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "Me alegró conocerte en la Feria Ñandú"
    assert message["To"].addresses[0].display_name == "Carmen Fernández"
    assert message["To"].addresses[0].addr_spec == "m.ferrandiz@firma.example"
    assert message["From"].addresses[0].addr_spec == "lucia@marin.example"
    assert message["Bcc"] is None
    assert message["Cc"] is None
    assert message["Date"] is None
    plain = message.get_body(("plain",))
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == a_draft().body
    assert plain.get_content_charset() == "utf-8"
    assert message.defects == []


def test_language_is_told():
    assert read(a_draft())["Content-Language"] == "es"


def test_second_reader_of_an_introduction_stands_in_cc():
    draft = a_draft(cc=("bo@lind.example", "nonsense", "cy@young.example"), cc_names=("Bö Lind",))
    others = read(draft)["Cc"].addresses
    assert [(one.display_name, one.addr_spec) for one in others] == [
        ("Bö Lind", "bo@lind.example"),
        ("", "cy@young.example"),
    ]
    evil = read(a_draft(cc=("bo@lind.example\r\nBcc: all@world.example",), cc_names=("Bo\nX-Evil: 1",)))
    assert evil["Bcc"] is None
    assert evil["X-Evil"] is None


def test_html_says_the_same_and_only_https_can_be_clicked():
    body = (
        'Véase https://x.example/a?b=1&c="2" (o https://y.example/z).\n'
        "http://no.example javascript:alert(1) www.no.example"
    )
    html = read(a_draft(body=body)).get_body(("html",)).get_content()
    assert re.findall(r'href="([^"]*)"', html) == ["https://x.example/a?b=1&amp;c=", "https://y.example/z"]
    assert html.count("<a ") == 2
    assert not re.search(r"<(img|script|link|style|iframe)|src=|http://[^n]", html)
    shown = unescape(re.sub(r"<[^>]+>", "", html.replace("<br>", "")))
    assert shown.split() == body.split()


def test_nothing_turns_the_text_around_or_hides_in_it():
    message = read(a_draft(body="Hola\u202e Ana\x00\x1b[31m\u2066!\ud800\u200b\r\nfin 👩\u200d🌾", subject="a\u202eb"))
    for part in message.iter_parts():
        text = part.get_content()
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b\u200b\ufffd]", text)
        assert "👩\u200d🌾" in text
    assert message["Subject"] == "ab"


def test_html_is_escaped_and_has_the_same_paragraphs():
    text = read(a_draft()).get_body(("html",)).get_content()
    assert "&lt;b&gt;uno&lt;/b&gt; &amp; más" in text
    assert text.count("<p>") == 3
    assert "Un saludo,<br>" in text


def test_bytes_are_the_same_each_time_and_lines_are_short():
    assert render(a_draft(), SENDER) == render(a_draft(), SENDER)
    assert read(a_draft())["Message-ID"] != read(a_draft(body="Otra cosa."))["Message-ID"]
    data = render(a_draft(), SENDER)
    data.decode("ascii")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize("evil", ["\r\nBcc: all@world.example", "\nX-Evil: 1", "\x85Bcc: a@b.c", "\u2028Bcc: a@b.c"])
def test_line_breaks_make_no_headers(evil):
    draft = a_draft(to_name="Ana" + evil, subject="Hola" + evil, to="ana@x.example" + evil, language="es" + evil)
    message = read(draft, Sender("Lu" + evil, email="lu@x.example"))
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    body_starts = render(draft, SENDER).index(b"\r\n\r\n")
    assert not re.search(rb"(?im)^(bcc|x-evil):", render(draft, SENDER)[:body_starts])


@pytest.mark.parametrize("to", ["", "nonsense", "@", "a@", "a b@c d.example", "é@x.example", f"a@{'x' * 80}.example"])
def test_address_that_cannot_be_written_to_leaves_a_letter_without_recipient(to):
    message = read(a_draft(to=to), Sender())
    assert message["To"] is None or "@" in message["To"].addresses[0].addr_spec
    assert message["From"] is None
    assert message["Message-ID"]


def test_foreign_domain_is_written_in_ascii():
    assert read(a_draft(to="ana@peñón.example"))["To"].addresses[0].domain == "peñón.example".encode("idna").decode()


@pytest.mark.parametrize(
    ("name", "company", "number", "expected"),
    [
        (Name("Mario Rossi", "Mario", "Rossi"), None, 12, "rossi-mario-12.eml"),
        (Name("Łukasz Wróbel", "Łukasz", "Wróbel"), None, 3, "wrobel-lukasz-3.eml"),
        (Name("Jörg Groß", "Jörg", "Groß"), None, 3, "gross-jorg-3.eml"),
        (Name("Rossi Mario"), None, 3, "rossi-mario-3.eml"),
        (None, "Già & Figli S.r.l.", 4, "gia-figli-s-r-l-4.eml"),
        (None, None, 5, "m-ferrandiz-5.eml"),
        (Name("con", family="con"), None, 6, "con-6.eml"),
        (Name("../../etc/passwd"), None, 7, "etc-passwd-7.eml"),
        (Name("..\\aux\r\n\x00.exe"), None, 8, "aux-exe-8.eml"),
        (Name("田中"), None, 9, "m-ferrandiz-9.eml"),
        (Name("x" * 5000), None, 10, "x" * 40 + "-10.eml"),
    ],
)
def test_file_name(name, company, number, expected):
    record = Record(number, Contact(name=name, company=Text(company) if company else None), "ready")
    assert filename(record, a_draft()) == expected


def test_later_letters_have_names_of_their_own():
    record = Record(12, Contact(name=Name("Mario Rossi", "Mario", "Rossi"), emails=(Email("a@b.example"),)), "ready")
    assert filename(record, a_draft(step=2)) == "rossi-mario-12-2.eml"
    assert filename(record, a_draft(to="")) == "rossi-mario-12.eml"


def as_others_read(value):
    """A header as mail programs of the old school read it."""
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value)))).strip()


def test_headers_of_all_letters_are_read_alike_by_both_parsers():
    told = tomllib.loads((ROOT / "samples" / "drafts.toml").read_text("utf-8"))
    drafts = [draft for language, told in told.items() for _, draft in letters(language, told)]
    for place in ("BNI Milano", "Kraków i Łódź", "BNI Milano – «Colazione» a Forlì con l'Università e città più"):
        longer = ((draft, f"{draft.subject} {place} {draft.subject}"[:190].strip()) for draft in drafts[:40])
        drafts += [replace(draft, subject=text, cc=("a@b.example",), cc_names=(place,)) for draft, text in longer]
    for draft in drafts:
        data = render(draft, SENDER)
        new, old = message_from_bytes(data, policy=default), message_from_bytes(data, policy=compat32)
        names = [one.display_name for one in (*new["To"].addresses, *(new["Cc"].addresses if new["Cc"] else ()))]
        assert names == [draft.to_name, *draft.cc_names] or len(names[-1]) > 50  # Python parts long names wrongly
        assert new["Subject"] == as_others_read(old["Subject"]) == draft.subject
        others = [
            name for name, _ in getaddresses([as_others_read(old["To"]), *map(as_others_read, old.get_all("Cc", []))])
        ]
        assert others == [draft.to_name, *draft.cc_names]
        assert max(map(len, data.split(b"\r\n\r\n")[0].splitlines())) <= 78
