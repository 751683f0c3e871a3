"""Rows on the deskewed card: reading order and neighbours, level or tilted."""

import math

import pytest
from drawing import draw

from cardscan.fields.layout import beside, distance, follows, lay_out, set_together

CARD = """
6 Northgate Clockworks
=
4 Ada Winterbourne
2.8 Horologist
=
2.4 Tel. ¦ 01904 555 017
2.4 ada@northgate-clocks.co.uk
>
2.4 3 Stonegate
2.4 York YO1 8AS
"""
ORDER = [
    "Northgate Clockworks", "Ada Winterbourne", "Horologist", "Tel.", "01904 555 017", "3 Stonegate",
    "ada@northgate-clocks.co.uk", "York YO1 8AS",
]  # fmt: skip
WIDE = 85 / 55


@pytest.mark.parametrize("tilt", [0, 3, -5, 8])
def test_a_tilted_card_is_read_in_the_order_of_a_level_one(tilt: float) -> None:
    rows = lay_out(draw(CARD, column=55, tilt=tilt), WIDE)
    assert [row.text for row in rows] == ORDER


def test_lengths_are_in_heights_of_the_card_and_indices_count_the_lines_read() -> None:
    lines = draw(CARD, column=55, tilt=6)
    for row in lay_out(lines, WIDE):
        assert lines[row.index].text == row.text
        assert row.height == pytest.approx(
            {"Northgate Clockworks": 6, "Ada Winterbourne": 4}.get(row.text, 2.6) / 55, rel=0.1
        )


def test_the_back_comes_after_the_front_and_is_far_from_it() -> None:
    rows = lay_out(draw("3 front", "3 back"), WIDE)
    assert [(row.text, row.side) for row in rows] == [("front", 0), ("back", 1)]
    assert distance(*rows) == math.inf
    assert not follows(*rows)
    assert not beside(*rows)


def test_neighbours() -> None:
    rows = {row.text: row for row in lay_out(draw(CARD, column=55), WIDE)}
    assert follows(rows["Ada Winterbourne"], rows["Horologist"])
    assert not follows(rows["Horologist"], rows["Ada Winterbourne"])
    assert follows(rows["3 Stonegate"], rows["York YO1 8AS"])
    assert set_together(rows["3 Stonegate"], rows["York YO1 8AS"])
    assert not set_together(rows["Ada Winterbourne"], rows["Horologist"])
    assert beside(rows["Tel."], rows["01904 555 017"])
    assert not beside(rows["01904 555 017"], rows["Tel."])
    assert not follows(rows["Northgate Clockworks"], rows["York YO1 8AS"])


def test_a_card_with_no_line_has_no_row() -> None:
    assert lay_out((), WIDE) == ()
