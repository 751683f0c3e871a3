"""The line a letter begins with: what custom asks for, as far as the name, the title and the gender are known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from cardscan.followup.gender import gender_of
from cardscan.followup.honorifics import honour, title
from cardscan.followup.names import family_name, full_name, given_name, initialled_name, whole_name
from cardscan.followup.vocative import vocative
from cardscan.model import Gender, Name

__all__ = ["full_name", "given_name", "greetings", "is_gender_missed", "languages"]

_ORDER = (
    "honoured", "titled-{g}", "titled-family-{g}", "vocative-{g}", "vocative", "{g}", "family-{g}", "given-{g}",
    "open", "given", "initialled", "nameless",
)  # fmt: skip
"""The lists of greetings.toml, the most personal first; {g} is `m`, `f` or `any`."""


def greetings(
    name: Name | None,
    *,
    language: str,
    formal: bool,
    gender: Gender | None = None,
    origins: Sequence[str] = (),
    job: str = "",
) -> tuple[str, ...]:
    """The lines a letter may begin with, the usual one first; at least one, and never one with a gap.

    Args:
        name: The name as on the card.
        language: The letter's, one of `languages()`.
        formal: Whether the letter is in the formal register.
        gender: The recipient's, where it is sure.
        origins: The languages of the recipient's country, for the custom in family names.
        job: The job title on the card: a lawyer is addressed as one in Italy, Poland, Romania and France.
    """
    patterns = _table()[language]["formal" if formal else "informal"]
    known = _known(name, language, gender, origins, job)
    for kind in _ORDER:
        if filled := tuple(_filled(patterns.get(kind.format(g=gender or "any"), ()), known)):
            return filled
    raise AssertionError(f"greetings.toml has no nameless greeting for {language}")


def is_gender_missed(
    name: Name | None,
    *,
    language: str,
    formal: bool,
    origins: Sequence[str] = (),
    known: Gender | None = None,
    job: str = "",
) -> bool:
    """Whether another line would usually begin the letter if the recipient's gender were known."""

    def ask(gender: Gender | None) -> str:
        return greetings(name, language=language, formal=formal, gender=gender, origins=origins, job=job)[0]

    return gender_of(name, origins, known=known, job=job) is None and ask(None) != ask("f")


def languages() -> frozenset[str]:
    """The languages in which a letter can begin."""
    return frozenset(_table())


def _known(name: Name | None, language: str, gender: Gender | None, origins: Sequence[str], job: str) -> dict[str, str]:
    """What the patterns' places can be filled with; what is not known is left out."""
    given = given_name(name, origins)
    known = {
        "given": given,
        "family": family_name(name, origins),
        "full": whole_name(name, origins),
        "initialled": initialled_name(name, origins),
        "title": title(name, job, language, gender),
        "honour": honour(name, language),
        "vocative": (vocative(given, gender) or "") if language == "pl" else "",
    }
    return {place: value for place, value in known.items() if value}


def _filled(patterns: Sequence[str], known: dict[str, str]) -> Iterator[str]:
    for pattern in patterns:
        try:
            yield pattern.format_map(known)
        except KeyError:
            continue


@cache
def _table() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "greetings.toml").read_text("utf-8"))
