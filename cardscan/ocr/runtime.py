"""Neural networks on this machine: OpenVINO where it is installed, onnxruntime elsewhere, one call for both.

A `Network` may be called from several threads at once; each thread gets its own inference request.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cardscan.ocr.compiled import Change, core, load_compiled

Tensor = NDArray[np.float32]
Pictures = NDArray[np.uint8]
"""N x H x W x 3, BGR."""
_MIDDLE = 127.5
"""The value of a picture that the models see as 0; the darkest is -1, the lightest 1."""

_Made = TypeVar("_Made")


class Once(Generic[_Made]):
    """What takes long to make: the first thread that asks for it makes it, others that ask meanwhile wait."""

    def __init__(self, make: Callable[[], _Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[_Made] = []

    def __call__(self) -> _Made:
        """Return it."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


class Network(Protocol):
    """A loaded model with one input, pictures or tensors as it was loaded for, and one output."""

    def __call__(self, batch: Pictures | Tensor) -> Tensor:
        """Run the model on a batch; the answer lasts until the same thread asks for the next."""

    def metadata(self, key: str) -> str:
        """Return a string that the model's file carries under `key`."""


def load_network(
    model: Path, *, streams: int, change: Change | None = None, sizes: bool = False, pictures: bool = True
) -> Network:
    """Load an ONNX model that computes for `streams` callers at a time; OpenVINO is faster on these models.

    Args:
        model: The model's file.
        streams: For how many callers it computes at a time; others wait.
        change: What is done to OpenVINO's graph before it is compiled; onnxruntime runs the model as it is.
        sizes: Compile it for each size of its pictures by itself: faster, where there are but few.
        pictures: It is fed pictures, and scales them itself; otherwise tensors (N x C x H x W).
    """
    if not find_spec("openvino"):
        return _OnnxNetwork(model)
    if sizes:
        return SizedNetwork(model, streams)
    return _OpenVinoNetwork(model, streams, _seeing(change) if pictures else change)


def wake() -> None:
    """Import what runs the networks, ahead of the first one."""
    if find_spec("openvino"):
        core()


def scaled(pictures: Pictures) -> Tensor:
    """Make pictures what the models learnt: N x 3 x H x W, -1..1."""
    return np.multiply(pictures.transpose(0, 3, 1, 2), np.float32(1 / _MIDDLE), dtype=np.float32) - np.float32(1)


def _seeing(change: Change | None) -> Change:
    """Let a model take pictures, whatever else is changed: it scales them in less time than tensors take to be made."""

    def apply(model: Any) -> None:
        if change:
            change.apply(model)
        _take_pictures(model)

    return Change(apply, f"{change.name if change else ''} of pictures", change.sources if change else ())


def _take_pictures(model: Any) -> None:
    from openvino import Layout, Type
    from openvino.preprocess import PrePostProcessor

    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(Type.u8).set_layout(Layout("NHWC"))
    steps.input().model().set_layout(Layout("NCHW"))
    steps.input().preprocess().convert_element_type(Type.f32).mean(_MIDDLE).scale(_MIDDLE)
    steps.build()


_MOST_SIZES = 5
"""Sizes of input that a network is kept compiled for: some 75 MB each for every stream."""


class _OpenVinoNetwork:
    def __init__(self, model: Path, streams: int, change: Change | None) -> None:
        options: dict[str, object] = {
            "NUM_STREAMS": str(streams),
            "INFERENCE_NUM_THREADS": str(streams),
            "INFERENCE_PRECISION_HINT": "f32",
            "ENABLE_CPU_PINNING": False,  # two processes would both bind themselves to the first processor
        }
        self._compiled = load_compiled(model, change, options)
        self._local = threading.local()

    def __call__(self, batch: Pictures | Tensor) -> Tensor:
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.model.create_infer_request()
        request.infer([batch], share_inputs=True, share_outputs=True)  # no copies: both last until the next call
        return cast(Tensor, request.get_output_tensor().data)

    def metadata(self, key: str) -> str:
        return self._compiled.facts[key]


class SizedNetwork:
    """A network compiled for one size of pictures at a time; the sizes used last are kept."""

    def __init__(self, model: Path, streams: int) -> None:
        self._model = model
        self._streams = streams
        self._compiled: OrderedDict[tuple[int, ...], _OpenVinoNetwork] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, batch: Pictures | Tensor) -> Tensor:
        """Run the model, compiled for the batch's size."""
        return self._sized(batch.shape)(batch)

    def metadata(self, key: str) -> str:
        """Return a string that the model's file carries under `key`."""
        with self._lock:
            return next(iter(self._compiled.values())).metadata(key)

    def prepare(self, shape: tuple[int, ...]) -> None:
        """Compile the network for a size of batches, before the first one comes."""
        self._sized(shape)

    def _sized(self, shape: tuple[int, ...]) -> _OpenVinoNetwork:
        with self._lock:
            if shape not in self._compiled:
                change = Change(partial(_reshape, shape=shape), str(shape))
                self._compiled[shape] = _OpenVinoNetwork(self._model, self._streams, change)
            self._compiled.move_to_end(shape)
            if len(self._compiled) > _MOST_SIZES:
                self._compiled.popitem(last=False)
            return self._compiled[shape]


def _reshape(model: Any, *, shape: tuple[int, ...]) -> None:
    _take_pictures(model)
    model.reshape(list(shape))


class _OnnxNetwork:
    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, batch: Pictures | Tensor) -> Tensor:
        tensor = scaled(cast(Pictures, batch)) if batch.dtype == np.uint8 else batch
        return cast(Tensor, self._session.run(None, {self._input: tensor})[0])

    def metadata(self, key: str) -> str:
        return str(self._session.get_modelmeta().custom_metadata_map[key])
