"""Icons and logos, drawn with plain shapes; each fits the square box that it is given."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
Mark = Callable[[ImageDraw.ImageDraw, Colour, Colour], None]
UNIT = 240
"""Marks are drawn on a square of this many pixels and scaled down, so that their edges are smooth."""


def draw_mark(image: Image.Image, name: str, box: Box, colour: Colour, ground: Colour) -> None:
    """Draw the icon or logo `name` into `box` (left, top, right, bottom in pixels)."""
    stencil = Image.new("RGB", (UNIT, UNIT), ground)
    MARKS[name](ImageDraw.Draw(stencil), colour, ground)
    size = (max(1, round(box[2] - box[0])), max(1, round(box[3] - box[1])))
    soft = ImageFilter.GaussianBlur(0.9)  # takes the steps off the edges
    small = stencil.filter(soft).resize(size, Image.Resampling.LANCZOS)
    difference = np.abs(np.asarray(stencil, np.int16) - np.array(ground)).sum(axis=2) > 0
    mask = Image.fromarray((difference * 255).astype(np.uint8)).filter(soft).resize(size, Image.Resampling.LANCZOS)
    image.paste(small, (round(box[0]), round(box[1])), mask)


def _handset(draw: ImageDraw.ImageDraw, ink: Colour, _ground: Colour) -> None:
    draw.arc((18, -132, 330, 212), 97, 176, fill=ink, width=44)
    draw.polygon([(20, 22), (78, 18), (98, 84), (60, 112), (22, 60)], fill=ink)
    draw.polygon([(142, 176), (176, 142), (224, 168), (216, 222), (160, 222)], fill=ink)


def _smartphone(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.rounded_rectangle((62, 12, 178, 228), 22, fill=ink)
    draw.rectangle((78, 40, 162, 188), fill=ground)
    draw.ellipse((110, 198, 130, 218), fill=ground)


def _fax(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.rounded_rectangle((20, 90, 220, 200), 14, fill=ink)
    draw.rectangle((60, 30, 180, 110), outline=ink, width=16)
    draw.rectangle((76, 46, 164, 90), fill=ground)
    draw.rectangle((70, 150, 170, 176), fill=ground)
    draw.rectangle((60, 176, 180, 222), outline=ink, width=14)


def _envelope(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.rounded_rectangle((14, 50, 226, 194), 14, fill=ink)
    draw.line([(20, 60), (120, 136), (220, 60)], fill=ground, width=16, joint="curve")


def _globe(draw: ImageDraw.ImageDraw, ink: Colour, _ground: Colour) -> None:
    draw.ellipse((18, 18, 222, 222), outline=ink, width=16)
    draw.ellipse((76, 18, 164, 222), outline=ink, width=14)
    draw.line([(24, 120), (216, 120)], fill=ink, width=14)
    draw.arc((30, -80, 210, 92), 25, 155, fill=ink, width=12)
    draw.arc((30, 148, 210, 320), 205, 335, fill=ink, width=12)


def _pin(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.pieslice((44, 10, 196, 162), 0, 360, fill=ink)
    draw.polygon([(52, 120), (188, 120), (120, 232)], fill=ink)
    draw.ellipse((90, 56, 150, 116), fill=ground)


def _instagram(draw: ImageDraw.ImageDraw, ink: Colour, _ground: Colour) -> None:
    draw.rounded_rectangle((22, 22, 218, 218), 56, outline=ink, width=20)
    draw.ellipse((72, 72, 168, 168), outline=ink, width=20)
    draw.ellipse((164, 52, 188, 76), fill=ink)


def _linkedin(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.rounded_rectangle((18, 18, 222, 222), 26, fill=ink)
    draw.rectangle((52, 98, 82, 188), fill=ground)
    draw.ellipse((49, 50, 85, 86), fill=ground)
    draw.rectangle((102, 98, 130, 188), fill=ground)
    draw.arc((104, 96, 190, 190), 180, 360, fill=ground, width=28)
    draw.rectangle((162, 140, 190, 188), fill=ground)


def _facebook(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.ellipse((16, 16, 224, 224), fill=ink)
    draw.rectangle((112, 84, 144, 222), fill=ground)
    draw.rectangle((86, 118, 170, 146), fill=ground)
    draw.arc((112, 52, 188, 136), 180, 275, fill=ground, width=30)


def _house(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.polygon([(120, 14), (228, 112), (12, 112)], fill=ink)
    draw.rectangle((40, 112, 200, 222), fill=ink)
    for left in (66, 130):
        draw.rectangle((left, 126, left + 44, 170), fill=ground)
    draw.rectangle((98, 182, 142, 222), fill=ground)


def _leaf(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    points = [
        (120 + 92 * math.sin(t) ** 3 - 12 * math.cos(t), 112 - 100 * math.cos(t)) for t in np.linspace(0, 6.28, 60)
    ]
    draw.polygon(points, fill=ink)
    draw.line([(120, 232), (118, 60)], fill=ground, width=10)
    for y in (100, 140, 176):
        draw.line([(119, y), (166, y - 38)], fill=ground, width=7)
        draw.line([(119, y), (74, y - 38)], fill=ground, width=7)


def _rings(draw: ImageDraw.ImageDraw, ink: Colour, _ground: Colour) -> None:
    for x in (14, 92):
        draw.ellipse((x, 52, x + 134, 186), outline=ink, width=22)


def _peak(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.polygon([(8, 214), (96, 40), (150, 140), (172, 104), (232, 214)], fill=ink)
    draw.polygon([(96, 40), (72, 90), (92, 80), (104, 96), (122, 88)], fill=ground)


def _drop(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    draw.polygon([(120, 8), (186, 120), (54, 120)], fill=ink)
    draw.ellipse((42, 76, 198, 230), fill=ink)
    draw.arc((72, 106, 168, 202), 95, 175, fill=ground, width=14)


def _bars(draw: ImageDraw.ImageDraw, ink: Colour, _ground: Colour) -> None:
    for i, height in enumerate((84, 132, 176, 214)):
        draw.rectangle((18 + 54 * i, 226 - height, 60 + 54 * i, 226), fill=ink)


def _cog(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    teeth = [(120 + r * math.cos(a), 120 + r * math.sin(a)) for i in range(10) for a, r in _tooth(i)]
    draw.polygon(teeth, fill=ink)
    draw.ellipse((80, 80, 160, 160), fill=ground)


def _tooth(i: int) -> list[tuple[float, float]]:
    start = i * math.tau / 10
    return [(start + step, radius) for step, radius in ((0, 84), (0.12, 112), (0.36, 112), (0.48, 84))]


def _flower(draw: ImageDraw.ImageDraw, ink: Colour, ground: Colour) -> None:
    for i in range(6):
        x, y = 120 + 62 * math.cos(i * math.tau / 6), 120 + 62 * math.sin(i * math.tau / 6)
        draw.ellipse((x - 44, y - 44, x + 44, y + 44), fill=ink)
    draw.ellipse((88, 88, 152, 152), fill=ground)


def _avatar(draw: ImageDraw.ImageDraw, ink: Colour, _ground: Colour) -> None:
    draw.ellipse((4, 4, 236, 236), fill=(206, 214, 220))
    draw.pieslice((44, 150, 196, 330), 180, 360, fill=ink)
    draw.rectangle((102, 124, 138, 166), fill=(214, 170, 142))
    draw.ellipse((82, 50, 158, 146), fill=(226, 184, 156))
    draw.pieslice((76, 38, 164, 128), 170, 370, fill=(74, 52, 40))
    for x in (104, 132):
        draw.ellipse((x, 92, x + 7, 100), fill=(50, 36, 30))
    draw.arc((104, 100, 136, 128), 20, 160, fill=(160, 90, 80), width=4)


MARKS: dict[str, Mark] = {
    "handset": _handset,
    "smartphone": _smartphone,
    "fax": _fax,
    "envelope": _envelope,
    "globe": _globe,
    "pin": _pin,
    "instagram": _instagram,
    "linkedin": _linkedin,
    "facebook": _facebook,
    "house": _house,
    "leaf": _leaf,
    "rings": _rings,
    "peak": _peak,
    "drop": _drop,
    "bars": _bars,
    "cog": _cog,
    "flower": _flower,
    "avatar": _avatar,
}
