"""The recognition model made lean: what a card does not bear is left out, large convolutions are done in 8 bits.

With OpenVINO this is done to the model itself, before it is compiled (quantisation after training, with one range for a
layer's inputs: Jacob et al., CVPR 2018); onnxruntime computes the model as it is, and its answer is cut.
"""

from __future__ import annotations

import platform
import tomllib
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.ocr.compiled import Change
from cardscan.ocr.recognise import alphabet, characters_of
from cardscan.ocr.runtime import Network, Pictures, Tensor, load_network

DATA = Path(__file__).parent / "data" / "recognise.toml"
_FAST_IN_8_BITS = ("x86_64", "amd64")
"""Processors on which OpenVINO computes in 8 bits; others would only round, and lose time."""
_LEFT_OUT = ("CJK", "HIRAGANA", "KATAKANA")
"""By their names in Unicode: 16,000 of the model's 18,700 characters."""
ACTIVATION_LEVELS, _WEIGHT_LEVELS = 256, 255


class LeanNetwork:
    """The recognition model over the characters that cards in our languages bear."""

    def __init__(self, model: Path, *, streams: int) -> None:
        change = Change(make_lean, "lean", (Path(__file__), DATA))
        self._network: Network = load_network(model, streams=streams, change=change)
        characters = alphabet(self._network)
        self._columns = kept(characters)
        self.characters = tuple(characters[i] for i in self._columns)

    def __call__(self, batch: Pictures | Tensor) -> Tensor:
        """Return the chance of each of `characters` at each step (N x steps x characters)."""
        chances = self._network(batch)
        if chances.shape[2] == len(self._columns):
            return chances
        chances = chances[:, :, self._columns]
        return np.asarray(chances / chances.sum(axis=2, keepdims=True), np.float32)

    def metadata(self, key: str) -> str:
        """Return a string that the model's file carries under `key`."""
        return self._network.metadata(key)


def kept(characters: Sequence[str]) -> NDArray[np.intp]:
    """Return the places of the characters that are not left out."""
    names = (unicodedata.name(character[:1] or " ", "") for character in characters)
    return np.array([i for i, name in enumerate(names) if not name.startswith(_LEFT_OUT)], np.intp)


def make_lean(model: Any) -> None:
    """Change an OpenVINO model of the recogniser, before it is compiled; one trained anew is only cut."""
    if checksum(model) == ranges()["bias"] and platform.machine().lower() in _FAST_IN_8_BITS:
        _quantise(model)
    characters = characters_of(str(model.get_rt_info(["framework", "character"]).astype(str)))
    columns = kept(characters)
    total = _last_sum(model)
    product = total.input_value(0).get_node()
    _replace(total, 1, _constant(total, 1)[..., columns])
    _replace(product, 1, _constant(product, 1)[:, columns])
    model.validate_nodes_and_infer_types()
    model.set_rt_info("\n".join(characters[i] for i in columns[1:-1]), ["framework", "character"])


def checksum(model: Any) -> int:
    """Return what tells a model from one trained anew: the CRC-32 of its last layer's bias."""
    return zlib.crc32(_constant(_last_sum(model), 1).tobytes())


@cache
def ranges() -> Mapping[str, Any]:
    """Return what the layers' inputs range over, measured on drawn cards, and the checksum of the model meant."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _quantise(model: Any) -> None:
    """Let the convolutions see inputs and weights in 8 bits: one range for a layer's inputs, one for each output."""
    from openvino import opset13 as operations

    layers = {node.get_friendly_name(): node for node in model.get_ordered_ops()}
    for name, bounds in ranges()["inputs"].items():
        node = layers[name]
        weights = _constant(node, 1)
        reach = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
        low, high = (np.float32(bound) for bound in bounds)
        inputs = (node.input_value(0), low, high, low, high, ACTIVATION_LEVELS)
        node.input(0).replace_source_output(operations.fake_quantize(*inputs).output(0))
        rounded = operations.fake_quantize(weights, -reach, reach, -reach, reach, _WEIGHT_LEVELS)
        node.input(1).replace_source_output(rounded.output(0))


def _last_sum(model: Any) -> Any:
    """Return the node that adds the last layer's bias, before the softmax."""
    node = model.get_results()[0].input_value(0).get_node()
    while node.get_type_name() != "Add":
        node = node.input_value(0).get_node()
    return node


def _constant(node: Any, at: int) -> NDArray[np.float32]:
    return np.asarray(node.input_value(at).get_node().data, np.float32)


def _replace(node: Any, at: int, value: NDArray[np.float32]) -> None:
    from openvino import opset13 as operations

    node.input(at).replace_source_output(operations.constant(np.ascontiguousarray(value)).output(0))
