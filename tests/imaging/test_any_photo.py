"""Photos as people take them: dark, shiny, cut by the frame, ten cards on a table, four on a scanner."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cardscan.imaging.find import find_cards
from samples.generator.geometry import View
from samples.generator.lamp import Lamp
from samples.generator.scene import Camera, Placement, Prop, Scene, render

Pixels = NDArray[np.uint8]
SIZE = (1600, 1200)
TEXTS = ("Ana Exemplu", "Director general", "+40 700 000 000", "ana@exemplu.example")


def face(paper: str = "#fbfaf5", ink: str = "#222222", size: tuple[int, int] = (850, 550)) -> Image.Image:
    image = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(image)
    for i, text in enumerate(TEXTS):
        pen.text((70, 90 + 100 * i), text, fill=ink, font=ImageFont.load_default(size=64 if i == 0 else 42))
    return image


def shot(
    cards: list[Placement], surface: str = "walnut", seed: int = 3, **scene: object
) -> tuple[Pixels, list[Pixels]]:
    pixels, corners = render(Scene(View(SIZE), surface, cards, **scene), np.random.default_rng(seed))
    return np.ascontiguousarray(pixels[:, :, ::-1]), [np.asarray(quad) for quad in corners]


def worst(found: tuple, drawn: list) -> float:
    """Largest distance of a corner from the drawn card nearest to it, as a share of the card's long side."""
    away = []
    for quad in drawn:
        long = max(np.linalg.norm(quad - np.roll(quad, 1, axis=0), axis=1))
        turns = [
            np.linalg.norm(np.roll(np.array(one), k, axis=0) - quad, axis=1).max() for one in found for k in range(4)
        ]
        away.append(min(turns) / long)
    return max(away)


SCENES = {
    "upside down": ([Placement(face(), angle=180)], {}),
    "on its side": ([Placement(face(), angle=90, width=0.5)], {}),
    "portrait": ([Placement(face(size=(550, 850)), width=0.36)], {}),
    "small": ([Placement(face(), width=0.2, angle=7)], {}),
    "white on white": ([Placement(face("#ffffff"))], {"surface": "laminate"}),
    "dark": ([Placement(face())], {"camera": Camera(exposure=0.35, noise=1.6)}),
    "glossy": ([Placement(face())], {"gloss": 0.5, "lamp": Lamp(glare=(0.55, 0.45, 0.14, 0.6))}),
    "in shadow": ([Placement(face())], {"lamp": Lamp(falloff=0.6, shadow="phone")}),
    "black on black": ([Placement(face("#1c1c1e", "#eeeeee"))], {"surface": "leather"}),
}


@pytest.mark.parametrize("name", SCENES)
def test_one_card(name: str) -> None:
    cards, scene = SCENES[name]
    pixels, drawn = shot(cards, **scene)
    found = find_cards(pixels)
    assert len(found) == 1
    assert worst(found, drawn) < 0.02


def test_ten_cards_on_a_table() -> None:
    turns = np.random.default_rng(11).uniform(-14, 14, 10)
    papers = ("#ffffff", "#20304a", "#e9e2d3", "#7a1f33", "#f2f4f0")
    cards = [
        Placement(
            face(papers[i % 5], "#f4f6f8" if i % 5 in (1, 3) else "#222222"),
            (0.18 + 0.32 * (i % 3), 0.13 + 0.245 * (i // 3)), 0.22, float(turns[i]),
        )
        for i in range(10)
    ]  # fmt: skip
    pixels, drawn = shot(cards, "oak")
    found = find_cards(pixels)
    assert len(found) == 10
    assert worst(found, drawn) < 0.03


def test_four_cards_on_a_scanner() -> None:
    scan = np.full((2338, 1654, 3), 252, np.uint8)
    rng = np.random.default_rng(4)
    for i, angle in enumerate((1.5, -2.0, 0.5, 90.0)):
        card = np.asarray(face(("#f4f4ee", "#e9e2d3", "#20304a", "#f2f4f0")[i], "#999999"))
        turned = np.ascontiguousarray(np.rot90(card) if angle == 90 else card)
        h, w = turned.shape[:2]
        x, y = ((80, 150), (500, 850), (60, 1500), (1020, 1400))[i]
        turn = 0 if angle == 90 else angle
        matrix = cv2.getRotationMatrix2D((w / 2, h / 2), turn, 0.95)
        matrix[:, 2] += (x, y)
        for grey, shift in ((205, 5), (None, 0)):  # the shadow that a scanner's lamp leaves at an edge
            moved = matrix + np.array([[0, 0, shift]])
            mask = cv2.warpAffine(np.full((h, w), 255, np.uint8), moved, (1654, 2338)) > 127
            laid = cv2.warpAffine(turned, moved, (1654, 2338))
            scan[mask] = grey if grey else laid[mask]
    scan = np.clip(scan + rng.normal(0, 2, scan.shape), 0, 255).astype(np.uint8)
    assert len(find_cards(scan)) == 4


def test_a_card_cut_by_the_frame_keeps_what_is_seen() -> None:
    pixels, (drawn,) = shot([Placement(face(), (0.27, 0.5), 0.62)])
    found = find_cards(pixels)
    assert len(found) == 1
    assert max(x for x, _ in found[0]) > drawn[:, 0].max() - 20


def test_things_on_a_table_are_no_cards() -> None:
    pixels, _ = shot([], "oak", props=[Prop("pen", (0.3, 0.4), 0.3, 40)])
    height, width = pixels.shape[:2]
    assert find_cards(pixels) == (((0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)),)
