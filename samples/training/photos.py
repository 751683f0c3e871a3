"""Training cards as photos: drawn in real typefaces, laid on a table and taken with a phone's camera."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw
from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_image

from samples.generator.camera import Camera
from samples.generator.fonts import FontMissingError, check_letters, font
from samples.generator.geometry import View
from samples.generator.lamp import Lamp
from samples.generator.marks import draw_mark
from samples.generator.props import PROPS
from samples.generator.scene import Placement, Prop, Scene, render
from samples.generator.surfaces import SURFACES
from samples.training.cards import Card, make_card
from samples.training.layouts import Box, Placed
from samples.training.wording import Share

_SCALE = 18.0
"""Pixels a millimetre."""
_FACES = {
    "train": ("lato", "inter", "opensans", "carlito", "gothic", "slab", "palatino", "garamond", "narrow"),
    "held": ("manrope", "spartan", "libertine", "century", "courier", "opensans"),
}
_COLOURS = (
    ("#ffffff", "#222222", "#1f5fa8"), ("#fbfaf5", "#2b2b33", "#8a2f3c"), ("#f2f4f0", "#1d3328", "#2f7d55"),
    ("#20304a", "#f4f6f8", "#f0c060"), ("#1c1c1e", "#eeeeee", "#d98a4a"), ("#ffffff", "#4a4a50", "#b0413e"),
    ("#e9e2d3", "#3a2f25", "#7a4b1e"), ("#ffffff", "#5a6068", "#e07020"), ("#7a1f33", "#fff6ee", "#f2c9a0"),
)  # fmt: skip
SIZE = (1800, 1350)
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Grade:
    """How hard a photo is: ranges of what varies, and shares of photos with a shadow, glare, a shaking hand."""

    pitch: Range
    yaw: float
    turned: float
    falloff: Range
    exposure: Range
    defocus: Range
    noise: Range
    shadow: float = 0.0
    glare: float = 0.0
    shaken: float = 0.0


GRADES = (
    Grade((0, 8), 4, 3, (0.15, 0.4), (1.0, 1.3), (0.6, 0.9), (0.7, 1.2)),
    Grade((0, 14), 7, 5, (0.2, 0.65), (0.8, 1.2), (0.6, 1.2), (0.7, 1.8), shadow=0.5, glare=0.1, shaken=0.15),
    Grade((6, 20), 10, 7, (0.4, 0.85), (0.5, 0.9), (1.0, 1.6), (1.5, 2.6), shadow=0.6, glare=0.3, shaken=0.4),
)
"""Easy photos, medium ones (some tilt, shadow, dim), hard ones (dim and blurred, tilted, glare). The mix is meant to be
that of the photos people send: on all but a few, a careful person reads the name and the e-mail."""
SHARES = (0.4, 0.4, 0.2)


def make_photo(share: Share, seed: int) -> tuple[NDArray[np.uint8], Card]:
    """Render the photo of a seed: pixels (H x W x 3, BGR) and the card that it shows."""
    rng = Random(f"photo {share} {seed}")
    while True:
        face = rng.choice(_FACES[share])
        card = make_card(share, rng.randrange(10**9), partial(_width, face))
        try:
            picture = _draw(card, face, rng)
        except FontMissingError:
            continue
        pixels, _ = render(_scene(picture, rng), np.random.default_rng(seed))
        return np.ascontiguousarray(pixels[:, :, ::-1]), card


def _width(face: str, text: str, size: float, bold: bool) -> float:
    return font(face, "bold" if bold else "regular", round(size * _SCALE * 0.95)).getlength(text) / _SCALE


def _draw(card: Card, face: str, rng: Random) -> Image.Image:
    paper, ink, accent = rng.choice(_COLOURS)
    image = Image.new("RGB", (round(card.size[0] * _SCALE), round(card.size[1] * _SCALE)), paper)
    draw = ImageDraw.Draw(image)
    if rng.random() < 0.3:
        draw.rectangle((0, 0, image.width, round(rng.uniform(1, 3) * _SCALE * 0.4)), fill=accent)
    for placed in card.placed:
        colour = accent if placed.printed.field in ("company", "title") and rng.random() < 0.4 else ink
        _write(image, placed, face, colour, paper)
    if card.code:
        _draw_code(image, *card.code)
    return image


def _write(image: Image.Image, placed: Placed, face: str, colour: str, paper: str) -> None:
    style = "bold" if placed.printed.bold else "regular"
    check_letters(face, style, placed.printed.text)
    left, top, _, bottom = (value * _SCALE for value in placed.box)
    letters = font(face, style, round((bottom - top) * 0.95))
    ImageDraw.Draw(image).text(
        (left, bottom - 0.2 * (bottom - top)), placed.printed.text, font=letters, fill=colour, anchor="ls"
    )
    side = bottom - top
    if placed.printed.icon and left > 1.6 * side:
        box = (left - 1.35 * side, top, left - 0.35 * side, bottom)
        draw_mark(image, placed.printed.icon, box, _rgb(colour), _rgb(paper))


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _draw_code(image: Image.Image, text: str, box: Box) -> None:
    """Draw a QR code, black on white with its quiet zone, as samples/generator does."""
    code = create_barcode(text, BarcodeFormat.QRCode, ec_level="L")
    modules = Image.fromarray(np.array(write_barcode_to_image(code, add_quiet_zones=False))).convert("RGB")
    left, top, right, bottom = (round(value * _SCALE) for value in box)
    edge = round(_SCALE)
    ImageDraw.Draw(image).rectangle((left - edge, top - edge, right + edge, bottom + edge), fill="#ffffff")
    image.paste(modules.resize((right - left, bottom - top), Image.Resampling.NEAREST), (left, top))


def _scene(picture: Image.Image, rng: Random) -> Scene:
    grade = rng.choices(list(GRADES), list(SHARES))[0]
    portrait = picture.height > picture.width
    width = rng.uniform(0.38, 0.43) if portrait else rng.uniform(0.52, 0.74)
    props = [Prop(rng.choice(sorted(PROPS)), (0.9, 0.08), 0.2, rng.uniform(0, 180))] if rng.random() < 0.3 else []
    pitch, yaw = rng.uniform(*grade.pitch), rng.uniform(-grade.yaw, grade.yaw)
    return Scene(
        view=View(size=SIZE, pitch=pitch, yaw=yaw),
        surface=rng.choice(sorted(SURFACES)),
        cards=[Placement(picture, (0.5, 0.5), width, rng.gauss(0, grade.turned))],
        props=props,
        lamp=_lamp(grade, rng),
        camera=_camera(grade, rng),
        gloss=rng.uniform(0.05, 0.3),
    )


def _lamp(grade: Grade, rng: Random) -> Lamp:
    shine = (rng.uniform(0.25, 0.75), rng.uniform(0.25, 0.75), 0.1, 0.4) if rng.random() < grade.glare else None
    return Lamp(
        angle=rng.uniform(0, 360),
        falloff=rng.uniform(*grade.falloff),
        shadow=rng.choice(("edge", "window", "phone")) if rng.random() < grade.shadow else "",
        glare=shine,
    )


def _camera(grade: Grade, rng: Random) -> Camera:
    return Camera(
        exposure=rng.uniform(*grade.exposure),
        defocus=rng.uniform(*grade.defocus),
        motion=3.0 if rng.random() < grade.shaken else 0.0,
        motion_angle=rng.uniform(0, 180),
        noise=rng.uniform(*grade.noise),
        warmth=rng.uniform(-0.3, 0.6),
    )
