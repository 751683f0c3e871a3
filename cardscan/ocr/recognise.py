"""What the text says: the PP-OCRv6 recognition model on strips of 48 pixels height, decoded greedily (CTC)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import Pixels
from cardscan.ocr.runtime import Network, Tensor

HEIGHT = 48
RIM = 6
"""Strips show so much more above and below than the recogniser sees: marks that its strip cuts off."""
_NARROWEST, _WIDEST = 64, 2400
_BATCH_PIXELS = 4800
_WIDTH_STEP = 32


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

    That is the strip's picture with its rim (3 x 60 x width, -1..1, BGR), the recogniser's step of each character, and
    at each step the chances of the blank, the space and the letters asked for.
    """

    picture: Tensor
    steps: NDArray[np.intp]
    chances: Tensor


def alphabet(network: Network) -> tuple[str, ...]:
    """Return the model's characters: index 0 is the blank, the last one is the space."""
    return ("", *network.metadata("character").splitlines(), " ")


def recognise(
    network: Network, characters: Sequence[str], letters: Sequence[int], strips: Sequence[Pixels]
) -> list[Strip]:
    """Read strips of text (H x W x 3, BGR) with a rim; similar widths share a batch, so that little is padded.

    Each strip bears a `Look` with the chances of `letters` (places in the alphabet).
    """
    tensors = [_prepare(strip) for strip in strips]
    found: list[Strip] = [Strip("", 0.0)] * len(strips)
    for batch in _batches([tensor.shape[2] for tensor in tensors]):
        width = -(-max(tensors[i].shape[2] for i in batch) // _WIDTH_STEP) * _WIDTH_STEP
        block = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            block[row, :, :, : tensors[i].shape[2]] = tensors[i][:, RIM:-RIM]
        for i, probabilities in zip(batch, network(block), strict=True):
            strip = _decode(probabilities, characters, tensors[i].shape[2] / width)
            found[i] = _with_look(strip, probabilities, tensors[i], letters) if strip.text else strip
    return found


def _prepare(strip: Pixels) -> Tensor:
    height, width = strip.shape[:2]
    high = HEIGHT + 2 * RIM
    wide = int(np.clip(round(width * high / height), _NARROWEST, _WIDEST))
    interpolation = cv2.INTER_AREA if height > high else cv2.INTER_CUBIC
    small = cv2.resize(strip, (wide, high), interpolation=interpolation)
    return (small.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (
            (len(batch) + 1) * widths[i] > _BATCH_PIXELS or widths[i] > 1.25 * widths[batch[0]] + _WIDTH_STEP
        ):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _with_look(strip: Strip, probabilities: Tensor, picture: Tensor, letters: Sequence[int]) -> Strip:
    columns = [0, probabilities.shape[1] - 1, *letters]
    return replace(strip, look=Look(picture, _steps(probabilities.argmax(1)), probabilities[:, columns]))


def _decode(probabilities: Tensor, characters: Sequence[str], used: float) -> Strip:
    best = probabilities.argmax(1)
    steps = _steps(best)
    if not len(steps):
        return Strip("", 0.0)
    text = "".join(characters[i] for i in best[steps])
    places = tuple(float(min(1.0, (step + 0.5) / len(best) / used)) for step in steps)
    return Strip(text, float(probabilities[steps, best[steps]].mean()), places)


def _steps(best: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the steps at which a character begins: neither blank nor a repetition."""
    keep: NDArray[np.bool_] = np.ones(len(best), np.bool_)
    keep[1:] = best[1:] != best[:-1]
    keep &= best != 0
    return np.flatnonzero(keep)
