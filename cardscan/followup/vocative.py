"""The vocative of Polish given names: Marek -> Marku, Anna -> Anno.

Rules after the declension of masculine and feminine nouns in Polish; what they get wrong is in data/vocatives.tsv.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cardscan.folding import unaccent
from cardscan.followup.gender import is_given_name_in, rows
from cardscan.model import Gender

_MASCULINE = (
    ("ek", "ku"), ("iec", "cze"), ("st", "ście"), ("sł", "śle"), ("ch", "chu"), ("sz", "szu"), ("cz", "czu"),
    ("rz", "rzu"), ("dź", "dziu"), ("ś", "siu"), ("ć", "ciu"), ("ń", "niu"), ("ż", "żu"), ("j", "ju"), ("l", "lu"),
    ("k", "ku"), ("g", "gu"), ("x", "ksie"), ("ł", "le"), ("r", "rze"), ("t", "cie"), ("d", "dzie"), ("b", "bie"),
    ("f", "fie"), ("m", "mie"), ("n", "nie"), ("p", "pie"), ("s", "sie"), ("w", "wie"), ("v", "vie"), ("z", "zie"),
    ("y", "y"), ("i", "i"),
)  # fmt: skip
"""Endings of men's names, the longer ones first, and what the vocative puts in their place."""


def vocative(given: str, gender: Gender | None) -> str | None:
    """The vocative of a Polish given name, of two names that of the first; None where it is not sure.

    A name that is not at home in Polish, or whose bearer's gender is not known, has none.
    """
    first = given.split(maxsplit=1)[0] if given.split() else ""
    if exception := _exceptions().get(unaccent(first)):
        return exception
    if gender is None or not is_given_name_in(first, "pl"):
        return None
    return _feminine(first) if gender == "f" else _masculine(first)


def _feminine(given: str) -> str:
    return given[:-1] + "o" if given.endswith("a") else given


def _masculine(given: str) -> str | None:
    return next((given[: -len(end)] + new for end, new in _MASCULINE if given.endswith(end)), None)


@cache
def _exceptions() -> dict[str, str]:
    text = (files("cardscan.followup") / "data" / "vocatives.tsv").read_text("utf-8")
    return {unaccent(nominative): form for nominative, form in rows(text.splitlines())}
