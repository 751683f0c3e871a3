"""Names and titles: out of capitals by the language's rules, and a person's name into given and family name."""

import re
from functools import cache

from cardscan.folding import fold
from cardscan.normalize.tables import toml

_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHE = "'’`´"
_VOWELS = frozenset("aeiouy")
_SHORTEST_MIXED = 3
"""From how many letters on a word in capitals between others in small letters is taken for a printed accent."""


def decapitalise(text: str, language: str | None = None) -> str:
    """A name out of capitals: `MARÍA DEL CARMEN` becomes `María del Carmen`; what is in small letters stays."""
    words = text.split(" ")
    if text.upper() != text or text.lower() == text:
        return " ".join(_name_word(word) if _is_capital_word(word) else word for word in words)
    small = toml("names")["particles"]["small"].get(language or "", ())
    return " ".join(
        word.lower() if place and word.lower() in small else _name_word(word, language, first=not place)
        for place, word in enumerate(words)
    )


def sentence_case(text: str, language: str | None = None) -> str:
    """A title or a firm out of capitals: function words small, legal forms and known acronyms in their spelling."""
    words = text.split(" ")
    if text.upper() != text or text.lower() == text or _is_lone_acronym(words):
        return text
    small = toml("casing")["small"].get(language or "", ())
    cased = " ".join(
        word.lower()
        if 0 < place < len(words) - 1 and word.lower().rstrip(".") in small
        else _title_word(word, language)
        for place, word in enumerate(words)
    )
    cased = cased if language != "fr" else cased[:1].upper() + cased[1:]
    for phrase in toml("casing")["legal"]["phrases"]:
        cased = re.sub(rf"(?<!\w){phrase['pattern']}", phrase["spelling"], cased, flags=re.IGNORECASE)
    return cased


def split(full: str, language: str | None = None) -> tuple[str | None, str | None]:
    """The given and the family name of a full name without titles; (given, None) where there is one word only.

    A comma or capitals tell the family name wherever it stands; otherwise it comes last, with its particles, and is of
    two words in Spanish and Portuguese. It is believed to come first only where its ending leaves no doubt.
    """
    if "," in full:
        family, given = (part.strip() for part in full.split(",", 1))
        return given or None, family or None
    words = _without_suffix(full.split())
    if len(words) < 2:
        return (" ".join(words) or None, None)
    count = _leading_family(words, language)
    if count:
        return " ".join(words[count:]), " ".join(words[:count])
    start = _family_start(words, language)
    return " ".join(words[:start]), " ".join(words[start:])


def _name_word(word: str, language: str | None = None, *, first: bool = True) -> str:
    """One word of a name out of capitals, with its hyphens and apostrophes."""
    bare = word.strip(".,()")
    if bare in toml("names")["spelling"]["roman"]:
        return word
    if spelled := _degrees().get(bare.lower()):
        return word.replace(bare, spelled)
    cased = _WORD.sub(lambda found: _mac(found[0].capitalize(), language), word)
    elided = re.match(rf"([DL])([{_APOSTROPHE}])(?=\w)", cased)
    if elided and elided[1] == "D" and not first and language in ("fr", "pt", "ca"):
        cased = "d" + cased[1:]
    return re.sub(rf"(?<=\w)([{_APOSTROPHE}])S(?!\w)", r"\1s", cased)


def _mac(word: str, language: str | None) -> str:
    """`Mcdonald` as `McDonald`; after `Mac` only the names that are known for it, in English."""
    if word.startswith("Mc") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    return _macs().get(word, word) if language in (None, "en") else word


def _title_word(word: str, language: str | None) -> str:
    bare = word.strip(",;:()/")
    if bare in _acronyms() or any(letter.isdigit() for letter in bare):
        return word
    if spelled := _legal_forms(language).get(bare.lower()):
        return word.replace(bare, spelled)
    if len(bare) > 1 and bare.count(".") >= len(bare) / 2:  # initials and forms that no table knows: A.B.C.
        return word
    letters = bare.rstrip(".")
    if 1 < len(letters) <= 4 and letters.isalpha() and not _VOWELS & set(fold(letters)):
        return word
    cased = _WORD.sub(lambda found: found[0].capitalize(), word)
    if language == "fr":
        cased = re.sub(rf"^[DL](?=[{_APOSTROPHE}]\w)", lambda found: found[0].lower(), cased)
    return re.sub(rf"(?<=\w)([{_APOSTROPHE}])S(?!\w)", r"\1s", cased)


def _is_lone_acronym(words: list[str]) -> bool:
    return len(words) == 1 and len(words[0]) <= 4


def _is_capital_word(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) >= _SHORTEST_MIXED and "." not in word and word.isupper()


def _without_suffix(words: list[str]) -> list[str]:
    while len(words) > 2 and words[-1].strip(".,").lower() in toml("names")["spelling"]["suffixes"]:
        words = words[:-1]
    return words


def _leading_family(words: list[str], language: str | None) -> int:
    """How many words at the beginning are the family name; 0 where it does not come first for certain."""
    capital = [len(word) > 1 and word.isupper() and "." not in word for word in words]
    if capital[0] and not all(capital) and capital == sorted(capital, reverse=True):
        return sum(capital)
    if any(capital) and not all(capital):
        return 0
    if language in toml("names")["order"]["family_first"]:
        return 1
    endings = tuple(toml("names")["endings"].get(language or "", ()))
    if endings and len(words) == 2 and fold(words[0]).endswith(endings) and not fold(words[1]).endswith(endings):
        return 1
    return 0


def _family_start(words: list[str], language: str | None) -> int:
    """The index of the first word of a family name that stands last."""
    capital = [len(word) > 1 and word.isupper() and "." not in word for word in words]
    if capital[-1] and not all(capital):
        return capital.index(True) if capital[capital.index(True) :] == [True] * sum(capital) else len(words) - 1
    if language in toml("names")["order"]["two_families"]:
        return _after_given(words, language)
    return _with_particles(words, len(words) - 1, language)


def _with_particles(words: list[str], start: int, language: str | None) -> int:
    """Move `start` back over particles, but leave at least one given name."""
    joining = _joining(language)
    while start > 1 and fold(words[start - 1]) in joining:
        start -= 1
    return start


def _after_given(words: list[str], language: str | None) -> int:
    """Where the given names end when two family names follow: `María del Carmen | Quiroga Lago`."""
    names, joining = toml("names"), _joining(language)
    end = 1
    while end < len(words) - 1 and words[end].lower() in joining:
        end += 1
    if end > 1:  # a particle after the first name: a devotion belongs to it, a family name does not
        return end + 1 if fold(words[end]) in names["compound"]["devotions"] and end + 1 < len(words) else 1
    plain = [
        word for word in words if word.lower() not in joining and word.lower() not in names["particles"]["small"]["es"]
    ]
    if len(words) < 3:
        return 1
    compound = fold(words[0]) in names["compound"]["first"] and fold(words[1]) in names["compound"]["second"]
    return 2 if compound or len(plain) >= 4 or words[1].endswith(".") else 1


def _joining(language: str | None) -> frozenset[str]:
    table = toml("names")["particles"]["joining"]
    return frozenset(table.get(language or "", table["en"]))


@cache
def _macs() -> dict[str, str]:
    return {name.capitalize(): name for name in toml("names")["spelling"]["mac"]}


@cache
def _degrees() -> dict[str, str]:
    return {degree.lower(): degree for degree in toml("names")["spelling"]["degrees"]}


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(toml("casing")["acronyms"]["words"])


@cache
def _legal_forms(language: str | None) -> dict[str, str]:
    legal = toml("casing")["legal"]
    return {form.lower(): form for form in (*legal["forms"], *legal["by_language"].get(language or "", ()))}
