"""The formats that contacts leave in, by name; a format's module is imported only when it is used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.model import Record


class Renderer(Protocol):
    """A module that turns records into a file's content; the same records give the same bytes."""

    SUFFIX: str
    MEDIA_TYPE: str

    def render(self, records: Iterable[Record], **options: Any) -> Iterator[bytes]:
        """Yield the file piece by piece, with the records in their order; nothing is held that was yielded."""
        ...

    def render_one(self, record: Record, **options: Any) -> bytes:
        """Write a file of one contact; only formats that make such files can."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module, the options that `render` takes, whether pictures go along unasked, what a file is called.

    `alone` says that it makes a file of one contact too.
    """

    module: str
    options: frozenset[str] = frozenset()
    photos: bool = False
    file: str = "contacts"
    alone: bool = False

    def load(self) -> Renderer:
        """Import the module."""
        return cast(Renderer, import_module(f"cardscan.export.{self.module}"))


FORMATS = {
    "vcard": Format("vcard", frozenset({"version", "photos"}), alone=True),
    "csv": Format("csv", frozenset({"delimiter"})),
    "xlsx": Format("xlsx", frozenset({"photos"}), photos=True),
    "google": Format("google", file="contacts-google"),
    "outlook": Format("outlook", frozenset({"language"}), file="contacts-outlook"),
    "hubspot": Format("hubspot", file="contacts-hubspot"),
    "jscontact": Format("jscontact", frozenset({"photos"}), alone=True),
}


def get(name: str) -> Format:
    """Answer the format of this name; CardscanError where there is none."""
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise CardscanError(
            tr("There is no format {name!r}", name=name),
            hint=tr("Choose one of: {known}", known=known),
            exit_code=Exit.USAGE,
        )
    return FORMATS[name]


def summaries() -> dict[str, str]:
    """Say in a line what each format is for."""
    return {
        "vcard": tr("phones, mail programs and address books (vCard 3.0, or 4.0 with --version)"),
        "csv": tr("a spreadsheet, for reading"),
        "xlsx": tr("Excel or LibreOffice, with the pictures of the cards"),
        "google": tr("the import of Google Contacts"),
        "outlook": tr("the import of Outlook, in its language"),
        "hubspot": tr("the import of HubSpot"),
        "jscontact": tr("programs that speak JSContact (RFC 9553)"),
    }
