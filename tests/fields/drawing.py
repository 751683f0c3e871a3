"""Cards for tests: a drawing in plain text becomes the lines that an OCR engine would read, with their places."""

import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cardscan.model import Contact, Point, Quad, TextLine

CARDS = Path(__file__).with_name("cards")
MARGIN, GAP, LEADING = 5.0, 2.5, 1.25
LETTER, CAPITAL = 0.48, 0.62
Box = tuple[float, float, float, float]


def drawn_cards() -> Iterator[dict[str, Any]]:
    """Every card of `cards/*.toml`."""
    for path in sorted(CARDS.glob("*.toml")):
        yield from tomllib.loads(path.read_text("utf-8"))["card"]


def draw(
    front: str,
    back: str = "",
    *,
    align: str = "left",
    paper: tuple[float, float] = (85.0, 55.0),
    column: float = 46.0,
    tilt: float = 0.0,
    confidence: float = 0.97,
) -> tuple[TextLine, ...]:
    """Lay out a card of `paper` millimetres: a line is `SIZE TEXT`, its size the height of its type.

    `-` leaves a gap; `=` opens a block, and `>` a second column at `column`, beside the block. Pieces parted by ` ¦ `
    stand in one row, but are read apart: a label in a column of its own, or an icon. `tilt` is in degrees.
    """
    return tuple(
        TextLine(text, _quad(box, paper, tilt), confidence, side)
        for side, drawing in enumerate((front, back))
        for text, box in _boxes(drawing, align, paper[0], column)
    )


def _boxes(drawing: str, align: str, width: float, column: float) -> Iterator[tuple[str, Box]]:
    left, y, block, lowest = MARGIN, MARGIN, MARGIN, MARGIN
    for line in drawing.strip().splitlines():
        mark, _, text = line.strip().partition(" ")
        if mark == "-":
            y += GAP
        elif mark == "=":
            left, y = MARGIN, max(y, lowest) + GAP
            block = lowest = y
        elif mark == ">":
            left, y, lowest = column, block, max(lowest, y)
        else:
            size = float(mark)
            for piece, x, wide in _pieces(text, size, left):
                start = x if align == "left" or " ¦ " in text else _aligned(align, wide, width)
                yield piece, (start, y, start + wide, y + size)
            y += LEADING * size


def _pieces(text: str, size: float, left: float) -> Iterator[tuple[str, float, float]]:
    """Each piece of a row, where it begins and how wide it is."""
    x = left
    for piece in text.split(" ¦ "):
        wide = sum(CAPITAL if c.isupper() else LETTER for c in piece) * size
        yield piece, x, wide
        x = max(x + wide + 1.5, left + 9.0)


def _aligned(align: str, wide: float, width: float) -> float:
    return width - MARGIN - wide if align == "right" else (width - wide) / 2


def _quad(box: Box, paper: tuple[float, float], tilt: float) -> Quad:
    """The corners in 0..1 of the card, turned about its middle."""
    cosine, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    middle = paper[0] / 2, paper[1] / 2
    x0, y0, x1, y1 = box

    def turned(x: float, y: float) -> Point:
        dx, dy = x - middle[0], y - middle[1]
        across, down = dx * cosine - dy * sine, dx * sine + dy * cosine
        return (middle[0] + across) / paper[0], (middle[1] + down) / paper[1]

    return turned(x0, y0), turned(x1, y0), turned(x1, y1), turned(x0, y1)


def told(contact: Contact) -> dict[str, Any]:
    """What a contact tells, in the words of the card files; empty fields are left out."""
    name, address = contact.name, contact.address
    found: dict[str, Any] = {
        "language": contact.language,
        "name": name and name.full,
        "given": name and name.given,
        "family": name and name.family,
        "prefix": name and name.prefix,
        "suffix": name and name.suffix,
        "title": contact.title and contact.title.value,
        "department": contact.department and contact.department.value,
        "company": contact.company and contact.company.value,
        "phones": [_phone(p.number, p.type, p.extension, valid=p.valid) for p in contact.phones],
        "emails": [email.address for email in contact.emails],
        "urls": [link.value for link in contact.urls],
        "social": [link.value for link in contact.social],
        "address": address and address.full,
        "street": address and address.street,
        "postal_code": address and address.postal_code,
        "city": address and address.city,
        "region": address and address.region,
        "country": address and address.country_code,
        "tax_ids": [f"{tax.type} {tax.number}" for tax in contact.tax_ids],
    }
    return {field: value for field, value in found.items() if value}


def _phone(number: str, kind: str | None, extension: str | None, *, valid: bool) -> str:
    parts = (number, kind, extension and f"x{extension}", None if valid else "invalid")
    return " ".join(part for part in parts if part)
