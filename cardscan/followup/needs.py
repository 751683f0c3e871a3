"""What a note says that somebody looks for («busca fotógrafo»), or likes, in eight languages (data/needs.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from cardscan.followup.phrases import Hit, Phrases, Word, compile_lists, words_of
from cardscan.followup.topics import NONE, Mention, spoken, topic_hits
from cardscan.model import Note

_REACH = 12
"""Words behind a cue that can still be meant by it."""

_CLAUSE = re.compile(r"[.;!?\n\r]+|\s[-–—]\s|^[-–—*•]", re.MULTILINE)


class _Lexicon(NamedTuple):
    cues: Phrases
    limits: Phrases


def need_mentions(note: Note) -> tuple[Mention, ...]:
    """Answer what a person looks for, with the note's words from the cue on: `busca fotógrafo`."""
    return _said(note, ("needs", "follows"))


def interest_mentions(note: Note) -> tuple[Mention, ...]:
    """Answer what a person likes or talked about: `le gustan los vinos`."""
    return _said(note, ("interests",))


def _said(note: Note, kinds: Sequence[str]) -> tuple[Mention, ...]:
    found = (mention for clause in clauses(note) for mention in _in_clause(clause, kinds))
    return tuple({mention.topic: mention for mention in reversed(list(found))}.values())[::-1]


def clauses(note: Note) -> list[str]:
    """Part a note and its tags into what is said in one breath."""
    return [part for text in (note.note, *note.tags) for part in _CLAUSE.split(text[:5000]) if part.strip()]


def is_denied(clause: str) -> bool:
    """Whether a clause says no to anything."""
    return any(word.folded in _negations() for word in words_of(clause))


def _in_clause(clause: str, kinds: Sequence[str]) -> Iterator[Mention]:
    words = words_of(clause)
    cues = list(_lexicon().cues.find(words))
    bounds = [0, *(bound for cue in cues for bound in (cue.first, cue.after)), len(words)]
    for place, cue in enumerate(cues):
        begin, end = bounds[2 * place], bounds[2 * place + 3]
        if cue.key in kinds and not _is_denied(words, cue):
            for first, hit in _meant(words, cue, begin, end):
                yield Mention(hit.key, spoken(clause, words, first, max(hit.after, cue.after)))


def _meant(words: Sequence[Word], cue: Hit, begin: int, end: int) -> Iterator[tuple[int, Hit]]:
    """The topics that a cue is about, each with the first word to quote."""
    before: list[tuple[int, Hit]] = []
    if cue.key == "follows" or words[cue.first].folded in _verbs_at_the_end():
        before = [(hit.first, hit) for hit in _shifted(topic_hits(words[begin : cue.first]), begin)[-1:]]
    behind = [(cue.first, hit) for hit in _behind(words, cue.after, min(end, cue.after + _REACH))]
    found = before or behind if cue.key == "follows" else behind or before
    yield from ((first, hit) for first, hit in found if hit.key != NONE)


def _behind(words: Sequence[Word], start: int, end: int) -> list[Hit]:
    """The topics behind a cue: those before the first word of purpose, else those before the next one, and so on."""
    limits = list(_lexicon().limits.find(words[start:end]))
    stop = next((start + hit.first for hit in limits if hit.key == "stops"), end)
    cuts = [start, *(start + hit.first for hit in limits if hit.key == "purposes" and start + hit.first < stop), stop]
    for first, after in pairwise(cuts):
        if hits := _shifted(topic_hits(words[first:after]), first):
            return hits
    return []


def _shifted(hits: Sequence[Hit], by: int) -> list[Hit]:
    return [Hit(hit.key, hit.first + by, hit.after + by) for hit in hits]


def _is_denied(words: Sequence[Word], cue: Hit) -> bool:
    near = (*words[max(0, cue.first - 2) : cue.first], *words[cue.after : cue.after + 1])
    return any(word.folded in _negations() for word in near)


@cache
def _negations() -> frozenset[str]:
    return frozenset(word.folded for word in words_of(_lists()["negations"]["words"]))


@cache
def _verbs_at_the_end() -> frozenset[str]:
    """German puts the verb of a subordinate clause behind what is sought."""
    return frozenset(word.folded for word in words_of(_lists()["needs"]["de"]))


@cache
def _lexicon() -> _Lexicon:
    lists = _lists()
    cues = [(kind, text) for kind in ("needs", "follows", "interests", NONE) for text in lists[kind].values()]
    limits = [(kind, lists[kind]["words"]) for kind in ("purposes", "stops")]
    return _Lexicon(compile_lists(cues), compile_lists(limits))


@cache
def _lists() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "needs.toml").read_text("utf-8"))
