"""The card's language and countries, from all that tells: domains, calling and postal codes, words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from cardscan.fields import lexicon
from cardscan.fields.points import Points
from cardscan.fields.postal import find_postal
from cardscan.messages import LANGUAGES
from cardscan.normalize import phones, places, taxids

_CALLING_CODE = re.compile(r"\+\s?\(?\d[\d\s().-]{6,}")
_NORTH_AMERICAN = re.compile(r"(?<![\d+])(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-.]\d{4}(?!\d)")
_COMPARABLE = 0.35
_LIKELY_LANGUAGE = {"en": 0.3}
"""English is printed on cards of every country: it says less about the place."""


def detect_language(texts: Sequence[str], countries: Sequence[str] = (), preferred: Sequence[str] = ()) -> str | None:
    """Return the language (ISO 639-1) that a card's words and countries speak for, or None."""
    scores: defaultdict[str, float] = defaultdict(float, lexicon.language_scores(texts))
    for language in LANGUAGES:
        homes = places.language_countries(language)
        scores[language] += max(
            (0.5 / (1 + rank) for rank, home in enumerate(countries[:2]) if home in homes), default=0.0
        )
    for language in preferred:
        scores[language] += 0.1
    best = max(scores, key=lambda language: scores[language], default=None)
    return best if best and scores[best] > 0 else None


def rank_countries(points: Points, texts: Sequence[str], region: str | None = None) -> tuple[str, ...]:
    """Return the countries that a card may be from (ISO 3166-1 alpha-2), the likeliest first."""
    scores: defaultdict[str, float] = defaultdict(float)
    for domain in [e.address.rpartition("@")[2] for e in points.emails] + [link.value for link in points.urls]:
        country = places.domain_country(domain.split("/")[0])
        if country:
            scores[country] += 1.5
    for text in texts:
        _weigh_text(text, scores)
    for language, score in lexicon.language_scores(texts).items():
        for rank, country in enumerate(places.language_countries(language)[:4]):
            scores[country] += _LIKELY_LANGUAGE.get(language, 1.0) * score / (1 + rank)
    if region:
        scores[region.upper()] += 0.3
    least = _COMPARABLE * max(scores.values(), default=0.0)
    return tuple(sorted((c for c in scores if scores[c] >= least), key=lambda country: -scores[country]))


def _countries_of(number: str) -> tuple[str, ...]:
    """The country of a number; where small ones share a calling code (+44, +39) the main one, North America apart."""
    own = phones.region_of(number)
    shared = phones.country_calling_regions(number)[:1]
    return (own,) if own and number.startswith("+1") else shared


def _weigh_text(text: str, scores: defaultdict[str, float]) -> None:
    if _NORTH_AMERICAN.search(text):
        scores["US"] += 0.8
    for number in _CALLING_CODE.findall(text):
        phone = phones.parse(number)
        for country in _countries_of(phone.number) if phone and phone.valid else ():
            scores[country] += 2.0
    postal = find_postal(text, ())
    if postal and postal.weight >= 0.4:
        scores[postal.country] += 1.5 * postal.weight
    for part in re.split(r"[,;|·]", text):
        named = places.country_code(part.strip(" ."))
        if named:
            scores[named] += 2.0
    for found in taxids.find(text):
        if found.valid and len(found.country) == 2 and found.country != "EU":
            scores[found.country] += 1.0
