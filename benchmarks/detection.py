"""At which size is text sought best? What detection finds, what is read in the end, and what it costs, size by size.

    .venv/bin/python -m benchmarks.detection                    # samples/photos against samples/truth.jsonl
    .venv/bin/python -m benchmarks.detection FOLDER [TRUTH]     # photos in FOLDER/photos, truth in FOLDER/labels.jsonl

A size is the long side, in pixels, of the picture that the detection model is given. Boxes are held against those found
at 1280, which is no row of the table; a box is found again where half of both together is common to both. F1 is that of
the whole reading without a second reader. Time is the processor's, of detection alone, as a share of what 960 takes.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import cv2
import numpy as np

from cardscan.model import Pixels
from cardscan.ocr import rapid
from cardscan.ocr.detect import LONG_SIDE, Box, detect
from cardscan.ocr.runtime import Network, load_network
from cardscan.pipeline import json as shape
from cardscan.pipeline.read import read_photos
from samples.scoring import Score

SAMPLES = Path(__file__).parent.parent / "samples"
SIZES = (480, 640, 736, 832, 960)
REFERENCE, USUAL = 1280, 960

Line = dict[str, Any]


class Look(NamedTuple):
    """A card as the reader had it looked at: its pixels, whether it lies on its side, the boxes found."""

    pixels: Pixels
    lying: bool
    boxes: list[Box]


def main() -> None:
    """Read the photos at each size and print the table."""
    cv2.setNumThreads(1)
    folder, truth = arguments()
    lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    _, looks = read_at(REFERENCE, folder, lines)
    network = load_network(rapid.model_path("det"), streams=1)
    costs = {size: cost(network, looks, size) for size in SIZES}
    report = [f"{'size':>5}{'found again':>13}{'overlap':>9}{'F1':>8}{'time':>7}"]
    for size in SIZES:
        again, overlap = held_against(network, looks, size)
        score, _ = read_at(size, folder, lines)
        mark = " <" if size == LONG_SIDE else ""
        share = costs[size] / costs[USUAL]
        report.append(f"{size:>5}{again:>13.4f}{overlap:>9.3f}{score.f1():>8.3f}{share:>7.2f}{mark}")
    boxes = sum(len(look.boxes) for look in looks)
    report.append(f"{boxes} boxes on {len(lines)} photos; {1000 * costs[USUAL] / len(lines):.0f} ms a photo at {USUAL}")
    sys.stdout.write("\n".join(report) + "\n")


def arguments() -> tuple[Path, Path]:
    """Read the command line: the folder of the photos and what is on them."""
    parser = argparse.ArgumentParser(description="At which size is text sought best?")
    parser.add_argument("folder", type=Path, nargs="?", help="photos in FOLDER/photos; default: the samples")
    parser.add_argument("truth", type=Path, nargs="?", help="what is on them, a photo a line; default: labels.jsonl")
    options = parser.parse_args()
    folder = options.folder or SAMPLES
    return folder / "photos", options.truth or folder / ("labels.jsonl" if options.folder else "truth.jsonl")


def read_at(size: int, photos: Path, truth: Sequence[Line]) -> tuple[Score, list[Look]]:
    """Read all photos with text sought at one size: how well, and what was looked at."""
    looks: list[Look] = []

    def watched(network: Network, pixels: Pixels, *, lying: bool = False) -> list[Box]:
        boxes = detect(network, pixels, lying=lying, long_side=size)
        looks.append(Look(pixels, lying, boxes))
        return boxes

    with patch.object(rapid, "detect", watched):
        results = read_photos([photos / line["photo"] for line in truth], second=False)
        found = {result.path.name: shape.line(result) for result in results}
    score = Score()
    for line in truth:
        score.add(line["photo"], line["cards"], found[line["photo"]]["cards"])
    return score, looks


def cost(network: Network, looks: Sequence[Look], size: int) -> float:
    """Seconds of the processor for all looks, once every shape has been met."""
    run = partial(detect, network, long_side=size)
    for look in looks:
        run(look.pixels, lying=look.lying)
    start = time.process_time()
    for look in looks:
        run(look.pixels, lying=look.lying)
    return time.process_time() - start


def held_against(network: Network, looks: Sequence[Look], size: int) -> tuple[float, float]:
    """Share of the boxes that are found again, and how much of both together is common to both, in the mean."""
    overlaps = []
    for look in looks:
        boxes = detect(network, look.pixels, lying=look.lying, long_side=size)
        overlaps += [max((common(box, other) for other in boxes), default=0.0) for box in look.boxes]
    again = [overlap for overlap in overlaps if overlap >= 0.5]
    return len(again) / max(1, len(overlaps)), float(np.mean(again))


def common(one: Box, other: Box) -> float:
    """Area that two boxes share, of what they cover together."""
    shared = cv2.intersectConvexConvex(one, other)[0]
    return float(shared / max(cv2.contourArea(one) + cv2.contourArea(other) - shared, 1e-6))


if __name__ == "__main__":
    main()
