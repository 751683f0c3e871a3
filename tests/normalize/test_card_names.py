"""Names and titles out of capitals, and names into their parts."""

import pytest

from cardscan.normalize import names


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("MARÍA DEL CARMEN QUIROGA LAGO", "es", "María del Carmen Quiroga Lago"),
        ("RONALD MCDONALD", "en", "Ronald McDonald"),
        ("RONALD MC DONALD", "en", "Ronald Mc Donald"),
        ("IAN MACLEOD", "en", "Ian MacLeod"),
        ("MACIEJ MACHOWSKI", "pl", "Maciej Machowski"),
        ("CONAN O'BRIEN", "en", "Conan O'Brien"),
        ("MARCO D'ANGELO", "it", "Marco D'Angelo"),
        ("GIULIA DALL'OGLIO", "it", "Giulia Dall'Oglio"),
        ("VALÉRIE D'ARTOIS", "fr", "Valérie d'Artois"),
        ("LUCA DE LUCA", "it", "Luca De Luca"),
        ("JAN VAN DER BERG", "nl", "Jan van der Berg"),
        ("HANS VON DER HEIDE", "de", "Hans von der Heide"),
        ("JOÃO DA SILVA DOS SANTOS", "pt", "João da Silva dos Santos"),
        ("ANNA NOWAK-KOWALSKA", "pl", "Anna Nowak-Kowalska"),
        ("ȘTEFĂNESCU-DOGARU", "ro", "Ștefănescu-Dogaru"),
        ("JOHN SMITH III", "en", "John Smith III"),
        ("MARK D. SAMPLE", "en", "Mark D. Sample"),
        ("J.P. SMITH", "en", "J.P. Smith"),
        ("Jan KOWALSKI", "pl", "Jan Kowalski"),
        ("Jan Kowalski", "pl", "Jan Kowalski"),
        ("Ronald McDonald", "en", "Ronald McDonald"),
        ("brian low", "en", "brian low"),
        ("", "en", ""),
    ],
)
def test_names_out_of_capitals(text: str, language: str, expected: str) -> None:
    assert names.decapitalise(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("OFFICINE BRUSATI S.R.L.", "it", "Officine Brusati S.r.l."),
        ("MURES TERMO S.R.L.", "ro", "Mures Termo S.R.L."),
        ("KIEROWNIK DZIAŁU SPRZEDAŻY", "pl", "Kierownik Działu Sprzedaży"),
        ("ACME POLSKA SP. Z O.O.", "pl", "Acme Polska Sp. z o.o."),
        ("ACME POLSKA SP.Z O.O. SP.K.", "pl", "Acme Polska Sp. z o.o. sp.k."),
        ("BAUER GMBH & CO. KG", "de", "Bauer GmbH & Co. KG"),
        ("BAUER GMBH", "de", "Bauer GmbH"),
        ("CONSERVAS CABO S.A.", "es", "Conservas Cabo S.A."),
        ("DIRECTOR DE VENTAS", "es", "Director de Ventas"),
        ("DYREKTOR DS. ROZWOJU", "pl", "Dyrektor ds. Rozwoju"),
        ("CEO & FOUNDER", "en", "CEO & Founder"),
        ("HEAD OF IT", "en", "Head of IT"),
        ("DOREEN'S BAKERY", "en", "Doreen's Bakery"),
        ("LE COIN D'ANSELME", "fr", "Le Coin d'Anselme"),
        ("L'ATELIER", "fr", "L'Atelier"),
        ("STUDIO 3D", "it", "Studio 3D"),
        ("PKP CARGO", "pl", "PKP Cargo"),
        ("ACME", "en", "ACME"),
        ("Mixed CASE Ltd", "en", "Mixed CASE Ltd"),
    ],
)
def test_titles_and_firms_out_of_capitals(text: str, language: str, expected: str) -> None:
    assert names.sentence_case(text, language) == expected


@pytest.mark.parametrize(
    ("full", "language", "expected"),
    [
        ("KOWALSKI Jan", "pl", ("Jan", "KOWALSKI")),
        ("Jan KOWALSKI", "pl", ("Jan", "KOWALSKI")),
        ("Kowalski, Jan", "pl", ("Jan", "Kowalski")),
        ("Kowalski Jan", "pl", ("Jan", "Kowalski")),
        ("Jan Kowalski", "pl", ("Jan", "Kowalski")),
        ("Piotr Marcin Kędziora", "pl", ("Piotr Marcin", "Kędziora")),
        ("Popescu Ion", "ro", ("Ion", "Popescu")),
        ("Ion Popescu", "ro", ("Ion", "Popescu")),
        ("Jan Nowak", "pl", ("Jan", "Nowak")),
        ("María del Carmen Quiroga Lago", "es", ("María del Carmen", "Quiroga Lago")),
        ("José Luis Barranco Toledo", "es", ("José Luis", "Barranco Toledo")),
        ("Ander Mendizábal Olazar", "es", ("Ander", "Mendizábal Olazar")),
        ("Juan Carlos García", "es", ("Juan Carlos", "García")),
        ("Juan García", "es", ("Juan", "García")),
        ("María de la Cruz", "es", ("María", "de la Cruz")),
        ("José Ortega y Gasset", "es", ("José", "Ortega y Gasset")),
        ("Rita Penedo Sarmento", "pt", ("Rita", "Penedo Sarmento")),
        ("Luca De Luca", "it", ("Luca", "De Luca")),
        ("Robert De Niro", "en", ("Robert", "De Niro")),
        ("Jan van der Berg", "nl", ("Jan", "van der Berg")),
        ("Niamh Ní Dhuibhir", "en", ("Niamh", "Ní Dhuibhir")),
        ("Dolores K. Harrowgate", "en", ("Dolores K.", "Harrowgate")),
        ("JOHN SMITH", "en", ("JOHN", "SMITH")),
        ("John Smith Jr.", "en", ("John", "Smith")),
        ("Nagy Anna", "hu", ("Anna", "Nagy")),
        ("Madonna", None, ("Madonna", None)),
        ("", None, (None, None)),
    ],
)
def test_names_in_two(full: str, language: str | None, expected: tuple[str | None, str | None]) -> None:
    assert names.split(full, language) == expected
