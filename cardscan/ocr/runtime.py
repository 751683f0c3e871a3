"""Neural networks on this machine: OpenVINO where it is installed, onnxruntime elsewhere, one call for both.

A `Network` may be called from several threads at once; each thread gets its own inference request.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]


class Network(Protocol):
    """A loaded model with one input and one output."""

    def __call__(self, tensor: Tensor) -> Tensor:
        """Run the model on a batch."""

    def metadata(self, key: str) -> str:
        """Return a string that the model's file carries under `key`."""


def load_network(model: Path, *, streams: int, change: Callable[[Any], None] | None = None) -> Network:
    """Load an ONNX model for `streams` callers at a time; OpenVINO is 3 to 9 times faster on these models.

    `change` may edit OpenVINO's graph before it is compiled; onnxruntime runs the model as it is.
    """
    with _loading:
        return _OpenVinoNetwork(model, streams, change) if find_spec("openvino") else _OnnxNetwork(model)


def cache_folder() -> Path:
    """Return where compiled models are kept between runs; no personal data is stored there."""
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return root / "cardscan"


_loading = threading.Lock()


class _OpenVinoNetwork:
    def __init__(self, model: Path, streams: int, change: Callable[[Any], None] | None) -> None:
        # The model converter is not needed, costs start-up time, and reports each import to its maker over the network.
        sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]  # None stops an import
        import openvino

        openvino.Tensor(np.zeros(1, np.float32))  # its NumPy set-up deadlocks where two threads come to it first
        core = openvino.Core()
        options: dict[str, object] = {
            "NUM_STREAMS": str(streams),
            "INFERENCE_NUM_THREADS": str(streams),
            "INFERENCE_PRECISION_HINT": "f32",
            "ENABLE_CPU_PINNING": False,  # two processes would both bind themselves to the first processor
        }
        folder = cache_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            options["CACHE_DIR"] = str(folder)
        except OSError:
            pass  # a home that cannot be written only costs the compile time at each start
        self._model = core.read_model(model)
        if change:
            change(self._model)
        self._compiled = core.compile_model(self._model, "CPU", options)
        self._local = threading.local()

    def __call__(self, tensor: Tensor) -> Tensor:
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.create_infer_request()
        request.infer([tensor])
        return cast(Tensor, request.get_output_tensor().data.copy())

    def metadata(self, key: str) -> str:
        return str(self._model.get_rt_info(["framework", key]).astype(str))


class _OnnxNetwork:
    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, tensor: Tensor) -> Tensor:
        return cast(Tensor, self._session.run(None, {self._input: tensor})[0])

    def metadata(self, key: str) -> str:
        return str(self._session.get_modelmeta().custom_metadata_map[key])
