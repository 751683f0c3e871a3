"""Cross-evidence: how an e-mail's local part fits a name, and a domain fits a firm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cardscan.fields.lexicon import legal_form
from cardscan.fields.wordlists import REMEMBERED
from cardscan.folding import unaccent

_LETTERS = re.compile(r"[^\W\d_]+")
_LOCAL_WORD = re.compile(r"[a-z]+")
_SHORTEST = 3
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
"""As German addresses spell them."""


@lru_cache(maxsize=REMEMBERED)
def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, digits and punctuation left out."""
    return tuple(_LETTERS.findall(unaccent(text)))


def name_fits_local(name: str, local: str) -> float:
    """Return how much of a local part a name explains, 0..1: `a.nowak`, `mgarcia`, `jp.martin`, `elena`.

    At least one word of the name must stand in it in full; initials and beginnings may explain the rest.
    """
    words = {word for word in [*words_of(name), *words_of(name.translate(_UMLAUTS))] if len(word) > 1}
    initials = "".join(word[0] for word in words_of(name))
    left = unaccent(local)
    total = len("".join(_LOCAL_WORD.findall(left)))
    if not words or not total:
        return 0.0
    explained = 0
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _SHORTEST and word in left:
            left = left.replace(word, " ", 1)
            explained += len(word)
    if not explained:
        return 0.0
    rest = "".join(_LOCAL_WORD.findall(left))
    if rest and _is_subsequence(rest, initials):
        explained += len(rest)
    return min(1.0, explained / total)


def firm_fits_domain(firm: str, domain: str) -> float:
    """Return how well a firm's name fits a domain, 0..1: `Jasny Dom Sp. z o.o.` and `jasny-dom.pl`."""
    label = re.sub(r"[^a-z0-9]", "", unaccent(main_label(domain)))
    bare = _without_legal_form(firm)
    spellings = {unaccent(bare), unaccent(bare.translate(_UMLAUTS))}
    return max(_words_fit_label(re.findall(r"[a-z0-9]+", spelling), label) for spelling in spellings)


def _words_fit_label(words: list[str], label: str) -> float:
    joined = "".join(words)
    if len(label) < 2 or not joined:
        return 0.0
    if joined == label:
        return 1.0
    if len(joined) >= 4 and joined in label:
        return max(0.6, len(joined) / len(label))
    if len(label) >= 4 and label in joined:
        return max(0.65, len(label) / len(joined))
    return max(_in_words(words, label), _as_initials(words, label))


def best_domain(firm: str, domains: Iterable[str]) -> float:
    """Return the best fit of a firm's name to any of the domains."""
    return max((firm_fits_domain(firm, domain) for domain in domains), default=0.0)


def main_label(domain: str) -> str:
    """Return the part of a domain that bears the name: `acme` of `mail.acme.com.pl`."""
    labels = domain.lower().split("/")[0].split(".")
    if (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in {"com", "co", "org", "net", "edu", "gov", "ac", "gob"}
    ):
        return labels[-3]
    return labels[-2] if len(labels) > 1 else labels[0]


def _in_words(words: list[str], label: str) -> float:
    """The share of a domain that the words of the name make, in any order."""
    left, explained = label, 0
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _SHORTEST and word in left:
            left = left.replace(word, " ", 1)
            explained += len(word)
    return 0.9 * explained / len(label)


def _as_initials(words: list[str], label: str) -> float:
    initials = "".join(word[0] for word in words)
    return 0.7 if len(label) >= 3 and initials.startswith(label) else 0.0


def _without_legal_form(firm: str) -> str:
    form = legal_form(firm)
    return firm.replace(form, "") if isinstance(form, str) else firm


def _is_subsequence(letters: str, of: str) -> bool:
    rest = iter(of)
    return all(letter in rest for letter in letters)
