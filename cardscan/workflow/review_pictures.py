"""The pictures of a contact: the flat card, a small one for the list, the photo that it was found in."""

from pathlib import Path

import cv2
import numpy as np

from cardscan.errors import PhotoError
from cardscan.imaging.load import load
from cardscan.messages import tr
from cardscan.model import Record, StoredCard
from cardscan.settings.workspace import Workspace
from cardscan.workflow.review import MissingError

_JPEG = b"\xff\xd8\xff"
_THUMB = 192  # pixels of the longer side: 96 on a screen of double density
_QUALITY = 85


def crop(workspace: Workspace, record: Record, side: int) -> bytes:
    """Answer the flat card as JPEG.

    Raises:
        MissingError: There is no such side, or its picture is gone.
    """
    card = _card(record, side)
    path = workspace.root / card.crop
    # What the database says is not believed further than the folder of the cards.
    if not card.crop or not path.resolve().is_relative_to(workspace.cards.resolve()):
        raise _gone()
    try:
        data = path.read_bytes()
    except OSError:
        raise _gone() from None
    if not data.startswith(_JPEG):
        raise _gone()
    return data


def thumb(workspace: Workspace, record: Record) -> bytes:
    """Answer the first side's picture, small, as JPEG; MissingError where there is none."""
    if not record.cards:
        raise _gone()
    pixels = cv2.imdecode(np.frombuffer(crop(workspace, record, record.cards[0].side), np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise _gone()
    scale = _THUMB / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    return _encode(small)


def photo(workspace: Workspace, record: Record, side: int) -> bytes:
    """Answer the whole photo, upright, as JPEG; the card's corners are in its pixels.

    Raises:
        MissingError: There is no such side; the photo is gone, is another one now, or can no longer be read.
    """
    card = _card(record, side)
    try:
        for page in load(workspace.root / Path(card.photo)):
            if page.sha256 != card.sha256:
                break
            if page.page == card.page:
                return _encode(page.pixels)
    except PhotoError as error:
        raise MissingError(error.message, hint=error.hint) from None
    raise _gone()


def _card(record: Record, side: int) -> StoredCard:
    for card in record.cards:
        if card.side == side:
            return card
    raise _gone()


def _encode(pixels: object) -> bytes:
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])  # type: ignore[call-overload]
    if not done:
        raise _gone()
    return bytes(data)


def _gone() -> MissingError:
    return MissingError(tr("This picture is not there any more."))
