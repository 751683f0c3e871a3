"""QR codes confirm, mend and complete what is printed."""

import pytest
from drawing import draw, told

from cardscan.fields.codes import said_by_codes
from cardscan.fields.read import read_contact
from cardscan.fields.verdict import concerns_of
from cardscan.model import Code, Concern, Contact

SQUARE = ((0.8, 0.7), (0.95, 0.7), (0.95, 0.95), (0.8, 0.95))
VCARD = """BEGIN:VCARD\r\nVERSION:3.0\r\nN:Winterbourne;Ada;;;\r\nFN:Ada Winterbourne\r
ORG:Northgate Clockworks;Repairs\r\nTITLE:Horologist\r\nTEL;TYPE=CELL:+447911120418\r
EMAIL:ada@northgate-clo\r\n cks.co.uk\r\nURL:https://www.northgate-clocks.co.uk/\r\nEND:VCARD"""
PRINTED = """
4 Ada Winterbourne
2.8 Horologist
-
2.4 M 07911 120 418
2.4 ada@northgate-c1ocks.co.uk
"""


def read(payload: str, printed: str = PRINTED) -> Contact:
    return read_contact(draw(printed), (Code(payload, "QRCode", SQUARE),), aspect=85 / 55)


def test_a_vcard_mends_and_completes_the_print() -> None:
    contact = read(VCARD)
    found = told(contact)
    assert found["emails"] == ["ada@northgate-clocks.co.uk"]
    assert found["urls"] == ["northgate-clocks.co.uk"]
    assert found["phones"] == ["+447911120418 mobile"]
    assert found["name"] == "Ada Winterbourne"
    assert contact.emails[0].evidence.reasons[-1] == "mended-by-code"
    assert contact.phones[0].evidence.reasons[-1] == "code"
    assert contact.urls[0].evidence.lines == ()
    evidence = (contact.emails[0].evidence, contact.phones[0].evidence, contact.urls[0].evidence)
    assert all(one.confidence > 0.97 for one in evidence)


@pytest.mark.parametrize(
    ("payload", "field", "value"),
    [
        (VCARD, "company", "Northgate Clockworks"),
        ("MECARD:N:Winterbourne,Ada;TEL:+447911120418;EMAIL:ada@northgate-clocks.co.uk;;", "name", "Ada Winterbourne"),
        ("MECARD:N:Winterbourne,Ada;ORG:Bell\\; Book;;", "company", "Bell; Book"),
        ("mailto:ada@northgate-clocks.co.uk?subject=Hello", "email", "ada@northgate-clocks.co.uk"),
        ("tel:+447911120418", "phone", "+447911120418"),
        ("https://northgate-clocks.co.uk/shop", "url", "https://northgate-clocks.co.uk/shop"),
        ("BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB Hall\nEND:VCARD", "name", "Zoë Hall"),
    ],
)
def test_every_known_form_of_payload_is_understood(payload: str, field: str, value: str) -> None:
    assert value in said_by_codes((Code(payload, "QRCode", SQUARE),)).of(field)


@pytest.mark.parametrize("payload", ["", "WIFI:S:cafe;P:secret;;", "BEGIN:VCARD", "MECARD:", "5012345678900", "tel:"])
def test_other_payloads_change_nothing(payload: str) -> None:
    assert told(read(payload)) == told(read_contact(draw(PRINTED), aspect=85 / 55))


def test_a_clear_print_that_the_code_contradicts_stays_and_is_to_be_looked_at() -> None:
    lines = draw(PRINTED, confidence=0.995)
    code = Code("MECARD:N:Winterbourne,Ada;TEL:+447911120419;;", "QRCode", SQUARE)
    contact = read_contact(lines, (code,), aspect=85 / 55)
    assert [phone.number for phone in contact.phones] == ["+447911120418"]
    assert Concern("phones[0]", "code-differs") in concerns_of(contact)


def test_a_print_that_was_hardly_read_is_mended_by_the_code() -> None:
    lines = draw(PRINTED, confidence=0.9)
    code = Code("MECARD:N:Winterbourne,Ada;TEL:+447911120419;;", "QRCode", SQUARE)
    contact = read_contact(lines, (code,), aspect=85 / 55)
    assert [phone.number for phone in contact.phones] == ["+447911120419"]


def test_a_code_that_names_somebody_else_is_reported() -> None:
    contact = read("MECARD:N:Osterberg,Nils;ORG:Kalmar Papier;;")
    assert contact.name is not None
    assert contact.name.full == "Ada Winterbourne"
    assert Concern("name", "code-differs") in concerns_of(contact)
    assert not [one for one in concerns_of(read(VCARD)) if one.reason == "code-differs"]
