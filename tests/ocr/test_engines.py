"""One contract for every OCR engine, and what happens where one is missing."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.errors import CardscanError, Exit
from cardscan.model import CardImage, Photo, TextLine
from cardscan.ocr import engines
from cardscan.ocr.rapid import RapidEngine
from cardscan.ocr.tesseract import TesseractEngine

TEXT = ("Northwind Gardens", "Ellen Marsh", "Head Gardener", "ellen@northwind.example", "+44 20 7946 0958")


def card_of(pixels: np.ndarray) -> CardImage:
    height, width = pixels.shape[:2]
    photo = Photo(Path("drawn.png"), "", 0, None, pixels)
    return CardImage(photo, 0, pixels, ((0, 0), (width, 0), (width, height), (0, height)))


def drawn_card() -> np.ndarray:
    image = Image.new("RGB", (1000, 600), "white")
    draw = ImageDraw.Draw(image)
    for i, text in enumerate(TEXT):
        draw.text((80, 60 + 95 * i), text, fill="black", font=ImageFont.load_default(size=58 if i == 1 else 42))
    return np.asarray(image)[:, :, ::-1].copy()


def direction(line: TextLine, pixels: np.ndarray) -> int:
    """The way the text runs, in clockwise quarter turns from left to right."""
    height, width = pixels.shape[:2]
    (x0, y0), (x1, y1) = line.quad[:2]
    return round(math.atan2((y1 - y0) * height, (x1 - x0) * width) / (math.pi / 2)) % 4


class EngineContract:
    """What every engine must do; subclasses give the engine."""

    engine: engines.OcrEngine

    def test_it_is_ready(self) -> None:
        self.engine.check()

    def test_it_is_found_by_its_name(self) -> None:
        assert self.engine.name in engines.names()
        assert type(engines.get(self.engine.name)) is type(self.engine)

    def test_it_reads_every_line(self) -> None:
        lines = self.engine.read(card_of(drawn_card()))
        assert sorted(line.text for line in lines) == sorted(TEXT)
        assert all(0.5 < line.confidence <= 1 for line in lines)

    def test_quads_lie_where_the_text_is(self) -> None:
        lines = {line.text: line for line in self.engine.read(card_of(drawn_card()))}
        quad = lines["Ellen Marsh"].quad
        assert quad[0] == pytest.approx((0.08, 0.29), abs=0.05)
        assert quad[3][1] - quad[0][1] == pytest.approx(0.1, abs=0.06)

    @pytest.mark.parametrize(("turn", "runs"), [(cv2.ROTATE_90_CLOCKWISE, 1), (cv2.ROTATE_180, 2)])
    def test_it_reads_turned_text_and_tells_which_way_it_runs(self, turn: int, runs: int) -> None:
        pixels = cv2.rotate(drawn_card(), turn)
        lines = [line for line in self.engine.read(card_of(pixels)) if line.text in TEXT]
        assert len(lines) >= 4
        assert {direction(line, pixels) for line in lines} == {runs}

    def test_a_blank_card_has_no_lines(self) -> None:
        assert self.engine.read(card_of(np.full((300, 500, 3), 255, np.uint8))) == ()


class TestRapid(EngineContract):
    engine = RapidEngine()

    def test_it_reads_text_that_runs_across_the_others(self) -> None:
        pixels = drawn_card()
        aside = np.full((600, 110, 3), 255, np.uint8)
        image = Image.new("RGB", (600, 110), "white")
        ImageDraw.Draw(image).text((40, 30), "since 1932 Bristol", fill="black", font=ImageFont.load_default(size=40))
        aside[:] = cv2.rotate(np.asarray(image)[:, :, ::-1].copy(), cv2.ROTATE_90_COUNTERCLOCKWISE)
        lines = self.engine.read(card_of(np.hstack([pixels, aside])))
        assert "since 1932 Bristol" in {line.text for line in lines}
        assert "Ellen Marsh" in {line.text for line in lines}

    @pytest.mark.skipif(not hasattr(cv2, "FontFace"), reason="this OpenCV has no typeface with Chinese letters")
    def test_it_reads_other_scripts_beside_ours(self) -> None:
        pixels = drawn_card()
        cv2.putText(pixels, "营业经理 Wei", (560, 560), (0, 0, 0), cv2.FontFace("uni"), 50)
        assert "营业经理 Wei" in {line.text for line in self.engine.read(card_of(pixels))}

    def test_missing_models_are_named_with_what_installs_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cardscan.ocr.rapid.model_path", lambda kind: Path("/nowhere") / kind)
        with pytest.raises(CardscanError) as caught:
            RapidEngine().check()
        assert "pip install" in caught.value.hint


@pytest.mark.tesseract
class TestTesseract(EngineContract):
    engine = TesseractEngine()


def test_a_missing_tesseract_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cardscan.ocr.tesseract.shutil.which", lambda program: None)
    with pytest.raises(CardscanError) as caught:
        TesseractEngine().check()
    assert "install" in caught.value.hint


def test_an_unknown_engine_is_a_usage_error_that_lists_the_known_ones() -> None:
    with pytest.raises(CardscanError) as caught:
        engines.get("abacus")
    assert caught.value.exit_code == Exit.USAGE
    assert "rapidocr" in caught.value.hint
