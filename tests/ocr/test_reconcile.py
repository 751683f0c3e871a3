"""Two readings of a line: marks and lone spaces come from the second, all else from the first."""

import pytest

from cardscan.ocr.reconcile import marks_of, reconcile
from cardscan.ocr.second import Word


def heard(text: str, confidence: float = 0.95) -> list[Word]:
    return [Word(word, confidence) for word in text.split()]


@pytest.mark.parametrize(
    ("language", "first", "second", "both"),
    [
        ("pl", "Jan Dolęka", "Jan Dołęka", "Jan Dołęka"),
        ("pl", "JAN DOLĘGA", "JAN DOŁĘGA", "JAN DOŁĘGA"),
        ("ro", "Ruxandra Tepes", "Ruxandra Ţepeş", "Ruxandra Țepeș"),  # Romanian has the comma
        ("ro", "Nicoarã", "Nicoară", "Nicoară"),  # a mark of another language
        ("pl", "Gtówna Księgowa", "Główna Księgowa", "Główna Księgowa"),
        ("pl", "Artur Bgk", "Artur Bąk", "Artur Bąk"),
        ("es", "Rosalfa Solé", "Rosalía Solé", "Rosalía Solé"),
        ("ro", "loana ăranu", "loana Țăranu", "loana Țăranu"),  # a letter that the first reader left out
        ("pl", "Gąsioreki Wspólnicy", "Gąsiorek i Wspólnicy", "Gąsiorek i Wspólnicy"),
        ("es", "Pérezy Hijos", "Pérez y Hijos", "Pérez y Hijos"),
        ("de", "BERGFUHRER", "BERGFÜHRER", "BERGFÜHRER"),
    ],
)
def test_the_second_reader_mends(language: str, first: str, second: str, both: str) -> None:
    assert reconcile(first, heard(second), language) == both


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("es", "46001 València", "46001 Valencia"),  # it drops marks itself
        ("es", "Fisioteràpia", "Fisioterápia"),  # Catalan: the first reader sees accents well
        ("pl", "IBAN O123", "IBAN 0123"),  # letters and digits are the first reader's
        ("ro", "CUI RO38712049", "CUI R038712049"),
        ("fr", "04 65 71 18 47", "04 65 7118 47"),
        ("pl", "biuro@zolc.pl", "biuro@żółć.pl"),  # addresses have no marks
        ("pl", "www.zolc.pl", "www.żółć.pl"),
        ("en", "Cafe Royal", "Cäfe Royal"),  # not a letter of the language
        ("es", "Notariusz", "Borariusz"),
        ("pl", "Aleksandra", "GC"),
        ("pl", "Aleksandra", ""),
        (None, "Doleka", "Dołęka"),
    ],
)
def test_the_first_reading_stays(language: str | None, first: str, second: str) -> None:
    assert reconcile(first, heard(second), language) == first


def test_a_word_that_the_second_reader_doubts_changes_nothing() -> None:
    assert reconcile("Jan Dolęka", [Word("Jan", 0.96), Word("Dołęka", 0.6)], "pl") == "Jan Dolęka"


def test_only_languages_with_marks_are_read_again() -> None:
    assert [language for language in ("pl", "ro", "es", "en", None) if marks_of(language)] == ["pl", "ro", "es"]
