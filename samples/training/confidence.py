"""Fits `cardscan/fields/data/confidence.toml` on photos of generated cards: ridge regression towards a person's guess.

What a photo of the training share never shows (a code, say) keeps the guess. Signs are held: evidence for a field may
count nothing, but never speak against it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.fields.confidence import describe, kind_of, rate
from cardscan.fields.read import read_contact, settle_card, take_apart
from cardscan.fields.verdict import concerns_of, verdict_of
from cardscan.model import Contact, Reading
from cardscan.pipeline import json as shape
from samples.scoring import fold, values
from samples.training.readings import CardReading

GUESS: Mapping[str, float] = {
    "blurred": -6.0, "by_code": 2.0, "mended": -1.0, "share": 0.6, "unknown": -1.0, "unknown_bare": -1.0,
    "lost_mark": -1.5, "fits_local_part": 0.7, "fits_domain": 1.2, "legal_form": 0.5, "one_word": -0.5,
    "domain_again": 1.5, "domain_of_firm": 1.2, "free_mail": 1.5, "mailbox_of_name": 1.2, "mailbox_of_firm": 1.0,
    "valid": 2.0, "labelled": 0.8, "international": 0.5, "home": 0.8, "whole": 0.7, "street_word": 0.5,
}  # fmt: skip
BIAS = {"phone": 0.5, "email": 0.0, "url": 0.5, "address": 0.0, "social": 2.0, "tax_id": 0.5}
_SLOTS = {"phone": "phones", "email": "emails", "url": "urls"}
_PULL = 3.0
"""How strongly the guess holds, in fields seen."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one reading: its kind, what speaks for it, its confidence as it is now, whether it is right."""

    kind: str
    features: Mapping[str, float]
    confidence: float
    right: bool


def judged(reading: CardReading) -> Iterator[Judged]:
    """Read a card from its lines and hold each field against the truth."""
    card = take_apart(reading.lines, reading.codes, aspect=reading.aspect)
    contact = settle_card(card)
    found = describe(contact, reading.lines, card.countries)
    said = printed_as(rate(contact, reading.lines, card.countries), reading)
    for slot, right in rights(reading.truth, said):
        confidence = said["confidence"].get(slot, 0.0)
        yield Judged(kind_of(slot), found[slot], confidence, right)


def read(reading: CardReading) -> dict[str, Any]:
    """Read a card as the program does; in the shape of `read --json`."""
    return printed_as(read_contact(reading.lines, reading.codes, aspect=reading.aspect), reading)


def printed_as(contact: Contact, reading: CardReading) -> dict[str, Any]:
    """Return a contact in the shape of `read --json`."""
    concerns = concerns_of(contact)
    return shape.card(Reading((), reading.lines, reading.codes, contact, verdict_of(concerns), concerns))


def rights(truth: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Tell of each headline field that was read, by slot, whether it is right."""
    for name in ("name", "title", "company"):
        if said.get(name):
            wanted = values(truth, name)
            yield name, any(fold(said[name]) in ways for ways in wanted)
    if said.get("address"):
        full = (truth.get("address") or {}).get("full", "")
        yield "address", same_place(full, said["address"]["full"])
    for name, slot in _SLOTS.items():
        wanted = [way for ways in values(truth, name) for way in ways]
        for i, ways in enumerate(values(said, name)):
            yield f"{slot}[{i}]", next(iter(ways)) in wanted


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses share 85 % of their words: a letter amiss still finds the house."""
    a, b = fold(one).split(), fold(other).split()
    common = sum(min(a.count(word), b.count(word)) for word in set(a))
    return bool(a and b) and 2 * common / (len(a) + len(b)) >= 0.85


def fit(fields: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return the weights by kind of field."""
    by_kind = defaultdict(list)
    for field in fields:
        by_kind[field.kind].append(field)
    return {kind: _fit_kind(kind, found) for kind, found in sorted(by_kind.items())}


def _fit_kind(kind: str, fields: Sequence[Judged]) -> dict[str, float]:
    names = sorted({name for field in fields for name in field.features})
    table = np.array([[field.features.get(name, 0.0) for name in names] + [1.0] for field in fields])
    guess = np.array([GUESS.get(name, 0.0) for name in names] + [BIAS.get(kind, 0.5)])
    pull = _PULL / np.maximum(1.0, np.abs(guess))
    weights = _descend(table, np.array([field.right for field in fields], float), guess, pull)
    return {
        "bias": round(float(weights[-1]), 2),
        **{n: round(float(w), 2) for n, w in zip(names, weights, strict=False)},
    }


def _descend(
    table: NDArray[np.float64], right: NDArray[np.float64], guess: NDArray[np.float64], pull: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Projected gradient descent on the penalised logistic loss; all but the bias keep the guess's sign."""
    low = np.where(guess > 0, 0.0, -np.inf)
    high = np.where(guess < 0, 0.0, np.inf)
    low[-1], high[-1] = -np.inf, np.inf
    step = 1 / np.linalg.eigvalsh(table.T @ table / 4 + np.diag(pull)).max()
    weights = guess.copy()
    for _ in range(6000):
        slope = table.T @ (1 / (1 + np.exp(-table @ weights)) - right) + pull * (weights - guess)
        weights = np.clip(weights - step * slope, low, high)
    return weights


def rated(weights: Mapping[str, Mapping[str, float]], field: Judged) -> float:
    """Return the probability that fitted weights give a field."""
    own = weights[field.kind]
    score = own["bias"] + sum(own.get(name, 0.0) * value for name, value in field.features.items())
    return float(1 / (1 + np.exp(-score)))


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten bins (Guo et al. 2017, arXiv:1706.04599)."""
    bins = defaultdict(list)
    for confidence, right in pairs:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    return sum(abs(sum(c for c, _ in found) - sum(r for _, r in found)) for found in bins.values()) / len(pairs)


def acceptable_unseen(pairs: Sequence[tuple[float, bool]], precision: float = 0.99) -> float:
    """Return the share of fields that may be taken as they are, the surest first, at a precision."""
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    right = np.cumsum([right for _, right in ranked]) / np.arange(1, len(ranked) + 1)
    enough = np.flatnonzero(right >= precision)
    return float(enough[-1] + 1) / len(ranked) if len(enough) else 0.0


def save(weights: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Put fitted weights into the file; sections and features that no photo showed stay as they are."""
    lines, section = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if opened := re.fullmatch(r"\[(\w+)\]", line):
            section = opened[1]
        name = line.partition(" = ")[0]
        new = weights.get(section, {}).get(name)
        lines.append(line if new is None else f"{name} = {new}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
