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

from cardscan.ocr.recognise import HEIGHT, RIM, Look, Strip
from cardscan.ocr.runtime import Network, Tensor, load_network

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
    network = load_network(DATA / "marks.onnx", streams=streams)
    return Marks(network, float(network.metadata("weight")))


@cache
def groups() -> tuple[str, ...]:
    """Return the groups of letters that are taken for one another."""
    return tuple(_table()["groups"].split())


@cache
def letters() -> str:
    """Return all letters of the groups, in the order of the network's outputs."""
    return "".join(groups())


def ink(picture: Tensor) -> Tensor:
    """Turn a strip (3 x 60 x W) into grey (60 x W): the ground is 0 and the print about 1, whatever their colours."""
    flat = picture.reshape(3, -1)
    apart = flat - np.median(flat[:, ::_SAMPLE], axis=1)[:, None]
    sample = apart[:, ::_SAMPLE]
    axis = np.linalg.eigh(sample @ sample.T)[1][:, -1]
    dark, light = np.percentile(axis @ sample, (3, 97))
    most = float(light if light >= -dark else dark) or 1.0
    grey = (axis / np.float32(most)) @ apart
    return np.asarray(np.clip(grey, -1, 2, out=grey).reshape(picture.shape[1:]), np.float32)


def squares(grey: Tensor, steps: Iterable[int]) -> Tensor:
    """Cut the surroundings of the characters at `steps` out of a strip's ink (N x 1 x 60 x 40)."""
    padded = np.pad(grey, ((0, 0), (WIDTH, 2 * WIDTH)))
    starts = [min(grey.shape[1], round((step + 0.5) * _STEP)) + WIDTH // 2 for step in steps]
    return np.stack([padded[None, :, start : start + WIDTH] for start in starts])


def reader_chances(look: Look, steps: Sequence[int]) -> Tensor:
    """Return the chances that the recogniser gives each letter at each of `steps`, or next to it (N x letters)."""
    chances = look.chances[:, 2:]
    return np.stack([chances[max(0, step - 1) : step + 2].max(axis=0) for step in steps]).astype(np.float32)


def mend(marks: Marks, strips: Sequence[Strip]) -> list[Strip]:
    """Look again at the letters of a card's strips (read with their `Look`).

    Letters are mended, lost spaces set, and what stays doubtful is said.
    """
    seen = [one for i, strip in enumerate(strips) for one in _seen(i, strip)]
    changes: dict[int, dict[int, str]] = {}
    doubts = [_unseen(strip) for strip in strips]
    if seen:
        read = [strips[one.strip].text[one.at].translate(CEDILLAS) for one in seen]
        plain = _chances(marks, strips, seen)
        for one, letter, chances, weighed in zip(seen, read, plain, _in_language(seen, read, plain), strict=True):
            best = one.group[int(weighed.argmax())]
            clear = weighed.max() >= (_CLEARER if best.isascii() else _CLEAR)
            if clear and best != letter:
                changes.setdefault(one.strip, {})[one.at] = best
            if (best if clear else letter).isascii():
                doubts[one.strip] += _marked(one.group, chances)
    return [
        replace(_written(strip, changes.get(i, {})), doubts="".join(dict.fromkeys(doubts[i])))
        for i, strip in enumerate(strips)
    ]


def _marked(group: str, chances: Tensor) -> str:
    return "".join(x for x, chance in zip(group, chances, strict=True) if chance >= _DOUBT and not x.isascii())


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


def _chances(marks: Marks, strips: Sequence[Strip], seen: Sequence[_Seen]) -> list[Tensor]:
    """Return the chance of each letter of each character's group: the network's and the reader's opinions together."""
    pictures, opinions = [], []
    for number in dict.fromkeys(one.strip for one in seen):
        look = strips[number].look
        if look is not None:
            steps = [int(look.steps[one.at]) for one in seen if one.strip == number]
            pictures.append(squares(ink(look.picture), steps))
            opinions.append(reader_chances(look, steps))
    logits = _run(marks.network, np.concatenate(pictures))
    logits += marks.weight * np.log(np.concatenate(opinions) + _LEAST_CHANCE)
    return [_softmax(row[[_place_of()[letter] for letter in one.group]]) for row, one in zip(logits, seen, strict=True)]


def _run(network: Network, pictures: Tensor) -> Tensor:
    """Run the network in batches of one size, for which it is compiled once."""
    padded = np.concatenate([pictures, np.zeros((-len(pictures) % _BATCH, *pictures.shape[1:]), np.float32)])
    return np.concatenate([network(padded[i : i + _BATCH]) for i in range(0, len(padded), _BATCH)])[: len(pictures)]


def _softmax(logits: Tensor) -> Tensor:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), np.float32)


def _in_language(seen: Sequence[_Seen], read: Sequence[str], chances: Sequence[Tensor]) -> list[Tensor]:
    """Weigh the chances with the languages that the card may be in, as all its letters together tell.

    A letter of another language that the reader itself saw may well be a guest's; one that it did not see is not.
    """
    tables = [_usual(one.group) for one in seen]
    places = [one.group.index(letter) for one, letter in zip(seen, read, strict=True)]
    # What the reader saw and what the network sees have a say each: one letter alone makes no card Polish.
    fit = sum(
        np.log((table @ chance + table[:, place]) / 2)
        for table, chance, place in zip(tables, chances, places, strict=True)
    )
    languages = _softmax(np.asarray(fit, np.float32))
    weighed = []
    for table, chance, place in zip(tables, chances, places, strict=True):
        weights = languages @ table
        weights[place] = 1.0
        weighed.append(chance * weights / (chance * weights).sum())
    return weighed


def _written(strip: Strip, changes: Mapping[int, str]) -> Strip:
    """Write a strip's text anew: with the changed letters, and with what the reader left out."""
    if strip.look is None:
        return strip
    left = {i for word in _LET_BE.finditer(strip.text) for i in range(word.start() + 1, word.end())}
    parts: list[tuple[str, float]] = []
    for at, (letter, place) in enumerate(zip(strip.text, strip.places, strict=True)):
        if at not in left and (lost := _lost(strip.text, at, strip.look)):
            parts.append((lost, (strip.places[max(0, at - 1)] + place) / 2))
        parts.append((changes.get(at, letter), place))
    return replace(strip, text="".join(part for part, _ in parts), places=tuple(place for _, place in parts), look=None)


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
def _usual(group: str) -> Tensor:
    """How usual a group's letters are in each language: its own and the plain ones 1, others seldom."""
    alphabets = _table()["alphabets"].values()
    return np.array(
        [[1 if x.isascii() or x.lower() in alphabet else _FOREIGN for x in group] for alphabet in alphabets], np.float32
    )


@cache
def _divided() -> tuple[str, ...]:
    return tuple(group for group in groups() if group.translate(CEDILLAS) != group)
