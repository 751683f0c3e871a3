"""The language of a letter, and where the person it goes to comes from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import phonenumbers
from babel.languages import get_official_languages

from cardscan.model import Contact, Note, Sender


def letter_language(contact: Contact, note: Note, sender: Sender, supported: Collection[str]) -> tuple[str, bool]:
    """The letter's language (ISO 639-1), one of `supported`, and whether it is a guess.

    What the note says goes first, then the card's own language, the language of the place, English where that one is
    not supported, and the sender's where no place is known: nobody in Antwerp is glad of French, or of Spanish.
    """
    for code in (note.language, contact.language):
        if (language := _base(code)) in supported:
            return language, False
    spoken = spoken_by(contact)
    # A Fleming whose card is in Dutch is not written to in his country's French.
    has_own = _base(contact.language) in languages_of(country_of(contact))
    local = () if has_own else spoken[:1] if _has_areas(contact) else spoken
    elsewhere = ("en", _base(sender.language)) if spoken else (_base(sender.language), "en")
    guesses = (*local, *elsewhere, *sorted(supported))
    return next((language for language in guesses if language in supported), "en"), True


def country_of(contact: Contact) -> str | None:
    """The contact's country (ISO 3166-1 alpha-2) by its address, else by the country code of a phone number."""
    if contact.address and contact.address.country_code:
        return contact.address.country_code.strip().upper() or None
    regions = (_phone_region(phone.number) for phone in contact.phones if phone.valid)
    return next((region for region in regions if region), None)


def languages_of(country: str | None) -> tuple[str, ...]:
    """The official languages of a country, the most spoken first (CLDR); empty where it is unknown."""
    return _akin(get_official_languages(country, de_facto=True)) if country else ()


def spoken_by(contact: Contact) -> tuple[str, ...]:
    """The languages of the place where a contact is, the most spoken first; empty where no place is known."""
    country = country_of(contact)
    postal = (contact.address.postal_code if contact.address else "") or ""
    areas = _speech().get(country or "", [])
    area = next((area["languages"] for area in areas if re.match(area["postal"], postal.strip())), None)
    return tuple(area) if area else languages_of(country)


def origin_languages(contact: Contact) -> tuple[str, ...]:
    """The languages in which a contact's given name is at home; empty where nothing tells.

    The country knows better than the card: cards in English are handed out everywhere.
    """
    card = next(iter(_akin([_base(contact.language)])), "")
    national = languages_of(country_of(contact))
    if card and card in national:
        return (card,)
    if national:
        return spoken_by(contact)
    return (card,) if card and card != "en" else ()


def _has_areas(contact: Contact) -> bool:
    """Whether each of the languages of the contact's country is spoken in a part of it alone."""
    return country_of(contact) in _speech()


def _akin(codes: Iterable[str]) -> tuple[str, ...]:
    """Language codes without doubles, a language without letters of its own under the one that stands for it."""
    return tuple(dict.fromkeys(_speech()["akin"].get(code, code) for code in codes))


def _base(code: str | None) -> str:
    return (code or "").strip().lower().replace("_", "-").split("-")[0]


def _phone_region(number: str) -> str | None:
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return region if region and region != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else None


@cache
def _speech() -> dict[str, Any]:
    return tomllib.loads((files("cardscan.followup") / "data" / "speech.toml").read_text("utf-8"))
