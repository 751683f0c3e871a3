"""The recognition model over the characters that cards in our languages bear: a seventh of all, for a fifth less work.

With OpenVINO the model itself is cut, before it is compiled; onnxruntime computes it whole, and its answer is cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.ocr.recognise import alphabet, characters_of
from cardscan.ocr.runtime import Network, Tensor, load_network

_LEFT_OUT = ("CJK", "HIRAGANA", "KATAKANA")
"""By their names in Unicode: 16,000 of the model's 18,700 characters."""


class LeanNetwork:
    """The recognition model over the characters that cards in our languages bear."""

    def __init__(self, model: Path, *, streams: int) -> None:
        self._network: Network = load_network(model, streams=streams, change=make_lean)
        characters = alphabet(self._network)
        self._columns = kept(characters)
        self.characters = tuple(characters[i] for i in self._columns)

    def __call__(self, tensor: Tensor) -> Tensor:
        """Return the chance of each of `characters` at each step (N x steps x characters)."""
        chances = self._network(tensor)
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
    """Cut an OpenVINO model of the recogniser, before it is compiled: its last layer's weights and bias."""
    columns = kept(characters_of(str(model.get_rt_info(["framework", "character"]).astype(str))))
    total = model.get_results()[0].input_value(0).get_node()
    while total.get_type_name() != "Add":
        total = total.input_value(0).get_node()
    product = total.input_value(0).get_node()
    _replace(total, 1, _constant(total, 1)[..., columns])
    _replace(product, 1, _constant(product, 1)[:, columns])
    model.validate_nodes_and_infer_types()


def _constant(node: Any, at: int) -> NDArray[np.float32]:
    return np.asarray(node.input_value(at).get_node().data, np.float32)


def _replace(node: Any, at: int, value: NDArray[np.float32]) -> None:
    from openvino import opset13 as operations

    node.input(at).replace_source_output(operations.constant(np.ascontiguousarray(value)).output(0))
