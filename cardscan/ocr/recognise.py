"""What the text says: the PP-OCRv6 recognition model on strips of 48 pixels height, decoded greedily (CTC)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model import Pixels
from cardscan.ocr.runtime import Network, Tensor

HEIGHT = 48
_NARROWEST, _WIDEST = 64, 2400
_BATCH_PIXELS = 4800
_WIDTH_STEP = 32


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip's text, the mean probability of its characters, and where they stand (0..1 of the strip's width)."""

    text: str
    confidence: float
    places: tuple[float, ...] = ()


def alphabet(network: Network) -> tuple[str, ...]:
    """Return the model's characters: index 0 is the blank, the last one is the space."""
    return ("", *network.metadata("character").splitlines(), " ")


def recognise(network: Network, characters: Sequence[str], strips: Sequence[Pixels]) -> list[Strip]:
    """Read strips of text (H x W x 3, BGR); similar widths share a batch, so that little is padded."""
    tensors = [_prepare(strip) for strip in strips]
    found: list[Strip] = [Strip("", 0.0)] * len(strips)
    for batch in _batches([tensor.shape[2] for tensor in tensors]):
        width = -(-max(tensors[i].shape[2] for i in batch) // _WIDTH_STEP) * _WIDTH_STEP
        block = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            block[row, :, :, : tensors[i].shape[2]] = tensors[i]
        for i, probabilities in zip(batch, network(block), strict=True):
            found[i] = _decode(probabilities, characters, tensors[i].shape[2] / width)
    return found


def _prepare(strip: Pixels) -> Tensor:
    height, width = strip.shape[:2]
    wide = int(np.clip(round(width * HEIGHT / height), _NARROWEST, _WIDEST))
    interpolation = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    small = cv2.resize(strip, (wide, HEIGHT), interpolation=interpolation)
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


def _decode(probabilities: Tensor, characters: Sequence[str], used: float) -> Strip:
    best = probabilities.argmax(1)
    keep: NDArray[np.bool_] = np.ones(len(best), np.bool_)
    keep[1:] = best[1:] != best[:-1]
    keep &= best != 0
    steps = np.flatnonzero(keep)
    if not len(steps):
        return Strip("", 0.0)
    text = "".join(characters[i] for i in best[steps])
    places = tuple(float(min(1.0, (step + 0.5) / len(best) / used)) for step in steps)
    return Strip(text, float(probabilities[steps, best[steps]].mean()), places)
