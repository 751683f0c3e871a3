"""Boxes lie where the text is, to a part of a pixel, at any size and whichever way the card lies."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.ocr import rapid
from cardscan.ocr.detect import Box, detect, lies_on_its_side
from cardscan.ocr.runtime import Network, Pictures, Tensor, load_network

TEXT = ("Northwind Gardens", "Ellen Marsh", "Head Gardener", "ellen@northwind.example")
PICTURE = np.zeros((853, 1280, 3), np.uint8)
GROWTH, THRESHOLD = 1.6, 0.3


class Kernel:
    """A network that sees one line's kernel at a place given in shares of the picture, drawn without steps."""

    def __init__(
        self, middle: tuple[float, float], sides: tuple[float, float], angle: float, heat: float = 0.9
    ) -> None:
        self.middle, self.sides, self.angle, self.heat = middle, sides, angle, heat

    def __call__(self, batch: Pictures | Tensor) -> Tensor:
        height, width = batch.shape[1:3]
        rows, columns = np.mgrid[0:height, 0:width] + 0.5
        turn = np.deg2rad(self.angle)
        x, y = columns - self.middle[0] * width, rows - self.middle[1] * height
        along, aside = np.abs(x * np.cos(turn) + y * np.sin(turn)), np.abs(y * np.cos(turn) - x * np.sin(turn))
        edges = [side * width / 2 - off for side, off in zip(self.sides, (along, aside), strict=True)]
        heat = np.clip(np.minimum(*edges) + THRESHOLD / self.heat, 0, 1) * self.heat
        return heat[None, None].astype(np.float32)

    def metadata(self, key: str) -> str:
        raise NotImplementedError


def drawn(angle: float = 0.0) -> np.ndarray:
    image = Image.new("RGB", (1200, 760), "white")
    draw = ImageDraw.Draw(image)
    for i, text in enumerate(TEXT):
        draw.text((90, 90 + 160 * i), text, fill="black", font=ImageFont.load_default(size=60 if i == 1 else 34))
    return np.asarray(image.rotate(angle, fillcolor="white", resample=Image.Resampling.BICUBIC))[:, :, ::-1].copy()


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(rapid.model_path("det"), streams=1)


def in_order(boxes: list[Box]) -> np.ndarray:
    return np.array(sorted(boxes, key=lambda box: tuple(box.mean(0).round())))


@pytest.mark.parametrize("angle", [0.0, 7.0, -12.5])
@pytest.mark.parametrize("long_side", [672, 960])
def test_a_box_is_the_kernel_grown_by_what_training_shrank_it(angle: float, long_side: int) -> None:
    (box,) = detect(Kernel((0.503, 0.351), (0.4, 0.02), angle), PICTURE, long_side=long_side)
    wide, high = 0.4 * 1280, 0.02 * 1280
    grown = wide * high * GROWTH / (wide + high)
    half_a_pixel = 0.5 * 1280 / long_side
    assert np.abs(box.mean(0) - (0.503 * 1280, 0.351 * 853)).max() < half_a_pixel
    sides = [np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[0] - box[3])]
    assert sides == pytest.approx([wide + grown, high + grown], abs=1.9 * half_a_pixel * (1 + GROWTH))
    assert box[0].sum() == min(box.sum(1))


def test_what_is_hardly_warm_or_hardly_there_is_no_text() -> None:
    assert detect(Kernel((0.5, 0.5), (0.4, 0.02), 0), PICTURE)
    assert detect(Kernel((0.5, 0.5), (0.4, 0.02), 0, heat=0.45), PICTURE) == []
    assert detect(Kernel((0.5, 0.5), (0.4, 0.001), 0), PICTURE) == []


@pytest.mark.parametrize("angle", [0.0, 3.0])
def test_a_smaller_size_finds_the_same_boxes(network: Network, angle: float) -> None:
    small, large = (in_order(detect(network, drawn(angle), long_side=size)) for size in (640, 960))
    assert len(small) == len(large) == len(TEXT)
    assert np.abs(small - large).max() < 9


def test_a_card_on_its_side_is_turned_for_the_model_and_its_boxes_turned_back(network: Network) -> None:
    upright = drawn()
    lying = np.ascontiguousarray(np.rot90(upright, -1))
    expected = in_order(detect(network, upright))
    turned = in_order([np.stack([box[:, 1], 760 - box[:, 0]], 1) for box in detect(network, lying, lying=True)])
    assert [sorted(map(tuple, box)) for box in turned.round(1)] == [
        sorted(map(tuple, box)) for box in expected.round(1)
    ]
    assert all(box[0].sum() == min(box.sum(1)) for box in detect(network, lying, lying=True))


@pytest.mark.parametrize("angle", [0.0, 4.0])
def test_it_is_seen_which_way_lines_run(angle: float) -> None:
    for width in (1200, 500):
        card = drawn(angle)[:, :width]
        assert not lies_on_its_side(card)
        assert lies_on_its_side(np.rot90(card))


@pytest.mark.parametrize("shape", [(1, 1), (2, 40), (40, 2), (300, 500)])
def test_a_picture_without_text_is_looked_at_all_the_same(shape: tuple[int, int]) -> None:
    lies_on_its_side(np.full((*shape, 3), 255, np.uint8))
