"""Letters that the user changed in a text editor, read back by Python's own mail parser."""

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest

from cardscan.followup.edited import NotALetterError, mend
from cardscan.followup.eml import render
from cardscan.model import Draft, Sender

DRAFT = Draft(
    to="ana@x.example",
    to_name="Ana Łoś",
    subject="Hello",
    body="Estimada Ana:\n\nUn gusto. https://x.example/a\n\nZoë",
    language="es",
    template="first-meeting",
    send_date=date(2026, 11, 20),
)
WRITTEN = render(DRAFT, Sender("Zoë Field", email="zoe@example.com"))


def changed(old: str, new: str, times: int = 1) -> bytes:
    return WRITTEN.replace(b"\r\n", b"\n").replace(old.encode(), new.encode(), times)


def read(data):
    message = message_from_bytes(mend(data, DRAFT), policy=default)
    assert message.defects == []
    return message


def test_what_is_typed_into_the_text_is_in_the_html_too():
    message = read(changed("Un gusto.", "¡Qué <gusto>!"))
    assert "¡Qué <gusto>!" in message.get_body(("plain",)).get_content()
    assert "¡Qué &lt;gusto&gt;!" in message.get_body(("html",)).get_content()
    assert message["To"].addresses[0].display_name == "Ana Łoś"
    assert message["X-Unsent"] == "1"


def test_html_that_was_changed_too_stays():
    html = read(changed("Un gusto.", "Un <b>gran</b> gusto.", 2)).get_body(("html",)).get_content()
    assert "<b>gran</b>" in html


def test_a_subject_typed_with_accents_is_read_as_utf8():
    assert read(changed("Subject: Hello", "Subject: Señora, ¿café?"))["Subject"] == "Señora, ¿café?"


def test_the_same_change_has_the_same_identity_and_another_one_another():
    one, two = changed("Un gusto.", "Mucho gusto."), changed("Un gusto.", "Gran gusto.")
    assert mend(one, DRAFT) == mend(one, DRAFT)
    names = {str(read(data)["Message-ID"]) for data in (one, two)} | {str(message_from_bytes(WRITTEN)["Message-ID"])}
    assert len(names) == 3
    assert all(name.endswith("@example.com>") for name in names)


def test_a_letter_in_plain_text_alone_is_one():
    message = read("\ufeffFrom: zoe@example.com\nTo: ana@x.example\nSubject: Olá\n\nNão há pressa.\n".encode())
    assert message["Subject"] == "Olá"
    assert "Não há pressa." in message.get_content()


def test_attachments_stay():
    parts = b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
    data = (
        b"From: zoe@example.com\r\nTo: ana@x.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\n'
        + parts
        + b"Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n"
    )
    (attached,) = read(data).iter_attachments()
    assert attached.get_filename() == "a.pdf"
    assert attached.get_content() == b"%PDF"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (changed("To: ", "X-To: "), "no-recipient"),
        (b"To: ana@x.example\nSubject: x\n\n  \n", "no-text"),
        ("To: ana@x.example\nSubject: x\n\nSe\u00f1ora".encode("latin-1"), "encoding"),
        ("To: ana@x.example\nSubject: Se\u00f1ora\n\nHola".encode("latin-1"), "encoding"),
        (b"To: ana@x.example\nContent-Type: text/plain; charset=no-such\n\nhi", "damaged"),
    ],
)
def test_what_is_no_letter_is_said(data, why):
    with pytest.raises(NotALetterError) as caught:
        mend(data, DRAFT)
    assert str(caught.value) == why
