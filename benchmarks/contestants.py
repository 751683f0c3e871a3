"""The ways of reading that `benchmarks.throughput` holds against each other, each in a process of its own.

.venv/bin/python -m benchmarks.contestants rapidocr PHOTOS
"""

import importlib
import json
import logging
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import numpy as np

from cardscan.imaging.load import load
from cardscan.ocr import lean, rapid, runtime
from cardscan.ocr.runtime import Network, Tensor
from cardscan.pipeline.read import read_photos
from cardscan.settings.workspace import create
from cardscan.workflow.process import Options, process

_OPENED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"})

_AT_A_TIME = 8
"""Photos whose tensors are kept at a time: some 10 MB each."""

PARTS = {
    "decode": ("cardscan.pipeline.read:photos",),
    "find": ("cardscan.pipeline.read:find_cards",),
    "flatten": ("cardscan.pipeline.read:flatten", "cardscan.pipeline.read:encode_crop"),
    "detect": ("cardscan.ocr.rapid:detect",),
    "recognise": ("cardscan.ocr.rapid:recognise", "cardscan.ocr.rapid:cut"),
    "marks": ("cardscan.ocr.rapid:mend",),
    "second reader": ("cardscan.pipeline.read:look_again",),
    "codes": ("cardscan.pipeline.read:read_codes", "cardscan.pipeline.read:mark_icons"),
    "fields": ("cardscan.pipeline.read:read_contact",),
    "normalise": (
        "cardscan.normalize.phones:find",
        "cardscan.normalize.emails:find",
        "cardscan.normalize.urls:find",
        "cardscan.normalize.taxids:find",
    ),
    "draft": ("cardscan.workflow.letters:Letters.add", "cardscan.workflow.letters:Letters.settle"),
    "store": ("cardscan.workflow.process:Run._keep",),
}
"""The stages of `process`, and the functions, where they are looked up, whose time is theirs."""


def main() -> None:
    """Run one of them; its figures, if it has some, go to stdout."""
    name, *photos = sys.argv[1:]
    {"rapidocr": rapidocr, "pytesseract": pytesseract, "models": models, "stages": stages}[name](
        [Path(photo) for photo in photos]
    )


def rapidocr(photos: Sequence[Path]) -> None:
    """Read with RapidOCR as it comes."""
    from rapidocr import RapidOCR

    logging.disable(logging.CRITICAL)
    engine = RapidOCR()
    for photo in photos:
        for picture in [str(photo)] if photo.suffix.lower() in _OPENED else _pages(photo):
            engine(picture)


def pytesseract(photos: Sequence[Path]) -> None:
    """Read with pytesseract as its README shows."""
    from PIL import Image
    from pytesseract import image_to_string

    for photo in photos:
        opened = photo.suffix.lower() in _OPENED
        for picture in [Image.open(photo)] if opened else map(Image.fromarray, _pages(photo)):
            image_to_string(picture)


def models(photos: Sequence[Path]) -> None:
    """Print the CPU seconds of inference alone: a few photos are read, then their tensors are run once more.

    As many run at a time as when they are read: processors that work at once wait for memory more than one that works
    alone.
    """
    fed: list[tuple[Network, Tensor]] = []
    load_network = runtime.load_network
    for room in (rapid, lean):
        room.load_network = lambda *path, **how: _Recorder(load_network(*path, **how), fed)  # type: ignore[attr-defined]
    processors = os.cpu_count() or 1
    taken = 0.0
    with ThreadPoolExecutor(processors) as pool:
        for first in range(0, len(photos), _AT_A_TIME):
            list(read_photos(photos[first : first + _AT_A_TIME]))
            start = _seconds()
            list(pool.map(_run, fed))
            taken += _seconds() - start
            fed.clear()
    sys.stdout.write(str(taken))


def _run(fed: tuple[Network, Tensor]) -> None:
    network, tensor = fed
    network(tensor)


class _Recorder:
    """A network that keeps what it is fed."""

    def __init__(self, network: Network, fed: list[tuple[Network, Tensor]]) -> None:
        self._network = network
        self._fed = fed

    def __call__(self, tensor: Tensor) -> Tensor:
        self._fed.append((self._network, np.array(tensor)))
        return self._network(tensor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)


def stages(photos: Sequence[Path]) -> None:
    """Print the CPU seconds of each stage of `process`, as JSON; what a stage calls of another is that one's."""
    clock = _Clock()
    for stage, places in PARTS.items():
        for place in places:
            clock.wrap(stage, place)
    with tempfile.TemporaryDirectory() as folder:
        workspace, _ = create(Path(folder))
        list(read_photos(photos[:1], workers=1))  # models and tables are loaded once, whatever the number of photos
        clock.begin()
        process(workspace, photos, Options(workers=1))
    sys.stdout.write(json.dumps(clock.end()))


class _Clock:
    """CPU seconds by stage, the time of a stage within another taken off the outer one."""

    def __init__(self) -> None:
        self._stages: list[str] = ["the rest"]
        self._taken: dict[str, float] = defaultdict(float)
        self._since = 0.0

    def begin(self) -> None:
        """Forget what was, and start."""
        self._taken = dict.fromkeys((*PARTS, "the rest"), 0.0)
        self._since = _seconds()

    def end(self) -> dict[str, float]:
        """Stop, and answer the seconds."""
        self._turn()
        return dict(self._taken)

    def wrap(self, stage: str, place: str) -> None:
        """Let the function at `module:name` count for a stage."""
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner: Any = importlib.import_module(module)
        for one in owners:
            owner = getattr(owner, one)
        setattr(owner, name, self._timed(stage, getattr(owner, name)))

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with_stage = self._within(stage, lambda: function(*arguments, **named))
            return self._each(stage, with_stage) if isinstance(with_stage, Iterator) else with_stage

        return timed

    def _each(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        """Let the work of a generator count, which is done item by item."""
        end = object()
        while (item := self._within(stage, lambda: next(items, end))) is not end:
            yield item

    def _within(self, stage: str, act: Callable[[], Any]) -> Any:
        self._turn()
        self._stages.append(stage)
        try:
            return act()
        finally:
            self._turn()
            self._stages.pop()

    def _turn(self) -> None:
        now = _seconds()
        self._taken[self._stages[-1]] += now - self._since
        self._since = now


def _seconds() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _pages(photo: Path) -> Iterator[Any]:
    return (np.ascontiguousarray(page.pixels) for page in load(photo))


if __name__ == "__main__":
    main()
