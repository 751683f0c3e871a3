"""The line a letter begins with, by a table of people."""

from pathlib import Path

import pytest

from cardscan.followup.gender import gender_of
from cardscan.followup.greeting import full_name, greetings, is_gender_missed, languages
from cardscan.followup.vocative import vocative
from cardscan.model import Name

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("greetings.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def person(given: str, family: str, prefix: str = "") -> Name | None:
    full = f"{given} {family}".strip()
    return Name(full, given or None, family or None, prefix or None) if full else None


def test_table_is_large_enough_to_mean_something():
    assert len(ROWS) >= 120
    assert {row[0] for row in ROWS} == languages()


@pytest.mark.parametrize("row", ROWS, ids="-".join)
def test_usual_greeting(row):
    letter, register, home, prefix, given, family, expected = row
    name = person(given, family, prefix)
    origins = () if home == "-" else (home,)
    lines = greetings(
        name, language=letter, formal=register == "formal", gender=gender_of(name, origins), origins=origins
    )
    assert lines[0] == expected


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
    assert greetings(name, language="en", formal=False)[0] == "Hi {family},"


@pytest.mark.parametrize(
    ("given", "home", "gender"),
    [
        ("Andrea", ("it",), "m"), ("Andrea", ("es",), "f"), ("Andrea", ("de",), "f"), ("Andrea", ("pl",), "f"),
        ("Andrea", (), None), ("Nicola", ("it",), "m"), ("Nicola", ("en",), "f"), ("Simone", ("fr",), "f"),
        ("Gabriele", ("de",), "f"), ("Jean", ("fr",), "m"), ("Jean", ("en",), None), ("Joan", ("es",), "m"),
        ("Marian", ("ro",), "m"), ("Marian", ("es",), "f"), ("Luca", ("ro",), "m"), ("Noa", ("es",), "f"),
        ("jose maria", ("es",), "m"), ("MARÍA JOSÉ", ("es",), "f"), ("Toma", ("ro",), "m"), ("", ("it",), None),
        ("Andrea", ("de", "gsw", "fr", "it"), None), ("Łucja", ("pl",), "f"), ("Qwxyz", ("en",), None),
    ],
)  # fmt: skip
def test_gender_of_given_name(given, home, gender):
    assert gender_of(Name(given, given, "Qq"), home) == gender


def test_polish_family_name_tells_where_the_given_name_does_not():
    assert gender_of(Name("Alex Wolska", "Alex", "Wolska"), ("pl",)) == "f"
    assert gender_of(Name("Alex Zawadzki", "Alex", "Zawadzki"), ("pl",)) == "m"
    assert gender_of(Name("Alex Wolska", "Alex", "Wolska"), ("de",)) is None


def test_prefix_goes_before_the_given_name():
    assert gender_of(Name("Andrea Rossi", "Andrea", "Rossi", "Dott.ssa"), ("it",)) == "f"
    assert gender_of(Name("Andrea Vogt", "Andrea", "Vogt", "Herr"), ("de",)) == "m"


def test_missed_gender_is_told_only_where_it_would_matter():
    unsure = Name("Alex Popa", "Alex", "Popa")
    assert is_gender_missed(unsure, language="it", formal=True)
    assert not is_gender_missed(unsure, language="it", formal=False)
    assert not is_gender_missed(Name("Marco Popa", "Marco", "Popa"), language="it", formal=True, origins=("it",))


@pytest.mark.parametrize(
    ("nominative", "gender", "expected"),
    [
        ("Marek", "m", "Marku"), ("Jacek", "m", "Jacku"), ("Piotr", "m", "Piotrze"), ("Paweł", "m", "Pawle"),
        ("Michał", "m", "Michale"), ("Tomasz", "m", "Tomaszu"), ("Andrzej", "m", "Andrzeju"), ("Jan", "m", "Janie"),
        ("Robert", "m", "Robercie"), ("Konrad", "m", "Konradzie"), ("Adam", "m", "Adamie"), ("Kamil", "m", "Kamilu"),
        ("Ernest", "m", "Erneście"), ("Wojciech", "m", "Wojciechu"), ("Grzegorz", "m", "Grzegorzu"),
        ("Jakub", "m", "Jakubie"), ("Stanisław", "m", "Stanisławie"), ("Józef", "m", "Józefie"),
        ("Dominik", "m", "Dominiku"), ("Maciek", "m", "Maćku"), ("Antoni", "m", "Antoni"), ("Kacper", "m", "Kacprze"),
        ("Aleksander", "m", "Aleksandrze"), ("Kuba", "m", "Kubo"), ("Dariusz", "m", "Dariuszu"),
        ("Anna", "f", "Anno"), ("Maria", "f", "Mario"), ("Zofia", "f", "Zofio"), ("Kasia", "f", "Kasiu"),
        ("Ola", "f", "Olu"), ("Alicja", "f", "Alicjo"), ("Maja", "f", "Maju"), ("Noemi", "f", "Noemi"),
        ("Eugenia", "f", "Eugenio"), ("Wilhelmina", "f", None),
        ("Kinga", "f", "Kingo"), ("John", "m", None), ("Marek", None, None), ("", "m", None),
    ],
)  # fmt: skip
def test_polish_vocative(nominative, gender, expected):
    assert vocative(nominative, gender) == expected


def test_full_name_is_in_letter_order():
    assert full_name(Name("ROSSI MARIO", "MARIO", "ROSSI")) == "Mario Rossi"
    assert full_name(Name("Rossi Mario")) == "Rossi Mario"
    assert full_name(None) == ""
