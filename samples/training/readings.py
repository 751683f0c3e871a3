"""Photos of training cards read by the engine: what the confidence is fitted on, and what shows how well it is done.

Reading takes seconds a photo: what was read is kept as JSON lines in a folder and read but once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cardscan.imaging.codes import read_codes
from cardscan.imaging.find import find_cards
from cardscan.imaging.flatten import flatten, rotate
from cardscan.imaging.icons import mark_icons
from cardscan.model import CardImage, Code, Photo, Pixels, Quad, TextLine
from cardscan.ocr import engines
from cardscan.pipeline.upright import quarter_turns, turn_lines
from samples.training.cards import Truth
from samples.training.photos import make_photo
from samples.training.wording import Share


@dataclass(frozen=True, slots=True)
class CardReading:
    """One card as the engine read it: width over height, lines, codes; and what it says in truth."""

    aspect: float
    lines: tuple[TextLine, ...]
    codes: tuple[Code, ...]
    truth: Truth


def readings(share: Share, count: int, folder: Path, engine: str = engines.DEFAULT) -> list[CardReading]:
    """Return the readings of the first `count` photos of a share, made where the folder does not hold them yet."""
    path = folder / f"{share}-{engine}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    done = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    with path.open("a", encoding="utf-8") as file:
        reader = engines.get(engine)
        for seed in range(len(done), count):
            line = json.dumps(_read(share, seed, reader), ensure_ascii=False)
            file.write(line + "\n")
            file.flush()
            done.append(line)
    return [reading for line in done[:count] for reading in unpack(json.loads(line))]


def _read(share: Share, seed: int, reader: engines.OcrEngine) -> dict[str, object]:
    pixels, card = make_photo(share, seed)
    photo = Photo(Path(f"{share}-{seed}.png"), "", 0, None, pixels)
    quads = find_cards(pixels) or (_frame(pixels),)
    return {"truth": card.truth, "cards": [_read_card(photo, quad, reader) for quad in quads]}


def _read_card(photo: Photo, corners: Quad, reader: engines.OcrEngine) -> dict[str, object]:
    card = flatten(photo, corners, 0)
    lines = reader.read(card)
    turns = quarter_turns(lines, _aspect(card))
    lines, card = turn_lines(lines, turns), rotate(card, turns)
    lines, codes = mark_icons(card.pixels, lines), read_codes(card.pixels)
    return {"aspect": _aspect(card), "lines": list(map(asdict, lines)), "codes": list(map(asdict, codes))}


def unpack(line: dict[str, object]) -> Iterator[CardReading]:
    """Turn a kept line into readings: the one with the most lines stands for the photo: each shows one card."""
    cards = [card for card in line["cards"] if card["lines"]]  # type: ignore[attr-defined]
    if cards:
        card = max(cards, key=lambda card: len(card["lines"]))
        lines = tuple(TextLine(**{**row, "quad": _quad(row["quad"])}) for row in card["lines"])
        codes = tuple(Code(**{**row, "quad": _quad(row["quad"])}) for row in card["codes"])
        yield CardReading(card["aspect"], lines, codes, line["truth"])  # type: ignore[arg-type]


def _quad(corners: list[list[float]]) -> Quad:
    a, b, c, d = ((x, y) for x, y in corners)
    return a, b, c, d


def _frame(pixels: Pixels) -> Quad:
    height, width = pixels.shape[:2]
    return ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))


def _aspect(card: CardImage) -> float:
    height, width = card.pixels.shape[:2]
    return float(width / height)
