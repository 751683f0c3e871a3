"""Postal codes as eight languages' cards print them: the code, its city, its region, its country."""

import pytest

from cardscan.fields.postal import find_postal

CASES = [
    ("20170 Usurbil (Gipuzkoa)", ("ES",), ("20170", "Usurbil", "Gipuzkoa", "ES")),
    ("47121 Forlì (FC)", ("IT",), ("47121", "Forlì", "FC", "IT")),
    ("24122 Bergamo BG", ("IT",), ("24122", "Bergamo", "BG", "IT")),
    ("400620 Cluj-Napoca, jud. Cluj", ("RO",), ("400620", "Cluj-Napoca", "Cluj", "RO")),
    ("Calea Unirii 97, Suceava 720018", ("RO",), ("720018", "Suceava", None, "RO")),
    ("MD-2004 Chișinău", (), ("2004", "Chișinău", None, "MD")),
    ("15-399 Białystok", (), ("15-399", "Białystok", None, "PL")),
    ("A-5020 Salzburg", ("DE",), ("5020", "Salzburg", None, "AT")),
    ("82538 Geretsried", ("DE",), ("82538", "Geretsried", None, "DE")),
    ("92671 Courbevoie Cedex", ("FR",), ("92671", "Courbevoie Cedex", None, "FR")),
    ("3800-155 Aveiro", (), ("3800-155", "Aveiro", None, "PT")),
    ("80240-000 Curitiba - PR", ("BR",), ("80240-000", "Curitiba", "PR", "BR")),
    ("M5500 Mendoza, Argentina", ("AR",), ("M5500", "Mendoza", None, "AR")),
    ("Boise, ID 83702", ("US",), ("83702", "Boise", "ID", "US")),
    ("Leeds LS11 5QT", (), ("LS11 5QT", "Leeds", None, "GB")),
    ("Dublin 7, D07 X2K9", ("IE",), ("D07 X2K9", "Dublin 7", None, "IE")),
    ("Waterloo, ON N2J 4E3", (), ("N2J 4E3", "Waterloo", "ON", "CA")),
]


@pytest.mark.parametrize(("text", "countries", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_code_is_found_with_what_stands_beside_it(
    text: str, countries: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    found = find_postal(text, countries)
    assert found is not None
    assert (found.code, found.city, found.region, found.country) == expected


@pytest.mark.parametrize(
    "text",
    ["2675 Oak Street, Springfield", "Belgrano 1180", "Strada Statale 10", "Desde 1921", "Building 2", "no digits"],
)
def test_house_numbers_and_years_are_no_codes(text: str) -> None:
    found = find_postal(text, ("IT", "ES", "US"))
    assert found is None or found.weight < 0.5
