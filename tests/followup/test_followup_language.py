"""The language of a letter and the country of a person."""

import pytest

from cardscan.followup.language import country_of, letter_language, origin_languages
from cardscan.model import Address, Contact, Note, Phone, Sender

SUPPORTED = frozenset({"es", "it", "ro", "pl", "en", "de", "fr", "pt"})
POLAND = Address("ul. Długa 1, Gdańsk", country_code="PL")


def contact(card: str | None, country: str | None = None, postal: str | None = None) -> Contact:
    return Contact(card, address=Address("x", postal_code=postal, country_code=country) if country else None)


@pytest.mark.parametrize(
    ("who", "note", "sender", "expected"),
    [
        # What the user says, then the card.
        (contact("it", "PL"), "ro", "es", ("ro", False)),
        (contact("it", "PL"), "PL", "es", ("pl", False)),
        (contact(None), "pl", "sv", ("pl", False)),
        (contact("it", "PL"), None, "es", ("it", False)),
        (contact("it-IT", "PL"), "nl", "es", ("it", False)),
        (contact("pt_BR", "BR"), None, "es", ("pt", False)),
        (contact("en", "ES"), None, "it", ("en", False)),
        (contact("de", "CH", "1201"), None, "es", ("de", False)),
        # The language of the place.
        (contact("nl", "PL"), None, "es", ("pl", True)),
        (contact(None, "es"), None, "it", ("es", True)),
        (contact("ca", "ES"), None, "it", ("es", True)),
        (contact("eu", "ES"), None, "it", ("es", True)),
        (contact("ca", "AD"), None, "it", ("es", True)),
        (contact(None, "AD"), None, "it", ("es", True)),
        (contact(None, "MX"), None, "it", ("es", True)),
        (contact(None, "AR"), None, "it", ("es", True)),
        (contact(None, "CO"), None, "it", ("es", True)),
        (contact(None, "PE"), None, "it", ("es", True)),
        (contact(None, "PY"), None, "it", ("es", True)),
        (contact(None, "BR"), None, "es", ("pt", True)),
        (contact(None, "PT"), None, "es", ("pt", True)),
        (contact(None, "AO"), None, "es", ("pt", True)),
        (contact(None, "AT"), None, "es", ("de", True)),
        (contact(None, "LI"), None, "es", ("de", True)),
        (contact(None, "MD"), None, "es", ("ro", True)),
        (contact("ru", "MD"), None, "es", ("ro", True)),
        (contact(None, "SM"), None, "es", ("it", True)),
        (contact(None, "MC"), None, "es", ("fr", True)),
        (contact(None, "LU"), None, "es", ("fr", True)),
        (contact(None, "IE"), None, "es", ("en", True)),
        (contact(None, "MT"), None, "es", ("en", True)),
        (contact(None, "IN"), None, "es", ("en", True)),
        (contact(None, "US"), None, "es", ("en", True)),
        # Countries of several languages.
        (contact(None, "CH"), None, "es", ("de", True)),
        (contact(None, "CH", "8001"), None, "es", ("de", True)),
        (contact(None, "CH", "3900"), None, "es", ("de", True)),
        (contact(None, "CH", "1201"), None, "es", ("fr", True)),
        (contact(None, "CH", "2000"), None, "es", ("fr", True)),
        (contact(None, "CH", "1950"), None, "es", ("fr", True)),
        (contact(None, "CH", "6900"), None, "es", ("it", True)),
        (contact(None, "BE"), None, "es", ("en", True)),
        (contact(None, "BE", "1000"), None, "es", ("fr", True)),
        (contact(None, "BE", "4000"), None, "es", ("fr", True)),
        (contact(None, "BE", "4700"), None, "es", ("de", True)),
        (contact(None, "BE", "2000"), None, "es", ("en", True)),
        (contact(None, "BE", "9000"), None, "fr", ("en", True)),
        (contact("nl", "BE", "1000"), None, "fr", ("en", True)),
        (contact(None, "CA"), None, "es", ("en", True)),
        (contact(None, "CA", "M5V 2T6"), None, "es", ("en", True)),
        (contact(None, "CA", "H2Y 1C6"), None, "es", ("fr", True)),
        (contact(None, "IT", "39100"), None, "es", ("it", True)),
        # Places whose language no letter is written in.
        (contact(None, "JP"), None, "es", ("en", True)),
        (contact("nl", "NL"), None, "es", ("en", True)),
        (contact("uk", "UA"), None, "pl", ("en", True)),
        (contact(None, "XX"), None, "es", ("es", True)),
        # Nothing is known of the place.
        (contact(None), None, "es", ("es", True)),
        (contact(None), None, "sv", ("en", True)),
        (contact("sv"), None, "de", ("de", True)),
        # The telephone tells where the address does not.
        (Contact(None, phones=(Phone("+40212345678"),)), None, "es", ("ro", True)),
        (Contact(None, phones=(Phone("nonsense"), Phone("+39021234567"))), None, "es", ("it", True)),
        (Contact(None, phones=(Phone("+40212345678", valid=False),)), None, "es", ("es", True)),
    ],
)
def test_letter_language(who, note, sender, expected):
    assert letter_language(who, Note(language=note), Sender(language=sender), SUPPORTED) == expected


def test_only_supported_languages_are_chosen():
    assert letter_language(Contact("it"), Note(), Sender(language="fr"), {"de"}) == ("de", True)


def test_country_is_the_address_s_before_the_phone_s():
    phones = (Phone("+34965000000"),)
    assert country_of(Contact(phones=phones, address=POLAND)) == "PL"
    assert country_of(Contact(phones=phones)) == "ES"
    assert country_of(Contact()) is None


@pytest.mark.parametrize(
    ("who", "home"),
    [
        (contact("en", "IT"), ("it",)), (contact("it", "CH"), ("it",)), (contact("en", "CH"), ("de", "fr", "it")),
        (contact("en", "CH", "6900"), ("it",)), (contact("de", "CH", "6900"), ("de",)), (contact("en"), ()),
        (contact("pl"), ("pl",)), (contact("ca"), ("es",)), (contact(None, "AD"), ("es",)), (contact(None), ()),
        (contact("en", "US"), ("en",)), (contact("es", "MX"), ("es",)), (contact("en", "BR"), ("pt",)),
        (contact(None, "MD"), ("ro",)), (contact("en", "UA"), ("uk", "ru")), (contact("en", "BE", "2000"), ("nl",)),
        (contact("de", "IT", "39100"), ("it", "de")), (contact(None, "XX"), ()),
    ],
)  # fmt: skip
def test_home_of_a_given_name_is_the_country_s_language(who, home):
    assert origin_languages(who) == home
