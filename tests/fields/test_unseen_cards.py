"""Cards of eight languages that nobody has seen before: everything a careful person reads from them, and no more."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from drawing import draw, drawn_cards, told

from cardscan.fields.read import read_contact

LAYOUT = ("front", "back", "align", "paper", "column", "tilt")
PARTS = ("given", "family", "prefix", "suffix", "street", "postal_code", "city", "region", "country")
"""Looked at where the card's file names them; all else must be as in the file, and empty where it has nothing."""
WHOLE = ("name", "title", "department", "company", "phones", "emails", "urls", "social", "address", "tax_ids")
CARDS = tuple(drawn_cards())


@pytest.mark.parametrize("card", CARDS, ids=[card["id"] for card in CARDS])
def test_a_card_is_read_as_a_careful_person_would(card: dict[str, Any]) -> None:
    paper = card.get("paper", (85.0, 55.0))
    lines = draw(**{key: card[key] for key in LAYOUT if key in card})
    found = told(read_contact(lines, aspect=paper[0] / paper[1]))
    expected = {field: card[field] for field in (*WHOLE, *PARTS) if field in card}
    assert {field: value for field, value in found.items() if field in WHOLE or field in expected} == expected


PRINT_CONTACTS = """
from drawing import draw, drawn_cards
from cardscan.fields.read import read_contact
for card in list(drawn_cards())[::4]:
    print(read_contact(draw(card["front"], card.get("back", ""))))
"""


def test_the_same_lines_give_the_same_contact_in_every_run() -> None:
    here = str(Path(__file__).parent)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PRINT_CONTACTS],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": here},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count(b"Contact(") > 20
