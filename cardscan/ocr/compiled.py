"""Models compiled by OpenVINO, and kept between runs: a start then neither reads an ONNX file nor changes its graph.

OpenVINO's own cache does both before it can tell which of its files is meant. No personal data is stored here.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from cardscan.errors import CardscanError
from cardscan.files import write_chunks

_MOST_KEPT = 16
"""Files of 0.4 to 22 MB: ten are in use at most, seven of them frames of the detector."""
_starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a model's graph before it is compiled.

    `name` and the state of the files in `sources` tell it from others: a model that was changed otherwise is compiled
    anew.
    """

    apply: Callable[[Any], None]
    name: str
    sources: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model ready to run, and what its file says of it."""

    model: Any
    facts: Mapping[str, str]


def load_compiled(model: Path, change: Change | None, options: Mapping[str, object]) -> Compiled:
    """Return a model as OpenVINO runs it with these options: the one kept since an earlier run, or compiled now."""
    path = cache_folder() / f"{model.stem}-{_key(model, change)}.blob"
    with suppress(Exception):  # none is there, or it is damaged, in whatever way
        return _load(path, options)
    graph = core().read_model(model)
    if change:
        change.apply(graph)
    made = Compiled(core().compile_model(graph, "CPU", dict(options)), _facts(graph))
    with suppress(CardscanError, OSError, RuntimeError):  # where nothing can be written, each start takes longer
        _keep(path, made)
    return made


def cache_folder() -> Path:
    """Return where compiled models are kept between runs."""
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return root / "cardscan"


def core() -> Any:
    """Return OpenVINO, imported by the first thread that asks for it."""
    with _starting:
        return _start()


@cache
def _start() -> Any:
    """Import OpenVINO, once."""
    # The model converter is not needed, costs start-up time, and reports each import to its maker over the network.
    sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]  # None stops an import
    import openvino

    openvino.Tensor(np.zeros(1, np.float32))  # its NumPy set-up deadlocks where two threads come to it first
    return openvino.Core()


def _key(model: Path, change: Change | None) -> str:
    """Tell what a compiled model is made of: OpenVINO, the processor, the model's file, and how it was changed."""
    runtime = core()  # first of all: imported by itself, OpenVINO would call home
    import openvino

    sources = (model, *(change.sources if change else ()))
    state = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sources]
    processor = (platform.machine(), runtime.get_property("CPU", "FULL_DEVICE_NAME"))
    parts = (openvino.get_version(), processor, state, change.name if change else "")
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _facts(graph: Any) -> dict[str, str]:
    info = graph.rt_info
    names = info["framework"] if "framework" in info else ()  # noqa: SIM401  # it is no dict, and has no `get`
    return {name: str(graph.get_rt_info(["framework", name]).astype(str)) for name in names}


def _load(path: Path, options: Mapping[str, object]) -> Compiled:
    """Load a kept model.

    Raises:
        ValueError: it is not what was written.
    """
    import openvino

    with path.open("rb") as file:
        head = json.loads(file.readline())
        blob = openvino.Tensor(openvino.Type.u8, [head["size"]])  # the model goes on using this memory, and holds it
        file.readinto(blob.data)
    if zlib.crc32(blob.data) != head["checksum"]:
        raise ValueError(path)
    with suppress(OSError):  # where it cannot be noted that the model is in use, it is compiled anew one day
        os.utime(path)
    return Compiled(core().import_model(blob, "CPU", dict(options)), head["facts"])


def _keep(path: Path, made: Compiled) -> None:
    """Write a compiled model, and delete those that were used longest ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    blob = made.model.export_model().getvalue()
    head = {"facts": dict(made.facts), "size": len(blob), "checksum": zlib.crc32(blob)}
    write_chunks(path, [json.dumps(head).encode() + b"\n", blob])
    by_use = sorted(path.parent.glob("*.blob"), key=lambda kept: kept.stat().st_mtime, reverse=True)
    for old in by_use[_MOST_KEPT:]:
        old.unlink(missing_ok=True)
