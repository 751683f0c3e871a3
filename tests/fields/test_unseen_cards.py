"""Cards of eight languages that nobody has seen before: everything a careful person reads from them, and no more."""

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
