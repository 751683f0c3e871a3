"""E-mail addresses as OCR reads them."""

import pytest

from cardscan.normalize import emails


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("p.nowak@acme.pl", "p.nowak@acme.pl"),
        ("P.NOWAK@ACME.PL", "p.nowak@acme.pl"),
        ("E-mail:p.nowak@acme.pl www.acme.pl", "p.nowak@acme.pl"),
        ("E-mail: p.nowak@acme.pl", "p.nowak@acme.pl"),
        ("e-mail.p.nowak@acme.pl", "p.nowak@acme.pl"),
        ("Emailm.rossi@acme.it", "m.rossi@acme.it"),
        ("EmailInfo@acme.it", "info@acme.it"),
        ("E: m.rossi@acme.it", "m.rossi@acme.it"),
        ("E. m.rossi@acme.it", "m.rossi@acme.it"),
        ("Mail: m.rossi@acme.it", "m.rossi@acme.it"),
        ("Tel. info@acme.pl", "info@acme.pl"),
        ("m.rossi @ acme . it", "m.rossi@acme.it"),
        ("m.rossi@ acme.it", "m.rossi@acme.it"),
        ("m .rossi@acme.it", "m.rossi@acme.it"),
        ("p. nowak@acme.pl", "p.nowak@acme.pl"),
        ("p.nowak@acme. pl", "p.nowak@acme.pl"),
        ("m.rossi@acme,it", "m.rossi@acme.it"),
        ("m.rossi@acme.co,uk", "m.rossi@acme.co.uk"),
        ("m.rossi(at)acme.it", "m.rossi@acme.it"),
        ("m.rossi [at] acme.it", "m.rossi@acme.it"),
        ("m.rossi©acme.it", "m.rossi@acme.it"),
        ("a.b@acme.c0m", "a.b@acme.com"),
        ("a.b@acme.p1", "a.b@acme.pl"),
        ("x@acme.com.pl,", "x@acme.com.pl"),
        ("info@acme.co.uk.", "info@acme.co.uk"),
        ("a.b@acme.it, Via Roma 3", "a.b@acme.it"),
        ("a@acme.plwww.acme.pl", "a@acme.pl"),
        ("mail@acme.it", "mail@acme.it"),
        ("mailing@acme.it", "mailing@acme.it"),
        ("info@pec.acme.it PEC", "info@pec.acme.it"),
        ("first+tag@acme.com", "first+tag@acme.com"),
        ("jan@żółw.pl", "jan@żółw.pl"),
        ("hello@kedra.studio", "hello@kedra.studio"),
        ("jan@acme.example", "jan@acme.example"),
    ],
)
def test_an_address_is_mended(text: str, address: str) -> None:
    email = emails.parse(text)
    assert email is not None
    assert (email.address, email.valid) == (address, True)


@pytest.mark.parametrize(("text", "address"), [("mario@acme.ti2", "mario@acme.ti2"), ("josé@acme.es", "josé@acme.es")])
def test_a_broken_address_is_kept_as_not_valid(text: str, address: str) -> None:
    email = emails.parse(text)
    assert email is not None
    assert (email.address, email.valid) == (address, False)


@pytest.mark.parametrize("text", ["", "www.acme.pl", "@lunaofficina", "mario@acme", "a @ b", "Jan Kowalski"])
def test_no_address(text: str) -> None:
    assert emails.parse(text) is None
    assert emails.find(text) == ()


def test_spans_leave_out_glued_labels() -> None:
    line = "E-mail:p.nowak@acme.pl; Emailbiuro@acme.pl"
    found = emails.find(line)
    assert [piece.raw for piece in found] == ["p.nowak@acme.pl", "biuro@acme.pl"]
    assert [line[piece.start : piece.end] for piece in found] == [piece.raw for piece in found]


@pytest.mark.parametrize(("local", "generic"), [("info", True), ("biuro", True), ("Sekretariat", True), ("info2", True),
                                                ("jan.kowalski", False), ("mrossi", False)])  # fmt: skip
def test_a_firms_mailbox_is_generic(local: str, generic: bool) -> None:
    assert emails.is_generic(local) is generic


def test_free_mail() -> None:
    assert emails.is_free_mail("Libero.it")
    assert emails.is_free_mail("wp.pl")
    assert not emails.is_free_mail("acme.pl")
