"""What OCR gets wrong in every language alike, and how it is mended where the text itself is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from cardscan.fields import lexicon
from cardscan.fields.legal_forms import find_legal_form
from cardscan.fields.name_words import spelling
from cardscan.fields.wordlists import fold, vocabulary
from cardscan.model import Address, Contact, Name, Text
from cardscan.normalize import places

_ALIEN = {
    "ro": str.maketrans("şŞţŢļĻǎǍáàÁÀãÃ", "șȘțȚțȚăĂăăĂĂăĂ"),
    "pl": str.maketrans("žŽčČšŠ", "źŹćĆśŚ"),
}
"""Letters that a language does not have, and those that OCR takes them for: Romanian has a comma below, no cedilla."""

_OWN = {"ro": "ăâîșț", "pl": "ąćęłńóśźż"}
_TELLING = {"ro": "ășț", "pl": "ąęłńśźż"}
"""Letters that hardly any other language has."""

_GLUED_MAIL = re.compile(r"((?:\d[ ./-]?){6,}\d)(?=[A-Za-z][\w.-]*@)")
_ICON_BEFORE_SITE = re.compile(r"(?<![\w./@-])[A-Za-z]{1,2}(?=(?:linkedin|facebook|instagram|github|twitter)\.com)")
_SMALL_L = re.compile(r"(?<![^\W\d_])l(?=[a-zà-ž]{2,})")
_CAPITAL_I = re.compile(r"(?<![^\W\d_])I(?=[a-z]{1,3}(?![^\W\d_]))")
_LOOKALIKES = "il1j"
_WORD = re.compile(r"[^\W\d_]+")


def mend_text(text: str) -> str:
    """Mend a line before it is taken apart: spaces that the engine drops after a colon, letters taken for others."""
    text = re.sub(r"(?<=[^\W\d_]):(?=[^\W\d_/])", ": ", text)
    text = _GLUED_MAIL.sub(r"\1 ", text)
    text = _ICON_BEFORE_SITE.sub(" ", text)
    text = re.sub(r"(?<=\d)°(?=\s?[A-Z]\b|\s?,|\s?[a-z]{2,4}\.)", "º", text)
    text = _mend_legal_form(text)
    return " ".join(_mend_word(word) for word in text.split(" "))


def mend_spelling(contact: Contact, texts: Sequence[str]) -> Contact:
    """Bring a settled contact to its language's letters, and give back the diacritics that the engine lost.

    Only where the card prints diacritics at all: some cards go without, and then so does the contact.
    """
    language = contact.language or ""
    if language not in _ALIEN:
        return contact

    def mend(text: str) -> str:
        return text.translate(_ALIEN[language])

    def mend_words(text: str) -> str:
        return _WORD.sub(lambda found: _with_stroke(found[0]), mend(text)) if language == "pl" else mend(text)

    contact = replace(
        contact,
        name=contact.name and _with_name(contact.name, mend),
        title=contact.title and _with_text(contact.title, mend_words),
        department=contact.department and _with_text(contact.department, mend_words),
        company=contact.company and _with_text(contact.company, mend_words),
        address=contact.address and _with_address(contact.address, mend),
    )
    if contact.name and language == "ro":
        locals_ = [email.address.partition("@")[0] for email in contact.emails]
        contact = replace(contact, name=_with_first_letter(contact.name, locals_))
    printed = "".join(texts).casefold()
    if contact.name and any(letter in printed for letter in _OWN[language]):
        contact = replace(contact, name=_with_name(contact.name, lambda text: _with_diacritics(text, language)))
    return contact


def mend_initials(contact: Contact) -> Contact:
    """A lone letter before a family name in an e-mail is the given name's: `i.nowak` of Lucyna Nowak is `l.nowak`."""
    if contact.name is None or not contact.name.given or not contact.name.family:
        return contact
    initial, family = fold(contact.name.given)[0], fold(contact.name.family.split()[-1])
    if initial not in _LOOKALIKES:
        return contact
    pattern = re.compile(rf"^[{_LOOKALIKES}](?=[._-]?{re.escape(family)}@)")
    mended = tuple(replace(email, address=pattern.sub(initial, email.address)) for email in contact.emails)
    return replace(contact, emails=mended)


def _mend_legal_form(text: str) -> str:
    """`Sp. z 0.0.` and `S.r.I.`: inside a legal form a nought is an o, and a capital I among small letters an l."""
    form = find_legal_form(text)
    if form is None:
        return text
    printed = form.printed.replace("0", "o")
    printed = re.sub(r"(?<=[a-z])(\.?\s?)[I1](?=\.|$)", r"\1l", printed)
    return text[: form.start] + printed + text[form.end :]


def _mend_word(word: str) -> str:
    """Tell I from l where a list knows but one of the two: `lonescu` is no word, `Ios` is the article `los`."""
    if _SMALL_L.match(word):
        capital = "I" + word[1:]
        bare, plain = (re.split(r"[^\w]", text)[0] for text in (capital, word))
        known = lexicon.is_given(bare) or lexicon.is_family(bare) or bool(places.city_countries(bare))
        return capital if known and not (lexicon.is_given(plain) or lexicon.is_family(plain)) else word
    if _CAPITAL_I.match(word):
        small = "l" + word[1:]
        return small if fold(small) in vocabulary() and fold(word) not in vocabulary() else word
    return word


def _with_stroke(word: str) -> str:
    """`Gtówna` is no Polish word, `Główna` is: ł is read as t or l."""
    if fold(word) in vocabulary():
        return word
    for found in re.finditer("t", word):
        mended = f"{word[: found.start()]}ł{word[found.end() :]}"
        if fold(mended) in vocabulary():
            return mended
    return word


def _with_diacritics(name: str, language: str) -> str:
    return _WORD.sub(lambda found: _spelled(found[0], language), name)


def _spelled(word: str, language: str) -> str:
    known = spelling(word, language, _TELLING[language])
    if known is None or _marks(known) <= _marks(word):
        return word
    return known.upper() if word.isupper() and len(word) > 1 else known


def _with_first_letter(name: Name, locals_: Sequence[str]) -> Name:
    """Romanian Ș and Ț at the start of a word are lost: the lists, or the e-mail's local part, tell which it was."""

    def whole(found: re.Match[str]) -> str:
        word = found[0]
        if word[0] in "țș":
            return word[0].upper() + word[1:]
        for letter in "ȚȘ":
            candidate = letter + word
            if lexicon.is_family(candidate) or any(fold(candidate) in fold(local) for local in locals_):
                return candidate
        return word

    return _with_name(name, lambda text: re.sub(r"(?<![^\W\d_])[a-zăâîșț][^\W\d_]{3,}", whole, text))


def _marks(word: str) -> int:
    return sum(not letter.isascii() for letter in word)


def _with_name(name: Name, mend: Callable[[str], str]) -> Name:
    return replace(
        name, full=mend(name.full), given=name.given and mend(name.given), family=name.family and mend(name.family)
    )


def _with_text(text: Text, mend: Callable[[str], str]) -> Text:
    return replace(text, value=mend(text.value))


def _with_address(address: Address, mend: Callable[[str], str]) -> Address:
    return replace(
        address,
        full=mend(address.full),
        street=address.street and mend(address.street),
        city=address.city and mend(address.city),
        region=address.region and mend(address.region),
    )
