"""Boxes drawn on cards: where they are, whose colour they have, and that they cover nothing that was read."""

from io import BytesIO

import numpy as np
from PIL import Image

from cardscan.imaging.boxes import Box, draw


def side(width: int = 400, height: int = 240) -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "JPEG", quality=95)
    return data.getvalue()


def quad(left: float, top: float, right: float, bottom: float) -> tuple:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def drawn(*boxes: Box, sides: int = 1) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(draw([side()] * sides, boxes))))


def test_a_box_is_drawn_where_it_stands_and_its_inside_stays_clear() -> None:
    picture = drawn(Box(quad(0.25, 0.25, 0.5, 0.5), "name"))
    assert picture.shape == (240, 400, 3)
    assert tuple(picture[90, 100]) != (255, 255, 255)
    assert (picture[70:110, 110:190] > 240).all()


def test_values_of_one_kind_share_a_colour_and_others_do_not() -> None:
    picture = drawn(
        Box(quad(0.1, 0.1, 0.3, 0.2), "phones[0]"),
        Box(quad(0.1, 0.4, 0.3, 0.5), "phones[1]"),
        Box(quad(0.1, 0.7, 0.3, 0.8), "emails[0]"),
    )
    first, second, third = (tuple(picture[int(240 * y), 60]) for y in (0.1, 0.4, 0.7))
    assert first == second != third


def test_a_name_has_room_at_the_right_edge_too() -> None:
    picture = drawn(Box(quad(0.7, 0.5, 0.99, 0.6), "department"))
    assert (picture[125:140, 290:390] > 240).all()
    assert (picture[95:118, 300:395] < 200).any()


def test_the_back_stands_below_the_front() -> None:
    picture = drawn(Box(quad(0.1, 0.1, 0.3, 0.2), "urls[0]", side=1), sides=2)
    assert picture.shape[0] == 2 * 240 + 12
    assert (picture[:240] > 240).all()
    assert tuple(picture[252 + 24, 60]) != (255, 255, 255)
