"""The vocative of Polish given names."""

from importlib.resources import files

import pytest

from cardscan.followup.gender import rows
from cardscan.followup.vocative import vocative

TABLE = list(rows((files("cardscan.followup") / "data" / "vocatives.tsv").read_text("utf-8").splitlines()))


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
        ("Eugenia", "f", "Eugenio"), ("Wilhelmina", "f", "Wilhelmino"),
        ("Kinga", "f", "Kingo"), ("John", "m", None), ("Marek", None, "Marku"), ("", "m", None),
        ("Andrea", "m", None), ("Anna-Maria", "f", "Anno-Mario"), ("Anna-Xk", "f", None), ("Anna Maria", "f", "Anno"),
        ("Kuba", None, "Kubo"), ("Olek", "m", "Olku"), ("Zdzisiek", "m", "Zdziśku"), ("Lech", "m", "Lechu"),
        ("Ignacy", "m", "Ignacy"), ("Barnaba", "m", "Barnabo"), ("Mieszko", "m", "Mieszku"), ("Emil", "m", "Emilu"),
        ("Seweryn", "m", "Sewerynie"), ("Sylwester", "m", "Sylwestrze"), ("Maciuś", "m", "Maciusiu"),
        ("Agnieszka", "f", "Agnieszko"), ("Małgorzata", "f", "Małgorzato"), ("Gosia", "f", "Gosiu"),
        ("MARIOLA", "f", "Mariolo"), ("zofia", "f", "Zofio"), ("Dominique", "f", None), ("Giulia", "f", None),
    ],
)  # fmt: skip
def test_polish_vocative(nominative, gender, expected):
    assert vocative(nominative, gender) == expected


def test_hundreds_of_names_have_a_vocative():
    assert len({name for name, _, _ in TABLE}) >= 900
    assert {gender for _, gender, _ in TABLE} == {"m", "f"}


def test_vocatives_end_as_polish_ones_do():
    for name, gender, form in TABLE:
        ends = "oue" if gender == "f" and name.endswith("a") else "eiuoyj" if gender == "m" else name[-1]
        assert form[-1] in ends, (name, form)
        assert form[0] == name[0]
