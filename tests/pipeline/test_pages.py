"""Files of several pages: what was read before a bad page is kept, and the bad page is told of."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.model import CardImage, TextLine
from cardscan.ocr import engines
from cardscan.pipeline import json as shape
from cardscan.pipeline.read import Reader, read_photos

CARD = ("Northwind Gardens Ltd", "Ellen Marsh", "Head Gardener", "ellen@northwind-gardens.co.uk", "T +44 20 7946 0958")


class _Knowing:
    """An engine that reads the same card wherever it looks."""

    name = "knowing"

    def check(self) -> None:
        """Nothing is missing."""

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        boxes = [((0.1, y), (0.6, y), (0.6, y + 0.08), (0.1, y + 0.08)) for y in (0.1, 0.3, 0.45, 0.6, 0.75)]
        return tuple(TextLine(text, box, 0.95) for text, box in zip(CARD, boxes, strict=True))


def drawn() -> Image.Image:
    image = Image.new("RGB", (1300, 900), (70, 90, 110))
    pen = ImageDraw.Draw(image)
    pen.rectangle((120, 120, 1180, 760), fill="white")
    for i, text in enumerate(CARD):
        pen.text((180, 170 + 110 * i), text, fill="black", font=ImageFont.load_default(size=44))
    return image


@pytest.fixture
def half_good(tmp_path: Path) -> Path:
    """A TIFF of two pages whose second breaks off."""
    data = io.BytesIO()
    drawn().save(data, "TIFF", save_all=True, append_images=[drawn()], compression="tiff_lzw")
    path = tmp_path / "scan.tif"
    path.write_bytes(data.getvalue())
    with Image.open(path) as image:
        image.seek(1)
        start = min(image.tag_v2[273])
        size = sum(image.tag_v2[279])
    whole = bytearray(data.getvalue())
    whole[start : start + size] = b"\xff" * size
    path.write_bytes(whole)
    return path


def test_the_pages_before_a_bad_one_are_kept(monkeypatch: pytest.MonkeyPatch, half_good: Path) -> None:
    monkeypatch.setattr(engines, "get", lambda name: _Knowing())
    result = Reader("knowing").read(half_good, half_good.read_bytes())
    assert [reading.contact.name.full for reading in result.readings if reading.contact.name] == ["Ellen Marsh"]
    assert result.failure is not None
    assert result.failure.code == "damaged"
    assert result.sha256 == result.failure.sha256 is not None
    row = json.loads(json.dumps(shape.line(result)))
    assert len(row["cards"]) == 1
    assert row["error_code"] == "damaged"


@pytest.mark.slow
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_card_is_read_whichever_way_it_lies(tmp_path: Path, turn: Image.Transpose) -> None:
    path = tmp_path / "card.png"
    drawn().transpose(turn).save(path)
    (result,) = read_photos([path])
    (reading,) = result.readings
    assert reading.contact.name is not None
    assert reading.contact.name.full == "Ellen Marsh"
    assert [phone.number for phone in reading.contact.phones] == ["+442079460958"]
