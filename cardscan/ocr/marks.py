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

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import Pixels
from cardscan.ocr.recognise import HEIGHT, RIM, Look, Strip
from cardscan.ocr.runtime import Network, Tensor, load_network, scaled

DATA = Path(__file__).parent / "data"
HIGH, WIDTH = HEIGHT + 2 * RIM, 40
"""Pixels of the strip that the network sees around a character, which is 10 to 35 wide."""
CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")
"""The reader knows both; Romanian has the comma."""
_STEP = 8
"""Pixels of the strip to a step of the recogniser."""


_SAMPLE = 7
"""Colours of ground and print are told from every so manieth pixel."""
_BATCH = 32
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


def ink(picture: Pixels) -> Tensor:
    """Turn a strip (60 x W x 3) into grey (60 x W): the ground is 0 and the print about 1, whatever their colours."""
    flat = scaled(picture[None]).reshape(3, -1)
    sample = np.ascontiguousarray(flat[:, ::_SAMPLE])
    ground = np.asarray(_quantile(np.sort(sample, axis=1), 0.5), np.float32)
    sample -= ground[:, None]
    axis = cv2.eigen(sample @ sample.T)[2][0]
    along = np.sort(axis @ sample)
    dark, light = float(_quantile(along, 0.03)), float(_quantile(along, 0.97))
    axis /= (light if light >= -dark else dark) or 1.0
    grey = axis @ flat - axis @ ground
    return np.asarray(np.clip(grey, -1, 2, out=grey).reshape(picture.shape[:2]), np.float32)


def _quantile(ordered: Tensor, share: float) -> Tensor:
    """Return a quantile of the last axis, which is in order; numpy's own looks after much that does not occur here."""
    place = share * (ordered.shape[-1] - 1)
    low, high = ordered[..., int(place)], ordered[..., min(int(place) + 1, ordered.shape[-1] - 1)]
    return np.asarray(low + (high - low) * np.float32(place % 1), np.float32)


def squares(grey: Tensor, steps: Iterable[int]) -> Tensor:
    """Cut the surroundings of the characters at `steps` out of a strip's ink (N x 1 x 60 x 40)."""
    padded = cv2.copyMakeBorder(grey, 0, 0, WIDTH, 2 * WIDTH, cv2.BORDER_CONSTANT)
    starts = [min(grey.shape[1], round((step + 0.5) * _STEP)) + WIDTH // 2 for step in steps]
    return np.stack([padded[None, :, start : start + WIDTH] for start in starts])


def reader_chances(look: Look, steps: Sequence[int]) -> Tensor:
    """Return the chances that the recogniser gives each letter at each of `steps`, or next to it (N x letters)."""
    last = len(look.chances) - 1
    near = np.clip(np.array(steps)[:, None] + (-1, 0, 1), 0, last)
    return np.asarray(look.chances[near, 2:].max(axis=1), np.float32)


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
    return [
        replace(_written(strip, changes.get(i, {})), doubts="".join(dict.fromkeys(doubts[i])))
        for i, strip in enumerate(strips)
    ]


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
    left = {i for word in _LET_BE.finditer(strip.text) for i in range(*word.span())}
    likely = np.argwhere(strip.look.chances[strip.look.steps, 2:] >= _DOUBT).tolist()
    found = [(strip.text[at], letters()[place]) for at, place in likely if at not in left]
    return "".join(x for read, x in found if read.isascii() and not x.isascii() and x not in _group_of().get(read, ""))


def _seen(number: int, strip: Strip) -> Iterable[_Seen]:
    if strip.look is None or strip.confidence < _LEAST_CONFIDENCE:
        return
    left = {i for word in _LET_BE.finditer(strip.text) for i in range(*word.span())}
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
    logits = _run(marks.network, np.concatenate(pictures))
    logits += marks.weight * np.log(np.concatenate(opinions) + _LEAST_CHANCE)
    return _softmax(np.where([_places_in(one.group) for one in seen], logits, -np.inf))


def _run(network: Network, pictures: Tensor) -> Tensor:
    """Run the network in batches of one size, for which it is compiled once."""
    padded = np.concatenate([pictures, np.zeros((-len(pictures) % _BATCH, *pictures.shape[1:]), np.float32)])
    answers = [network(padded[i : i + _BATCH]).copy() for i in range(0, len(padded), _BATCH)]
    return np.concatenate(answers)[: len(pictures)]


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


def _written(strip: Strip, changes: Mapping[int, str]) -> Strip:
    """Write a strip's text anew: with the changed letters, and with what the reader left out."""
    if strip.look is None:
        return strip
    left = {i for word in _LET_BE.finditer(strip.text) for i in range(word.start() + 1, word.end())}
    parts: list[tuple[str, float]] = []
    hints = [0, *np.cumsum(_hints(strip.look)).tolist()]
    steps = [-1, *strip.look.steps.tolist()]
    for at, (letter, place) in enumerate(zip(strip.text, strip.places, strict=True)):
        hinted = hints[steps[at + 1]] > hints[steps[at] + 1]
        if hinted and at not in left and (lost := _lost(strip.text, at, strip.look)):
            parts.append((lost, (strip.places[max(0, at - 1)] + place) / 2))
        parts.append((changes.get(at, letter), place))
    return replace(strip, text="".join(part for part, _ in parts), places=tuple(place for _, place in parts), look=None)


def _hints(look: Look) -> NDArray[np.bool_]:
    """Tell of each step whether something may be printed there that the reader left out: `_lost` looks closer."""
    hints = look.chances[:, 1] > _SPACE
    for group in _divided():
        hints |= look.chances[:, [2 + _place_of()[letter] for letter in group]].sum(axis=1) > _DIVIDED
    return np.asarray(hints, np.bool_)


def _lost(text: str, at: int, look: Look) -> str:
    """Return what is printed before a character by the reader's own chances, though the blank's was higher.

    Spaces are narrow, and the chance of ș at a word's start is divided between S, Ș, Ş and Š until none is ahead.
    """
    gap = look.chances[look.steps[at - 1] + 1 if at else 0 : look.steps[at]]
    if not len(gap) or text[at] == " ":
        return ""
    if at and text[at - 1] != " " and gap[:, 1].max() > _SPACE:
        return " "
    if at and text[at - 1] not in " -.":
        return ""
    for group in _divided():
        chances = gap[:, [2 + _place_of()[letter] for letter in group]]
        if text[at].isalpha() and text[at] not in group and chances.sum(axis=1).max() > _DIVIDED:
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
