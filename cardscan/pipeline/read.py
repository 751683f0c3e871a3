"""Paths in, one result a photo out, in the order of the paths; knows no store and no terminal."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from cardscan.errors import CardscanError, PhotoError
from cardscan.fields.read import read_contact, take_apart
from cardscan.fields.verdict import concerns_of, is_card, verdict_of
from cardscan.imaging.codes import read_codes
from cardscan.imaging.find import find_cards
from cardscan.imaging.flatten import encode_crop, flatten, rotate
from cardscan.imaging.icons import mark_icons
from cardscan.imaging.load import load
from cardscan.messages import tr
from cardscan.model import CardImage, Code, Contact, Email, Failure, Photo, PhotoResult, Quad, Reading, Side, TextLine
from cardscan.normalize import emails
from cardscan.ocr import engines
from cardscan.ocr.second import SecondReader, TesseractReader
from cardscan.pipeline.pairing import join_sides
from cardscan.pipeline.second import look_again
from cardscan.pipeline.upright import quarter_turns, turn_lines

Read = Callable[[Path], PhotoResult]

_FAULTS = (RuntimeError, ImportError, OSError)
"""What an engine or a model that does not work raises; pictures that cannot be decoded are PhotoErrors before."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How cards are read: the engine, a second reader, and what is known beforehand about languages and country."""

    engine: engines.OcrEngine
    languages: tuple[str, ...] = ()
    region: str | None = None
    check_dns: bool = False
    second: SecondReader | None = None

    def read_photo(self, path: Path) -> PhotoResult:
        """Read every card of one file; what is wrong with it ends up in the result, beside the pages before that."""
        readings: list[Reading] = []
        sha256 = failure = None
        try:
            for photo in load(path):
                sha256 = photo.sha256
                readings += self._read_page(photo)
        except PhotoError as error:
            failure = Failure(path, error.code, error.message, error.hint, sha256)
        except CardscanError:
            raise
        except Exception as error:  # one photo that upsets a library must not cost the batch
            message = tr("could not be read ({kind})", kind=type(error).__name__)
            again = tr("take the photo again, or convert it to JPEG; --debug shows more")
            fault = tr("it is not the photo but the set-up of cardscan: run cardscan doctor; --debug shows more")
            hint = fault if isinstance(error, _FAULTS) else again
            failure = Failure(path, "internal", message, hint, sha256)
        return PhotoResult(path, sha256, tuple(readings), failure)

    def read_contact(self, lines: Sequence[TextLine], codes: Sequence[Code], *, aspect: float) -> Contact:
        """Settle the fields of a card; with `check_dns`, ask the network whether the e-mails' domains take mail."""
        contact = read_contact(
            lines, codes, aspect=aspect, languages=self.languages, region=self.region, engine=self.engine.name
        )
        return replace(contact, emails=tuple(map(_looked_up, contact.emails))) if self.check_dns else contact

    def _read_page(self, photo: Photo) -> list[Reading]:
        quads = find_cards(photo.pixels)
        readings = [self._read_card(photo, quad, i) for i, quad in enumerate(quads)]
        found = [reading for reading in readings if reading]
        frame = _frame(photo)
        if not found and frame not in quads:  # the card may be larger than the picture
            whole = self._read_card(photo, frame, 0)
            found = [whole] if whole else []
        return found

    def _read_card(self, photo: Photo, corners: Quad, index: int) -> Reading | None:
        card = flatten(photo, corners, index)
        lines = self.engine.read(card)
        if not lines:
            return None
        turns = quarter_turns(lines, _aspect(card))
        lines, card = turn_lines(lines, turns), rotate(card, turns)
        lines, codes = mark_icons(card.pixels, lines), read_codes(card.pixels)
        return self._settle(card, self._look_again(card, lines, codes), codes)

    def _look_again(
        self, card: CardImage, lines: tuple[TextLine, ...], codes: tuple[Code, ...]
    ) -> tuple[TextLine, ...]:
        """Ask the second reader, in the language that the first reading speaks for."""
        if self.second is None:
            return lines
        first = take_apart(lines, codes, aspect=_aspect(card), languages=self.languages, region=self.region)
        return look_again(card, lines, first.language, self.second)

    def _settle(self, card: CardImage, lines: tuple[TextLine, ...], codes: tuple[Code, ...]) -> Reading | None:
        contact = self.read_contact(lines, codes, aspect=_aspect(card))
        if not is_card(contact, lines):
            return None
        photo = card.photo
        side = Side(photo.path, photo.sha256, photo.page, card.index, photo.taken, card.corners, encode_crop(card))
        concerns = concerns_of(contact)
        return Reading((side,), lines, codes, contact, verdict_of(concerns), concerns, self.engine.name)


def read_photos(
    paths: Iterable[Path],
    *,
    engine: str = engines.DEFAULT,
    languages: Sequence[str] = (),
    region: str | None = None,
    check_dns: bool = False,
    second: bool = True,
    workers: int | None = None,
) -> Iterator[PhotoResult]:
    """Read photos, several at a time; results come in the order of `paths`, a card's back right after its front.

    With `second`, Tesseract reads doubtful lines again where it is installed.

    Raises:
        CardscanError: the engine is not there, or lacks something.
    """
    again = TesseractReader() if second and engine == engines.DEFAULT else None
    reader = Reader(engines.get(engine), tuple(languages), region, check_dns, again)
    reader.engine.check()
    results = _in_order(reader.read_photo, paths, workers or os.cpu_count() or 1)
    return join_sides(results, reader.read_contact)


def _in_order(read: Read, paths: Iterable[Path], workers: int) -> Iterator[PhotoResult]:
    """Map over the paths with a bounded number of photos in memory."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="read")
    waiting: deque[Future[PhotoResult]] = deque()
    try:
        for path in paths:
            waiting.append(pool.submit(read, path))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _looked_up(email: Email) -> Email:
    checked = emails.parse(email.address, check_dns=True)
    return replace(email, valid=email.valid and checked is not None and checked.valid)


def _frame(photo: Photo) -> Quad:
    height, width = photo.pixels.shape[:2]
    return ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))


def _aspect(card: CardImage) -> float:
    height, width = card.pixels.shape[:2]
    return float(width / height)
