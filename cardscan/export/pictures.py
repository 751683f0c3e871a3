"""Card pictures for address books and spreadsheets: scaled down, as JPEG, without anything that a camera wrote in."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from cardscan.model import Record

_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Pictures:
    """The front of each contact's first card, from the crops under `root`; `longest` is the longer side in pixels."""

    root: Path
    longest: int = 480

    def __call__(self, record: Record) -> bytes | None:
        """Answer the picture as JPEG; None where there is none, or none that can be read."""
        if not record.cards:
            return None
        try:
            with Image.open(self.root / _front(record), formats=["JPEG", "PNG"]) as picture:
                picture.draft("RGB", (self.longest, self.longest))
                scaled = picture.convert("RGB")
            scaled.thumbnail((self.longest, self.longest))
            data = BytesIO()
            scaled.save(data, "JPEG", quality=_QUALITY, optimize=True)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None  # a picture that is gone or broken is no reason to lose the contact
        return data.getvalue()


def _front(record: Record) -> str:
    """Name the crop of the first side of the card that came first; sides of further cards follow it."""
    return min(record.cards, key=lambda card: card.side).crop
