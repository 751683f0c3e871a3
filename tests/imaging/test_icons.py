"""Icons beside a line are seen and told apart by their shape; letters, bullets and bare numbers are none."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.imaging.icons import mark_icons
from cardscan.model import TextLine
from samples.generator.marks import draw_mark

WHITE, BLACK, BLUE = (255, 255, 255), (20, 20, 20), (20, 60, 140)
SIZE = (1100, 640)
TEXTS = ("+39 011 819 5527", "+39 333 905 1846", "+39 011 819 5528", "011 819 5529 / int. 4")


def card(
    icons: tuple[str, ...], *, ink: tuple[int, int, int] = BLACK, paper: tuple[int, int, int] = WHITE,
    after: bool = False, disc: bool = False, blur: float = 0.8, bullet: str = "",
) -> tuple[np.ndarray, tuple[TextLine, ...]]:  # fmt: skip
    """A card with four lines, an icon before or after each; the boxes are a little wider than the letters."""
    image = Image.new("RGB", SIZE, paper)
    pen = ImageDraw.Draw(image)
    letters = ImageFont.load_default(size=34)
    lines = []
    for i, text in enumerate(TEXTS):
        y = 240 + 74 * i
        width = pen.textlength(text, letters)
        left = 900 - width if after else 220
        pen.text((left, y), text, fill=ink, font=letters)
        if bullet:
            pen.text((left - 50, y), bullet, fill=ink, font=letters)
        x = left + width + 24 if after else left - 60
        if disc and i < len(icons):
            pen.ellipse((x - 12, y - 6, x + 48, y + 54), fill=BLUE)
        if i < len(icons):
            shade = (WHITE, BLUE) if disc else (ink, paper)
            draw_mark(image, icons[i], (x, y + 6, x + 36, y + 42), *shade)
        box = ((left - 6, y - 2), (left + width + 6, y - 2), (left + width + 6, y + 46), (left - 6, y + 46))
        a, b, c, d = ((px / SIZE[0], py / SIZE[1]) for px, py in box)
        lines.append(TextLine(text, (a, b, c, d), 0.95))
    pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
    noise = np.random.default_rng(5).normal(0, 3, pixels.shape)
    return np.clip(cv2.GaussianBlur(pixels, (0, 0), blur) + noise, 0, 255).astype(np.uint8), tuple(lines)


ICONS = ("handset", "smartphone", "envelope", "globe")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("ink", "paper"), [(BLACK, WHITE), (WHITE, BLUE), ((120, 120, 120), (235, 230, 220))])
@pytest.mark.parametrize("blur", [0.8, 2.2])
def test_a_handset_and_a_mobile_are_told_apart(
    after: bool, ink: tuple[int, int, int], paper: tuple[int, int, int], blur: float
) -> None:
    lines = mark_icons(*card(ICONS, ink=ink, paper=paper, after=after, blur=blur))
    assert [line.icon for line in lines] == ["phone", "mobile", "other", "other"]


def test_icons_in_discs() -> None:
    lines = mark_icons(*card(ICONS, disc=True))
    assert lines[0].icon == "phone"
    assert all(line.icon for line in lines)


@pytest.mark.parametrize("icon", ["fax", "pin", "instagram", "linkedin", "facebook", "house", "cog", "flower", "drop"])
def test_no_other_mark_passes_for_a_telephone(icon: str) -> None:
    lines = mark_icons(*card((icon,) * 4))
    assert {line.icon for line in lines} <= {"other", None}


@pytest.mark.parametrize("bullet", ["", "·", "|", "-", "T", "M", "D", "H", "E", "N", "O"])
def test_letters_and_bullets_are_no_telephones(bullet: str) -> None:
    lines = mark_icons(*card((), bullet=bullet))
    assert {line.icon for line in lines} <= {"other", None}
    if bullet in "|·-":
        assert {line.icon for line in lines} == {None}


def test_a_word_that_was_read_is_no_icon() -> None:
    pixels, lines = card(())
    (x0, y0), _, (_, y1), _ = lines[0].quad
    label = TextLine("tel", ((x0 - 0.08, y0), (x0 - 0.01, y0), (x0 - 0.01, y1), (x0 - 0.08, y1)), 0.9)
    at = (round((x0 - 0.06) * SIZE[0]), round(y1 * SIZE[1]) - 12)
    cv2.putText(pixels, "N", at, cv2.FONT_HERSHEY_SIMPLEX, 1.1, BLACK, 3)
    assert mark_icons(pixels, lines)[0].icon == "other"
    assert mark_icons(pixels, (*lines, label))[0].icon is None
