"""What the text says: the PP-OCRv6 recognition model on strips of 48 pixels height, decoded greedily (CTC)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import Pixels
from cardscan.ocr.runtime import Network, Tensor

HEIGHT = 48
RIM = 6
"""Strips show so much more above and below than the recogniser sees: marks that its strip cuts off."""
_NARROWEST, _WIDEST = 64, 2400
_STEP, _LONG = 64, 768
"""Few widths, and of long strips, which are rare, half as many: the first of a width takes three times as long."""
_GREY = 127


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip's text, the mean probability of its characters, and where they stand (0..1 of the strip's width).

    `doubts` are the letters with marks that may be printed where `marks` left plain ones.
    """

    text: str
    confidence: float
    places: tuple[float, ...] = ()
    look: Look | None = None
    doubts: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a reading rests on, for a second look by `marks`.

    That is the strip's picture with its rim (60 x width x 3, BGR), the recogniser's step of each character, and
    at each step the chances of the blank, the space and the letters asked for.
    """

    picture: Pixels
    steps: NDArray[np.intp]
    chances: Tensor


def alphabet(network: Network) -> tuple[str, ...]:
    """Return the model's characters: index 0 is the blank, the last one is the space."""
    return characters_of(network.metadata("character"))


def characters_of(listed: str) -> tuple[str, ...]:
    """Return the characters that a model's file lists, with those that go without saying."""
    return ("", *listed.splitlines(), " ")


def recognise(
    network: Network, characters: Sequence[str], letters: Sequence[int], strips: Sequence[Pixels]
) -> list[Strip]:
    """Read strips of text (H x W x 3, BGR) with a rim, each by itself: together, they would be padded and no faster.

    Each strip bears a `Look` with the chances of `letters` (places in `characters`).
    """
    return [_read(network, characters, letters, prepare(strip)) for strip in strips]


def prepare(strip: Pixels) -> Pixels:
    """Bring a strip to the height that the recogniser sees, with a rim (60 x W x 3)."""
    height, width = strip.shape[:2]
    high = HEIGHT + 2 * RIM
    wide = int(np.clip(round(width * high / height), _NARROWEST, _WIDEST))
    if (wide, high) != (width, height):
        interpolation = cv2.INTER_AREA if height > high else cv2.INTER_CUBIC
        strip = cv2.resize(strip, (wide, high), interpolation=interpolation).astype(np.uint8, copy=False)
    return strip


def _read(network: Network, characters: Sequence[str], letters: Sequence[int], picture: Pixels) -> Strip:
    width = picture.shape[1]
    beside = -width % (_STEP if width <= _LONG else 2 * _STEP)
    block = np.full((1, HEIGHT, width + beside, 3), _GREY, np.uint8)
    block[0, :, :width] = picture[RIM:-RIM]
    chances = network(block)[0]
    best = chances.argmax(1)
    steps = _steps(best)
    if not len(steps):
        return Strip("", 0.0)
    read = best[steps]
    places = np.minimum(1.0, (steps + 0.5) * ((width + beside) / len(best) / width))
    look = Look(picture, steps, chances[:, [0, len(characters) - 1, *letters]])
    confidence = float(chances[steps, read].mean())
    return Strip("".join(characters[i] for i in read), confidence, tuple(places.tolist()), look)


def _steps(best: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the steps at which a character begins: neither blank nor a repetition."""
    keep: NDArray[np.bool_] = np.ones(len(best), np.bool_)
    keep[1:] = best[1:] != best[:-1]
    keep &= best != 0
    return np.flatnonzero(keep)
