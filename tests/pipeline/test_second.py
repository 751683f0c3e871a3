"""What the second reader is asked and when it has its way, with one of the tests' own and with Tesseract itself."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.model import CardImage, Photo, Pixels, Quad, TextLine
from cardscan.ocr import engines, second
from cardscan.ocr.second import TesseractReader, Word
from cardscan.pipeline.read import Reader
from cardscan.pipeline.second import is_doubtful, is_hollow, look_again

CYRILLIC_FACE = "DejaVuSans.ttf"


class Fake:
    """A second reader that gives what it was told, and remembers what it was asked."""

    def __init__(self, *strips: str, card: tuple[str, ...] = (), languages: tuple[str, ...] = ("pol", "ukr")) -> None:
        self.strips, self.card, self.installed = strips, card, languages
        self.asked: list[tuple[int, str]] = []

    def languages(self) -> frozenset[str]:
        return frozenset(self.installed)

    def read_strips(self, strips: list[Pixels], language: str) -> list[tuple[Word, ...]]:
        self.asked.append((len(strips), language))
        return [tuple(Word(word, 0.95) for word in text.split()) for text in self.strips]

    def read_card(self, pixels: Pixels, language: str) -> list[tuple[Word, ...]]:
        self.asked.append((0, language))
        return [(Word(text, 0.95, (10, 40 * i, 300, 40 * i + 30)),) for i, text in enumerate(self.card)]


def image(pixels: Pixels) -> CardImage:
    return CardImage(Photo(Path("card.png"), "", 0, None, pixels), 0, pixels, quad(0, 1))


def quad(top: float, bottom: float, right: float = 0.9) -> Quad:
    return ((0.1, top), (right, top), (right, bottom), (0.1, bottom))


def lines(*texts: str, doubts: str = "Łł") -> tuple[TextLine, ...]:
    """Lines of a card of 600 x 400, as long as their texts ask for, all with the same doubts."""
    return tuple(
        TextLine(text, quad(0.1 + 0.15 * i, 0.16 + 0.15 * i, 0.1 + 0.02 * len(text)), 0.99, doubts=doubts)
        for i, text in enumerate(texts)
    )


BLANK = image(np.full((400, 600, 3), 240, np.uint8))


def test_doubtful_lines_are_read_again_and_no_others() -> None:
    reader = Fake("Jan Dołęka")
    sure = lines("", "Notariusz", "jan@doleka.pl", doubts="")
    found = look_again(BLANK, (*lines("Jan Dolęka"), *sure[1:]), "pl", reader)
    assert [line.text for line in found] == ["Jan Dołęka", "Notariusz", "jan@doleka.pl"]
    assert reader.asked == [(1, "pol")]


def test_lines_keep_all_but_their_text() -> None:
    first = lines("Jan Dolęka")
    (found,) = look_again(BLANK, first, "pl", Fake("Jan Dołęka"))
    assert (found.quad, found.confidence, found.side) == (first[0].quad, first[0].confidence, first[0].side)


@pytest.mark.parametrize(("language", "installed"), [("en", ("eng",)), (None, ("pol",)), ("pl", ("deu",)), ("pl", ())])
def test_nobody_is_asked_in_vain(language: str | None, installed: tuple[str, ...]) -> None:
    reader = Fake("x", languages=installed)
    first = lines("Jan Dolęka", "22 123 45 67")
    assert look_again(BLANK, first, language, reader) == first
    assert reader.asked == []


@pytest.mark.parametrize(
    ("doubts", "language", "doubtful"),
    [("ł", "pl", True), ("ŁȘ", "ro", True), ("ł", "es", False), ("é", "en", False), ("", "pl", False)],
)
def test_what_is_doubtful_depends_on_the_language(doubts: str, language: str, doubtful: bool) -> None:
    (line,) = lines("Dolęka", doubts=doubts)
    assert is_doubtful(line, language) == doubtful


def test_missing_letters_show_in_the_length_of_a_line() -> None:
    assert not is_hollow(lines("Jan Dolęka", "+48 22 123 45 67"), 1.5)
    assert is_hollow((TextLine(". , 5, 01001", quad(0.1, 0.16), 0.9),), 1.5)


HOLLOW = (TextLine("« »", quad(0.5, 0.56), 0.9), TextLine("olena@zelenyi-hai.ua", quad(0.8, 0.86), 0.99))


def test_a_cyrillic_card_is_read_by_the_second_reader_and_its_addresses_by_the_first() -> None:
    reader = Fake(card=("Олена Коваленко", "ТОВ «Зелений гай»"))
    found = look_again(BLANK, HOLLOW, "en", reader)
    assert [line.text for line in found] == ["olena@zelenyi-hai.ua", "Олена Коваленко", "ТОВ «Зелений гай»"]
    assert reader.asked == [(0, "ukr")]


def test_a_line_set_wide_apart_is_no_cyrillic_card() -> None:
    assert look_again(BLANK, HOLLOW, "en", Fake(card=("C A F E",))) == HOLLOW
    assert look_again(BLANK, HOLLOW, "en", Fake(card=("Олена Коваленко",), languages=("eng",))) == HOLLOW


def test_without_tesseract_no_language_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    second._installed.cache_clear()
    try:
        assert TesseractReader().languages() == frozenset()
    finally:
        second._installed.cache_clear()


def answering(monkeypatch: pytest.MonkeyPatch, answer: bytes | Exception) -> TesseractReader:
    """A reader whose Tesseract prints that, or cannot be run."""

    def run(*args: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        if isinstance(answer, Exception):
            raise answer
        return subprocess.CompletedProcess(args, 134, answer)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(second, "_installed", lambda: frozenset({"pol"}))
    return TesseractReader()


HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\t")
WORD = "5 1 1 1 1 1 0 0 90 30 96.5 Jan".replace(" ", "\t")


@pytest.mark.parametrize(
    "answer",
    [FileNotFoundError("gone"), b"", b"what is --psm?", HEAD.encode(), f"{HEAD}\n{WORD[:12]}".encode()],
)
def test_a_tesseract_that_fails_reads_nothing(monkeypatch: pytest.MonkeyPatch, answer: bytes | Exception) -> None:
    assert answering(monkeypatch, answer).read_strips([BLANK.pixels, BLANK.pixels], "pol") == [(), ()]


def test_of_a_tesseract_that_breaks_off_what_it_read_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = f"{HEAD}\n{WORD}\n5\t2\t1".encode()
    (words, none) = answering(monkeypatch, answer).read_strips([BLANK.pixels, BLANK.pixels], "pol")
    assert ([word.text for word in words], none) == (["Jan"], ())


def test_a_tesseract_that_hangs_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = answering(monkeypatch, subprocess.TimeoutExpired("tesseract", 30))
    assert reader.languages() == {"pol"}
    assert reader.read_strips([BLANK.pixels], "pol") == [()]
    assert reader.languages() == frozenset()


def drawn(*texts: str, ink: str = "black", paper: str = "white", face: str | None = None) -> Pixels:
    picture = Image.new("RGB", (1100, 60 + 100 * len(texts)), paper)
    for i, text in enumerate(texts):
        font = ImageFont.truetype(face, 46) if face else ImageFont.load_default(46)
        ImageDraw.Draw(picture).text((50, 40 + 100 * i), text, fill=ink, font=font)
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


@pytest.mark.tesseract
@pytest.mark.parametrize(("ink", "paper"), [("black", "white"), ("#f0f0e0", "#203040")])
def test_tesseract_reads_strips_dark_and_light_in_their_order(ink: str, paper: str) -> None:
    strips = [drawn(text, ink=ink, paper=paper) for text in ("Northwind Gardens", "Head Gardener")]
    found = TesseractReader().read_strips(strips, "eng")
    assert [" ".join(word.text for word in words) for words in found] == ["Northwind Gardens", "Head Gardener"]
    assert all(word.confidence > 0.7 for words in found for word in words)


@pytest.mark.tesseract
def test_a_ukrainian_card_is_read_where_the_language_is_installed() -> None:
    if "ukr" not in TesseractReader().languages():
        pytest.skip("Tesseract's Ukrainian is not installed")
    try:
        ImageFont.truetype(CYRILLIC_FACE, 46)
    except OSError:
        pytest.skip("no typeface with Cyrillic letters is installed")
    card = image(drawn("Олена Коваленко", "ТОВ «Зелений гай»", "olena@zelenyi-hai.ua", face=CYRILLIC_FACE))
    reader = Reader()
    lines = engines.get(engines.DEFAULT).read(card)
    found = [line.text for line in look_again(card, lines, None, TesseractReader())]
    assert {"Олена Коваленко", "olena@zelenyi-hai.ua"} <= set(found)
    assert reader.read_contact(look_again(card, lines, None, TesseractReader()), (), aspect=2).name is not None
