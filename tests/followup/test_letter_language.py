"""The language of a letter and the country of a person."""

import pytest

from cardscan.followup.language import country_of, letter_language, origin_languages
from cardscan.model import Address, Contact, Note, Phone, Sender

SUPPORTED = frozenset({"es", "it", "ro", "pl", "en", "de", "fr", "pt"})
POLAND = Address("ul. Długa 1, Gdańsk", country_code="PL")


@pytest.mark.parametrize(
    ("contact", "note", "sender", "expected"),
    [
        (Contact("it", address=POLAND), "ro", "es", ("ro", False)),
        (Contact("it", address=POLAND), None, "es", ("it", False)),
        (Contact("it-IT", address=POLAND), "nl", "es", ("it", False)),
        (Contact("nl", address=POLAND), None, "es", ("pl", True)),
        (Contact(None, phones=(Phone("+40212345678"),)), None, "es", ("ro", True)),
        (Contact(None, phones=(Phone("nonsense"), Phone("+39021234567"))), None, "es", ("it", True)),
        (Contact(None, phones=(Phone("+40212345678", valid=False),)), None, "es", ("es", True)),
        (Contact(None, address=Address("Bern", country_code="CH")), None, "es", ("de", True)),
        (Contact(None, address=Address("Brussel", country_code="BE")), None, "es", ("fr", True)),
        (Contact(None, address=Address("Tokyo", country_code="JP")), None, "es", ("es", True)),
        (Contact(None), None, "sv", ("en", True)),
        (Contact(None), "PL", "sv", ("pl", False)),
    ],
)
def test_letter_language(contact, note, sender, expected):
    assert letter_language(contact, Note(language=note), Sender(language=sender), SUPPORTED) == expected


def test_only_supported_languages_are_chosen():
    assert letter_language(Contact("it"), Note(), Sender(language="fr"), {"de"}) == ("de", True)


def test_country_is_the_address_s_before_the_phone_s():
    phones = (Phone("+34965000000"),)
    assert country_of(Contact(phones=phones, address=POLAND)) == "PL"
    assert country_of(Contact(phones=phones)) == "ES"
    assert country_of(Contact()) is None


def test_home_of_a_given_name_is_the_country_s_language():
    italy = Address("Roma", country_code="IT")
    swiss = Address("Lugano", country_code="CH")
    assert origin_languages(Contact("en", address=italy)) == ("it",)
    assert origin_languages(Contact("it", address=swiss)) == ("it",)
    assert set(origin_languages(Contact("en", address=swiss))) >= {"de", "fr", "it"}
    assert origin_languages(Contact("en")) == ()
    assert origin_languages(Contact("pl")) == ("pl",)
