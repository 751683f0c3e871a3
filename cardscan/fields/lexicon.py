"""What the words of a line say it is: title, department, firm, street, slogan, name or label. Scores are in 0..1."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from cardscan.fields.honorifics import honorific_gender, prefixes, suffixes
from cardscan.fields.legal_forms import LegalForm, find_legal_form, is_sole_trader, legal_form
from cardscan.fields.line_labels import label, strip_label
from cardscan.fields.name_words import Given, family, given, is_family, is_given, name_score
from cardscan.fields.street_words import street_score
from cardscan.fields.wordlists import (
    LANGUAGES,
    REMEMBERED,
    Hit,
    endings,
    has_ending,
    is_web,
    phrases,
    table,
    vocabulary,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Given", "LegalForm", "company_score", "department_score", "family", "find_legal_form", "given",
    "honorific_gender", "is_family", "is_given", "is_sole_trader", "label", "language_scores", "legal_form",
    "name_score", "prefixes", "street_score", "strip_label", "suffixes", "tagline_score", "title_score",
]  # fmt: skip

_LIST_MARK = re.compile(r"[,;|•·/&+]|\s[-–—]\s")
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4,}[.!?]\s+[^\W\d_]{2,}\s?[^\W\d_]*.*[.!?]$")
_LOWER_WORD = re.compile(r"(?<!\w)[^\W\d_A-Z][^\W\d_]{3,}")
_MANY_WORDS = 8


@lru_cache(maxsize=REMEMBERED)
def title_score(text: str) -> float:
    """Tell how much a text looks like a job title: `Responsabile Tecnico`, `Head of Sales`."""
    line = words(text)
    if not line or is_web(text):
        return 0.0
    heads = phrases("titles", "heads").find(line)
    compound = [at for at, word in enumerate(line) if has_ending(word, endings("titles"))]
    modifiers = phrases("titles", "modifiers").find(line)
    share = len(_covered(heads, modifiers, _small_words(line)) | set(compound)) / len(line)
    if not heads and not compound:
        return round(0.35 * share, 3) if share > 0.5 and modifiers else 0.0
    at_edge = _at_edge(line, heads) or 0 in compound or len(line) - 1 in compound
    score = ((0.6 if at_edge else 0.35) + 0.4 * share) * _unlike_title(text, line)
    return round(score * _brevity(line) * (0.2 if find_legal_form(text) else 1.0), 3)


@lru_cache(maxsize=REMEMBERED)
def department_score(text: str) -> float:
    """Tell how much a text looks like a department: `Ufficio Progettazione`, `Dział Marketingu`."""
    line = words(text)
    if not line or is_web(text) or any(word.isdigit() for word in line):
        return 0.0
    opens = [hit for hit in _department_heads(line) if hit.start == 0]
    closes = [hit for hit in phrases("departments", "tails").find(line) if hit.end == len(line)]
    score = 0.0
    if opens:
        score = (0.9 if len(line) > 1 else 0.6) * _unlike_firm(line, opens[0])
    elif closes and closes[0].start > 0:
        score = 0.75
    elif has_ending(line[-1], endings("departments")):
        score = 0.65
    if _opens_title(line, opens[0].end if opens else 0):
        score *= 0.3
    return round(score * _brevity(line) * (0.3 if find_legal_form(text) else 1.0), 3)


@lru_cache(maxsize=REMEMBERED)
def company_score(text: str) -> float:
    """Tell how much a text looks like the name of a firm or institution: `Rossi & Bianchi Studio Legale`."""
    line = words(text)
    if not line or is_web(text):
        return 0.0
    if find_legal_form(text):
        return 0.97
    firm = phrases("companies", "words").find(line)
    weak = phrases("companies", "weak").find(line)
    score = 0.0
    if firm:
        score = 0.7 + 0.1 * min(2, len(firm) - 1)
    elif any(has_ending(word, endings("companies")) for word in line):
        score = 0.55
    if re.search(r"\S\s*[&+]\s*\S", text):
        score = max(score + 0.15, 0.6)
    score = min(0.95, score + 0.1 * min(2, len(weak)) + (0.05 if weak and not score else 0.0))
    return round(score * _brevity(line) * _unlike_others(text, line), 3)


@lru_cache(maxsize=REMEMBERED)
def tagline_score(text: str) -> float:
    """Tell how much a text looks like a slogan, opening hours or a list of services, rather than a name of any kind."""
    line = words(text)
    if not line or is_web(text):
        return 0.0
    score = 0.8 if _lists_services(text, line) else 0.0
    days = phrases("taglines", "days").find(line)
    if days and (any(word.isdigit() for word in line) or len(days) > 1):
        score = max(score, 0.8)
    return round(max(score, _sentence_score(text, line)), 3)


def language_scores(texts: Iterable[str]) -> dict[str, float]:
    """Weigh which language the texts of a card speak; the shares of those with any evidence add up to 1."""
    return dict(_language_scores(tuple(texts)))


@lru_cache(maxsize=16)
def _language_scores(texts: tuple[str, ...]) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for text in texts:
        for word in words(text):
            _share(scores, vocabulary().get(word, frozenset()), 1.0 if len(word) > 1 else 0.2)
            if name := given(word):
                _share(scores, name.languages & set(LANGUAGES), 0.4)
            _share(scores, family(word) & set(LANGUAGES), 0.3)
        form = find_legal_form(text)
        _share(scores, form.languages if form else frozenset(), 1.5)
        marked = [] if text.isascii() else [letter for letter in text.lower() if not letter.isascii()]
        for language, letters in table("taglines")["letters"].items() if marked else ():
            scores[language] += 0.5 * sum(letter in letters for letter in marked)
    found = {language: scores[language] for language in LANGUAGES if scores[language] > 0}
    total = sum(found.values())
    return {language: round(score / total, 4) for language, score in found.items()}


def _share(scores: dict[str, float], languages: frozenset[str], weight: float) -> None:
    """What many languages share tells little: each gets the weight over the square of their number."""
    for language in languages:
        scores[language] += weight / len(languages) ** 2


def _covered(*found: Iterable[Hit]) -> set[int]:
    return {at for hits in found for hit in hits for at in range(hit.start, hit.end)}


def _small_words(line: Sequence[str]) -> list[Hit]:
    return [hit for hit in phrases("taglines", "function").find(line) if len(line) > 1]


def _at_edge(line: Sequence[str], hits: Sequence[Hit]) -> bool:
    """English titles end in their head, most others begin with it; a rank may come first."""
    ranks = phrases("titles", "modifiers").find(line)
    first = next((hit.end for hit in ranks if hit.start == 0), 0)
    return any(hit.start in (0, first) or hit.end == len(line) for hit in hits)


def _opens_title(line: Sequence[str], least: int = 0) -> bool:
    return any(hit.start == 0 and hit.end >= least for hit in phrases("titles", "heads").find(line))


def _unlike_title(text: str, line: Sequence[str]) -> float:
    """Slogans (`your partner`), services, departments (`Area Tecnica`), names (`Rose Baker`) hold titles' words."""
    if _boasts(line) or _lists_services(text, line):
        return 0.4
    if _opens_title(line):
        return 1.0
    if is_given(line[0]) and line[0] not in vocabulary():
        return 0.4
    return 0.6 if any(hit.start == 0 for hit in _department_heads(line)) else 1.0


def _unlike_firm(line: Sequence[str], head: Hit) -> float:
    """`Biuro Rachunkowe` is a firm, `Biuro Zarządu` is none; of `Biuro` alone nobody can tell."""
    firm = next((hit for hit in phrases("companies", "words").find(line) if hit.start == 0), None)
    if firm is None or head.end > firm.end:
        return 1.0
    return 0.4 if firm.end > head.end else 0.75


def _brevity(line: Sequence[str]) -> float:
    return 1.0 if len(line) <= _MANY_WORDS else _MANY_WORDS / len(line)


def _unlike_others(text: str, line: Sequence[str]) -> float:
    """A firm's word in a title (`Hotel Manager`), an address or a sentence does not make a firm."""
    if (street := street_score(text)) > 0.6:
        return 0.3 if street > 0.7 else 0.8
    if _lists_services(text, line) or any(hit.end > 1 and hit.start == 0 for hit in _department_heads(line)):
        return 0.6
    if title_score(text) > 0.9 and not phrases("companies", "words").find(line[:1]):
        return 0.4
    return 0.5 if _sentence_score(text, line) > 0.6 else 1.0


def _department_heads(line: Sequence[str]) -> list[Hit]:
    return phrases("departments", "heads").find(line)


def _lists_services(text: str, line: Sequence[str]) -> bool:
    """Tell whether most of a line is services, with commas or the like between them."""
    services = phrases("taglines", "services").find(line)
    share = len(_covered(services, phrases("taglines", "function").find(line))) / len(line)
    return len(services) > 1 and share > 0.6 and _LIST_MARK.search(text) is not None


def _boasts(line: Sequence[str]) -> bool:
    """Tell whether a phrase of slogans stands in the line, such as `your partner`; single words stand in titles too."""
    return any(hit.end - hit.start > 1 for hit in phrases("taglines", "markers").find(line))


def _sentence_score(text: str, line: Sequence[str]) -> float:
    if len(line) < 2:
        return 0.0
    small = _covered(phrases("taglines", "function").find(line))
    markers = phrases("taglines", "markers").find(line)
    score = min(0.6, 1.5 * len(small) / len(line)) + min(0.5, 0.3 * len(markers))
    if any(hit.end - hit.start == len(line) for hit in markers) or _TWO_SENTENCES.search(text):
        score += 0.3
    score += 0.25 if text.rstrip()[-1:] in "!?…" else 0.1 if text.rstrip().endswith(".") and len(line) > 3 else 0.0
    score += 0.1 if len(line) > 4 else 0.0
    if (
        not markers
        and len(small) < 0.8 * len(line)
        and not _LOWER_WORD.search(_without_small(text))
        and not text.isupper()
    ):
        score *= 0.5  # all other words have capitals, as in names
    if is_given(text.split(maxsplit=1)[0]):
        score *= 0.5
    return min(1.0, score) * (1.0 - 0.7 * title_score(text))


def _without_small(text: str) -> str:
    small = phrases("taglines", "function")
    return " ".join(word for word in text.split() if word.strip(".,!?…'’") not in small)
