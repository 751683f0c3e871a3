"""Paths in, one result a photo out, in the order of the paths; knows no store and no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cardscan.errors import CardscanError, PhotoError
from cardscan.fields.read import read_contact
from cardscan.fields.verdict import concerns_of, is_card, verdict_of
from cardscan.imaging.codes import read_codes
from cardscan.imaging.find import find_cards
from cardscan.imaging.flatten import at_full_size, encode_crop, flatten, rotate
from cardscan.imaging.icons import mark_icons
from cardscan.imaging.load import photos, read_file
from cardscan.messages import tr
from cardscan.model import CardImage, Code, Contact, Email, Failure, Photo, PhotoResult, Quad, Reading, Side, TextLine
from cardscan.normalize import emails
from cardscan.ocr import engines
from cardscan.ocr.second import SecondReader, TesseractReader
from cardscan.pipeline.executors import choose
from cardscan.pipeline.pairing import join_sides
from cardscan.pipeline.second import look_again
from cardscan.pipeline.upright import quarter_turns, turn_lines

_FAULTS = (RuntimeError, ImportError, OSError)
"""What an engine or a model that does not work raises; pictures that cannot be decoded are PhotoErrors before."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How cards are read: names and codes alone, so that it can be sent to the process that reads.

    Args:
        engine: The name of what reads the text.
        languages: The languages of the cards, as far as they are known (ISO 639-1).
        region: The country of phone numbers printed without one (ISO 3166-1).
        check_dns: Ask the network whether the e-mails' domains take mail.
        second: Let Tesseract read doubtful lines again, where it is installed.
        crops: Keep a picture of each card.
    """

    engine: str = engines.DEFAULT
    languages: tuple[str, ...] = ()
    region: str | None = None
    check_dns: bool = False
    second: bool = False
    crops: bool = True

    def check(self) -> None:
        """Raise `CardscanError` where the engine is not there, or lacks something."""
        engines.get(self.engine).check()

    def fetch(self, path: Path) -> bytes | PhotoResult:
        """Return a photo's bytes, or the result that says why there are none."""
        try:
            return read_file(path)
        except Exception as error:  # whatever one file upsets must not cost the batch
            return PhotoResult(path, None, failure=_failure(path, error, None))

    def read(self, path: Path, data: bytes) -> PhotoResult:
        """Read every card in a photo's bytes; what is wrong ends up in the result, beside the pages before it.

        `path` is what the photo is called: nothing is opened there.
        """
        readings: list[Reading] = []
        sha256 = None
        try:
            for photo in photos(path, data, coarse=True):
                sha256 = photo.sha256
                readings += self._read_page(photo)
        except CardscanError:
            raise
        except Exception as error:  # one photo that upsets a library must not cost the batch
            return PhotoResult(path, sha256, tuple(readings), _failure(path, error, sha256))
        return PhotoResult(path, sha256, tuple(readings))

    def read_contact(self, lines: Sequence[TextLine], codes: Sequence[Code], *, aspect: float) -> Contact:
        """Settle the fields of a card; with `check_dns`, ask the network whether the e-mails' domains take mail."""
        contact = read_contact(
            lines, codes, aspect=aspect, languages=self.languages, region=self.region, engine=self.engine
        )
        return replace(contact, emails=tuple(map(_looked_up, contact.emails))) if self.check_dns else contact

    def _read_page(self, photo: Photo) -> list[Reading]:
        quads = find_cards(photo.pixels)
        readings = [self._read_card(photo, at_full_size(photo, quad), i) for i, quad in enumerate(quads)]
        found = [reading for reading in readings if reading]
        frame = _frame(photo)
        if not found and frame not in quads:  # the card may be larger than the picture
            whole = self._read_card(photo, at_full_size(photo, frame), 0)
            found = [whole] if whole else []
        return found

    def _read_card(self, photo: Photo, corners: Quad, index: int) -> Reading | None:
        card = flatten(photo, corners, index)
        lines = engines.get(self.engine).read(card)
        if not lines:
            return None
        turns = quarter_turns(lines, _aspect(card))
        lines, card = turn_lines(lines, turns), rotate(card, turns)
        lines, codes = mark_icons(card.pixels, lines), read_codes(card.pixels)
        return self._settle(card, lines, codes)

    def _settle(self, card: CardImage, lines: tuple[TextLine, ...], codes: tuple[Code, ...]) -> Reading | None:
        """Settle a card's fields, anew where the second reader sees other text; None where it is no card."""
        contact = self.read_contact(lines, codes, aspect=_aspect(card))
        seen = self._look_again(card, lines, contact)
        if seen != lines:
            lines, contact = seen, self.read_contact(seen, codes, aspect=_aspect(card))
        if not is_card(contact, lines):
            return None
        photo = card.photo
        crop = encode_crop(card) if self.crops else b""
        side = Side(photo.path, photo.sha256, photo.page, card.index, photo.taken, card.corners, crop)
        concerns = concerns_of(contact)
        return Reading((side,), lines, codes, contact, verdict_of(concerns), concerns, self.engine)

    def _look_again(self, card: CardImage, lines: tuple[TextLine, ...], contact: Contact) -> tuple[TextLine, ...]:
        """Ask the second reader, in the language that the first reading speaks for."""
        if not self.second or self.engine != engines.DEFAULT:
            return lines
        return look_again(card, lines, contact.language, _second_reader(), _worded(contact))


def read_photos(
    paths: Iterable[Path],
    *,
    engine: str = engines.DEFAULT,
    languages: Sequence[str] = (),
    region: str | None = None,
    check_dns: bool = False,
    second: bool = True,
    crops: bool = True,
    workers: int | None = None,
    executor: str | None = None,
) -> Iterator[PhotoResult]:
    """Read photos, several at a time; results come in the order of `paths`, a card's back right after its front.

    Args:
        paths: The photos.
        engine: The name of what reads the text.
        languages: The languages of the cards, as far as they are known.
        region: The country of phone numbers printed without one.
        check_dns: Ask the network whether the e-mails' domains take mail.
        second: Let Tesseract read doubtful lines again, where it is installed.
        crops: Keep a picture of each card.
        workers: How many photos are read at a time; as many as there are processors.
        executor: Where they are read, `dask://HOST:PORT`; in this process if not given.

    Raises:
        CardscanError: the engine is not there, or lacks something; or nobody answers at `executor`.
    """
    reader = Reader(engine, tuple(languages), region, check_dns, second, crops)
    return join_sides(choose(executor, workers).map(reader, paths), reader.read_contact)


def _failure(path: Path, error: Exception, sha256: str | None) -> Failure:
    if isinstance(error, PhotoError):
        return Failure(path, error.code, error.message, error.hint, sha256)
    message = tr("could not be read ({kind})", kind=type(error).__name__)
    again = tr("take the photo again, or convert it to JPEG; --debug shows more")
    fault = tr("it is not the photo but the set-up of cardscan: run cardscan doctor; --debug shows more")
    return Failure(path, "internal", message, fault if isinstance(error, _FAULTS) else again, sha256)


@cache
def _second_reader() -> SecondReader:
    """Return the second reader, one for the process."""
    return TesseractReader()


def _worded(contact: Contact) -> frozenset[int] | None:
    """Return the lines that a contact's words stand in; None where one may hide in the others."""
    if not (contact.name and contact.company):
        return None
    words = (contact.name, contact.title, contact.department, contact.company, contact.address)
    return frozenset(line for field in words if field for line in field.evidence.lines)


def _looked_up(email: Email) -> Email:
    checked = emails.parse(email.address, check_dns=True)
    return replace(email, valid=email.valid and checked is not None and checked.valid)


def _frame(photo: Photo) -> Quad:
    height, width = photo.pixels.shape[:2]
    return ((0.0, 0.0), (width - 1.0, 0.0), (width - 1.0, height - 1.0), (0.0, height - 1.0))


def _aspect(card: CardImage) -> float:
    height, width = card.pixels.shape[:2]
    return float(width / height)
