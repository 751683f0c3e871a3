"""Legal forms of firms in a line: `S.r.l.`, `Sp. z o.o.`, `GmbH & Co. KG`, in any spelling that print or OCR gives."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from cardscan.fields.wordlists import REMEMBERED, split, table
from cardscan.folding import unaccent

_TOKEN = re.compile(r"&|[^\W_]+")
_GAP = re.compile(r"[\s.,/()'’-]*")
_AFTER = re.compile(r"\.?\s*(?:$|[,;:)(/|–—•·\"”»]|-\s)")
_CONFUSED = str.maketrans({"0": "o", "1": "l", "i": "l"})
_MOST_TOKENS = 12
_HEAD = 3
_SECOND_FORMS = frozenset(("unipersonal", "unipersonale", "spk", "sp", "unip"))


class LegalForm(NamedTuple):
    """A legal form as printed, its place in the line, and the languages of the countries that have it."""

    printed: str
    start: int
    end: int
    languages: frozenset[str]


class _Token(NamedTuple):
    """A word of a line: its place, and its bare letters."""

    start: int
    end: int
    folded: str


def legal_form(text: str) -> str | None:
    """Give the legal form that a line holds, as printed; None where it holds none."""
    found = find_legal_form(text)
    return found.printed if found else None


@lru_cache(maxsize=REMEMBERED)
def find_legal_form(text: str) -> LegalForm | None:
    """Find the legal form in a line; of several the last, which stands after the name."""
    tokens = [_Token(m.start(), m.end(), unaccent(m[0])) for m in _TOKEN.finditer(text)]
    best: LegalForm | None = None
    at = 0
    while at < len(tokens):
        found, taken = _longest_at(text, tokens, at)
        if found and not (best and found.printed.startswith("&")):  # `S.n.c. di Neri & C.`
            best = found
        at += taken
    return best


def is_sole_trader(text: str) -> bool:
    """Tell whether a line holds the form of one person's trade, who gives it the name: `Ioana Pop PFA`."""
    form = find_legal_form(text)
    return form is not None and _key(form.printed) in _persons()


def _longest_at(text: str, tokens: list[_Token], at: int) -> tuple[LegalForm | None, int]:
    if not _may_open(tokens[at : at + _HEAD]):
        return None, 1
    for upto in range(min(len(tokens), at + _MOST_TOKENS), at, -1):
        span = tokens[at:upto]
        key = "".join(token.folded for token in span)
        languages = _languages(key, len(span))
        if languages is None:
            continue
        gaps = [text[one.end : other.start] for one, other in pairwise(span)]
        if not all(_GAP.fullmatch(gap) for gap in gaps):
            continue
        start, end = span[0].start, span[-1].end
        if _is_printed_as_form(text[start:end], key, gaps) and _is_placed(text, start, end, key):
            end += text[end : end + 1] == "." and ("." in text[start:end] or _is_abbreviation(key))
            return LegalForm(text[start:end], start, end, languages), upto - at
    return None, 1


def _may_open(tokens: list[_Token]) -> bool:
    """Tell whether a form begins with the first letters of some words: with those of most, none does."""
    head = "".join(token.folded for token in tokens)[:_HEAD].translate(_CONFUSED)
    heads = _heads()
    return head in heads or head[:2] in heads or head[:1] in heads


def _languages(key: str, pieces: int) -> frozenset[str] | None:
    """Look a form up, also as OCR misreads it; `sc. 1` is no `S.C.I.`: short ones come whole or letter by letter."""
    known = _forms().get(key)
    if known is not None or len(key) < 3 or (len(key) < 5 and pieces not in (1, len(key))):
        return known
    return _confused().get(key.translate(_CONFUSED))


def _is_printed_as_form(printed: str, key: str, gaps: list[str]) -> bool:
    """Short forms are words too (`sa`, `Co`, `PA`): they need their dots, or capitals as listed."""
    if gaps:
        return len(key) > 4 or all("." in gap or "/" in gap for gap in gaps) or printed in _listed()
    if printed in _listed():
        return True
    if len(key) == 2:
        return False
    return printed.isupper() or len(key) > 3


def _is_placed(text: str, start: int, end: int, key: str) -> bool:
    """A form stands at the end or before punctuation; some open the name; long ones that are no words go anywhere."""
    is_dotted = len(key) > 2 and "." in text[start : end - 1] and " " not in text[start:end]
    if is_dotted or _AFTER.match(text, end) or _forms_no_word(key):
        return start > 0 or len(text.strip()) <= end - start + 1 or len(key) > 3
    opens = not text[:start].strip(" \"'„“»-") and key in _opening()
    return opens or _form_follows(text, end)


def _form_follows(text: str, end: int) -> bool:
    """Tell whether another form comes next, as in `S.L. Unipersonal` or `Sp. z o.o. Sp. k.`."""
    following = _TOKEN.search(text, end)
    return following is not None and unaccent(following[0]) in _SECOND_FORMS


def _forms_no_word(key: str) -> bool:
    return key in {
        "gmbh",
        "spzoo",
        "spolkazoo",
        "sarl",
        "srls",
        "gmbhcokg",
        "gmbh&cokg",
        "sadecv",
        "doo",
        "sro",
        "partgmbb",
    }


def _is_abbreviation(key: str) -> bool:
    return key in _abbreviations()


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Map the bare letters of each form to the languages of its countries."""
    languages: dict[str, set[str]] = {}
    for language, text in table("companies")["forms"].items():
        for form in split(text):
            languages.setdefault(_key(form), set()).update({language} - {"other"})
    return {key: frozenset(users) for key, users in languages.items() if key}


@cache
def _confused() -> dict[str, frozenset[str]]:
    return {key.translate(_CONFUSED): users for key, users in _forms().items()}


@cache
def _heads() -> frozenset[str]:
    """The first letters of the forms as OCR confuses them; short forms in full."""
    return frozenset(key[:_HEAD] for key in _confused())


@cache
def _listed() -> frozenset[str]:
    return frozenset(form.rstrip(".") for text in table("companies")["forms"].values() for form in split(text))


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(
        _key(form) for text in table("companies")["forms"].values() for form in split(text) if form.endswith(".")
    )


@cache
def _opening() -> frozenset[str]:
    return frozenset(_key(form) for text in table("companies")["opening"].values() for form in split(text))


@cache
def _persons() -> frozenset[str]:
    return frozenset(_key(form) for text in table("companies")["persons"].values() for form in split(text))


def _key(form: str) -> str:
    return "".join(_TOKEN.findall(unaccent(form)))
