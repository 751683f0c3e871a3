"""The language of a letter, and where the person it goes to comes from."""

from __future__ import annotations

from collections.abc import Collection

import phonenumbers
from babel.languages import get_official_languages

from cardscan.model import Contact, Note, Sender


def letter_language(contact: Contact, note: Note, sender: Sender, supported: Collection[str]) -> tuple[str, bool]:
    """The letter's language (ISO 639-1), one of `supported`, and whether it is a guess.

    What the note says goes first, then the card's own language, the country's, the sender's, and English.
    """
    for code in (note.language, contact.language):
        if (language := _base(code)) in supported:
            return language, False
    spoken = languages_of(country_of(contact))
    guesses = (*spoken, _base(sender.language), "en", *sorted(supported))
    return next((language for language in guesses if language in supported), "en"), True


def country_of(contact: Contact) -> str | None:
    """The contact's country (ISO 3166-1 alpha-2) by its address, else by the country code of a phone number."""
    if contact.address and contact.address.country_code:
        return contact.address.country_code.strip().upper() or None
    regions = (_phone_region(phone.number) for phone in contact.phones if phone.valid)
    return next((region for region in regions if region), None)


def languages_of(country: str | None) -> tuple[str, ...]:
    """The official languages of a country, the most spoken first (CLDR); empty where it is unknown."""
    return tuple(get_official_languages(country, de_facto=True)) if country else ()


def origin_languages(contact: Contact) -> tuple[str, ...]:
    """The languages in which a contact's given name is at home; empty where nothing tells.

    The country knows better than the card: cards in English are handed out everywhere.
    """
    card = _base(contact.language)
    spoken = languages_of(country_of(contact))
    if card and card in spoken:
        return (card,)
    if spoken:
        return spoken
    return (card,) if card and card != "en" else ()


def _base(code: str | None) -> str:
    return (code or "").strip().lower().replace("_", "-").split("-")[0]


def _phone_region(number: str) -> str | None:
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return region if region and region != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else None
