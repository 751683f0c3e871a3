"""Cards are found where they were drawn, however they lie and whatever lies under them."""

import time

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from cardscan.imaging.find import find_cards
from cardscan.model import Quad

Pixels = NDArray[np.uint8]


def card_face(paper: int = 245, ink: int = 30, size: tuple[int, int] = (850, 550), band: bool = False) -> Pixels:
    width, height = size
    face = np.full((height, width, 3), paper, np.uint8)
    if band:
        face[:, : width // 4] = (120, 60, 20)
    for row, text in enumerate(["Ana Exemplu", "Director general", "+40 700 000 000", "ana@exemplu.example"]):
        scale = 1.6 if row == 0 else 1.0
        cv2.putText(face, text, (width // 3, height // 4 + row * height // 6), 0, scale, (ink,) * 3, 3, cv2.LINE_AA)
    return face


def lie(photo: Pixels, face: Pixels, corners: list[tuple[float, float]]) -> Pixels:
    height, width = face.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    size = (photo.shape[1], photo.shape[0])
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size, flags=cv2.INTER_AREA)
    laid = cv2.warpPerspective(face, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    share = mask[..., None] / 255
    return (photo * (1 - share) + laid * share).astype(np.uint8)


def desk(kind: str, size: tuple[int, int] = (1600, 1200)) -> Pixels:
    width, height = size
    noise = np.random.default_rng(7)
    if kind == "checked":
        y, x = np.mgrid[:height, :width]
        ground = np.where(((x // 90 + y // 90) % 2)[..., None], [60, 60, 190], [225, 225, 225]).astype(np.float64)
    elif kind == "gingham":
        y, x = np.mgrid[:height, :width]
        cloth = np.array([[235, 235, 235], [90, 90, 205], [35, 35, 150]], np.float64)
        ground = cloth[(x // 130 % 2) + (y // 130 % 2)]
    else:
        ground = np.full((height, width, 3), {"wood": (70, 110, 150), "white": 236, "dark": 38}[kind], np.float64)
    if kind == "wood":
        ground += cv2.blur(noise.normal(0, 60, (height, 1)), (1, 9))[:, :, None] + 0 * ground
    ground += noise.normal(0, 3, ground.shape)
    return np.clip(ground, 0, 255).astype(np.uint8)


def turned(centre: tuple[float, float], width: float, angle: float, height: float = 0.0) -> list[tuple[float, float]]:
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, (height or width * 55 / 85) / 2]
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return [(float(x), float(y)) for x, y in half @ np.array([[c, s], [-s, c]]) + centre]


TILTED = [(420.0, 330.0), (1190.0, 270.0), (1270.0, 800.0), (330.0, 850.0)]


def off_by(found: Quad, drawn: list[tuple[float, float]]) -> float:
    """Largest distance of a corner, as a share of the drawn card's long side, whichever corner comes first."""
    one, other = np.array(found), np.array(drawn)
    longest = max(np.linalg.norm(other - np.roll(other, 1, axis=0), axis=1))
    return float(min(np.linalg.norm(np.roll(one, k, axis=0) - other, axis=1).max() for k in range(4)) / longest)


@pytest.mark.parametrize("kind", ["wood", "checked", "gingham", "dark"])
@pytest.mark.parametrize("corners", [TILTED, turned((800, 600), 700, 33), turned((700, 500), 420, -71)])
def test_a_card_is_found_to_the_hundredth(kind: str, corners: list[tuple[float, float]]) -> None:
    (found,) = find_cards(lie(desk(kind), card_face(), corners))
    assert off_by(found, corners) < 0.01


@pytest.mark.parametrize(("kind", "paper", "ink"), [("white", 248, 120), ("dark", 52, 170)])
def test_low_contrast(kind: str, paper: int, ink: int) -> None:
    (found,) = find_cards(lie(desk(kind), card_face(paper, ink), TILTED))
    assert off_by(found, TILTED) < 0.015


def test_a_coloured_end_belongs_to_the_card() -> None:
    (found,) = find_cards(lie(desk("wood"), card_face(band=True), TILTED))
    assert off_by(found, TILTED) < 0.01


def test_a_hard_shadow_across_the_card() -> None:
    photo = lie(desk("wood"), card_face(), TILTED).astype(np.float64)
    shadow = cv2.fillPoly(np.ones(photo.shape[:2]), [np.array([[600, 0], [900, 0], [1300, 1200], [1000, 1200]])], 0.45)
    photo *= cv2.GaussianBlur(shadow, (0, 0), 2)[..., None]
    (found,) = find_cards(photo.astype(np.uint8))
    assert off_by(found, TILTED) < 0.015


def test_small_in_the_frame() -> None:
    corners = turned((1100, 400), 400, 12)
    (found,) = find_cards(lie(desk("wood"), card_face(), corners))
    assert off_by(found, corners) < 0.015


def test_portrait_and_square() -> None:
    for size in ((550, 850), (600, 600)):
        corners = turned((800, 600), size[0], 8, size[1])
        (found,) = find_cards(lie(desk("wood"), card_face(size=size), corners))
        assert off_by(found, corners) < 0.01


def test_several_cards_in_reading_order() -> None:
    drawn = [turned((x, y), 420, angle) for x, y, angle in ((300, 250, 4), (800, 230, -6), (1300, 260, 9))]
    drawn += [turned((x, y), 420, angle) for x, y, angle in ((320, 800, -8), (1000, 820, 15))]
    photo = desk("wood")
    for at, corners in enumerate(drawn):
        photo = lie(photo, card_face(*((45, 220) if at == 1 else (245, 30)), band=at == 3), corners)
    found = find_cards(photo)
    assert len(found) == len(drawn)
    assert max(off_by(quad, corners) for quad, corners in zip(found, drawn, strict=True)) < 0.02


def test_cards_side_by_side_stay_two() -> None:
    drawn = [turned((430, 600), 600, 0), turned((1090, 600), 600, 0)]
    photo = desk("dark")
    for corners in drawn:
        photo = lie(photo, card_face(), corners)
    assert len(find_cards(photo)) == 2


def test_corners_run_clockwise_from_the_top_left() -> None:
    ((a, b, c, d),) = find_cards(lie(desk("wood"), card_face(), TILTED))
    assert a[0] < b[0]
    assert a[1] < d[1]
    assert b[1] < c[1]
    assert d[0] < c[0]


def test_where_nothing_is_found_the_frame_is_the_card() -> None:
    scan = card_face(size=(1010, 640))
    assert find_cards(scan) == ((((0, 0), (1009, 0), (1009, 639), (0, 639))),)
    assert find_cards(desk("white", (640, 480))) == ((((0, 0), (639, 0), (639, 479), (0, 479))),)
    for tiny in ((1, 1), (40, 3), (3, 40)):
        assert len(find_cards(np.zeros((*tiny, 3), np.uint8))) == 1


def test_a_scan_trimmed_to_its_card_is_not_cut_down_to_its_logo() -> None:
    scan = card_face(size=(1010, 640))
    cv2.rectangle(scan, (40, 60), (290, 220), (160, 40, 20), -1)
    cv2.putText(scan, "Exemplu", (60, 150), 0, 1.5, (255, 255, 255), 3)
    ((first, _, third, _),) = find_cards(scan)
    assert first == (0, 0)
    assert third == (1009, 639)


def test_a_twelve_megapixel_photo_takes_no_second() -> None:
    photo = cv2.resize(lie(desk("wood"), card_face(), TILTED), (4000, 3000))
    start = time.process_time()
    (found,) = find_cards(photo)
    assert time.process_time() - start < 1
    assert off_by(found, [(x * 2.5, y * 2.5) for x, y in TILTED]) < 0.01
