"""Countries told by names, cities, postal codes and domains."""

import pytest

from cardscan.normalize import places


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Polska", "PL"),
        ("ITALIA", "IT"),
        ("Deutschland", "DE"),
        ("Spain", "ES"),
        ("España", "ES"),
        ("Rep. Moldova", "MD"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("Österreich", "AT"),
        ("Niemcy", "DE"),
        ("Regno Unito", "GB"),
        ("Suiza", "CH"),
        ("România", "RO"),
        ("Romania", "RO"),
        ("PL", "PL"),
        ("Brescia", None),
        ("in", None),
        ("", None),
    ],
)
def test_country_names(name: str, code: str | None) -> None:
    assert places.country_code(name) == code


@pytest.mark.parametrize(
    ("city", "code"),
    [
        ("Warszawa", "PL"),
        ("ŁÓDŹ", "PL"),
        ("Lodz", "PL"),
        ("Roma", "IT"),
        ("Firenze", "IT"),
        ("Florence", "IT"),
        ("București", "RO"),
        ("Cluj-Napoca", "RO"),
        ("Chișinău", "MD"),
        ("Köln", "DE"),
        ("Genève", "CH"),
        ("Lisboa", "PT"),
        ("A Coruña", "ES"),
        ("Montalcino", "IT"),
        ("Palo Alto", "US"),
        ("Salzburg", "AT"),
        ("Namur", "BE"),
    ],
)
def test_cities(city: str, code: str) -> None:
    assert code in places.city_countries(city)


def test_unknown_cities() -> None:
    assert places.city_countries("Xyzzy") == frozenset()
    assert places.city_countries("") == frozenset()


@pytest.mark.parametrize(
    ("text", "country", "right"),
    [
        ("00-052", "PL", True),
        ("PL-00-052", "PL", True),
        ("00052", "PL", False),
        ("25125", "IT", True),
        ("I-25125", "IT", True),
        ("39001", "ES", True),
        ("99001", "ES", False),
        ("300223", "RO", True),
        ("MD-2001", "MD", True),
        ("D-80331", "DE", True),
        ("4000-123", "PT", True),
        ("SW1A 1AA", "GB", True),
        ("94025-1234", "US", True),
        ("H91 E2K3", "IE", True),
        ("K1A 0B1", "CA", True),
        ("1010", "AT", True),
        ("A-1010", "AT", True),
        ("0100", "AT", False),
        ("1010", "XX", False),
    ],
)
def test_postal_codes(text: str, country: str, right: bool) -> None:
    assert any(found.group() == text.strip() for found in places.postal_codes(text, country)) is right


def test_postal_codes_in_a_line() -> None:
    (found,) = places.postal_codes("ul. Nowa 12, 00-052 Warszawa", "PL")
    assert found["code"] == "00-052"
    assert [found["code"] for found in places.postal_codes("Via Roma 3, I-25125 Brescia", "IT")] == ["25125"]


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("acme.pl", "PL"),
        ("a.b@acme.co.uk", "GB"),
        ("acme.cat", "ES"),
        ("acme.scot", "GB"),
        ("acme.com", None),
        ("acme.io", None),
        ("acme.eu", None),
        ("acme.zz", None),
    ],
)
def test_countries_of_domains(host: str, code: str | None) -> None:
    assert places.domain_country(host) == code


def test_countries_of_languages() -> None:
    assert places.language_countries("ro") == ("RO", "MD")
    assert places.language_countries("xx") == ()
