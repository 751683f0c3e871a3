"""Boxes and their names drawn on a flat card, for people who want to see where a value was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from cardscan.model import Quad

SUFFIX = ".png"
_COLOURS = ("#d1495b", "#00798c", "#8d5a97", "#2e8540", "#c46a00", "#3c4fb5", "#7a6c00", "#a03c78")
"""Dark enough to be told from each other on white and in print; one a name, in the order they are met."""
_NEUTRAL = "#9a9a9a"
_GAP = 12
_TYPE = 18


@dataclass(frozen=True, slots=True)
class Box:
    """A box on one side of a card, its corners in 0..1 of it; without a name it is drawn thin and grey."""

    quad: Quad
    name: str = ""
    side: int = 0


def draw(sides: Sequence[bytes], boxes: Sequence[Box]) -> bytes:
    """Draw boxes on the sides of a card (JPEG, upright), one side below the other, and return a PNG."""
    pictures = [Image.open(BytesIO(side)).convert("RGB") for side in sides]
    sheet = Image.new(
        "RGB",
        (
            max(picture.width for picture in pictures),
            sum(picture.height for picture in pictures) + _GAP * (len(pictures) - 1),
        ),
        "white",
    )
    colours = {name: _COLOURS[i % len(_COLOURS)] for i, name in enumerate(_kinds(boxes))}
    top = 0
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (0, top))
        for box in sorted((box for box in boxes if box.side == number), key=lambda box: bool(box.name)):
            _draw_box(sheet, box, (picture.width, picture.height), top, colours)
        top += picture.height + _GAP
    data = BytesIO()
    sheet.save(data, "PNG")
    return data.getvalue()


def _kinds(boxes: Sequence[Box]) -> list[str]:
    return list(dict.fromkeys(_kind(box) for box in boxes if box.name))


def _kind(box: Box) -> str:
    """What phones[0] and phones[1] have in common: their colour."""
    return box.name.partition("[")[0]


def _draw_box(sheet: Image.Image, box: Box, size: tuple[int, int], top: int, colours: dict[str, str]) -> None:
    pen = ImageDraw.Draw(sheet)
    corners = [(x * size[0], y * size[1] + top) for x, y in box.quad]
    colour = colours.get(_kind(box), _NEUTRAL)
    pen.polygon(corners, outline=colour, width=3 if box.name else 1)
    if box.name:
        _draw_name(sheet, box.name, corners, colour, top)


def _draw_name(sheet: Image.Image, name: str, corners: Sequence[tuple[float, float]], colour: str, top: int) -> None:
    """Write a box's name behind it, or above it where there is no room: never over what was read."""
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(_TYPE)
    wide, high = pen.textlength(name, font=font) + 6, _TYPE + 4
    right, upper = max(x for x, _ in corners) + 3, min(y for _, y in corners)
    lower = max(y for _, y in corners)
    left, at = right, (upper + lower - high) / 2
    if right + wide > sheet.width:
        left, at = max(0.0, sheet.width - wide), max(float(top), upper - high)
    pen.rectangle((left, at, left + wide, at + high), fill=colour)
    pen.text((left + 3, at), name, fill="white", font=font)
