"""Remakes the model files of the reader: `.venv/bin/python -m samples.training` from the repository's root.

    .venv/bin/python -m samples.training                 # all, and the held-out figures
    .venv/bin/python -m samples.training marks           # cardscan/ocr/data/marks.onnx (marks.py): needs PyTorch
    .venv/bin/python -m samples.training ranges          # cardscan/ocr/data/recognise.toml: half a minute
    .venv/bin/python -m samples.training lines           # data/line_model.npz, from generated cards: ten minutes
    .venv/bin/python -m samples.training confidence      # data/confidence.toml, from photos of generated cards
    .venv/bin/python -m samples.training figures         # how well held-out photos are read

Photos are drawn and read but once, into build/training: an hour or so for all. They need the typefaces of
samples/generator/README.md. The same seed and the same versions of the libraries make the same files.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cardscan.fields import line_model
from cardscan.fields.read import take_apart
from cardscan.fields.roles import describe_all
from samples.scoring import FIELDS, Score
from samples.training import confidence, lines, ranges
from samples.training.cards import make_card
from samples.training.lines import Sample
from samples.training.misread import read_badly
from samples.training.readings import CardReading, readings
from samples.training.wording import Share

DATA = Path(line_model.__file__).parent / "data"
STEPS = ("marks", "ranges", "lines", "confidence", "figures")
SEED = 2041


def main() -> None:
    """Do the steps that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", help=f"{', '.join(STEPS)}; all of them where none is named")
    parser.add_argument("--cards", type=int, default=4500, help="generated cards for the line model")
    parser.add_argument("--photos", type=int, default=240, help="photos to fit the confidence on")
    parser.add_argument("--held", type=int, default=120, help="photos to try it on")
    parser.add_argument("--kept", type=Path, default=Path("build/training"), help="where what was read is kept")
    options = parser.parse_args()
    steps = options.steps or STEPS
    if "marks" in steps:
        from samples.training import marks  # needs PyTorch, which the other steps do without

        marks.main(marks.DATA / "marks.onnx")
    if "ranges" in steps:
        ranges.main()
    if "lines" in steps:
        train_lines(options.cards)
    if "confidence" in steps:
        fit_confidence(readings("train", options.photos, options.kept))
    if "figures" in steps:
        print_figures(readings("held", options.held, options.kept))


def train_lines(cards: int, folder: Path = DATA) -> None:
    """Train the line model and write it."""
    network = lines.train(list(samples("train", cards)), seed=SEED)
    lines.save(network, folder, {"source": "generated cards (samples/training)", "cards": cards, "seed": SEED})
    held = list(samples("held", max(20, cards // 20)))
    shares = network.shares([sample.keys for sample in held], np.stack([sample.dense for sample in held]))
    right = np.mean(shares.argmax(axis=1) == [sample.label for sample in held])
    print(f"line model: {right:.3f} of {len(held)} pieces of held-out cards are told right")


def samples(share: Share, cards: int) -> Iterator[Sample]:
    """Describe the pieces of the first `cards` cards of a share."""
    for seed in range(cards):
        card = make_card(share, seed)
        found = take_apart(read_badly(card, seed), aspect=card.size[0] / card.size[1])
        if found.pieces:
            described = describe_all(found.pieces, found.around)
            yield from lines.samples_of(found.pieces, described, found.rows, card.truth)


def fit_confidence(kept: list[CardReading], path: Path = DATA / "confidence.toml") -> None:
    """Fit the weights of the confidence and write them."""
    fields = [field for reading in kept for field in confidence.judged(reading)]
    weights = confidence.fit(fields)
    confidence.save(weights, path)
    error = confidence.calibration_error([(confidence.rated(weights, field), field.right) for field in fields])
    print(f"confidence: {len(fields)} fields, calibration error {error:.3f} on what it was fitted to")


def print_figures(kept: list[CardReading]) -> None:
    """Print F1 by field, calibration error, and what could be accepted unseen, on held-out photos."""
    score, pairs = Score(), []
    for number, reading in enumerate(kept):
        said = confidence.read(reading)
        score.add(str(number), [reading.truth], [said])
        pairs += [(said["confidence"][slot], right) for slot, right in confidence.rights(reading.truth, said)]
    print("held out: " + ", ".join(f"{name} {score.f1(name):.3f}" for name in FIELDS) + f"; all {score.f1():.3f}")
    unseen = confidence.acceptable_unseen(pairs)
    print(f"calibration error {confidence.calibration_error(pairs):.3f}; acceptable unseen at 99 %: {unseen:.3f}")


if __name__ == "__main__":
    main()
