"""The line a letter begins with and the gender of the person, by a table of people in eight languages."""

from collections import Counter
from pathlib import Path

import pytest

from cardscan.followup.gender import gender_of
from cardscan.followup.greeting import greetings, is_gender_missed, languages
from cardscan.model import Name

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("greeting_table.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def person(prefix: str, given: str, family: str, suffix: str) -> Name | None:
    full = f"{given} {family}".strip()
    return Name(full, given or None, family or None, prefix or None, suffix or None) if full else None


def ids(row: list[str]) -> str:
    return "-".join(cell for cell in row[:9] if cell)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_greeting_and_gender(row):
    letter, register, home, prefix, given, family, suffix, job, known, gender, expected = row
    name = person(prefix, given, family, suffix)
    origins = () if home == "-" else tuple(home.split())
    found = gender_of(name, origins, known=known or None, job=job)
    lines = greetings(name, language=letter, formal=register == "formal", gender=found, origins=origins, job=job)
    assert (lines[0], found or "?") == (expected, gender)
    assert len(set(lines)) == len(lines)


def test_table_is_large_in_every_language_and_register():
    assert len(ROWS) >= 450
    counts = Counter(row[0] for row in ROWS)
    assert counts.keys() == languages()
    assert min(counts.values()) >= 50
    assert {(row[0], row[1]) for row in ROWS} == {(la, re) for la in languages() for re in ("formal", "informal")}


def test_every_list_of_greetings_is_used_with_each_gender():
    assert {(row[0], row[9]) for row in ROWS} == {(la, gender) for la in languages() for gender in "mf?"}


def test_gender_is_missed_only_where_it_would_change_the_line():
    for letter, register, home, prefix, given, family, suffix, job, known, gender, _ in ROWS:
        name = person(prefix, given, family, suffix)
        origins = () if home == "-" else tuple(home.split())
        formal = register == "formal"
        if is_gender_missed(name, language=letter, formal=formal, origins=origins, known=known or None, job=job):
            assert gender == "?"
