"""The generator of sample photos: the same seed makes the same photo, and what it says of a photo is so."""

from collections import Counter

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from samples.generator import make
from samples.generator.camera import Camera
from samples.generator.design import CardFullError, draw_card, load_designs
from samples.generator.fonts import FontMissingError, check_letters
from samples.generator.geometry import View
from samples.generator.people import entries, load_people, written_number
from samples.generator.scene import Placement, Prop, Scene, render
from samples.generator.surfaces import SURFACES, make_surface
from samples.generator.truth import card_label
from samples.generator.vcard import vcard

needs_fonts = pytest.mark.fonts
PEOPLE, DESIGNS = load_people(), load_designs()


def chess(squares: int = 8) -> Image.Image:
    """A card whose corners differ: red, green, blue and yellow squares on white."""
    image = Image.new("RGB", (850, 550), "white")
    for colour, at in zip(("#d00000", "#00a000", "#0000d0", "#d0c000"), ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
        size = (850 // squares, 550 // squares)
        image.paste(colour, (at[0] * (850 - size[0]), at[1] * (550 - size[1]), *_end(at, size)))
    return image


def _end(at: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    return at[0] * (850 - size[0]) + size[0], at[1] * (550 - size[1]) + size[1]


def small_scene(card: Image.Image, **view: float) -> Scene:
    placed = Placement(card, at=(0.48, 0.52), width=0.6, angle=24)
    return Scene(View((480, 360), **view), "walnut", [placed], [Prop("pen", (0.9, 0.1), 0.2)], camera=Camera(noise=0.5))


def test_the_same_seed_makes_the_same_photo_and_another_seed_another() -> None:
    scene = small_scene(chess(), pitch=12, yaw=-8)
    first, again, other = (render(scene, np.random.default_rng(seed))[0] for seed in (5, 5, 6))
    assert first.shape == (360, 480, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("view", [{}, {"pitch": 20.0}, {"yaw": -15.0}, {"pitch": 12.0, "yaw": 9.0, "roll": 40.0}])
def test_the_corners_are_where_the_photo_shows_them(view: dict[str, float]) -> None:
    pixels, (corners,) = render(small_scene(chess(), **view), np.random.default_rng(1))
    flat = np.array([[0, 0], [850, 0], [850, 550], [0, 550]], np.float32)
    card = cv2.warpPerspective(pixels, cv2.getPerspectiveTransform(corners.astype(np.float32), flat), (850, 550))
    middles = [card[y, x].astype(int) for x, y in ((52, 34), (798, 34), (798, 516), (52, 516))]
    red, green, blue, yellow = middles
    assert red.argmax() == 0
    assert green.argmax() == 1
    assert blue.argmax() == 2
    assert yellow.argmin() == 2
    assert min(yellow[:2]) > 1.5 * yellow[2]


def test_without_any_turn_the_table_is_seen_as_it_is() -> None:
    points = np.array([[-100.0, 40.0], [0.0, 0.0], [200.0, -60.0]])
    view = View((600, 400))
    assert np.allclose(view.project(points), points + np.array([300, 200]))
    tilted = View((600, 400), pitch=21, yaw=-7, roll=3)
    assert np.allclose(tilted.touch(tilted.project(points)), points)


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_a_surface_is_a_picture_with_some_life_in_it(name: str) -> None:
    plane = make_surface(name, (200, 150), np.random.default_rng(2))
    assert plane.shape == (150, 200, 3)
    assert plane.dtype == np.float32
    assert 0 <= plane.min() < plane.max() <= 1


def test_there_are_enough_people_of_every_language() -> None:
    languages = Counter(person["lang"] for person in PEOPLE.values())
    assert set(languages) == {"en", "es", "it", "ro", "pl", "de", "fr", "pt"}
    assert sum(languages.values()) >= 24


@pytest.mark.parametrize(
    ("number", "national", "style", "written"),
    [
        ("+48604718253", "604 718 253", "international", "+48 604 718 253"),
        ("+40744281906", "0744 281 906", "international", "+40 744 281 906"),
        ("+390516418207", "051 641 8207", "international", "+39 051 641 8207"),
        ("+15035550142", "(503) 555-0142", "dots", "503.555.0142"),
        ("+33465711847", "04 65 71 18 47", "dots", "04.65.71.18.47"),
    ],
)
def test_numbers_are_written_as_cards_write_them(number: str, national: str, style: str, written: str) -> None:
    assert written_number(number, national, style) == written


def test_labels_stand_before_what_they_name() -> None:
    person = PEOPLE["brzezniak"]
    assert entries(person, "phones", "word") == [("tel.", "61 849 03 17", "phone"), ("kom.", "604 718 253", "phone")]
    assert [label for label, _, _ in entries(person, "phones", "icon")] == ["handset", "smartphone"]
    assert [label for label, _, _ in entries(person, "phones")] == ["", ""]


@needs_fonts
@pytest.mark.parametrize("design", sorted(DESIGNS))
def test_most_people_fit_in_every_layout_and_each_line_lies_on_the_card(design: str) -> None:
    drawn = 0
    for person in PEOPLE.values():
        try:
            card = draw_card(person, DESIGNS[design], np.random.default_rng(3), scale=5)
        except CardFullError:
            continue
        drawn += 1
        assert all(0 <= x <= 1 and 0 <= y <= 1 for line in card.lines for x, y in line.quad)
        assert "company" in {line.field for line in card.lines} | {design.replace("front_only_name", "company")}
    assert drawn >= 20


@needs_fonts
def test_ink_is_where_the_lines_say() -> None:
    card = draw_card(PEOPLE["taranu"], DESIGNS["left"], np.random.default_rng(0), scale=10)
    picture = np.asarray(card.image.convert("L"), int)
    height, width = picture.shape
    for line in card.lines:
        (left, top), _, (right, bottom), _ = line.quad
        patch = picture[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
        assert patch.min() < 160, line
    assert [line.text for line in card.lines if line.field == "name"] == ["Ioana Țăranu"]


@needs_fonts
def test_the_label_holds_what_the_card_prints_and_nothing_else() -> None:
    person = PEOPLE["malavolti"]
    dark = draw_card(person, DESIGNS["dark"], np.random.default_rng(0), scale=5)
    label = card_label(person, dark.lines, "none")
    assert label["prefix"] == "Arch."
    assert label["name"] == "Ginevra Malavolti"
    assert label["address"] is None
    assert label["tax_ids"] == []
    assert [phone["type"] for phone in label["phones"]] == [None, None]
    left = draw_card(person, DESIGNS["left"], np.random.default_rng(0), scale=5)
    label = card_label(person, left.lines, "word")
    assert [phone["type"] for phone in label["phones"]] == ["work", "mobile"]
    assert label["address"]["full"] == "Via dell’Indipendenza 61, 40121 Bologna (BO)"


@needs_fonts
def test_a_qr_code_reads_back_from_the_card() -> None:
    person = PEOPLE["gasiorek"]
    card = draw_card(person, DESIGNS["qr"], np.random.default_rng(0), scale=12)
    found = zxingcpp.read_barcodes(np.asarray(card.image))
    assert [code.text for code in found] == [vcard(person)]
    assert "FN:Małgorzata Gąsiorek-Wójt\r\n" in found[0].text


@needs_fonts
def test_a_letter_that_a_typeface_lacks_is_refused() -> None:
    check_letters("lato", "regular", "Ștefan Łódź ő")
    with pytest.raises(FontMissingError, match="語"):
        check_letters("lato", "regular", "日本語")


@needs_fonts
def test_the_committed_truth_is_what_the_generator_says() -> None:
    scenes = make.load_scenes()
    truth = (make.HERE.parent / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    assert [make.json.loads(line) for line in truth] == [make.label(spec, scenes) for spec in scenes]
