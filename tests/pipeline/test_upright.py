"""A card is turned the way its text runs, whichever way the photo shows it."""

import pytest

from cardscan.model import Quad, TextLine
from cardscan.pipeline.upright import quarter_turns, turn_lines

UPRIGHT: Quad = ((0.1, 0.2), (0.6, 0.2), (0.6, 0.3), (0.1, 0.3))


def turned(quad: Quad, times: int) -> Quad:
    """The same quad on the card turned clockwise by quarter turns."""
    for _ in range(times):
        a, b, c, d = ((1 - y, x) for x, y in quad)
        quad = (a, b, c, d)
    return quad


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_turned_card_is_turned_back(times: int) -> None:
    line = TextLine("Ellen Marsh", turned(UPRIGHT, times), 0.99)
    turns = quarter_turns([line], aspect=1.0)
    assert turns == -times % 4
    back = turn_lines([line], turns)[0]
    assert [pytest.approx(point) for point in UPRIGHT] == list(back.quad)
    assert (back.text, back.confidence) == ("Ellen Marsh", 0.99)


def test_long_lines_outvote_a_short_one_that_runs_across() -> None:
    across = TextLine("since 1932", turned(((0.8, 0.1), (0.9, 0.1), (0.9, 0.12), (0.8, 0.12)), 1), 0.99)
    assert quarter_turns([across, TextLine("Ellen Marsh", UPRIGHT, 0.9)], aspect=1.7) == 0


def test_a_card_without_lines_stays_as_it_is() -> None:
    assert quarter_turns([], aspect=1.7) == 0
