"""What is each part of the reading worth? F1 with each part taken out, side by side, on a labelled folder.

    .venv/bin/python -m benchmarks.ablations                    # samples/photos against samples/truth.jsonl
    .venv/bin/python -m benchmarks.ablations FOLDER [TRUTH]     # photos in FOLDER/photos, truth in FOLDER/labels.jsonl
    .venv/bin/python -m benchmarks.ablations --generated FILE   # readings kept by `python -m samples.training`

The photos are read by the engine once, and once more without the second reader where Tesseract is installed; only the
fields are settled anew for each other column.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from cardscan.fields.parts import ALL, Parts
from cardscan.fields.read import read_contact
from cardscan.model import Code, Reading, TextLine
from cardscan.ocr import engines
from cardscan.ocr.second import TesseractReader
from cardscan.pipeline import json as shape
from cardscan.pipeline.read import read_photos
from samples.scoring import FIELDS, Score
from samples.training.readings import unpack

SAMPLES = Path(__file__).parent.parent / "samples"
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the engine read on one card, both sides together: lines, codes, width over height."""

    lines: tuple[TextLine, ...]
    codes: tuple[Code, ...]
    aspect: float


@dataclass(frozen=True, slots=True)
class Photos:
    """Labelled photos, and what the engine read on the cards of each, by the photo's name."""

    truth: Sequence[Line]
    cards: dict[str, list[Kept]]

    def score(self, parts: Parts) -> Score:
        """Settle the fields with these parts and count what is right."""
        score = Score()
        for line in self.truth:
            found = [
                shape.fields(read_contact(card.lines, card.codes, aspect=card.aspect, parts=parts))
                for card in self.cards[line["photo"]]
            ]
            score.add(line["photo"], line["cards"], found)
        return score


def main() -> None:
    """Read the photos once and print the table."""
    options = arguments()
    photos = read_kept(options.generated) if options.generated else read_folder(options.folder, options.truth)
    columns = {"all": ALL} | {f"no {part.name}": Parts(**{part.name: False}) for part in fields(Parts)}
    scores = {head: photos.score(parts) for head, parts in columns.items()}
    if not options.generated and TesseractReader().languages():
        scores["no second reader"] = read_folder(options.folder, options.truth, second=False).score(ALL)
    sys.stdout.write("\n".join(table(scores)) + "\n")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="What is each part of the reading worth?")
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("truth", type=Path, nargs="?", help="default: labels.jsonl or truth.jsonl in the folder")
    parser.add_argument("--generated", type=Path, help="readings of generated cards instead of photos")
    return parser.parse_args()


def read_folder(folder: Path, truth: Path | None, *, second: bool = True) -> Photos:
    """Read the photos that the truth names, and the backs that it names beside them."""
    names = (truth,) if truth else (folder / "labels.jsonl", folder / "truth.jsonl")
    path = next(path for path in names if path.is_file())
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    photos = folder / "photos" if (folder / "photos").is_dir() else folder
    wanted = dict.fromkeys(name for line in lines for name in (line["photo"], line.get("back")) if name)
    results = read_photos([photos / name for name in wanted], engine=engines.DEFAULT, second=second)
    return Photos(lines, {result.path.name: list(map(_kept, result.readings)) for result in results})


def _kept(reading: Reading) -> Kept:
    height, width = cv2.imdecode(np.frombuffer(reading.sides[0].crop, np.uint8), cv2.IMREAD_GRAYSCALE).shape
    return Kept(reading.lines, reading.codes, width / height)


def read_kept(path: Path) -> Photos:
    """Take the readings that samples/training keeps, one card a photo."""
    truth, cards = [], {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        for card in unpack(json.loads(line)):
            truth.append({"photo": str(number), "cards": [card.truth]})
            cards[str(number)] = [Kept(card.lines, card.codes, card.aspect)]
    return Photos(truth, cards)


def table(scores: dict[str, Score]) -> list[str]:
    """Lay out F1 by field, a column for each way of reading."""
    rows = [f"{'field':<10}" + "".join(f"{head:>20}" for head in scores)]
    for label, names in (*((name, (name,)) for name in FIELDS), ("all", FIELDS)):
        rows.append(f"{label:<10}" + "".join(f"{score.f1(*names):>20.3f}" for score in scores.values()))
    return rows


if __name__ == "__main__":
    main()
