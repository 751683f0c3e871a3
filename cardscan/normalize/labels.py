"""What a card says about a phone number: the words around it, and the type that follows from them."""

import re
from functools import cache
from typing import Literal

from cardscan.folding import unaccent
from cardscan.model import PhoneType
from cardscan.normalize.plans import kind
from cardscan.normalize.tables import toml

Label = Literal["work", "mobile", "fax", "phone"]

_KINDS: tuple[Label, ...] = ("phone", "work", "mobile", "fax")
_LAST_WORD = re.compile(r"(?P<word>[^\W\d_]+1?|[☎☏✆📞📱📠])\ufe0f?[\s.:;,/|&+()\[\]·•*_-]*$")
_WORD = re.compile(r"[^\W\d_]+1?|[☎☏✆📞📱📠]")
_BRACKET = re.compile(r"\s*\(([^()\d]+)\)")
_LONGEST_LABEL = 4
_FARTHEST = 40
"""How many characters before a number its label may begin."""


def label_before(text: str, position: int) -> Label | None:
    """The label that ends where the number at `position` begins; `Tel. kom.:`, `M+48`, `T/F` and the like."""
    kinds: list[Label] = []
    end = position
    for _ in range(_LONGEST_LABEL):
        found = _LAST_WORD.search(text, max(0, end - _FARTHEST), end)
        if found is None or not (known := _kinds_of(text, found.start("word"), found["word"])):
            break
        kinds += known
        end = found.start("word")
    return _weigh(kinds)


def label_after(text: str, position: int) -> Label | None:
    """The label in brackets behind a number that ends at `position`, on a line that begins with no label of its own."""
    found = _BRACKET.match(text, position)
    begins_with_label = any(letter.isalpha() for letter in re.split(r"\d", text, maxsplit=1)[0])
    return label_only(found[1]) if found and not begins_with_label else None


def label_only(text: str) -> Label | None:
    """The label that a line consists of, where labels stand in a column of their own."""
    if any(letter.isdigit() for letter in text):
        return None
    words = [unaccent(word) for word in _WORD.findall(text)]
    if (
        not words
        or len(words) > _LONGEST_LABEL
        or not all(word in _dictionary() or word in _fillers() for word in words)
    ):
        return None
    return _weigh([kind for word in words for kind in _dictionary().get(word, ())])


def phone_type(label: Label | None, number: str) -> PhoneType | None:
    """The type that a card tells: a mere "tel." makes a landline `work` and says nothing of a mobile number.

    A landline is no mobile, whatever the letter before it: that was an icon.
    """
    if label == "phone":
        return None if kind(number) == "mobile" else "work"
    return None if label == "mobile" and kind(number) == "fixed" else label


def _kinds_of(text: str, start: int, word: str) -> tuple[Label, ...]:
    """The kinds of the word at `start`; a short one counts only where no other word or abbreviation runs into it."""
    folded = unaccent(word)
    before = text[:start].rstrip(" ")
    runs_on = before[-1:].isalpha() and not _ends_in_label(before)
    if folded in _short() and (runs_on or text[:start].endswith(".")):
        return ()
    return _dictionary().get(folded, ())


def _ends_in_label(text: str) -> bool:
    words = _WORD.findall(text)
    return bool(words) and unaccent(words[-1]) in _dictionary()


def _weigh(kinds: list[Label]) -> Label | None:
    """What several label words mean together."""
    if not kinds:
        return None
    if "mobile" in kinds:
        return "mobile"
    if "fax" in kinds:
        return "work" if "phone" in kinds else "fax"
    return "work" if "work" in kinds else "phone"


@cache
def _dictionary() -> dict[str, tuple[Label, ...]]:
    table = toml("phone_labels")
    return {word: (kind,) for kind in _KINDS for word in table[kind]}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(toml("phone_labels")["filler"])


@cache
def _short() -> frozenset[str]:
    return frozenset(toml("phone_labels")["short"])
