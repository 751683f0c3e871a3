"""The line a letter begins with: what holds for all names; the table of people is in test_greeting_table.py."""

import pytest

from cardscan.followup.greeting import full_name, greetings, is_gender_missed, languages
from cardscan.model import Name


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("formal", [True, False])
@pytest.mark.parametrize("gender", ["m", "f", None])
@pytest.mark.parametrize(
    "name",
    [
        None,
        Name(""),
        Name("X" * 5000, "X" * 5000, "Y" * 5000),
        Name("Alex", "Alex"),
        Name("Vega", family="Vega", prefix="Dr."),
        Name("{given} {0}", "{given}", "{0.__class__}"),
    ],
)
def test_no_greeting_has_a_gap(language, formal, gender, name):
    for line in greetings(name, language=language, formal=formal, gender=gender):
        assert line[-1] in ",:"
        assert "  " not in line
        assert " ," not in line
        assert ",," not in line
        assert "/" not in line
        assert len(line) < 160


def test_card_text_is_not_a_pattern():
    name = Name("x", "{family}", "{0.__class__}")
    assert greetings(name, language="en", formal=False)[0] == "Hi {Family},"


def test_missed_gender_is_told_only_where_it_would_matter():
    unsure = Name("Alex Popa", "Alex", "Popa")
    assert is_gender_missed(unsure, language="it", formal=True)
    assert not is_gender_missed(unsure, language="it", formal=False)
    assert not is_gender_missed(Name("Marco Popa", "Marco", "Popa"), language="it", formal=True, origins=("it",))


def test_full_name_is_in_letter_order():
    assert full_name(Name("ROSSI MARIO", "MARIO", "ROSSI")) == "Mario Rossi"
    assert full_name(Name("Rossi Mario")) == "Rossi Mario"
    assert full_name(None) == ""
