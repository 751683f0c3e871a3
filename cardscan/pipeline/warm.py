"""Have ready what the first photo of a process waits for: the models, and the tables that its fields are told with.

Both are loaded while the rest of cardscan is, and while the photo is decoded and searched. It is for speed alone: what
fails here fails again where it is needed, and is told there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from threading import Thread

from cardscan.model import Quad, TextLine
from cardscan.ocr import engines

_CARD = (
    "Nowak & Rossi Sp. z o.o.", "Anna Żółć-Nowak", "Kierowniczka Działu Sprzedaży", "ul. Długa 12/3, 31-147 Kraków",
    "tel. +48 12 345 67 89", "anna.nowak@example.com", "www.example.com", "NIP 123-456-32-18",
)  # fmt: skip
"""A made card that needs most of the tables."""


@cache
def start(engine: str, workers: int | None = None) -> None:
    """Load what the first photo waits for, in threads of their own, once for the process.

    `workers` is how many photos will be read at a time.
    """
    processors = os.cpu_count() or 1
    engines.expect(min(workers or processors, processors))
    _import_runtime(engine)
    for load in (lambda: _load_models_and_tables(engine), _load_colours):
        Thread(target=load, name="warm").start()  # no daemon: Python must not end in the midst of a model


def _import_runtime(engine: str) -> None:
    """Import what the models are loaded with before anything else competes for the interpreter: loading needs none."""
    with suppress(Exception):
        if engine == engines.DEFAULT:
            engines.get(engine)
            from cardscan.ocr.runtime import wake

            wake()


def _load_models_and_tables(engine: str) -> None:
    """Load the models, which leaves the interpreter to other imports; then the tables, while text is sought."""
    with suppress(Exception):
        warm = getattr(engines.get(engine), "warm", None)
        if warm:
            warm()
    with suppress(Exception):
        from cardscan.fields.read import read_contact

        read_contact([TextLine(text, _row(i), 0.99) for i, text in enumerate(_CARD)])


def _load_colours() -> None:
    """Have OpenCV make its table of Lab colours, which takes 0.1 s."""
    with suppress(Exception):
        import cv2
        import numpy as np

        cv2.cvtColor(np.zeros((1, 1, 3), np.uint8), cv2.COLOR_BGR2LAB)


def _row(number: int) -> Quad:
    top = 0.05 + 0.11 * number
    return ((0.1, top), (0.6, top), (0.6, top + 0.07), (0.1, top + 0.07))
