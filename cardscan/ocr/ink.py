"""The ink of a strip, whatever its colours, and the surroundings of its characters: what `marks` looks at."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from cardscan.model import Pixels
from cardscan.ocr.recognise import HEIGHT, RIM
from cardscan.ocr.runtime import Tensor

HIGH, WIDTH = HEIGHT + 2 * RIM, 40
"""Pixels of the strip that the network sees around a character, which is 10 to 35 wide."""
_STEP = 8
"""Pixels of the strip to a step of the recogniser."""
_SAMPLE = 7
"""Colours of ground and print are told from every so manieth pixel."""


def ink(picture: Pixels) -> Tensor:
    """Turn a strip (60 x W x 3) into grey (60 x W): the ground is 0 and the print about 1, whatever their colours."""
    sample = picture.reshape(-1, 3)[::_SAMPLE].T.astype(np.float32, order="C")
    ordered, count = np.sort(sample, axis=1), sample.shape[1]
    ground = (ordered[:, (count - 1) // 2] + ordered[:, count // 2]) / 2
    sample -= ground[:, None]
    axis = cv2.eigen(cv2.mulTransposed(sample, aTa=False))[2][0]
    along = np.sort(axis @ sample)
    dark, light = _quantile(along, 0.03), _quantile(along, 0.97)
    axis /= (light if light >= -dark else dark) or 1.0
    grey = cv2.transform(picture.astype(np.float32), np.array([[*axis, -axis @ ground]]))
    return np.asarray(np.clip(grey, -1, 2, out=grey), np.float32)


def _quantile(ordered: Tensor, share: float) -> float:
    """Return a quantile of what is in order; numpy's own looks after much that does not occur here."""
    at, between = divmod(share * (len(ordered) - 1), 1)
    low, high = ordered[int(at) : int(at) + 2].tolist()
    return float(low + (high - low) * between)


def squares(grey: Tensor, steps: Sequence[int]) -> Tensor:
    """Cut the surroundings of the characters at `steps` out of a strip's ink (N x 1 x 60 x 40)."""
    padded = cv2.copyMakeBorder(grey, 0, 0, WIDTH, 2 * WIDTH, cv2.BORDER_CONSTANT)
    cut = np.empty((len(steps), 1, HIGH, WIDTH), np.float32)
    for i, step in enumerate(steps):
        start = min(grey.shape[1], round((step + 0.5) * _STEP)) + WIDTH // 2
        cut[i, 0] = padded[:, start : start + WIDTH]
    return cut
