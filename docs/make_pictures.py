"""Draws `docs/pictures/overview.png` from one sample photo, by running cardscan on it for real.

    .venv/bin/python -m docs.make_pictures

Everything in the picture comes out of a run in a workspace that is thrown away afterwards: the corners of the card, the
lines and the fields that they became, the letter. The typeface is Lato where it is installed, else Pillow's own.
"""

import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from cardscan.followup.draft import packaged_templates, write_draft
from cardscan.imaging.flatten import MARGIN
from cardscan.model import Draft, Evidence, Quad, Record, Sender
from cardscan.settings.config import load
from cardscan.settings.workspace import create
from cardscan.store.open import open_store
from cardscan.workflow.process import Options, process
from samples.generator.fonts import FontMissingError, font

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
PICTURE = ROOT / "docs" / "pictures" / "overview.png"
PHOTO = "IMG_2041.jpg"
NOTE = """\
language: English
informal
promised: the number of Piotr, who trains window fitters
that you are starting a second crew in January and need a foreman who knows wooden windows
"""

SCALE = 2  # pixels a unit; the layout is in units, 1000 to the picture's width
SIZE = (1000, 552)
LEFT, MIDDLE, RIGHT = (28, 300), (338, 668), (706, 972)
TOP, BOTTOM = 66, SIZE[1] - 28
PAPER, NOTE_PAPER, INK, SOFT, FAINT, FOUND = "#f4f2ed", "#fffbea", "#22282e", "#666d74", "#dcd8cf", "#35d6a8"
COLOURS = {
    "name": "#1d5d9b",
    "title": "#0f8a6a",
    "company": "#b26a12",
    "phone": "#b8433a",
    "mobile": "#b8433a",
    "e-mail": "#6a4fa3",
    "web": "#3f7f93",
    "address": "#8a5a44",
    "tax number": "#6d737a",
}

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Field:
    """One value as it was settled, and the lines of the card that it came from."""

    name: str
    value: str
    lines: tuple[int, ...]


def main() -> None:
    """Run cardscan on the sample photo and draw what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        record, draft, card = run(Path(folder) / "cards")
    canvas = Canvas(SIZE)
    for at, number, text in (
        (LEFT, 1, "A photo and a note"),
        (MIDDLE, 2, "What the card says"),
        (RIGHT, 3, "A draft for tomorrow"),
    ):
        canvas.heading(at[0], number, text)
    draw_photo(canvas, record.cards[0].corners)
    draw_note(canvas)
    draw_card(canvas, card, record)
    draw_contact(canvas, record)
    draw_letter(canvas, draft)
    canvas.chevron((LEFT[1] + MIDDLE[0]) / 2)
    canvas.chevron((MIDDLE[1] + RIGHT[0]) / 2)
    PICTURE.parent.mkdir(exist_ok=True)
    canvas.save(PICTURE)


def run(root: Path) -> tuple[Record, Draft, Image.Image]:
    """Process the photo with its note in a new workspace; answer the contact, its draft and the flat card."""
    workspace, _ = create(root)
    copy2(SAMPLES / "cardscan.toml", workspace.config)
    event = root / "2026-09-24 Encuentro Europeo de Pymes"
    event.mkdir()
    for name in (PHOTO, "event.toml"):
        copy2(SAMPLES / "photos" / name, event)
    (event / PHOTO).with_suffix(".txt").write_text(NOTE, encoding="utf-8")
    process(workspace, (), Options())
    with open_store(workspace.database, create=False) as store:
        (record,) = store.records()
    with Image.open(root / record.cards[0].crop) as crop:
        return record, letter(record, load(workspace.config).sender), crop.convert("RGB")


def letter(record: Record, sender: Sender) -> Draft:
    """Write the letter as on the evening of the event, so that the picture is the same whenever it is made."""
    (event,) = record.events
    assert event.date
    return write_draft(record, event, sender, templates=[packaged_templates()], today=event.date)


def fields_of(record: Record) -> Iterator[Field]:
    """Yield the fields of a contact in the order of a card."""
    contact = record.contact
    if name := contact.name:
        full = " ".join(filter(None, (name.prefix, name.full, name.suffix)))
        yield Field("name", full, name.evidence.lines)
    for label, text in (("title", contact.title), ("company", contact.company)):
        if text:
            yield Field(label, text.value, text.evidence.lines)
    if contact.address:
        yield Field("address", contact.address.full, contact.address.evidence.lines)
    many: tuple[tuple[str, Iterable[tuple[str, Evidence]]], ...] = (
        ("e-mail", ((email.address, email.evidence) for email in contact.emails)),
        ("web", ((link.value, link.evidence) for link in contact.urls)),
        ("tax number", ((f"{tax.type} {tax.number}", tax.evidence) for tax in contact.tax_ids)),
    )
    for phone in contact.phones:
        yield Field("mobile" if phone.type == "mobile" else "phone", phone.number, phone.evidence.lines)
    for label, values in many:
        yield from (Field(label, value, evidence.lines) for value, evidence in values)


class Canvas:
    """The picture while it is drawn; every measure is in units, 1000 to the width."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), PAPER)

    def save(self, path: Path) -> None:
        """Write the picture with 256 colours, those of the layout among them: a third of the size of one with all."""
        colours = [rgb(colour) for colour in (*COLOURS.values(), PAPER, NOTE_PAPER, INK, SOFT, FAINT, FOUND, "#ffffff")]
        rest = self.image.quantize(256 - len(colours), Image.Quantize.MEDIANCUT).getpalette() or []
        palette = Image.new("P", (1, 1))
        palette.putpalette([part for colour in colours for part in colour] + rest[: 3 * (256 - len(colours))])
        self.image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)

    def text(self, at: tuple[float, float], text: str, size: float, colour: str = INK, style: str = "regular") -> float:
        """Write one line with its top left at `at`; answer its width."""
        face = typeface(style, size)
        text = drawable(text, face)
        self._pen().text((at[0] * SCALE, at[1] * SCALE), text, colour, face)
        return face.getlength(text) / SCALE

    def paragraph(self, at: tuple[float, float], text: str, size: float, width: float, **look: str) -> float:
        """Write text broken into lines of `width`; answer where the next paragraph begins."""
        y = at[1]
        for line in broken(text, typeface(look.get("style", "regular"), size), width * SCALE):
            self.text((at[0], y), line, size, **look)
            y += size * 1.42
        return y

    def heading(self, x: float, number: int, text: str) -> None:
        """Write a column's number in a disc, and its title."""
        self.box((x, 27, x + 22, 49), INK, radius=11)
        self.label((x + 11, 38), str(number), 12, "white", anchor="mm")
        self.label((x + 31, 38), text, 16)

    def label(self, at: tuple[float, float], text: str, size: float, colour: str = INK, anchor: str = "lm") -> None:
        """Write bold text whose middle is level with `at`, whatever letters it is made of."""
        face = typeface("bold", size)
        middle = (face.getbbox("x", anchor="ls")[1]) / 2
        point = (at[0] * SCALE, at[1] * SCALE - middle)
        self._pen().text(point, drawable(text, face), colour, face, anchor=f"{anchor[0]}s")

    def chevron(self, x: float) -> None:
        """Point from one column to the next."""
        y, points = TOP + 108, ((-3.5, -8), (3.5, 0), (-3.5, 8))
        big = Image.new("L", (60 * SCALE, 60 * SCALE), 0)  # drawn large, so that its edges become smooth
        ImageDraw.Draw(big).line(
            [(30 * SCALE + dx * 3 * SCALE, 30 * SCALE + dy * 3 * SCALE) for dx, dy in points], 255, 5 * SCALE, "curve"
        )
        mark = big.resize((20 * SCALE, 20 * SCALE), Image.Resampling.LANCZOS)
        self.image.paste("#a9a59b", (round((x - 10) * SCALE), round((y - 10) * SCALE)), mark)

    def box(self, box: Box, colour: str, *, radius: float = 3, alpha: int = 255, line: str | None = None) -> None:
        """Draw a rectangle with round corners, see-through where `alpha` is below 255."""
        x0, y0, x1, y1 = (round(value) for value in scaled(box))
        fine = Image.new("RGBA", ((x1 - x0) * 4, (y1 - y0) * 4), (*rgb(line or colour), 0))
        edge = (0, 0, fine.width - 1, fine.height - 1)
        fill = (*rgb(colour), alpha)
        ImageDraw.Draw(fine).rounded_rectangle(edge, radius * SCALE * 4, fill, line, SCALE * 4)
        layer = fine.resize((x1 - x0, y1 - y0), Image.Resampling.BOX)
        self.image.paste(layer, (x0, y0), layer.getchannel("A"))

    def sheet(self, box: Box, paper: str | Image.Image = "white", radius: float = 5) -> None:
        """Lay a sheet of paper or a picture down, with the soft shadow that it throws."""
        shade = Image.new("L", self.image.size, 0)
        x0, y0, x1, y1 = box
        ImageDraw.Draw(shade).rounded_rectangle(scaled((x0, y0 + 4, x1, y1 + 4)), radius * SCALE, fill=88)
        self.image.paste("#4a4237", mask=shade.filter(ImageFilter.GaussianBlur(9 * SCALE)))
        size = (round((x1 - x0) * SCALE), round((y1 - y0) * SCALE))
        sheet = (
            Image.new("RGB", size, paper) if isinstance(paper, str) else paper.resize(size, Image.Resampling.LANCZOS)
        )
        mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * 2 - 1, size[1] * 2 - 1), radius * 2 * SCALE, fill=255)
        self.image.paste(sheet, (round(x0 * SCALE), round(y0 * SCALE)), mask.resize(size, Image.Resampling.LANCZOS))

    def rule(self, x0: float, x1: float, y: float) -> None:
        """Draw a thin level line."""
        self._pen().line(scaled((x0, y, x1, y)), FAINT, SCALE)

    def _pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)


def draw_photo(canvas: Canvas, corners: Quad) -> None:
    """Show the photo, darkened around the card that was found in it."""
    with Image.open(SAMPLES / "photos" / PHOTO) as opened:
        photo = opened.convert("RGB")
    dark = Image.new("L", photo.size, 90)
    ImageDraw.Draw(dark).polygon(corners, fill=0)
    photo.paste("#14100c", mask=dark.filter(ImageFilter.GaussianBlur(3)))
    pixels = np.asarray(photo).copy()
    outline = np.array(corners, np.float32).reshape(-1, 1, 2).round().astype(np.int32)
    cv2.polylines(pixels, [outline], True, rgb(FOUND), 9, cv2.LINE_AA)
    for x, y in corners:
        cv2.circle(pixels, (round(x), round(y)), 19, rgb(FOUND), -1, cv2.LINE_AA)
        cv2.circle(pixels, (round(x), round(y)), 8, (255, 255, 255), -1, cv2.LINE_AA)
    width = LEFT[1] - LEFT[0]
    canvas.sheet((LEFT[0], TOP, LEFT[1], TOP + width * photo.height / photo.width), Image.fromarray(pixels))


def draw_note(canvas: Canvas) -> None:
    """Show the note that lies beside the photo."""
    x, top = LEFT[0], TOP + 226
    canvas.sheet((x, top, LEFT[1], BOTTOM), NOTE_PAPER)
    canvas.text((x + 16, top + 13), Path(PHOTO).with_suffix(".txt").name, 11.5, SOFT, "bold")
    y = top + 37.0
    for line in NOTE.splitlines():
        y = canvas.paragraph((x + 16, y), line, 13, LEFT[1] - x - 32, style="italic") + 4


def draw_card(canvas: Canvas, card: Image.Image, record: Record) -> None:
    """Show the flat card, each field's lines boxed in its colour and tagged with its name."""
    rim = round(1.3 * MARGIN * card.width)  # what the flat card shows of the table around it
    inner = card.crop((rim, rim, card.width - rim, card.height - rim))
    scale = (MIDDLE[1] - MIDDLE[0]) / inner.width
    canvas.sheet((MIDDLE[0], TOP, MIDDLE[1], TOP + scale * inner.height), inner)
    tagged: set[int] = set()
    for field in fields_of(record):
        for number in field.lines:
            xs, ys = zip(*record.lines[number].quad, strict=True)
            left, right = (MIDDLE[0] + scale * (x * card.width - rim) for x in (min(xs), max(xs)))
            top, bottom = (TOP + scale * (y * card.height - rim) for y in (min(ys), max(ys)))
            box = (left - 1.5, top - 0.5, right + 1.5, bottom + 0.5)
            canvas.box(box, COLOURS[field.name], alpha=34, line=COLOURS[field.name], radius=2)
            if number == field.lines[0] and number not in tagged:
                draw_tag(canvas, (box[2] + 4, (box[1] + box[3]) / 2), field.name)
            tagged.add(number)


def draw_tag(canvas: Canvas, at: tuple[float, float], name: str) -> None:
    """Write a field's name in a small flag of its colour; `at` is the middle of its left side."""
    width = typeface("bold", 9.5).getlength(name) / SCALE
    canvas.box((at[0], at[1] - 6, at[0] + width + 10, at[1] + 6), COLOURS[name], radius=6)
    canvas.label((at[0] + 5, at[1]), name, 9.5, "white")


def draw_contact(canvas: Canvas, record: Record) -> None:
    """List the settled fields in the colours of their boxes."""
    y = TOP + 237.0
    for field in fields_of(record):
        canvas.box((MIDDLE[0], y + 4, MIDDLE[0] + 8, y + 12), COLOURS[field.name], radius=4)
        canvas.text((MIDDLE[0] + 16, y), field.name, 12.5, SOFT)
        canvas.text((MIDDLE[0] + 92, y), field.value, 12.5, style="bold" if field.name == "name" else "regular")
        y += 24.2
        if y < BOTTOM - 10:
            canvas.rule(MIDDLE[0], MIDDLE[1], y - 4)


def draw_letter(canvas: Canvas, draft: Draft) -> None:
    """Show the draft as a letter on its sheet."""
    x0, x1 = RIGHT
    canvas.sheet((x0, TOP, x1, BOTTOM))
    y = TOP + 14.0
    for label, value in (
        ("To", draft.to_name),
        ("Subject", draft.subject),
        ("Send on", f"{draft.send_date.day} {draft.send_date:%B %Y}"),
    ):
        canvas.text((x0 + 16, y), label, 11, SOFT)
        y = canvas.paragraph((x0 + 66, y), value, 11, x1 - x0 - 80) + 2
    canvas.rule(x0 + 16, x1 - 16, y + 5)
    y += 16
    for block in draft.body.split("\n\n"):
        for line in block.splitlines():
            y = canvas.paragraph((x0 + 16, y), line, 11.5, x1 - x0 - 32)
        y += 7


def typeface(style: str, size: float) -> ImageFont.FreeTypeFont:
    """Answer Lato, or Pillow's own typeface where that is not installed."""
    try:
        return font("lato", style, round(size * SCALE))
    except FontMissingError:
        face = ImageFont.load_default(size=size * SCALE)
        assert isinstance(face, ImageFont.FreeTypeFont)
        return face


def drawable(text: str, face: ImageFont.FreeTypeFont) -> str:
    """Take the accents off letters that the typeface lacks."""
    blank = bytes(face.getmask("\U0010fffe"))
    plain = text.translate(str.maketrans("łŁ", "lL"))
    bare = {old: unicodedata.normalize("NFD", new)[0] for old, new in zip(text, plain, strict=True)}
    return "".join(bare[char] if bytes(face.getmask(char)) == blank else char for char in text)


def broken(text: str, face: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Break text between words."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    yield line


def scaled(box: Box) -> Box:
    """Turn units into pixels."""
    x0, y0, x1, y1 = (value * SCALE for value in box)
    return x0, y0, x1, y1


def rgb(colour: str) -> tuple[int, int, int]:
    """Read `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


if __name__ == "__main__":
    main()
