"""Whether a person is addressed as a man or as a woman."""

import pytest

from cardscan.followup.gender import gender_of
from cardscan.model import Name


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


def test_the_user_goes_before_all():
    name = Name("Marta Gil", "Marta", "Gil", "Sra.")
    assert gender_of(name, ("es",), known="m") == "m"
    assert gender_of(None, known="f") == "f"


def test_a_job_title_tells_only_where_the_name_does_not():
    assert gender_of(Name("Kim Vogt", "Kim", "Vogt"), ("de",), job="Geschäftsführerin") == "f"
    assert gender_of(Name("Kim Vogt", "Kim", "Vogt"), ("de",), job="Geschäftsführer") is None
    assert gender_of(Name("Udo Vogt", "Udo", "Vogt"), ("de",), job="Assistent der Geschäftsführerin") == "m"
    assert gender_of(Name("Alex Greco", "Alex", "Greco"), ("it",), job="Presidente") is None


def test_contradictions_are_open():
    assert gender_of(Name("Maria Rossi", "Maria", "Rossi", "Sig."), ("it",)) is None
    assert gender_of(Name("Marco Rossi", "Marco", "Rossi", "Dott.ssa"), ("it",)) is None
    assert gender_of(Name("Nikola Bielski", "Nikola", "Bielski"), ("pl",)) is None
    assert gender_of(Name("Kim Lee", "Kim", "Lee", "Mx"), ("en",), job="Directora") is None


def test_accents_tell_where_they_matter():
    assert gender_of(Name("Michèle Roux", "Michèle", "Roux"), ("fr",)) == "f"
    assert gender_of(Name("Michele Roux", "Michele", "Roux"), ("fr",)) is None


def test_initials_do_not_mislead():
    assert gender_of(Name("J. María Gil", "J. María", "Gil"), ("es",)) is None
    assert gender_of(Name("J. Carlos Gil", "J. Carlos", "Gil"), ("es",)) == "m"
    assert gender_of(Name("J. Gil", "J.", "Gil"), ("es",)) is None


def test_prefix_goes_before_the_given_name():
    assert gender_of(Name("Andrea Rossi", "Andrea", "Rossi", "Dott.ssa"), ("it",)) == "f"
    assert gender_of(Name("Andrea Vogt", "Andrea", "Vogt", "Herr"), ("de",)) == "m"
