"""The vocative of Polish given names: Marek -> Marku, Anna -> Anno, Kasia -> Kasiu; from data/vocatives.tsv."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cardscan.folding import unaccent
from cardscan.followup.gender import rows
from cardscan.model import Gender


def vocative(given: str, gender: Gender | None) -> str | None:
    """The vocative of a Polish given name, of two names that of the first; None for a name that is none of Poland's.

    A name that both sexes bear has one only where the bearer's gender is known.
    """
    first = given.split(maxsplit=1)[0] if given.split() else ""
    forms = [_form(part, gender) for part in first.split("-")]
    return "-".join(form for form in forms if form) if all(forms) else None


def _form(given: str, gender: Gender | None) -> str | None:
    forms = _vocatives().get(unaccent(given), {})
    if gender is not None:
        return forms.get(gender)
    return next(iter(forms.values())) if len(forms) == 1 else None


@cache
def _vocatives() -> dict[str, dict[str, str]]:
    """The vocatives of a folded name, by gender."""
    text = (files("cardscan.followup") / "data" / "vocatives.tsv").read_text("utf-8")
    table: dict[str, dict[str, str]] = {}
    for nominative, gender, form in rows(text.splitlines()):
        table.setdefault(unaccent(nominative), {}).setdefault(gender, form)
    return table
