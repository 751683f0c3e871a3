"""Draws a card: a person and a layout of `designs.toml` become a picture, with every printed line and its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont
from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_image

from samples.generator.fonts import check_letters, font
from samples.generator.marks import Colour, draw_mark
from samples.generator.people import Person, entries
from samples.generator.vcard import vcard

Design = Mapping[str, Any]
Quad = tuple[tuple[float, float], ...]
MARGIN = 5.0
LEADING = 1.34
SMALLEST = 0.75
"""How much smaller than its layout says a line may be set to fit; below that the whole card is set smaller."""
SIZES = (1.0, 0.94, 0.88, 0.82, 0.76)
"""Sizes to try, in sizes of the layout, until all that is printed has its place."""
PICTURES = ("logo", "qr", "avatar")
SEPARATOR = "  ·  "


class CardFullError(Exception):
    """A layout has no room for all that a person prints."""


class PlacedLine(NamedTuple):
    """A printed line: its text, its field (`phone+email` where it holds two), its corners in 0..1 of the card."""

    text: str
    field: str
    quad: Quad


class DrawnCard(NamedTuple):
    """A card's picture (RGB) and its lines from top to bottom."""

    image: Image.Image
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line to set: label, text, field, typeface, height in millimetres, colour."""

    label: str
    text: str
    field: str
    face: tuple[str, str]
    size: float
    colour: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The card under the pen: picture, scale, the palette and typefaces that the lot chose."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    scale: float
    palette: Mapping[str, str]
    fonts: Sequence[str]
    design: Design
    person: Person

    def colour(self, name: str) -> Colour:
        red, green, blue = ImageColor.getrgb(self.palette[name])[:3]
        return red, green, blue

    def box(self, box: Sequence[float]) -> tuple[float, float, float, float]:
        left, top, right, bottom = (value * self.scale for value in box)
        return left, top, right, bottom


@cache
def load_designs() -> dict[str, Design]:
    """The layouts by their name."""
    return tomllib.loads((Path(__file__).parent / "designs.toml").read_text(encoding="utf-8"))


def draw_card(person: Person, design: Design, rng: np.random.Generator, *, scale: float = 20.0) -> DrawnCard:
    """Draw one side of a card at `scale` pixels a millimetre; `rng` picks palette and typefaces.

    Raises:
        FontMissingError: A typeface is not installed, or lacks a letter of the person's.
        CardFullError: The layout has no room for all that the person prints.
    """
    palette = design["palettes"][rng.integers(len(design["palettes"]))]
    fonts = design["fonts"][rng.integers(len(design["fonts"]))]
    for shrink in SIZES:
        card = _draw(person, {**design, "shrink": shrink}, palette, fonts, scale)
        if card and not _collide(card.lines, design):
            return card
    raise CardFullError(f"{person['id']} has too much to print for this layout")


def _draw(
    person: Person, design: Design, palette: Mapping[str, str], fonts: Sequence[str], scale: float
) -> DrawnCard | None:
    size = (round(design["size"][0] * scale), round(design["size"][1] * scale))
    image = Image.new("RGB", size, palette["paper"])
    sheet = _Sheet(image, ImageDraw.Draw(image), scale, palette, fonts, design, person)
    for shape in design["shapes"]:
        _draw_shape(sheet, shape)
    lines = [line for block in design["blocks"] for line in _set_block(sheet, block)]
    if None in lines:
        return None
    return DrawnCard(image, tuple(sorted(lines, key=lambda line: line.quad[0][1])))


def _collide(lines: Sequence[PlacedLine], design: Design) -> bool:
    """Whether a line leaves the card or overlaps another or a picture; descenders may touch the next line a little."""
    boxes = [(*line.quad[0], *line.quad[2]) for line in lines]
    width, height = design["size"]
    pictures = [shape["box"] for shape in design["shapes"] if shape["kind"] in PICTURES]
    boxes += [(left / width, top / height, right / width, bottom / height) for left, top, right, bottom in pictures]
    outside = any(min(box) < 0.01 or max(box) > 0.99 for box in boxes)
    return outside or any(_overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def _overlap(a: Sequence[float], b: Sequence[float]) -> bool:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return across > 0 and down > 0.15 * min(a[3] - a[1], b[3] - b[1])


def _draw_shape(sheet: _Sheet, shape: Mapping[str, Any]) -> None:
    box = sheet.box(shape["box"])
    colour = sheet.colour(shape.get("colour", "accent"))
    match shape["kind"]:
        case "rect" | "rule":
            sheet.draw.rectangle(box, fill=colour)
        case "frame":
            sheet.draw.rectangle(box, outline=colour, width=max(1, round(shape["width"] * sheet.scale)))
        case "logo":
            draw_mark(sheet.image, sheet.person["mark"], box, colour, sheet.colour(shape.get("ground", "paper")))
        case "avatar":
            draw_mark(sheet.image, "avatar", box, colour, sheet.colour("paper"))
        case "qr":
            _draw_qr(sheet, box)


def _draw_qr(sheet: _Sheet, box: tuple[float, float, float, float]) -> None:
    code = create_barcode(vcard(sheet.person), BarcodeFormat.QRCode, ec_level="L")
    modules = Image.fromarray(np.array(write_barcode_to_image(code, add_quiet_zones=False)))
    side = round(box[2] - box[0])
    sheet.image.paste(
        modules.resize((side, side), Image.Resampling.NEAREST).convert("RGB"), (round(box[0]), round(box[1]))
    )


def _set_block(sheet: _Sheet, block: Mapping[str, Any]) -> list[PlacedLine | None]:
    """Set a block's lines; None stands for one that finds no room."""
    rows = [row for spec in block["lines"] for row in _rows(sheet, spec)]
    y = block["at"][1]
    if block.get("grow") == "up":
        y -= sum(row.size * LEADING for row in rows)
    indent = _indent(sheet, rows) if block.get("align", "left") == "left" else None
    lines = []
    for row in rows:
        if row.text:
            lines.append(_set_row(sheet, row, block, y, indent))
        y += row.size * LEADING
    return lines


def _rows(sheet: _Sheet, spec: str) -> list[_Row]:
    fields, size, *flags = spec.split()
    if fields == "space":
        return [_Row("", "", "", ("", ""), float(size), "ink")]
    style = next((flag for flag in flags if flag in ("bold", "italic", "light")), "regular")
    colour = next((flag for flag in flags if flag in sheet.palette), "ink")
    face = (sheet.fonts[0 if "head" in flags else 1], style)
    labels, phones = sheet.design["labels"], sheet.design.get("phones", "national")
    found = [entry for field in fields.split("+") for entry in entries(sheet.person, field, labels, phones)]
    if "+" in fields and found:
        joined = "+".join(dict.fromkeys(field for _, _, field in found))
        found = [("", SEPARATOR.join(f"{label} {text}".strip() for label, text, _ in found), joined)]
    size_mm = float(size) * sheet.design["shrink"]
    return [
        _Row(label, text.upper() if "caps" in flags else text, field, face, size_mm, colour)
        for label, text, field in found
    ]


def _indent(sheet: _Sheet, rows: Sequence[_Row]) -> float:
    """How far the text stands from its icons or letters, in millimetres: the same for a whole block."""
    if sheet.design["labels"] not in ("icon", "letter") or not any(row.label for row in rows):
        return 0.0
    return max(row.size for row in rows) * 1.75


def _set_row(sheet: _Sheet, row: _Row, block: Mapping[str, Any], y: float, indent: float | None) -> PlacedLine | None:
    labels = sheet.design["labels"]
    apart = indent is not None and labels in ("icon", "letter")
    text = row.text if labels == "icon" or not row.label else f"{row.label} {row.text}"
    shift = indent if apart and indent else 0.0
    room = (_room(sheet, block) - shift) * sheet.scale
    drawn = row.text if apart else text
    check_letters(*row.face, drawn)
    face = _fitting(row, drawn, room, sheet.scale)
    if face is None:
        return None
    align = block.get("align", "left")
    anchor = {"left": "ls", "center": "ms", "right": "rs"}[align]
    at = ((block["at"][0] + shift) * sheet.scale, (y + row.size) * sheet.scale)
    sheet.draw.text(at, drawn, font=face, fill=sheet.colour(row.colour), anchor=anchor)
    bounds = sheet.draw.textbbox(at, drawn, font=face, anchor=anchor)
    if row.label and apart:
        bounds = _set_label(sheet, row, block["at"][0], at[1], bounds)
    elif row.label and labels == "icon":
        side = row.size * sheet.scale
        left = bounds[0] - 1.5 * side
        draw_mark(
            sheet.image,
            row.label,
            (left, at[1] - side, left + side, at[1]),
            sheet.colour("accent"),
            sheet.colour("paper"),
        )
    return PlacedLine(text, row.field, _quad(bounds, sheet.image.size))


def _set_label(sheet: _Sheet, row: _Row, x: float, baseline: float, bounds: tuple[float, ...]) -> tuple[float, ...]:
    """Put an icon or a letter before a line; a letter counts as part of the line."""
    left = x * sheet.scale
    if sheet.design["labels"] == "icon":
        side = row.size * sheet.scale
        top = baseline - 0.92 * side
        draw_mark(
            sheet.image, row.label, (left, top, left + side, top + side), sheet.colour("accent"), sheet.colour("paper")
        )
        return bounds
    face = font(*row.face, round(row.size * sheet.scale))
    sheet.draw.text((left, baseline), row.label, font=face, fill=sheet.colour("accent"), anchor="ls")
    return left, *bounds[1:]


def _room(sheet: _Sheet, block: Mapping[str, Any]) -> float:
    x, width = block["at"][0], sheet.design["size"][0]
    free = {"left": width - x - MARGIN, "right": x - MARGIN, "center": 2 * min(x, width - x) - MARGIN}
    return float(block.get("width", free[block.get("align", "left")]))


def _fitting(row: _Row, text: str, room: float, scale: float) -> ImageFont.FreeTypeFont | None:
    """The row's typeface, smaller where the text would not fit; None where it would be too small."""
    face = font(*row.face, round(row.size * scale))
    share = min(1.0, room / max(face.getlength(text), 1))
    return font(*row.face, int(row.size * scale * share)) if share >= SMALLEST else None


def _quad(bounds: Sequence[float], size: tuple[int, int]) -> Quad:
    left, right = bounds[0] / size[0], bounds[2] / size[0]
    top, bottom = bounds[1] / size[1], bounds[3] / size[1]
    return (left, top), (right, top), (right, bottom), (left, bottom)
