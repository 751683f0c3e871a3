"""The formats that contacts leave in, by name; a format's module is imported only when it is used."""

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.model import Record


class Renderer(Protocol):
    """A module that turns records into a file's content; the same records give the same bytes."""

    SUFFIX: str
    MEDIA_TYPE: str

    def render(self, records: Iterable[Record]) -> bytes:
        """Write the records, in their order."""
        ...


FORMATS = {"vcard": "cardscan.export.vcard", "csv": "cardscan.export.csv"}


def get(name: str) -> Renderer:
    """Import the format of this name; CardscanError where there is none."""
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise CardscanError(
            tr("There is no format {name!r}", name=name),
            hint=tr("Choose one of: {known}", known=known),
            exit_code=Exit.USAGE,
        )
    return cast(Renderer, import_module(FORMATS[name]))
