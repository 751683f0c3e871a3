"""The card's language and countries, from all that tells."""

import pytest
from drawing import draw

from cardscan.fields.layout import lay_out
from cardscan.fields.points import find_links
from cardscan.fields.read import read_contact
from cardscan.fields.region import rank_countries


def countries(drawing: str, region: str | None = None) -> tuple[str, ...]:
    rows = lay_out(draw(drawing), 85 / 55)
    return rank_countries(find_links(rows), [row.text for row in rows], region)


@pytest.mark.parametrize(
    ("drawing", "country"),
    [
        ("3 ada@northgate.pl", "PL"),
        ("3 +40 745 555 018", "RO"),
        ("3 20170 Usurbil (Gipuzkoa)", "ES"),
        ("3 ul. Składowa 7/2", "PL"),
        ("3 (410) 555-0142", "US"),
        ("3 P.IVA 04978830158", "IT"),
        ("3 Lugano, Svizzera\n3 Responsabile commerciale", "CH"),
        ("3 Geschäftsführer\n3 T +43 662 555 012", "AT"),
        ("3 Gerente de Vendas\n3 80240-000 Curitiba", "BR"),
    ],
)
def test_one_trace_is_enough_where_there_is_no_other(drawing: str, country: str) -> None:
    assert countries(drawing)[0] == country


def test_the_users_own_country_is_a_last_resort() -> None:
    assert countries("3 12345", "ro") == ("RO",)
    assert countries("3 ada@northgate.pl", "ro")[0] == "PL"
    assert countries("3 12345") == ()


@pytest.mark.parametrize(
    ("drawing", "language"),
    [
        ("3 Directora Comercial\n3 943 55 01 23", "es"),
        ("3 Responsabile Commerciale", "it"),
        ("3 Șef serviciu vânzări", "ro"),
        ("3 Kierownik Działu Sprzedaży", "pl"),
        ("3 Head of Sales", "en"),
        ("3 Geschäftsführer", "de"),
        ("3 Responsable des ventes\n3 06 12 34 55 01", "fr"),
        ("3 Diretora Comercial", "pt"),
        ("3 Sales Manager\n3 ul. Składowa 7/2\n3 15-399 Białystok", "pl"),
    ],
)
def test_language(drawing: str, language: str) -> None:
    assert read_contact(draw(drawing)).language == language


def test_expected_languages_decide_where_the_card_does_not() -> None:
    assert read_contact(draw("3 Manager"), languages=("it",)).language == "it"
    assert read_contact(draw("3 31415")).language is None
