"""A second look mends marks and lost spaces, and leaves right letters alone."""

import numpy as np
import pytest

from cardscan.ocr import marks
from cardscan.ocr.ink import HIGH
from cardscan.ocr.recognise import Look, Strip
from samples.training.marks_samples import pairs, read_strips

BLANK, SPACE = 0, 1


class Blind:
    """A network that sees nothing but the letters it is told to see, for the rules around the network."""

    def __init__(self, *told: str) -> None:
        self.told = told

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        logits = np.zeros((len(pictures), len(marks.letters())), np.float32)
        for row, letter in zip(logits, self.told, strict=False):
            if letter:
                row[marks.letters().index(letter)] = 20.0
        return logits

    def metadata(self, key: str) -> str:
        return "0"


def column(letter: str) -> int:
    return 2 + marks.letters().index(letter)


def strip_of(text: str) -> Strip:
    """A reading that is sure of each letter: one at every second step, blanks between and at both ends."""
    chances = np.zeros((2 * len(text) + 1, 2 + len(marks.letters())), np.float32)
    chances[:, BLANK] = 1.0
    steps = np.arange(len(text)) * 2 + 1
    for step, letter in zip(steps, text, strict=True):
        if letter in marks.letters():
            chances[step, [BLANK, column(letter)]] = 0.0, 1.0
    picture = np.zeros((HIGH, 8 * len(chances), 3), np.uint8)
    return Strip(text, 0.9, tuple((step + 0.5) / len(chances) for step in steps), Look(picture, steps, chances))


def mended(strip: Strip, *told: str) -> Strip:
    (found,) = marks.mend(marks.Marks(Blind(*told), 0.4), [strip])
    return found


def test_a_letter_that_is_clearly_another_is_changed() -> None:
    found = mended(strip_of("Doleka"), "", "", "ł", "ę")  # D, o, l, e
    assert found.text == "Dołęka"
    assert len(found.places) == len(found.text)


def test_without_evidence_the_reading_stands() -> None:
    assert mended(strip_of("Rossi Ion S.r.l. ą")).text == "Rossi Ion S.r.l. ą"


@pytest.mark.parametrize("text", ["e.nalecz@okna.pl", "www.lacny.pl", "okna.lacny.pl/oferta", "604718253"])
def test_addresses_and_numbers_are_let_be(text: str) -> None:
    assert mended(strip_of(text), *"ęłąęłąęłąęłą").text == text


def test_a_language_speaks_against_letters_of_others() -> None:
    unsure = Blind(*"łęń")  # Polish beyond doubt, and an s that is ś or š
    unsure.told += ("",)
    strip = strip_of("lens")

    class Both(Blind):
        def __call__(self, pictures: np.ndarray) -> np.ndarray:
            logits = super().__call__(pictures)
            logits[3, [marks.letters().index(letter) for letter in "śš"]] = 12.0, 12.5
            return logits

    (found,) = marks.mend(marks.Marks(Both(*"łęń"), 0.0), [strip])
    assert found.text == "łęńś"


def test_a_space_that_the_reader_nearly_saw_is_set() -> None:
    strip = strip_of("Bielakowi Synowie")
    assert strip.look is not None
    strip.look.chances[16, [BLANK, SPACE]] = 0.7, 0.3  # between k and i
    found = mended(strip)
    assert found.text == "Bielakow i Synowie"
    assert list(found.places) == sorted(found.places)


def test_a_letter_whose_chances_are_divided_is_set_at_a_words_start() -> None:
    strip = strip_of("ing. tefan")
    assert strip.look is not None
    start = strip.look.steps[5] - 1
    strip.look.chances[start, [BLANK, column("S"), column("Ș"), column("Ş")]] = 0.4, 0.18, 0.2, 0.22
    assert mended(strip).text == "ing. Ștefan"


def test_what_the_network_leaves_open_is_doubtful() -> None:
    class Unsure(Blind):
        def __call__(self, pictures: np.ndarray) -> np.ndarray:
            logits = super().__call__(pictures)
            logits[2, [marks.letters().index(letter) for letter in "lł"]] = 12.0, 15.0  # the reader is for l
            return logits

    (found,) = marks.mend(marks.Marks(Unsure("D", "o", "", "ę"), 0.4), [strip_of("Doleka")])
    assert (found.text, found.doubts) == ("Dolęka", "ł")


@pytest.mark.parametrize(("text", "at", "letter"), [("Torur", 4, "ń"), ("Gtówna", 1, "ł")])
def test_what_the_reader_nearly_took_a_letter_for_is_doubtful(text: str, at: int, letter: str) -> None:
    strip = strip_of(text)
    assert strip.look is not None
    assert mended(strip).doubts == ""
    strip.look.chances[strip.look.steps[at], column(letter)] = 0.2
    assert mended(strip).doubts == letter


def test_a_reading_without_text_passes() -> None:
    assert marks.mend(marks.Marks(Blind(), 0.4), [Strip("", 0.0)]) == [Strip("", 0.0)]


@pytest.mark.fonts
@pytest.mark.slow
def test_on_typefaces_and_names_it_has_not_seen_it_mends_and_hardly_ever_spoils() -> None:
    read = list(read_strips(96, seed=7, held_out=True))
    looking = marks.load_marks(streams=1)
    wrong = mended = right = spoiled = 0
    for truth, strip in read:
        if strip.confidence < 0.8:
            continue
        (found,) = marks.mend(looking, [strip])
        before, after = (dict(pairs(truth, one.text.translate(marks.CEDILLAS))) for one in (strip, found))
        for i in before.keys() & after.keys():
            was = strip.text.translate(marks.CEDILLAS)[before[i]] == truth[i]
            is_now = found.text.translate(marks.CEDILLAS)[after[i]] == truth[i]
            wrong, right = wrong + (not was), right + was
            mended, spoiled = mended + (is_now and not was), spoiled + (was and not is_now)
    assert mended >= wrong / 4  # half of them on a thousand strips; so few may fall out worse
    assert spoiled <= 0.001 * right
