"""Things that lie about on a table, seen from above: H x W x 4, float32 RGBA in 0..1 (sRGB, straight alpha)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Sprite = NDArray[np.float32]
UNIT = 1000
"""Things are drawn this many pixels long; the scene scales them."""


def make_prop(name: str, rng: np.random.Generator) -> Sprite:
    """The thing `name`, about `UNIT` pixels long."""
    return PROPS[name](rng)


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _finish(image: Image.Image, blur: float = 1.0) -> Sprite:
    return np.asarray(image.filter(ImageFilter.GaussianBlur(blur)), np.float32) / 255


def _across(sprite: Sprite, low: float, high: float) -> Sprite:
    """Shade a lying cylinder: bright along its upper third, dark along its lower edge."""
    t = np.linspace(0, 1, sprite.shape[0], dtype=np.float32)[:, None, None]
    shade = low + (high - low) * np.exp(-(((t - 0.33) / 0.22) ** 2))
    sprite[..., :3] = np.clip(sprite[..., :3] * shade, 0, 1)
    return sprite


def _pen(rng: np.random.Generator) -> Sprite:
    colour = [(24, 28, 38), (120, 22, 30), (20, 66, 120), (190, 190, 186)][rng.integers(4)]
    image, draw = _canvas(UNIT, 74)
    draw.polygon([(0, 37), (120, 12), (120, 62)], fill=(170, 170, 172))
    draw.rounded_rectangle((110, 8, 985, 66), 28, fill=colour)
    draw.rectangle((560, 8, 580, 66), fill=(196, 188, 160))
    sprite = _across(_finish(image), 0.55, 1.6)
    clip, pen = _canvas(UNIT, 74)
    pen.rounded_rectangle((660, 26, 960, 42), 8, fill=(214, 210, 196))
    return _over(sprite, _finish(clip))


def _pencil(_rng: np.random.Generator) -> Sprite:
    image, draw = _canvas(UNIT, 60)
    draw.polygon([(0, 30), (110, 2), (110, 58)], fill=(222, 186, 140))
    draw.polygon([(0, 30), (34, 21), (34, 39)], fill=(40, 40, 44))
    for top, bottom, colour in ((2, 20, (226, 176, 44)), (20, 40, (240, 196, 66)), (40, 58, (188, 138, 26))):
        draw.rectangle((110, top, 900, bottom), fill=colour)
    draw.rectangle((900, 2, 940, 58), fill=(186, 190, 192))
    draw.rounded_rectangle((940, 3, 998, 57), 14, fill=(212, 120, 120))
    return _finish(image)


def _cup(rng: np.random.Generator) -> Sprite:
    colour = np.array([(236, 232, 224), (62, 92, 104), (168, 76, 56), (40, 42, 46)][rng.integers(4)])
    image, draw = _canvas(UNIT, UNIT)
    draw.ellipse((60, 60, 960, 960), fill=(232, 229, 222, 255))
    draw.ellipse((150, 150, 870, 870), fill=(222, 218, 210, 255))
    draw.rounded_rectangle((720, 440, 980, 560), 54, outline=tuple(colour), width=46)
    for i in range(40):
        shade = 0.55 + 0.4 * i / 40
        draw.ellipse((238 - i, 238 - i, 742 - i, 742 - i), fill=tuple((colour * shade).astype(int)))
    draw.ellipse((198, 198, 702, 702), fill=tuple(np.minimum(255, (colour * 1.08 + 12)).astype(int)))
    draw.ellipse((222, 222, 678, 678), fill=tuple((colour * 0.62).astype(int)))
    draw.ellipse((236, 244, 664, 672), fill=(70, 42, 24))
    draw.ellipse((252, 262, 648, 658), fill=(52, 29, 15))
    draw.arc((262, 272, 640, 650), 150, 250, fill=(176, 128, 82), width=14)
    return _finish(image, 2.2)


def _keys(rng: np.random.Generator) -> Sprite:
    sheet = Image.new("RGBA", (UNIT, UNIT), (0, 0, 0, 0))
    ring = ImageDraw.Draw(sheet)
    ring.ellipse((390, 90, 610, 310), outline=(150, 150, 154), width=18)
    ring.arc((392, 92, 608, 308), 190, 280, fill=(226, 226, 228), width=10)
    for angle in (-38 + rng.uniform(-6, 6), 4 + rng.uniform(-6, 6), 44 + rng.uniform(-6, 6)):
        key = _key(rng).rotate(angle, center=(500, 210), resample=Image.Resampling.BICUBIC)
        sheet.alpha_composite(key)
    return _finish(sheet, 1.4)


def _key(rng: np.random.Generator) -> Image.Image:
    metal = [(176, 176, 178), (190, 160, 92), (150, 152, 158)][rng.integers(3)]
    image, draw = _canvas(UNIT, UNIT)
    draw.rectangle((474, 420, 528, 900), fill=metal)
    draw.polygon([(474, 900), (528, 900), (501, 932)], fill=metal)
    for y in range(520, 890, 38):
        depth = int(rng.integers(8, 24))
        draw.polygon([(528, y), (528 - depth, y + 14), (528, y + 30)], fill=(0, 0, 0, 0))
    draw.rectangle((486, 430, 494, 890), fill=tuple(int(0.66 * value) for value in metal))
    draw.ellipse((396, 240, 606, 450), fill=metal)
    draw.arc((400, 244, 602, 446), 170, 290, fill=(236, 234, 226), width=8)
    draw.ellipse((470, 262, 532, 324), fill=(0, 0, 0, 0))
    return image


def _phone(_rng: np.random.Generator) -> Sprite:
    image, draw = _canvas(490, UNIT)
    draw.rounded_rectangle((2, 2, 488, 998), 70, fill=(66, 68, 72))
    draw.rounded_rectangle((10, 10, 480, 990), 62, fill=(12, 13, 15))
    draw.rounded_rectangle((200, 30, 290, 50), 10, fill=(24, 25, 28))
    draw.polygon([(30, 600), (460, 240), (460, 520), (30, 880)], fill=(26, 28, 32))
    return _finish(image, 1.6)


def _notebook(_rng: np.random.Generator) -> Sprite:
    image, draw = _canvas(720, UNIT)
    draw.rounded_rectangle((4, 4, 716, 996), 26, fill=(214, 206, 186))
    draw.rounded_rectangle((0, 0, 706, 990), 26, fill=(34, 62, 72))
    draw.rectangle((596, 0, 622, 990), fill=(22, 40, 46))
    return _finish(image, 1.2)


def _clip(_rng: np.random.Generator) -> Sprite:
    image, draw = _canvas(UNIT, 330)
    for box, start, end in (
        ((20, 20, 310, 310), 90, 270),
        ((690, 20, 980, 310), 270, 90),
        ((180, 80, 360, 260), 90, 270),
    ):
        draw.arc(box, start, end, fill=(164, 166, 172), width=34)
    draw.line([(165, 37), (835, 37)], fill=(196, 198, 204), width=34)
    draw.line([(165, 293), (760, 293)], fill=(150, 152, 158), width=34)
    draw.line([(270, 97), (835, 97)], fill=(184, 186, 192), width=34)
    draw.line([(270, 243), (640, 243)], fill=(150, 152, 158), width=34)
    return _finish(image, 2)


def _over(below: Sprite, above: Sprite) -> Sprite:
    alpha = above[..., 3:]
    rgb = above[..., :3] * alpha + below[..., :3] * (1 - alpha)
    return np.concatenate([rgb, np.maximum(alpha, below[..., 3:])], axis=2)


def turned(sprite: Sprite, length: float, angle: float) -> Sprite:
    """The sprite scaled so that its longer side has `length` pixels, then turned by `angle` degrees clockwise."""
    image = Image.fromarray((sprite * 255).astype(np.uint8), "RGBA")
    ratio = length / max(image.size)
    small = image.resize(
        (max(1, round(image.width * ratio)), max(1, round(image.height * ratio))), Image.Resampling.LANCZOS
    )
    return np.asarray(small.rotate(-angle, expand=True, resample=Image.Resampling.BICUBIC), np.float32) / 255


PROPS: dict[str, Callable[[np.random.Generator], Sprite]] = {
    "pen": _pen,
    "pencil": _pencil,
    "cup": _cup,
    "keys": _keys,
    "phone": _phone,
    "notebook": _notebook,
    "clip": _clip,
}
HEIGHTS = {"cup": 0.09, "pen": 0.012, "pencil": 0.01, "keys": 0.008, "phone": 0.012, "notebook": 0.02, "clip": 0.004}
"""How far a thing's shadow reaches, in lengths of the photo's longer side."""
