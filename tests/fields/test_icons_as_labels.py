"""An icon before a number tells its type as a word would; a word beside it goes first."""

import pytest

from cardscan.fields.read import read_contact
from cardscan.model import Icon, TextLine


def types(text: str, icon: Icon | None) -> list[str | None]:
    lines = [
        TextLine("Laura Bianchi", ((0.1, 0.1), (0.6, 0.1), (0.6, 0.2), (0.1, 0.2)), 0.95),
        TextLine("laura@esempio.it", ((0.1, 0.8), (0.5, 0.8), (0.5, 0.88), (0.1, 0.88)), 0.95, icon="other"),
        TextLine(text, ((0.1, 0.6), (0.5, 0.6), (0.5, 0.68), (0.1, 0.68)), 0.95, icon=icon),
    ]
    return [phone.type for phone in read_contact(lines, region="IT").phones]


@pytest.mark.parametrize(
    ("text", "icon", "said"),
    [
        ("011 819 5527", "phone", "work"),
        ("333 905 1846", "mobile", "mobile"),
        ("333 905 1846", "phone", None),
        ("333 905 1846", None, None),
        ("333 905 1846", "other", None),
        ("011 819 5527", "mobile", None),
        ("C 011 819 5527", "phone", "work"),
        ("Fax 011 819 5527", "phone", "fax"),
        ("+1 415 555 0132", "phone", None),
        ("+1 415 555 0132", "mobile", "mobile"),
    ],
)
def test_what_an_icon_says(text: str, icon: Icon | None, said: str | None) -> None:
    assert types(text, icon) == [said]


def test_an_icon_stands_for_the_first_number_of_its_row() -> None:
    assert types("011 819 5527 - 011 819 5528", "phone") == ["work", None]
