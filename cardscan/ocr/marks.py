"""A second look at letters that the reader confuses: ł and l, ș and s, é and e, I and l.

A small network (`data/marks.onnx`) sees one character's surroundings in the recogniser's strip and says which letter of
its group stands there; the letter is changed only where the network and the reader together leave little doubt.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.ocr.ink import ink, squares
from cardscan.ocr.recognise import Look, Strip
from cardscan.ocr.runtime import Network, Tensor, load_network

DATA = Path(__file__).parent / "data"
CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")
"""The reader knows both; Romanian has the comma."""
_BATCH, _PART = 32, 8
"""Characters are shown to the network so many at a time, the last of them in a multiple of the other number."""
_CLEAR, _CLEARER = 0.7, 0.95
"""From this chance on a letter gets a mark; from the other on it loses one: the reader misses marks, invents few."""
_FOREIGN = 0.01
"""A language's text holds a letter of another language so many times more seldom than one of its own."""
_SPACE = 0.15
"""A space is printed where the reader gives it this chance: it errs towards none."""
_DIVIDED = 0.15
"""A letter that the reader left out is printed where the chances of its group together reach this."""
_DOUBT = 0.03
"""From this chance on it is doubtful whether a plain letter has a mark: what a second reader is for."""
_LEAST_CONFIDENCE = 0.8
"""Where the reader guesses all letters, marks are past telling."""
_LEAST_CHANCE = 1e-6
_LET_BE = re.compile(r"\S*(?:@|/|\d\S*\d|[^\W\d_]{2}\.[^\W\d_]{2}|www)\S*")
"""Words of other rules than a language's: addresses of mail and web, numbers."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The network, and how much of the reader's opinion is added to its own."""

    network: Network
    weight: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """A character that may be another one: the `at`th of the `strip`th strip, with its group's letters."""

    strip: int
    at: int
    group: str


def load_marks(*, streams: int) -> Marks:
    """Load the network for `streams` callers at a time."""
    network = load_network(DATA / "marks.onnx", streams=streams, pictures=False)
    return Marks(network, float(network.metadata("weight")))


@cache
def groups() -> tuple[str, ...]:
    """Return the groups of letters that are taken for one another."""
    return tuple(_table()["groups"].split())


@cache
def letters() -> str:
    """Return all letters of the groups, in the order of the network's outputs."""
    return "".join(groups())


def reader_chances(look: Look, steps: Sequence[int]) -> Tensor:
    """Return the chances that the recogniser gives each letter at each of `steps`, or next to it (N x letters)."""
    middle, last = np.array(steps), len(look.chances) - 1
    chances = look.chances[middle, 2:]
    for near in (np.maximum(middle - 1, 0), np.minimum(middle + 1, last)):
        np.maximum(chances, look.chances[near, 2:], out=chances)
    return chances


def mend(marks: Marks, strips: Sequence[Strip]) -> list[Strip]:
    """Look again at the letters of a card's strips (read with their `Look`).

    Letters are mended, lost spaces set, and what stays doubtful is said.
    """
    seen = [one for i, strip in enumerate(strips) for one in _seen(i, strip)]
    changes: dict[int, dict[int, str]] = {}
    doubts = [_unseen(strip) for strip in strips]
    if seen:
        read = np.array([_place_of()[strips[one.strip].text[one.at].translate(CEDILLAS)] for one in seen])
        chances = _chances(marks, strips, seen)
        weighed = _in_language(read, chances)
        bests, mosts = weighed.argmax(axis=1).tolist(), weighed.max(axis=1).tolist()
        for one, place, marked, best, most in zip(seen, read.tolist(), _marked(chances), bests, mosts, strict=True):
            clear = most >= (_CLEARER if letters()[best].isascii() else _CLEAR)
            if clear and best != place:
                changes.setdefault(one.strip, {})[one.at] = letters()[best]
            if letters()[best if clear else place].isascii():
                doubts[one.strip] += marked
    return [_written(strip, changes.get(i, {}), "".join(dict.fromkeys(doubts[i]))) for i, strip in enumerate(strips)]


def _marked(chances: Tensor) -> list[str]:
    """Return the letters with marks that each character may be."""
    marked = [""] * len(chances)
    for at, place in np.argwhere(chances >= _DOUBT).tolist():
        if not letters()[place].isascii():
            marked[at] += letters()[place]
    return marked


def _unseen(strip: Strip) -> str:
    """Return the letters with marks that the reader took into account for one of another group: `Torur`, `Gtówna`."""
    if strip.look is None or strip.confidence < _LEAST_CONFIDENCE:
        return ""
    likely = (strip.look.chances[strip.look.steps, 2:] >= _DOUBT) & _marks()
    marked = [(at, letters()[place]) for at, place in zip(*likely.nonzero(), strict=True)]
    found = [(at, letter) for at, letter in marked if _is_unseen(strip.text[at], letter)]
    left = _let_be(strip.text) if found else ()
    return "".join(letter for at, letter in found if at not in left)


def _is_unseen(read: str, letter: str) -> bool:
    return read.isascii() and letter not in _group_of().get(read, "")


def _let_be(text: str, into: int = 0) -> set[int]:
    """Return the places of words of other rules; without so many letters at their beginnings."""
    return {at for word in _LET_BE.finditer(text) for at in range(word.start() + into, word.end())}


def _seen(number: int, strip: Strip) -> Iterable[_Seen]:
    if strip.look is None or strip.confidence < _LEAST_CONFIDENCE:
        return
    left = _let_be(strip.text)
    for at, letter in enumerate(strip.text.translate(CEDILLAS)):
        if at not in left and (group := _group_of().get(letter)) and (letter != "1" or len(strip.text) > 1):
            yield _Seen(number, at, group)


def _chances(marks: Marks, strips: Sequence[Strip], seen: Sequence[_Seen]) -> Tensor:
    """Return the chance of each letter, 0 outside a character's group: the network's and the reader's view together."""
    pictures, opinions = [], []
    for number in dict.fromkeys(one.strip for one in seen):
        look = strips[number].look
        if look is not None:
            steps = [int(look.steps[one.at]) for one in seen if one.strip == number]
            pictures.append(squares(ink(look.picture), steps))
            opinions.append(reader_chances(look, steps))
    logits = _run(marks.network, pictures)
    logits += marks.weight * np.log(np.concatenate(opinions) + _LEAST_CHANCE)
    return _softmax(np.where([_places_in(one.group) for one in seen], logits, -np.inf))


def _run(network: Network, pictures: Sequence[Tensor]) -> Tensor:
    """Run the network in batches of few sizes: for each it is compiled once."""
    count = sum(map(len, pictures))
    padded = np.concatenate([*pictures, np.zeros((-count % _PART, *pictures[0].shape[1:]), np.float32)])
    answers = [network(padded[i : i + _BATCH]).copy() for i in range(0, len(padded), _BATCH)]
    return np.concatenate(answers)[:count]


def _softmax(logits: Tensor) -> Tensor:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def _in_language(read: NDArray[np.intp], chances: Tensor) -> Tensor:
    """Weigh the chances with the languages that the card may be in, as all its letters together tell.

    A letter of another language that the reader itself saw may well be a guest's; one that it did not see is not.
    """
    table = _usual()
    # What the reader saw and what the network sees have a say each: one letter alone makes no card Polish.
    fit = np.log((chances @ table.T + table.T[read]) / 2).sum(axis=0)
    weights = np.tile(_softmax(fit) @ table, (len(read), 1))
    weights[np.arange(len(read)), read] = 1.0
    weighed = chances * weights
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), np.float32)


def _written(strip: Strip, changes: Mapping[int, str], doubts: str) -> Strip:
    """Write a strip's text anew: with the changed letters, and with what the reader left out."""
    lost = _all_lost(strip.text, strip.look) if strip.look else {}
    if not lost and not changes:
        return replace(strip, look=None, doubts=doubts)
    parts: list[tuple[str, float]] = []
    for at, (letter, place) in enumerate(zip(strip.text, strip.places, strict=True)):
        if at in lost:
            parts.append((lost[at], (strip.places[max(0, at - 1)] + place) / 2))
        parts.append((changes.get(at, letter), place))
    text, places = zip(*parts, strict=True)
    return replace(strip, text="".join(text), places=places, look=None, doubts=doubts)


def _all_lost(text: str, look: Look) -> dict[int, str]:
    """Return what is printed before characters, though the reader left it out."""
    groups = look.chances[:, 2:] @ _members()
    hints = (look.chances[:, 1] > _SPACE) | (groups > _DIVIDED).any(axis=1)
    hints[look.steps] = False
    hinted = set(look.steps.searchsorted(hints.nonzero()[0]).tolist()) - {len(text)}
    left = _let_be(text, 1) if hinted else ()
    lost = {at: _lost(text, at, look, groups) for at in hinted if at not in left}
    return {at: letter for at, letter in lost.items() if letter}


def _lost(text: str, at: int, look: Look, groups: Tensor) -> str:
    """Return what is printed before a character by the reader's own chances, though the blank's was higher.

    Spaces are narrow, and the chance of ș at a word's start is divided between S, Ș, Ş and Š until none is ahead;
    `groups` has the chances of such letters together.
    """
    gap = slice(int(look.steps[at - 1]) + 1 if at else 0, int(look.steps[at]))
    if text[at] == " ":
        return ""
    if at and text[at - 1] != " " and look.chances[gap, 1].max() > _SPACE:
        return " "
    if (at and text[at - 1] not in " -.") or not text[at].isalpha():
        return ""
    for group, likely in zip(_divided(), groups[gap].max(axis=0) > _DIVIDED, strict=True):
        if likely and text[at] not in group:
            chances = look.chances[gap, 2:][:, [_place_of()[letter] for letter in group]]
            return group[int(chances.max(axis=0).argmax())].translate(CEDILLAS)
    return ""


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "marks.toml").read_text(encoding="utf-8"))


@cache
def _group_of() -> Mapping[str, str]:
    return {letter: group for group in groups() for letter in group}


@cache
def _place_of() -> Mapping[str, int]:
    return {letter: i for i, letter in enumerate(letters())}


@cache
def _places_in(group: str) -> NDArray[np.bool_]:
    """Tell of all letters which are the group's."""
    return np.array([letter in group for letter in letters()])


@cache
def _usual() -> Tensor:
    """How usual all letters are in each language: its own and the plain ones 1, others seldom."""
    alphabets = _table()["alphabets"].values()
    return np.array(
        [[1 if x.isascii() or x.lower() in own else _FOREIGN for x in letters()] for own in alphabets], np.float32
    )


@cache
def _divided() -> tuple[str, ...]:
    return tuple(group for group in groups() if group.translate(CEDILLAS) != group)


@cache
def _members() -> Tensor:
    """Tell of all letters in which of the groups that divide chances they are (letters x groups)."""
    return np.array([_places_in(group) for group in _divided()], np.float32).T


@cache
def _marks() -> NDArray[np.bool_]:
    """Tell of all letters which have a mark."""
    return np.array([not letter.isascii() for letter in letters()])
