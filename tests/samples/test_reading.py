"""Reads the sample photos as a user would, and holds the result against their truth."""

import json
from pathlib import Path
from typing import Any

import pytest

from cardscan.pipeline import json as shape
from cardscan.pipeline.read import read_photos
from samples.scoring import Score

SAMPLES = Path(__file__).parents[2] / "samples"
TRUTH = [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
FLOOR = 0.80

pytestmark = pytest.mark.slow

Results = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def results() -> Results:
    """What is read from each photo, by the photo's name."""
    paths = [SAMPLES / "photos" / line["photo"] for line in TRUTH]
    return {result.path.name: shape.line(result) for result in read_photos(paths)}


def test_every_photo_gives_one_result_and_none_fails(results: Results) -> None:
    assert list(results) == [line["photo"] for line in TRUTH]
    assert not [name for name, result in results.items() if "error" in result]


def test_fields_are_read_right(results: Results) -> None:
    score = Score()
    for line in TRUTH:
        score.add(line["photo"], line["cards"], results[line["photo"]]["cards"])
    assert score.f1() >= FLOOR, "\n".join(score.wrong)


@pytest.mark.parametrize("line", [pytest.param(line, id=line["photo"]) for line in TRUTH])
def test_a_photo_gives_as_many_cards_as_it_shows(line: dict[str, Any], results: Results) -> None:
    assert len(results[line["photo"]]["cards"]) == len(line["cards"])


def test_a_back_is_joined_to_its_front(results: Results) -> None:
    for line in TRUTH:
        if back := line.get("back"):
            assert results[back].get("back_of") == line["photo"]
