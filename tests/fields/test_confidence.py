"""What speaks for a field makes it surer, what speaks against it less sure; the verdict follows."""

from dataclasses import replace

import pytest
from drawing import draw

from cardscan.fields.read import read_contact
from cardscan.fields.verdict import SURE, concerns_of, is_card, verdict_of
from cardscan.model import Contact, Email, Phone

CARD = """
5 Northgate Clockworks
-
4 Emma Harrison
2.8 Managing Director
-
2.4 3 Stonegate Road, York YO1 8AS
2.4 Tel. 0113 496 0182
2.4 emma.harrison@northgate-clockworks.co.uk
2.4 www.northgate-clockworks.co.uk
"""


def read(card: str = CARD, confidence: float = 0.98) -> Contact:
    return read_contact(draw(card, confidence=confidence), aspect=85 / 55)


def sureness(contact: Contact, field: str) -> float:
    value = getattr(contact, field)
    return float((value[0] if isinstance(value, tuple) else value).evidence.confidence)


@pytest.mark.parametrize("field", ["name", "title", "company", "address", "phones", "emails", "urls"])
def test_a_card_whose_parts_agree_is_sure_of_all_and_less_so_where_the_engine_doubts(field: str) -> None:
    assert sureness(read(), field) > 0.9
    assert sureness(read(confidence=0.7), field) < sureness(read(), field)


@pytest.mark.parametrize(
    ("field", "printed", "instead"),
    [
        ("emails", "www.northgate-clockworks.co.uk", "-"),
        ("emails", "emma.harrison@", "xq7.b@"),
        ("emails", "@northgate-clockworks.co.uk", "@northgale-c1ockworks.co.uk"),
        ("urls", "www.northgate-clockworks.co.uk", "www.n0rthgate-cl.co.uk"),
        ("phones", "Tel. 0113 496 0182", "0113 496 0182"),
        ("phones", "0113 496 0182", "0113 496 018"),
        ("name", "Emma Harrison", "Emma Xhqwarr"),
        ("company", "Northgate Clockworks", "Norlhgale Cloekwerke"),
        ("address", "3 Stonegate Road, York YO1 8AS", "York YO1 8AS"),
    ],
)
def test_a_field_that_the_others_do_not_confirm_is_less_sure(field: str, printed: str, instead: str) -> None:
    assert printed in CARD
    assert sureness(read(CARD.replace(printed, instead)), field) < sureness(read(), field)


def test_a_name_that_lost_its_marks_on_a_card_that_prints_them_is_less_sure() -> None:
    plain = "4 Loic Moreau\n2.8 Gérant\n-\n2.4 loic.moreau@orange.fr"
    assert sureness(read(plain), "name") < sureness(read(plain.replace("Loic", "Loïc")), "name")


def test_a_card_that_is_sure_of_all_is_ready() -> None:
    contact = read()
    assert concerns_of(contact) == ()
    assert verdict_of(concerns_of(contact)) == "ready"


def test_concerns_name_the_field_and_a_stable_reason() -> None:
    contact = read()
    assert contact.name is not None
    unsure = replace(contact.name, evidence=replace(contact.name.evidence, confidence=SURE - 0.01))
    doubtful = replace(
        contact, name=unsure, phones=(Phone("+44113", valid=False),), emails=(Email("a@b", valid=False),)
    )
    found = {(concern.field, concern.reason) for concern in concerns_of(doubtful)}
    assert {("name", "unsure"), ("phones[0]", "invalid"), ("emails[0]", "invalid")} <= found
    assert verdict_of(concerns_of(doubtful)) == "check"
    nobody = {(concern.field, concern.reason) for concern in concerns_of(Contact())}
    assert nobody == {("name", "missing"), ("emails", "no-way-to-reach")}


def test_a_receipt_and_a_page_are_no_cards() -> None:
    assert is_card(read(), draw(CARD))
    receipt = draw("\n".join(f"2.4 Coffee {n},50" for n in range(1, 9)) + "\n2.4 Tel. 0113 496 0182")
    assert not is_card(read_contact(receipt), receipt)
    page = draw("\n".join("1 Emma Harrison walked down the road" for _ in range(70)))
    assert not is_card(read_contact(page), page)
    assert not is_card(Contact(), ())
