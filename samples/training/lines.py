"""Trains the line model (cardscan/fields/line_model.py) on generated cards, in numpy: `python -m samples.training`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.fields import line_model
from cardscan.fields.layout import Row
from cardscan.fields.line_model import BUCKETS, CLASSES, DENSE, OWN, ROLES, WORDS, Network
from cardscan.fields.pieces import Piece
from cardscan.folding import unaccent
from samples.training.cards import Truth

Floats = NDArray[np.float32]
WIDTH, HIDDEN, BATCH, RATE = 16, 48, 512, 0.004
SHRINK = {"buckets": 0.5, "hidden": 0.02, "out": 0.02}
"""How fast weights fade (Loshchilov and Hutter 2019, arXiv:1711.05101): rare n-grams shall tell little."""

ALIKE = 0.86
"""A piece is a field where so much of both is the same: the reader's mistakes shall not make it another."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One piece: the buckets of its text, its dense features, its class."""

    keys: NDArray[np.int64]
    dense: Floats
    label: int


def samples_of(
    pieces: Sequence[Piece], described: Sequence[Mapping[str, float]], rows: Sequence[Row], truth: Truth
) -> Iterator[Sample]:
    """Describe the pieces of a card and say what they are."""
    dense = line_model.dense_features(pieces, described, rows)
    for piece, row in zip(pieces, dense, strict=True):
        yield Sample(line_model.text_keys(piece.text), row, CLASSES.index(class_of(piece.text, truth)))


def class_of(text: str, truth: Truth) -> str:
    """Return which of CLASSES a text is on a card that says `truth`."""
    own = _letters(text)
    wanted = [(role, _letters(value)) for role in ROLES for value in _values(truth, role)]
    best = max(((_alike(own, value), role) for role, value in wanted), default=(0.0, "other"))
    if best[0] >= ALIKE:
        return best[1]
    part = next((role for role, value in wanted if own in value), None) if len(own) > 1 else None
    return f"part of {part}" if part else "other"


def _values(truth: Truth, role: str) -> list[str]:
    value = truth.get(role)
    found = value if isinstance(value, list) else [value] if value else []
    if role == "name" and found:
        found = [*found, f"{truth.get('prefix') or ''} {found[0]} {truth.get('suffix') or ''}"]
    return found


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unaccent(text))


def _alike(one: str, other: str) -> float:
    if not one or not other or not 0.7 < len(one) / len(other) < 1.4:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def train(samples: Sequence[Sample], *, epochs: int = 8, seed: int = 2041) -> Network:
    """Fit the network by Adam (Kingma and Ba 2015, arXiv:1412.6980) to the pieces' classes."""
    rng = np.random.default_rng(seed)
    dense = np.stack([sample.dense for sample in samples])
    mean, spread = dense.mean(axis=0), dense.std(axis=0) + 0.05
    weights = {
        "buckets": rng.normal(0, 0.05, (BUCKETS, WIDTH)),
        "hidden": rng.normal(0, (2 / (WIDTH + DENSE)) ** 0.5, (WIDTH + DENSE, HIDDEN)),
        "hidden_bias": np.zeros(HIDDEN),
        "out": rng.normal(0, (1 / HIDDEN) ** 0.5, (HIDDEN, len(CLASSES))),
        "out_bias": np.zeros(len(CLASSES)),
    }
    weights = {name: value.astype(np.float32) for name, value in weights.items()}
    step = _Adam(
        {name: np.zeros_like(value) for name, value in weights.items()},
        {name: np.zeros_like(value) for name, value in weights.items()},
    )
    scaled = (dense - mean) / spread
    empty = -mean / spread
    for epoch in range(epochs):
        order = rng.permutation(len(samples))
        rate = RATE * (1 - epoch / epochs)
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            seen = _forgetful(scaled[chosen], empty, rng)
            slopes = _slopes(weights, [samples[i].keys for i in chosen], seen, [samples[i].label for i in chosen], rng)
            step.take(weights, slopes, rate)
    return Network(mean=mean, spread=spread, **weights)


@dataclass
class _Adam:
    first: dict[str, Floats]
    second: dict[str, Floats]
    count: int = 0

    def take(self, weights: dict[str, Floats], slopes: Mapping[str, Floats], rate: float) -> None:
        """Move the weights by one step; they shrink a little, so that rare n-grams tell little."""
        self.count += 1
        rate *= (1 - 0.999**self.count) ** 0.5 / (1 - 0.9**self.count)
        for name, slope in slopes.items():
            first, second = self.first[name], self.second[name]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            weights[name] -= rate * first / (np.sqrt(second) + 1e-8)
            if name in SHRINK:
                weights[name] *= 1 - SHRINK[name] * rate


_LEXICON = [OWN.index(name) for name in WORDS[:4]]


def _forgetful(dense: Floats, empty: Floats, rng: np.random.Generator) -> Floats:
    """Hide now and then what the word lists know: there are words on cards that no list holds."""
    seen = dense.copy()
    for column in _LEXICON:
        hidden = rng.random(len(seen)) < 0.12
        seen[hidden, column] = empty[column]
    return seen


def _slopes(
    weights: Mapping[str, Floats],
    keys: Sequence[NDArray[np.int64]],
    dense: Floats,
    labels: Sequence[int],
    rng: np.random.Generator,
) -> dict[str, Floats]:
    """The gradient of the cross entropy over a batch; n-grams, whole texts and hidden units are left out by lot."""
    kept = [key[rng.random(len(key)) < 0.65] if len(key) > 4 else key for key in keys]
    kept = [key if len(key) else keys[i][:1] for i, key in enumerate(kept)]
    lengths = np.array([len(key) for key in kept])
    flat, starts = np.concatenate(kept), np.concatenate([[0], np.cumsum(lengths)[:-1]])
    heard = rng.random(len(keys)) < 0.88  # without its text, a piece is judged by its place alone
    share = (heard / np.sqrt(lengths)).astype(np.float32)[:, None]
    text = np.add.reduceat(weights["buckets"][flat], starts, axis=0) * share
    inputs = np.concatenate([text, dense], axis=1)
    before = inputs @ weights["hidden"] + weights["hidden_bias"]
    mask = ((before > 0) * (rng.random(before.shape) < 0.8) / 0.8).astype(np.float32)
    hidden = before * mask
    scores = hidden @ weights["out"] + weights["out_bias"]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    shares[np.arange(len(labels)), labels] -= 1
    shares /= len(labels)
    back = (shares @ weights["out"].T) * mask
    down = back @ weights["hidden"].T
    buckets = np.zeros_like(weights["buckets"])
    np.add.at(buckets, flat, np.repeat(down[:, :WIDTH] * share, lengths, axis=0))
    return {
        "buckets": buckets,
        "hidden": inputs.T @ back,
        "hidden_bias": back.sum(axis=0),
        "out": hidden.T @ shares,
        "out_bias": shares.sum(axis=0),
    }


def save(network: Network, folder: Path, head: Mapping[str, Any]) -> None:
    """Write the weights in half precision, and how they were made."""
    arrays = {name: getattr(network, name).astype(np.float16) for name in Network.__slots__}
    np.savez_compressed(folder / "line_model.npz", **arrays)
    lines = ["# How data/line_model.npz was made; remake it with `python -m samples.training`.", ""]
    lines += [f"{name} = {value!r}".replace("'", '"') for name, value in head.items()]
    (folder / "line_model.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
