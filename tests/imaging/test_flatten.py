"""A flattened card has its own proportions, all of its edge, and turns together with its corners."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from cardscan.imaging.flatten import at_full_size, encode_crop, flatten, rotate
from cardscan.model import CardImage, Photo, Pixels, Quad

RED, GREEN, BLUE, YELLOW = (30, 30, 220), (30, 200, 30), (220, 30, 30), (30, 220, 220)


def face(width: int = 850, height: int = 550) -> Pixels:
    """A card with a coloured spot in each corner, clockwise red, green, blue, yellow."""
    pixels = np.full((height, width, 3), 250, np.uint8)
    for (x, y), colour in zip(((0, 0), (1, 0), (1, 1), (0, 1)), (RED, GREEN, BLUE, YELLOW), strict=True):
        left, top = x * (width - 60), y * (height - 60)
        pixels[top : top + 60, left : left + 60] = colour
    return pixels


def seen_by_a_camera(tilt: float, turn: float, size: tuple[float, float] = (85, 55)) -> Quad:
    """Corners of a card on a 2000 x 1500 photo by a camera of 1900 pixels focal length that looks down at `tilt`."""
    half = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [size[0] / 2, size[1] / 2, 0]
    c, s, ct, st = np.cos(turn), np.sin(turn), np.cos(tilt), np.sin(tilt)
    spun = half @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    leaned = spun @ np.array([[1, 0, 0], [0, ct, st], [0, -st, ct]]) + [4, -3, 170]
    a, b, c4, d = ((1900 * x / z + 1000, 1900 * y / z + 750) for x, y, z in leaned)
    return (a, b, c4, d)


def photographed(corners: Quad, pixels: Pixels) -> Photo:
    height, width = pixels.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    photo = cv2.warpPerspective(pixels, matrix, (2000, 1500), borderValue=(90, 90, 90))
    return Photo(Path("a.jpg"), "", 0, None, np.asarray(photo, np.uint8))


def corner_colours(card: CardImage) -> list[str]:
    height, width = card.pixels.shape[:2]
    near = round(0.05 * max(height, width))
    spots = ((near, near), (near, width - near), (height - near, width - near), (height - near, near))
    names = {"red": RED, "green": GREEN, "blue": BLUE, "yellow": YELLOW}
    return [min(names, key=lambda n: np.abs(card.pixels[y, x] - np.float64(names[n])).sum()) for y, x in spots]


@pytest.mark.parametrize("tilt", [0.0, 0.3, 0.6, -0.5])
@pytest.mark.parametrize("turn", [0.0, 0.4, -1.2])
@pytest.mark.parametrize("size", [(85.0, 55.0), (90.0, 50.0), (60.0, 60.0), (55.0, 85.0)])
def test_proportions_survive_the_angle(tilt: float, turn: float, size: tuple[float, float]) -> None:
    corners = seen_by_a_camera(tilt, turn, size)
    card = flatten(photographed(corners, face(round(size[0] * 10), round(size[1] * 10))), corners, 3)
    height, width = card.pixels.shape[:2]
    assert width / height == pytest.approx(size[0] / size[1], rel=0.06)
    assert 900 <= max(width, height) <= 1440 * 1.04
    assert (card.index, card.corners) == (3, corners)
    assert corner_colours(card) == ["red", "green", "blue", "yellow"]


def test_a_margin_keeps_the_edge() -> None:
    corners = seen_by_a_camera(0.4, 0.2)
    card = flatten(photographed(corners, face()), corners, 0)
    rim = card.pixels[:6].astype(int)
    assert abs(rim - 90).max() < 60
    inside = card.pixels[round(0.03 * card.pixels.shape[1]) :, card.pixels.shape[1] // 2]
    assert inside[0].min() > 200


def test_a_full_frame_gets_no_margin() -> None:
    pixels = face(1200, 700)
    frame: Quad = ((0, 0), (1199, 0), (1199, 699), (0, 699))
    card = flatten(Photo(Path("a.jpg"), "", 0, None, pixels), frame, 0)
    assert card.pixels.shape[1] / card.pixels.shape[0] == pytest.approx(12 / 7, rel=0.02)
    np.testing.assert_allclose(card.pixels[2, 2], RED, atol=4)


def test_a_card_of_one_pixel() -> None:
    dot = Photo(Path("a.png"), "", 0, None, np.zeros((1, 1, 3), np.uint8))
    assert flatten(dot, ((0, 0), (0, 0), (0, 0), (0, 0)), 0).pixels.size > 0


def test_small_and_large_cards_are_brought_to_reading_size() -> None:
    small: Quad = ((100, 100), (440, 100), (440, 320), (100, 320))
    assert max(flatten(photographed(small, face()), small, 0).pixels.shape) == pytest.approx(927, abs=3)
    photo = Photo(Path("a.jpg"), "", 0, None, np.full((3000, 4000, 3), 128, np.uint8))
    large: Quad = ((200, 300), (3700, 300), (3700, 2560), (200, 2560))
    assert max(flatten(photo, large, 0).pixels.shape) == pytest.approx(1483, abs=3)


@pytest.mark.parametrize(("width", "is_fine"), [(1500, False), (1100, True)])
def test_a_card_is_cut_from_the_coarse_photo_where_that_shows_enough(width: int, is_fine: bool) -> None:
    coarse, fine = np.full((1500, 2000, 3), 60, np.uint8), np.full((3000, 4000, 3), 60, np.uint8)
    for pixels, times in ((coarse, 1), (fine, 2)):
        cv2.rectangle(
            pixels, (300 * times, 300 * times), ((300 + width) * times - 1, 1000 * times - 1), (250, 250, 250), -1
        )
    left, right = 300.0, 300.0 + width
    seen: Quad = ((left, 300), (right - 1, 300), (right - 1, 999), (left, 999))
    asked: list[int] = []
    photo = Photo(Path("a.jpg"), "", 0, None, coarse, 2.0, lambda: asked.append(1) or fine)
    corners = at_full_size(photo, seen)
    np.testing.assert_allclose(corners[2], (2 * right - 1.5, 2 * 1000 - 1.5))
    card = flatten(photo, corners, 0)
    assert bool(asked) == is_fine
    assert card.corners == corners
    rim = round(0.015 * max(card.pixels.shape))
    assert card.pixels[rim + 4 : -rim - 4, rim + 4 : -rim - 4].min() > 240
    assert card.pixels[: rim - 4].max() < 80


def test_turning_takes_the_corners_along() -> None:
    corners = seen_by_a_camera(0.3, 0.1)
    photo = photographed(corners, face())
    card = flatten(photo, corners, 0)
    colours = ["red", "green", "blue", "yellow"]
    for turns in (-1, 0, 1, 2, 3, 4, 5):
        turned = rotate(card, turns)
        assert corner_colours(turned) == [colours[(at - turns) % 4] for at in range(4)]
        again = flatten(photo, turned.corners, 0)
        assert corner_colours(again) == corner_colours(turned)
        assert again.pixels.shape == pytest.approx(turned.pixels.shape, abs=2)
    np.testing.assert_array_equal(rotate(rotate(card, 1), 3).pixels, card.pixels)


def test_crops_are_small_jpegs() -> None:
    corners = seen_by_a_camera(0.2, 0.0)
    card = flatten(photographed(corners, face()), corners, 0)
    data = encode_crop(card)
    assert data[:3] == b"\xff\xd8\xff"
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert max(decoded.shape) <= 1200
    assert decoded.shape[1] / decoded.shape[0] == pytest.approx(card.pixels.shape[1] / card.pixels.shape[0], rel=0.01)
