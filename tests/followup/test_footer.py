"""The small print: source, purpose, objection, in eight languages and two registers."""

import re
from datetime import date

import pytest

from cardscan.followup.footer import footer_of, split_footer
from cardscan.model import Event, Sender

EVENT = Event("e", "Foro Verde", date(2025, 9, 23), "Alicante")
SENDER = Sender("Lucía Marín", "Marín S.L.")
LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "pt", "ro")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("formal", [True, False])
@pytest.mark.parametrize("event", [EVENT, None])
def test_footer_is_short_and_found_again(language, formal, event):
    footer = footer_of(SENDER, event, language=language, formal=formal, signature="Lucía Marín\nMarín S.L.")
    assert len(footer.splitlines()) == 2
    assert len(footer.split()) <= 48
    assert "  " not in footer
    assert " ." not in footer
    assert "{" not in footer
    assert ("Foro Verde" in footer) == bool(event)
    letter = "Hola:\n\nTexto.\n\nUn saludo,\nLucía"
    assert split_footer(f"{letter}\n\n{footer}", language) == (letter, footer)
    assert split_footer(letter, language) == (letter, "")


def test_footer_says_who_writes_where_the_signature_does_not():
    footer = footer_of(SENDER, EVENT, language="es", formal=False, signature="Lucía")
    assert footer.splitlines()[0] == "Lucía Marín, Marín S.L."
    assert footer_of(Sender(), None, language="es", formal=False).startswith("Tengo tu dirección")


@pytest.mark.parametrize(("country", "lines"), [("ES", True), (None, True), ("GB", True), ("US", False)])
def test_purpose_is_told_where_the_law_asks(country, lines):
    footer = footer_of(Sender(), EVENT, language="en", formal=False, country=country)
    assert ("I keep it only" in footer) == lines
    assert "a word is enough" in footer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("formal", [True, False])
def test_a_letter_to_two_speaks_to_both(language, formal):
    footer = footer_of(Sender("Zoe Field"), None, language=language, formal=formal, signature="Zoe Field", both=True)
    single = footer_of(Sender("Zoe Field"), None, language=language, formal=formal, signature="Zoe Field")
    assert set(footer.splitlines()).isdisjoint(single.splitlines())
    assert split_footer(f"Text\n\n{footer}", language) == ("Text", footer)
    assert not re.search(r"\s[.,]|  ", footer)
