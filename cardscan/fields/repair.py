"""What OCR gets wrong in every language alike, and how it is mended where the text itself is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cardscan.fields import lexicon
from cardscan.fields.legal_forms import find_legal_form
from cardscan.fields.wordlists import vocabulary
from cardscan.folding import unaccent
from cardscan.model import Contact
from cardscan.normalize import places

_GLUED_MAIL = re.compile(r"((?:\d[ ./-]?){6,}\d)(?=[A-Za-z][\w.-]*@)")
_ICON_BEFORE_SITE = re.compile(r"(?<![\w./@-])[A-Za-z]{1,2}(?=(?:linkedin|facebook|instagram|github|twitter)\.com)")
_SMALL_L = re.compile(r"(?<![^\W\d_])l(?=[a-zà-ž]{2,})")
_CAPITAL_I = re.compile(r"(?<![^\W\d_])I(?=[a-z]{1,3}(?![^\W\d_]))")
_LIGATURE = re.compile(r"C[Ee](?=[^\W\d_]{3})|OE(?=[a-zà-ž]{3})|ce(?=n[^\W\d_]{3})")
_LETTER_LABEL = re.compile(r"[TMFPW][.:]?\s*(?:[+(\d]|www\.|https?:)")
_LETTER_AND_DOT = re.compile(r"^([WTMFE][.:])(?=www\.|https?:|[a-z\d][\w.-]*@)")
_GLUED_LETTER = re.compile(r"^E(?=[a-z][a-z\d._-]+@)")
_ONE_FOR_L = re.compile(r"^(Te|Cel|E-?mai)1(?![\w])")
_LOOKALIKES = "il1j"
_GLUED = 7


def mend_text(text: str) -> str:
    """Mend a line before it is taken apart: spaces that the engine drops after a colon, letters taken for others."""
    text = re.sub(r"(?<=[^\W\d_]):(?=[^\W\d_/])", ": ", text)
    text = _GLUED_MAIL.sub(r"\1 ", text)
    text = _ICON_BEFORE_SITE.sub(" ", text)
    text = re.sub(r"(?<=\d)°(?=\s?[A-Z]\b|\s?,|\s?[a-z]{2,4}\.)", "º", text)
    text = _ONE_FOR_L.sub(r"\1l", text)
    text = re.sub(r"(?<!\w)ll(?= [A-ZÀ-Ž])", "Il", text)
    text = _mend_legal_form(text)
    return " ".join(_mend_word(word) for word in text.split(" "))


def mend_labels(texts: Sequence[str]) -> list[str]:
    """Part a letter that labels an address from it: `E.anna@acme.it`, and `Eanna@acme.it` beside `T: 06 55 51`."""
    parted = [_LETTER_AND_DOT.sub(r"\1 ", text) for text in texts]
    if not any(_LETTER_LABEL.match(text) for text in parted):
        return parted
    return [_GLUED_LETTER.sub("E ", text) for text in parted]


def mend_initials(contact: Contact) -> Contact:
    """A lone letter before a family name in an e-mail is the given name's: `i.nowak` of Lucyna Nowak is `l.nowak`."""
    if contact.name is None or not contact.name.given or not contact.name.family:
        return contact
    initial, family = unaccent(contact.name.given)[0], unaccent(contact.name.family.split()[-1])
    if initial not in _LOOKALIKES:
        return contact
    pattern = re.compile(rf"^[{_LOOKALIKES}](?=[._-]?{re.escape(family)}@)")
    mended = tuple(replace(email, address=pattern.sub(initial, email.address)) for email in contact.emails)
    return replace(contact, emails=mended)


def mend_spaces(contact: Contact, texts: Sequence[str]) -> Contact:
    """A firm whose spaces were lost gets them from another line that prints them: `THEWINDMILL`, `The Windmill`."""
    firm = contact.company
    if firm is None or " " in firm.value or len(firm.value) < _GLUED:
        return contact
    spaced = r"\s?".join(map(re.escape, firm.value))
    pattern = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
    found = (match[0] for text in texts for match in pattern.finditer(text) if " " in match[0].strip())
    return replace(contact, company=replace(firm, value=next(found, firm.value)))


def _mend_legal_form(text: str) -> str:
    """`Sp. z 0.0.` and `S.r.I.`: inside a legal form a nought is an o, and a capital I among small letters an l."""
    form = find_legal_form(text)
    if form is None:
        return text
    printed = form.printed.replace("0", "o")
    printed = re.sub(r"(?<=[a-z])(\.?\s?)[I1](?=\.|$)", r"\1l", printed)
    return text[: form.start] + printed + text[form.end :]


def _mend_word(word: str) -> str:
    """Tell letters that look alike where a list knows but one: `lonescu`, `Ios` for `los`, `CEnologue`."""
    if _SMALL_L.match(word) and unaccent(word) not in vocabulary():
        capital = "I" + word[1:]
        bare, plain = (re.split(r"[^\w]", text)[0] for text in (capital, word))
        known = lexicon.is_given(bare) or lexicon.is_family(bare) or bool(places.city_countries(bare))
        return capital if known and not (lexicon.is_given(plain) or lexicon.is_family(plain)) else word
    if _LIGATURE.match(word):
        whole = ("Œ" if word[0].isupper() else "œ") + word[2:]
        is_open = word[1].isupper() or unaccent(word) not in vocabulary()
        return whole if is_open and unaccent(whole) in vocabulary() else word
    if _CAPITAL_I.match(word):
        small = "l" + word[1:]
        return small if unaccent(small) in vocabulary() and unaccent(word) not in vocabulary() else word
    return word
