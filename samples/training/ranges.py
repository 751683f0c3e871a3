"""Makes `cardscan/ocr/data/recognise.toml`: `python -m samples.training ranges`, half a minute on one core.

It reads the cards of samples/photos, and seeks for the inputs of each large convolution the bounds that 8 bits are best
spread over (cardscan/ocr/lean.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.imaging.find import find_cards
from cardscan.imaging.flatten import flatten
from cardscan.imaging.load import load
from cardscan.ocr.compiled import core
from cardscan.ocr.lean import ACTIVATION_LEVELS, DATA, checksum
from cardscan.ocr.rapid import RapidEngine, cut, model_path, rimmed
from cardscan.ocr.recognise import HEIGHT, RIM, prepare
from cardscan.ocr.runtime import scaled

PHOTOS = Path(__file__).parents[1] / "photos"
HEAD = """\
# What the inputs of the recogniser's large convolutions range over, for 8 bits (lean.py): symmetrical where they have
# two signs, and such that the outputs change least. Measured on the cards of samples/photos, by
# `python -m samples.training ranges`, with rapidocr {version}.
# `bias` is the checksum (CRC-32) of the last layer's bias: these numbers are of this model and no other.
# Apache-2.0, as cardscan is.

bias = {bias}

[inputs]
"""
SEED = 20261122
_PLACES = 40
"""So many places of each strip are looked at."""
_SHARES = np.arange(0.3, 1.15, 0.1)
"""Bounds that are tried, as shares of the largest input."""

_EXACT = frozenset({"Conv.4", "Conv.45", "Conv.50", "Conv.53"})
"""Layers whose rounding moves the answer most, each by itself: they stay in 32 bits."""

Inputs = NDArray[np.float32]


def main() -> None:
    """Measure, and write the file."""
    rows = [f'"{name}" = [{low:.4g}, {high:.4g}]\n' for name, (low, high) in _measured(_large()).items()]
    head = HEAD.format(version=version("rapidocr"), bias=checksum(_model()))
    DATA.write_text(head + "".join(rows), encoding="utf-8")
    sys.stdout.write(f"{len(rows)} layers in {DATA}\n")


def _model() -> Any:
    return core().read_model(model_path("rec"))


def _large() -> list[str]:
    """Return the names of the convolutions of 1 x 1 on more than one row of the picture, but for those left exact."""
    model = _model()
    model.reshape([1, 3, HEIGHT, 10 * HEIGHT])
    found = (node for node in model.get_ordered_ops() if node.get_type_name() == "Convolution")
    shapes = {node.get_friendly_name(): (node.input(0).get_shape(), node.input(1).get_shape()) for node in found}
    large = [name for name, (inputs, kernel) in shapes.items() if inputs[2] > 1 and list(kernel)[2:] == [1, 1]]
    return [name for name in large if name not in _EXACT]


def _measured(names: list[str]) -> dict[str, tuple[float, float]]:
    """Return the bounds of each layer's inputs that change its outputs least."""
    weights = {node.get_friendly_name(): node.input_value(1).get_node().data for node in _model().get_ordered_ops()
               if node.get_friendly_name() in names}  # fmt: skip
    inputs = _inputs(names)
    return {name: _best_bounds(weights[name][:, :, 0, 0], inputs[name]) for name in names}


def _inputs(names: list[str]) -> dict[str, Inputs]:
    """Return what layers see of the strips, some places of each: channels x places."""
    model = _model()
    layers = [node for node in model.get_ordered_ops() if node.get_friendly_name() in names]
    model.add_outputs([layer.input_value(0) for layer in layers])
    request = core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    seen: dict[str, list[Inputs]] = {layer.get_friendly_name(): [] for layer in layers}
    chance = np.random.default_rng(SEED)
    for strip in _strips():
        request.infer([scaled(prepare(strip)[None, RIM:-RIM])])
        for i, columns in enumerate(seen.values()):
            inputs = request.get_output_tensor(i + 1).data[0]
            inputs = inputs.reshape(len(inputs), -1)
            columns.append(inputs[:, chance.integers(inputs.shape[1], size=_PLACES)])
    return {name: np.concatenate(columns, axis=1) for name, columns in seen.items()}


def _best_bounds(weights: Inputs, inputs: Inputs) -> tuple[float, float]:
    """Return the bounds with the least square error of the layer's outputs: a few large inputs are better cut off."""
    reach, outputs = float(np.abs(inputs).max()), weights @ inputs

    def error(bounds: tuple[float, float]) -> float:
        return float(np.square(weights @ _rounded(inputs, *bounds) - outputs).mean())

    return min((_bounds(share * reach, signed=bool(inputs.min() < 0)) for share in _SHARES), key=error)


def _bounds(reach: float, *, signed: bool) -> tuple[float, float]:
    """Return bounds with 0 at a level of its own."""
    return (-reach * 128 / 127, reach) if signed else (0.0, reach)


def _rounded(inputs: Inputs, low: float, high: float) -> Inputs:
    step = (high - low) / (ACTIVATION_LEVELS - 1)
    levels = np.clip(np.round((inputs - low) / step), 0, ACTIVATION_LEVELS - 1)
    return np.asarray(levels * step + low, np.float32)


def _strips() -> Iterator[NDArray[np.uint8]]:
    engine = RapidEngine()
    for path in sorted(PHOTOS.glob("*.jpg")):
        for photo in load(path):
            for index, corners in enumerate(find_cards(photo.pixels)):
                card = flatten(photo, corners, index)
                size = np.array(card.pixels.shape[1::-1], np.float32)
                for line in engine.read(card):
                    yield cut(card.pixels, rimmed(np.array(line.quad, np.float32) * size))
