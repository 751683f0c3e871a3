"""How well are cards read? Precision, recall and F1 by field, on the sample photos or on your own.

    .venv/bin/python -m benchmarks.reading            # samples/photos against samples/truth.jsonl
    .venv/bin/python -m benchmarks.reading --wrong    # and each value that was read wrong, missed or invented
    .venv/bin/python -m benchmarks.reading --photos FOLDER --truth FILE.jsonl

The truth's shape is told in samples/generator/README.md. A value counts as right when it is the printed one but for
case, punctuation and spacing; a missing accent makes it wrong.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cardscan.ocr import engines
from cardscan.pipeline import json as shape
from cardscan.pipeline.read import read_photos
from samples.scoring import FIELDS, Score

SAMPLES = Path(__file__).parent.parent / "samples"

Line = dict[str, Any]


def main() -> None:
    """Read the photos and print what came of it."""
    options = arguments()
    truth = [json.loads(line) for line in options.truth.read_text(encoding="utf-8").splitlines()]
    paths = [options.photos / line["photo"] for line in truth]
    start = time.perf_counter()
    found = {result.path.name: shape.line(result) for result in read_photos(paths, engine=options.engine)}
    seconds = time.perf_counter() - start
    score = Score()
    for line in truth:
        score.add(line["photo"], line["cards"], found[line["photo"]]["cards"])
    report = [*table(score), "", cards(truth, found), *trust(truth, found)]
    report.append(f"{len(truth)} photos in {seconds:.0f} s with {options.engine}")
    report += ["", *score.wrong] if options.wrong else []
    sys.stdout.write("\n".join(report) + "\n")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="How well are cards read?")
    parser.add_argument("--photos", type=Path, default=SAMPLES / "photos", help="the folder of the photos")
    parser.add_argument("--truth", type=Path, default=SAMPLES / "truth.jsonl", help="what is on them, a photo a line")
    parser.add_argument("--engine", default=engines.DEFAULT, help=", ".join(engines.names()))
    parser.add_argument("--wrong", action="store_true", help="name each value that was not read right")
    return parser.parse_args()


def table(score: Score) -> list[str]:
    """Lay out the counts and shares by field, and over all fields."""
    rows = [f"{'field':<10}{'printed':>8}{'read':>6}{'right':>7}{'precision':>11}{'recall':>8}{'F1':>7}"]
    for label, names in (*((name, (name,)) for name in FIELDS), ("all", FIELDS)):
        printed, read, right = (
            sum(count[name] for name in names) for count in (score.printed, score.read, score.right)
        )
        shares = right / max(read, 1), right / max(printed, 1), score.f1(*names)
        rows.append(f"{label:<10}{printed:>8}{read:>6}{right:>7}{shares[0]:>11.3f}{shares[1]:>8.3f}{shares[2]:>7.3f}")
    return rows


def cards(truth: list[Line], found: dict[str, Line]) -> str:
    """Count the cards that are there and those that were found."""
    pairs = [(len(line["cards"]), len(found[line["photo"]]["cards"])) for line in truth]
    missed, invented = (sum(max(0, a - b) for a, b in order) for order in (pairs, [(b, a) for a, b in pairs]))
    return f"{sum(a for a, _ in pairs)} cards: {missed} missed, {invented} invented"


def trust(truth: list[Line], found: dict[str, Line]) -> list[str]:
    """Tell how often a photo whose cards are all called ready has a mistake after all."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for line in truth:
        read = found[line["photo"]]["cards"]
        if read:
            score = Score()
            score.add(line["photo"], line["cards"], read)
            counts[all(card["verdict"] == "ready" for card in read), not score.wrong] += 1
    return [
        f"photos called {word}: {counts[ready, True] + counts[ready, False]}, of these without any mistake: "
        f"{counts[ready, True]}"
        for word, ready in (("ready", True), ("to check", False))
    ]


if __name__ == "__main__":
    main()
