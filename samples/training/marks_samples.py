"""Letters cut out of drawn strips where the reader saw them, each with what it is: the samples of marks.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cardscan.ocr.ink import ink, squares
from cardscan.ocr.marks import CEDILLAS, groups, letters, reader_chances
from cardscan.ocr.rapid import model_path
from cardscan.ocr.recognise import Strip, alphabet, recognise
from cardscan.ocr.runtime import load_network
from samples.training.marks_strips import draw_strip

LEAST_CONFIDENCE = 0.8
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Samples:
    """N letters: pictures (N x 1 x 60 x 40, in 60ths), what is printed, what was read, what else it may have been.

    `printed` and `read` are places in `letters()`; `chances` are the reader's of each letter (N x letters).
    """

    pictures: NDArray[np.uint8]
    printed: NDArray[np.int64]
    read: NDArray[np.int64]
    chances: NDArray[np.float32]


def read_strips(count: int, seed: int, part: int = 0, *, held_out: bool) -> Iterator[tuple[str, Strip]]:
    """Draw `count` strips and read them: what each says, and what the reader makes of it; each part is another set."""
    network = load_network(model_path("rec"), streams=1)
    characters = alphabet(network)
    columns = [characters.index(letter) for letter in letters()]
    rng = np.random.default_rng([seed, held_out, part])
    for _ in range(-(-count // _BATCH)):
        drawn = [strip for strip in (draw_strip(rng, held_out) for _ in range(_BATCH)) if strip]
        strips = recognise(network, characters, columns, [strip.pixels for strip in drawn])
        yield from ((one.text, strip) for one, strip in zip(drawn, strips, strict=True) if strip.look)


def samples(strips: Iterator[tuple[str, Strip]]) -> Samples:
    """Take from read strips the letters that stand in a group and are at least read as one of it."""
    pictures, printed, read, chances = [], [], [], []
    for truth, strip in strips:
        text = strip.text.translate(CEDILLAS)
        found = [(i, j) for i, j in pairs(truth, text) if _group(truth[i]) == _group(text[j]) is not None]
        if strip.look is None or not found or strip.confidence < LEAST_CONFIDENCE:
            continue
        steps = [int(strip.look.steps[j]) for _, j in found]
        cut = squares(ink(strip.look.picture), steps)
        pictures.append(np.clip(np.round(cut * 60 + 60), 0, 255).astype(np.uint8))
        chances.append(reader_chances(strip.look, steps))
        printed += [letters().index(truth[i]) for i, _ in found]
        read += [letters().index(text[j]) for _, j in found]
    return Samples(np.concatenate(pictures), np.array(printed), np.array(read), np.concatenate(chances))


def pairs(truth: str, read: str) -> list[tuple[int, int]]:
    """Places that belong together by the cheapest edit from one text to the other; look-alikes are cheap to change."""
    costs = np.zeros((len(truth) + 1, len(read) + 1))
    costs[:, 0], costs[0] = np.arange(len(truth) + 1), np.arange(len(read) + 1)
    for i, a in enumerate(truth, 1):
        for j, b in enumerate(read, 1):
            costs[i, j] = min(costs[i - 1, j - 1] + _cost(a, b), costs[i - 1, j] + 1, costs[i, j - 1] + 1)
    found, i, j = [], len(truth), len(read)
    while i and j:
        if costs[i, j] == costs[i - 1, j - 1] + _cost(truth[i - 1], read[j - 1]):
            i, j = i - 1, j - 1
            found.append((i, j))
        elif costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def _cost(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if _group(a) == _group(b) is not None:
        return 0.25
    return 0.5 if a.lower() == b.lower() else 1.125


def _group(letter: str) -> int | None:
    return _groups().get(letter)


@cache
def _groups() -> dict[str, int]:
    return {letter: i for i, group in enumerate(groups()) for letter in group}
