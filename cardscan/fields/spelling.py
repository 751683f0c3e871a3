"""A language's own letters: given back where the engine lost or mistook them, on cards that print any."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cardscan.fields import lexicon
from cardscan.fields.name_words import is_spelled, spelling
from cardscan.fields.wordlists import spellings, vocabulary
from cardscan.folding import unaccent
from cardscan.model import Address, Contact, Name, Text

_ALIEN = {
    "ro": str.maketrans("şŞţŢļĻǎǍáàÁÀãÃ", "șȘțȚțȚăĂăăĂĂăĂ"),
    "pl": str.maketrans("žŽčČšŠ", "źŹćĆśŚ"),
}
"""Letters that a language does not have, and those that OCR takes them for: Romanian has a comma below, no cedilla."""

_EVERY_LETTER = "".join(chr(code) for code in range(0xDF, 0x220))
_TELLING = {"ro": "ășț", "pl": "ąęłńśźż"}
"""Letters that hardly any other language has."""

_WORD = re.compile(r"[^\W\d_]+")
_RUN_ON = re.compile(r"(?<=[^\W\d_]{4})(?=\d)|(?<=[a-zß-öø-ÿ]{4})(?=[A-ZÀ-ÖØ-Þ][^\W\d_]{3})")
"""Where a narrow blank of an address was lost: `Viale Trentin117`, `El CaminoReal`; a McArthur stays one word."""


def mend_spelling(contact: Contact, texts: Sequence[str]) -> Contact:
    """Bring a settled contact to its language's letters, and give back the diacritics that the engine lost.

    Only where the card prints diacritics at all: some cards go without, and then so does the contact.
    """
    language = contact.language or ""
    alien = _ALIEN.get(language, {})
    contact = _mended(contact, lambda name: _without_alien(name, alien), lambda words: words.translate(alien))
    contact = replace(contact, address=contact.address and _with_address(contact.address, alien))
    if contact.name and language == "ro":
        locals_ = [email.address.partition("@")[0] for email in contact.emails]
        contact = replace(contact, name=_with_first_letter(contact.name, locals_))
    if not prints_marks(texts):
        return contact
    capitals = {word for text in texts for word in _WORD.findall(text) if word.isupper()}

    def mend_word(found: re.Match[str]) -> str:
        return found[0] if found[0].upper() in capitals else _with_marks(found[0], language)

    return _mended(contact, lambda name: _with_diacritics(name, language), lambda words: _WORD.sub(mend_word, words))


def prints_marks(texts: Sequence[str]) -> bool:
    """Tell whether a card prints any letter beyond a to z."""
    return any(c.isalpha() and not c.isascii() for text in texts if not text.isascii() for c in text)


def lacks_marks(word: str, language: str) -> bool:
    """Tell whether the lists know a word or a name in a language, but only with marks that it lacks here."""
    known = spelling(word, language, _EVERY_LETTER)
    return _whole(word, language) is not None or (known is not None and _marks(known) > _marks(word))


def _mended(contact: Contact, name: Callable[[str], str], words: Callable[[str], str]) -> Contact:
    return replace(
        contact,
        name=contact.name and _with_name(contact.name, name),
        title=contact.title and _with_text(contact.title, words),
        department=contact.department and _with_text(contact.department, words),
        company=contact.company and _with_text(contact.company, words),
    )


def _without_alien(name: str, alien: Mapping[int, int]) -> str:
    """Names of other languages keep their letters where the lists have them: a Szilárd is none that lost his breve."""
    return _WORD.sub(lambda found: found[0] if is_spelled(found[0]) else found[0].translate(alien), name)


def _with_marks(word: str, language: str) -> str:
    """`Clinica` is no Spanish word, `Clínica` is."""
    whole = _whole(word, language)
    if whole is None:
        return _with_stroke(word) if language == "pl" else word
    return whole.capitalize() if word[0].isupper() else whole


def _whole(word: str, language: str) -> str | None:
    """The one spelling of a word in its language's lists, if it has marks that the word lacks.

    Those of the last letter do not count: they are grammar, as in Romanian `mobilă` and `mobila`.
    """
    known = spellings(language).get(unaccent(word), frozenset())
    (whole,) = known if len(known) == 1 else (None,)
    return whole if whole and len(whole) == len(word) and _marks(whole[:-1]) > _marks(word[:-1]) else None


def _with_stroke(word: str) -> str:
    """`Gtówna` is no Polish word, `Główna` is: ł is read as t or l."""
    if unaccent(word) in vocabulary():
        return word
    for found in re.finditer("t", word):
        mended = f"{word[: found.start()]}ł{word[found.end() :]}"
        if unaccent(mended) in vocabulary():
            return mended
    return word


def _with_diacritics(name: str, language: str) -> str:
    return _WORD.sub(lambda found: _spelled(found[0], language), name)


def _spelled(word: str, language: str) -> str:
    known = spelling(word, language, _TELLING.get(language, ""))
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
            if lexicon.is_family(candidate) or any(unaccent(candidate) in unaccent(local) for local in locals_):
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


def _with_address(address: Address, alien: Mapping[int, int]) -> Address:
    def mend(text: str) -> str:
        return _RUN_ON.sub(" ", text.translate(alien))

    return replace(
        address,
        full=mend(address.full),
        street=address.street and mend(address.street),
        city=address.city and mend(address.city),
        region=address.region and mend(address.region),
    )
