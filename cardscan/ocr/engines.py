"""The port for OCR engines, and the table of those that are installed."""

from __future__ import annotations

import os
from functools import cache
from typing import Protocol

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.model import CardImage, TextLine

DEFAULT = "rapidocr"
_GROUP = "cardscan.engines"
_callers: int | None = None


class OcrEngine(Protocol):
    """Something that reads the text of a card; used by several threads at a time."""

    name: str

    def check(self) -> None:
        """Raise `CardscanError`, its hint bearing the command that installs what is missing."""

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        """Read all text in whatever direction it runs; each line's quad starts at the text's own top left."""


def names() -> tuple[str, ...]:
    """Name the engines that are there, those of other packages included (entry points `cardscan.engines`)."""
    from importlib.metadata import entry_points

    return tuple(sorted({point.name for point in entry_points(group=_GROUP)}))


def expect(callers: int) -> None:
    """Tell how many threads of this process will read at a time, before the first of them does."""
    global _callers  # noqa: PLW0603  # a process has one set of models
    _callers = callers


def callers() -> int:
    """Return how many cards are read at a time: as many as there are processors, where nothing else was told."""
    return _callers or os.cpu_count() or 1


@cache
def get(name: str) -> OcrEngine:
    """Return the engine of that name, one for the process; its models are loaded at the first reading.

    Raises:
        CardscanError: there is no such engine.
    """
    if name == DEFAULT:  # the table of all that is installed takes longer to read than this engine
        from cardscan.ocr.rapid import RapidEngine

        return RapidEngine()
    from importlib.metadata import entry_points

    for point in entry_points(group=_GROUP, name=name):
        engine: OcrEngine = point.load()()
        return engine
    known = ", ".join(names())
    raise CardscanError(
        tr("there is no engine «{name}»", name=name),
        hint=tr("choose one of: {known}", known=known),
        exit_code=Exit.USAGE,
    )
