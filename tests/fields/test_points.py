"""E-mails, links and numbers out of rows: labels before, behind and in their own column; what icons leave."""

import pytest
from drawing import draw

from cardscan.fields.layout import lay_out
from cardscan.fields.points import Points, find_links, find_numbers


def points(drawing: str, *regions: str) -> Points:
    return find_numbers(find_links(lay_out(draw(drawing), 85 / 55)), regions)


def numbers(drawing: str, *regions: str) -> list[tuple[str, str | None]]:
    return [(phone.number, phone.type) for phone in points(drawing, *regions).phones]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Tel. 943 55 01 23", [("+34943550123", "work")]),
        ("943 55 01 23", [("+34943550123", None)]),
        ("Tel. 655 010 234", [("+34655010234", None)]),
        ("M ¦ 655 010 234", [("+34655010234", "mobile")]),
        ("M ¦ 943 55 01 23", [("+34943550123", None)]),
        ("943 55 01 23 (tel) 943 55 01 24 (fax)", [("+34943550123", "work"), ("+34943550124", "fax")]),
        ("(tel) 943 55 01 23 (fax) 943 55 01 24", [("+34943550123", "work"), ("+34943550124", "fax")]),
        ("Tel./Fax: 943 55 01 23", [("+34943550123", "work")]),
        ("CIF B21299722", []),
        ("IBAN ES91 2100 0418 4502 0005 1332", []),
        ("de 9:30 a 14:00 y de 16:00 a 20:00", []),
    ],
)
def test_numbers_with_what_the_card_says_of_them(row: str, expected: list[tuple[str, str | None]]) -> None:
    assert numbers(f"2.4 {row}", "ES") == expected


def test_a_number_printed_twice_is_one_and_keeps_the_label_that_tells() -> None:
    assert numbers("2.4 +34 655 010 234\n2.4 Móvil 655 010 234", "ES") == [("+34655010234", "mobile")]


def test_tax_numbers_are_taken_before_phones_and_register_numbers_are_dropped() -> None:
    found = points("2.4 NIP 757-497-59-86 REGON 382777793 KRS 0000812345", "PL")
    assert [(tax.type, tax.number, tax.valid) for tax in found.tax_ids] == [("NIP", "7574975986", True)]
    assert found.phones == ()


def test_profiles_and_sites_go_their_own_ways() -> None:
    found = points(
        "2.4 www.northgate.test-shop.com\n2.4 @northgate.clocks\n2.4 linkedin.com/in/ada-w\n2.4 fb: northgate"
    )
    assert [link.value for link in found.urls] == ["northgate.test-shop.com"]
    assert [link.value for link in found.social] == [
        "@northgate.clocks",
        "linkedin.com/in/ada-w",
        "facebook.com/northgate",
    ]


def test_what_an_icon_left_before_an_address_goes_where_the_others_show_it() -> None:
    found = points("2.4 oinfo@northgate-clocks.com\n2.4 cnorthgate-clocks.com")
    assert [mail.address for mail in found.emails] == ["info@northgate-clocks.com"]
    assert [link.value for link in found.urls] == ["northgate-clocks.com"]
    assert "mended" in found.emails[0].evidence.reasons
    assert "mended" in found.urls[0].evidence.reasons


def test_what_was_taken_is_blank_in_the_rest_and_the_rest_keeps_its_length() -> None:
    lines = draw("2.4 Calle Mayor 3 - Tel. 943 55 01 23")
    ((row, text),) = find_numbers(find_links(lay_out(lines, 85 / 55)), ("ES",)).rest
    assert len(text) == len(row.text)
    assert text.startswith("Calle Mayor 3 - Tel. ")
    assert not text[21:].strip("\x1f")
