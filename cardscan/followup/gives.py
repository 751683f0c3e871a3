"""Give first: what of the user's gives.toml fits a contact, and which of the contact's own words say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cardscan.folding import fold
from cardscan.followup.needs import clauses, interest_mentions, is_denied, need_mentions
from cardscan.followup.phrases import words_of
from cardscan.followup.topics import mentions, topics_of, trade_mentions
from cardscan.model import Give, Note, Record, Suggestion

_WEIGHTS = {
    "needs": 20, "tag": 10, "interests": 8, "word": 8, "title": 6, "mention": 5, "company": 4,
    "department": 3, "domain": 3, "prose": 2,
}  # fmt: skip
"""How much it says for a give that its topic stands in a need of the note, in a tag, in the title, the firm ..."""

_ENOUGH = 3
_REASONS = 3
_FEW_WORDS = 4
"""A jotting of no more words is shorthand, whose words are its subject; in longer ones they may be said by the way."""


class _Sign(NamedTuple):
    """A word of the contact's that speaks for the topic, or the plain word, `about`."""

    about: str
    words: str
    kind: str


def fitting(record: Record, language: str, gives: Sequence[Give], today: date) -> tuple[Suggestion, ...]:
    """Answer all that would fit a contact, the best first; of equals the one that stands first in the file.

    `reasons` are the contact's own words that speak for it: `busca fotógrafo`, `Florista`.
    """
    signs = tuple(_signs(record))
    found = []
    for give in gives:
        speaking = _speaking(give, signs, record) if _may_go(give, language, today) else []
        if (score := _score(speaking)) >= _ENOUGH:
            found.append((score, _suggestion(give, speaking)))
    return tuple(suggestion for _, suggestion in sorted(found, key=lambda pair: -pair[0]))


def _may_go(give: Give, language: str, today: date) -> bool:
    in_time = give.until is None or today <= give.until
    return in_time and (not give.languages or language in give.languages)


def _signs(record: Record) -> Iterator[_Sign]:
    yield from (_Sign(mention.topic, mention.words, "needs") for mention in need_mentions(record.note))
    yield from (_Sign(mention.topic, mention.words, "interests") for mention in interest_mentions(record.note))
    yield from (_Sign(mention.topic, mention.words, mention.field) for mention in trade_mentions(record))
    yield from (_Sign(mention.topic, mention.words, "tag") for tag in record.note.tags for mention in mentions(tag))
    for clause in clauses(Note(note=record.note.note)):
        for part in () if is_denied(clause) else clause.split(","):
            kind = "mention" if len(words_of(part)) <= _FEW_WORDS else "prose"
            yield from (_Sign(mention.topic, mention.words, kind) for mention in mentions(part))


def _speaking(give: Give, signs: Sequence[_Sign], record: Record) -> list[_Sign]:
    """The signs that speak for a give, the strongest of each topic."""
    topics = {topic for word in give.topics for topic in topics_of(word)}
    plain = [word for word in give.topics if not topics_of(word)]
    # Who is an accountant is not helped with the address of an accountant.
    own = topics_of(f"{give.title} {give.words}") if give.kind == "contact" else frozenset()
    # Nor is somebody helped with one whom they merely speak of.
    fits = [sign for sign in signs if sign.about in topics and (sign.kind == "needs" or sign.about not in own)]
    fits = [sign for sign in fits if sign.kind not in ("mention", "prose") or give.kind != "contact"]
    fits += [sign for word in plain for sign in _plain_signs(word, record)]
    fits.sort(key=lambda sign: -_WEIGHTS[sign.kind])
    return list({sign.about: sign for sign in reversed(fits)}.values())[::-1]


def _plain_signs(word: str, record: Record) -> Iterator[_Sign]:
    """A word that is no known topic is sought itself: in the note and its tags, in title and firm."""
    for text in (record.note.note, *record.note.tags):
        if found := _quoted(word, text):
            yield _Sign(word, found, "word")
    for field in ("title", "company"):
        value = getattr(record.contact, field)
        if value and (found := _quoted(word, value.value)):
            yield _Sign(word, found, field)


def _quoted(wanted: str, text: str) -> str:
    """The words of `text` that are `wanted` but for their endings; empty where it has none."""
    sought, words = fold(wanted).split(), words_of(text)
    for place in range(len(words) - len(sought) + 1):
        part = words[place : place + len(sought)]
        if sought and all(_is_same(one, word.folded) for one, word in zip(sought, part, strict=True)):
            return text[part[0].start : part[-1].end]
    return ""


def _is_same(one: str, other: str) -> bool:
    """Whether two words differ in their endings at most: `żeglarstwo`, `żeglarstwie`."""
    stem = one if len(one) < 6 else one[: max(5, len(one) - 2)]
    return one == other or (len(one) >= 6 and other.startswith(stem) and len(other) <= len(one) + 3)


def _score(signs: Sequence[_Sign]) -> int:
    return sum(_WEIGHTS[sign.kind] for sign in signs)


def _suggestion(give: Give, signs: Sequence[_Sign]) -> Suggestion:
    reasons = tuple(dict.fromkeys(sign.words for sign in signs))[:_REASONS]
    return Suggestion(give.title, give.kind, give.url, give.words, reasons)
