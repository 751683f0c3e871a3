"""What a letter is for: chosen by the user's own word for it, a promise, the tags, the words of the note."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from cardscan.followup.needs import clauses
from cardscan.followup.phrases import Hit, Phrases, Word, compile_lists, words_of
from cardscan.followup.topics import spoken
from cardscan.model import Note

FIRST_MEETING = "first-meeting"
PROMISED = "promised"
INTENTS = (
    FIRST_MEETING,
    PROMISED,
    "introduction-question",
    "introduction",
    "one-to-one",
    "referral-partner",
    "prospect",
    "supplier",
    "thanks",
    "reconnect",
)

_COMMERCIAL = frozenset({"prospect"})
_FEW_WORDS = 4
"""A jotting of no more words is shorthand: `café el martes`, `kawa w piątek`."""


_NEAR = 3
"""Words before a phrase among which a negation is meant for it."""

_TAGS = ("names", "alone", "words")
"""The lists by which a tag may name an intent."""


class _Found(NamedTuple):
    intent: str
    words: tuple[str, ...]


def is_commercial(intent: str) -> bool:
    """Whether a letter of this intent promotes the user's business, which asks for consent first."""
    return intent in _COMMERCIAL


def intent_named(text: str) -> str | None:
    """Answer the intent that a person means by a word such as `kawa`, `promesa`, `one-to-one`; None where unknown."""
    return min(_as_name(text, (*_TAGS, "asked")), key=_rank, default=None)


def intent_of(note: Note) -> str:
    """Answer what the letter is for: `note.intent`, else a promise, the tags, the words, a first meeting."""
    return _choose(note).intent


def why(note: Note) -> tuple[str, ...]:
    """Answer the user's own words that chose the intent; empty where nothing did."""
    return _choose(note).words


def _choose(note: Note) -> _Found:
    named = intent_named(note.intent) if note.intent else None
    if named and note.intent:
        return _Found(named, (note.intent.strip(),))
    if note.promised.strip():
        return _Found(PROMISED, (note.promised.strip(),))
    return _first(_in_tags(note)) or _first(_in_words(note)) or _Found(FIRST_MEETING, ())


def _first(found: Iterator[tuple[str, str]]) -> _Found | None:
    """The intent that goes before the others, with all words that speak for it."""
    pairs = list(found)
    if not pairs:
        return None
    best = min((intent for intent, _ in pairs), key=_rank)
    return _Found(best, tuple(dict.fromkeys(words for intent, words in pairs if intent == best)))


def _in_tags(note: Note) -> Iterator[tuple[str, str]]:
    for tag in note.tags:
        named = [(intent, tag.strip()) for intent in _as_name(tag, _TAGS)]
        yield from named or _in_clause(tag)


def _in_words(note: Note) -> Iterator[tuple[str, str]]:
    for clause in clauses(Note(note=note.note)):
        yield from _in_clause(clause)


def _in_clause(clause: str) -> Iterator[tuple[str, str]]:
    words = words_of(clause)
    hits = list(_lexicon("words").find(words))
    if len(words) <= _FEW_WORDS and not any(hit.first == 0 for hit in hits):
        hits += [hit for hit in _lexicon("alone").find(words) if hit.first == 0]
    for hit in hits:
        if hit.key != FIRST_MEETING and not _is_denied(clause, words, hit):
            yield hit.key, spoken(clause, words, hit.first, hit.after)


def _is_denied(clause: str, words: Sequence[Word], hit: Hit) -> bool:
    """Whether a negation stands shortly before, with no pause between."""
    before = words[max(0, hit.first - _NEAR) : hit.first]
    return any(word.folded in _negations() and "," not in clause[word.end : words[hit.first].start] for word in before)


def _as_name(text: str, kinds: Sequence[str]) -> Iterator[str]:
    """The intents whose name the text is, as a whole."""
    words = words_of(text)
    folded = "-".join(word.folded for word in words)
    if folded in INTENTS:
        yield folded
        return
    for kind in kinds:
        for hit in _whole(_lexicon(kind), text):
            yield hit.key


def _whole(phrases: Phrases, text: str) -> list[Hit]:
    words = words_of(text)
    return [hit for hit in phrases.find(words) if (hit.first, hit.after) == (0, len(words))]


def _rank(intent: str) -> int:
    return list(_lists()).index(intent)


@cache
def _negations() -> frozenset[str]:
    return frozenset(word.folded for word in words_of(_lists()["negations"]["words"]))


@cache
def _lexicon(kind: str) -> Phrases:
    return compile_lists(
        (intent, phrases)
        for intent, lists in _lists().items()
        if intent in INTENTS
        for phrases in _texts(lists.get(kind, ""))
    )


def _texts(value: str | dict[str, str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value.values())


@cache
def _lists() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "intents.toml").read_text("utf-8"))
