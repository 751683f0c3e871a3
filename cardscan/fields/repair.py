"""What OCR gets wrong in every language alike, and how it is mended where the text itself is certain."""

from __future__ import annotations

import re
from dataclasses import replace

from cardscan.fields import lexicon
from cardscan.model import Address, Contact, Name
from cardscan.normalize import places

_CEDILLA = str.maketrans({"ş": "ș", "Ş": "Ș", "ţ": "ț", "Ţ": "Ț", "ǎ": "ă", "Ǎ": "Ă"})
_GLUED_MAIL = re.compile(r"((?:\d[ ./-]?){6,}\d)(?=[A-Za-z][\w.-]*@)")
_ICON_BEFORE_SITE = re.compile(r"(?<![\w./@-])[A-Za-z]{1,2}(?=(?:linkedin|facebook|instagram|github|twitter)\.com)")
_SMALL_L = re.compile(r"(?<![^\W\d_])l(?=[a-zà-ž]{2,})")


def mend_text(text: str) -> str:
    """Mend a line before it is taken apart: spaces that the engine drops after a colon, letters taken for others."""
    text = re.sub(r"(?<=[^\W\d_]):(?=[^\W\d_/])", ": ", text)
    text = _GLUED_MAIL.sub(r"\1 ", text)
    text = _ICON_BEFORE_SITE.sub(" ", text)
    text = re.sub(r"(?<=\d)°(?=\s?[A-Z]\b|\s?,|\s?[a-z]{2,4}\.)", "º", text)
    return " ".join(_mend_word(word) for word in text.split(" "))


def mend_spelling(contact: Contact) -> Contact:
    """Bring a settled contact to its language's letters: Romanian has a comma below, never a cedilla."""
    if contact.language != "ro":
        return contact
    return replace(
        contact,
        name=contact.name and _romanian_name(contact.name),
        title=contact.title and replace(contact.title, value=contact.title.value.translate(_CEDILLA)),
        department=contact.department
        and replace(contact.department, value=contact.department.value.translate(_CEDILLA)),
        company=contact.company and replace(contact.company, value=contact.company.value.translate(_CEDILLA)),
        address=contact.address and _romanian_address(contact.address),
    )


def _mend_word(word: str) -> str:
    """`lonescu` is no word, Ionescu is: a small l that opens a name is a capital I where the lists know it so."""
    found = _SMALL_L.match(word)
    if not found:
        return word
    capital = "I" + word[1:]
    bare = re.split(r"[^\w]", capital)[0]
    plain = re.split(r"[^\w]", word)[0]
    known = lexicon.is_given(bare) or lexicon.is_family(bare) or bool(places.city_countries(bare))
    return capital if known and not (lexicon.is_given(plain) or lexicon.is_family(plain)) else word


def _romanian_name(name: Name) -> Name:
    return replace(
        name,
        full=name.full.translate(_CEDILLA),
        given=name.given and name.given.translate(_CEDILLA),
        family=name.family and name.family.translate(_CEDILLA),
    )


def _romanian_address(address: Address) -> Address:
    return replace(
        address,
        full=address.full.translate(_CEDILLA),
        street=address.street and address.street.translate(_CEDILLA),
        city=address.city and address.city.translate(_CEDILLA),
        region=address.region and address.region.translate(_CEDILLA),
    )
