"""The line a letter begins with: what custom asks for, as far as the name, the title and the gender are known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line
from cardscan.followup.gender import gender_of, prefix_tokens, titles
from cardscan.followup.vocative import vocative
from cardscan.model import Gender, Name

_NAME_LIMIT = 60
"""A longer name is no name but something that was misread."""

_PARTICLES = frozenset(
    ["de", "del", "la", "las", "los", "y", "i", "da", "das", "do", "dos", "di", "von", "van", "der", "den", "zu"]
)
"""Words that a family name may begin with and cannot end with: de la Torre."""

_ORDER = ("titled-{g}", "titled-any", "vocative-{g}", "vocative-any", "{g}", "given-{g}", "any", "nameless")


def greetings(
    name: Name | None, *, language: str, formal: bool, gender: Gender | None = None, origins: Sequence[str] = ()
) -> tuple[str, ...]:
    """The lines a letter may begin with, the usual one first; at least one, and never one with a gap.

    Args:
        name: The name as on the card.
        language: The letter's, one of `languages()`.
        formal: Whether the letter is in the formal register.
        gender: The recipient's, where it is sure.
        origins: The languages of the recipient's country, for the custom in family names.
    """
    patterns = _table()[language]["formal" if formal else "informal"]
    known = _known(name, language, gender, origins)
    for kind in _ORDER:
        if filled := tuple(_filled(patterns.get(kind.format(g=gender or "any"), ()), known)):
            return filled
    raise AssertionError(f"greetings.toml has no nameless greeting for {language}")


def is_gender_missed(name: Name | None, *, language: str, formal: bool, origins: Sequence[str] = ()) -> bool:
    """Whether another line would begin the letter if the recipient's gender were known."""

    def ask(gender: Gender | None) -> tuple[str, ...]:
        return greetings(name, language=language, formal=formal, gender=gender, origins=origins)

    return gender_of(name, origins) is None and ask(None) != ask("f")


def languages() -> frozenset[str]:
    """The languages in which a letter can begin."""
    return frozenset(_table())


def full_name(name: Name | None) -> str:
    """Given and family name in this order, or what the card prints; empty where there is no usable name."""
    if name is None:
        return ""
    parts = (_usable(name.given), _usable(name.family))
    return " ".join(parts) if all(parts) else _usable(name.full)


def given_name(name: Name | None) -> str:
    """The given name without initials; empty where it is missing or is an initial only."""
    words = _usable(name.given).split() if name else []
    return " ".join(word for word in words if len(word.rstrip(".")) > 1)


def _known(name: Name | None, language: str, gender: Gender | None, origins: Sequence[str]) -> dict[str, str]:
    """What the patterns' places can be filled with; what is not known is left out."""
    given = given_name(name)
    known = {
        "given": given,
        "family": _addressed_family(_usable(name.family), origins) if name else "",
        "full": full_name(name),
        "title": _title(name, language, gender),
        "vocative": (vocative(given, gender) or "") if language == "pl" else "",
    }
    return {place: value for place, value in known.items() if value}


def _filled(patterns: Sequence[str], known: dict[str, str]) -> Iterator[str]:
    for pattern in patterns:
        try:
            yield pattern.format_map(known)
        except KeyError:
            continue


def _title(name: Name | None, language: str, gender: Gender | None) -> str:
    """The honorific as the letter's language says it, by the bearer's gender; empty where it says none."""
    tokens = set(prefix_tokens(name.prefix)) if name else set()
    forms = titles()["forms"][language]
    for kind, names in titles()["tokens"].items():
        if kind in forms and tokens & set(names):
            place = {"m": 0, "f": 1, None: 2}[gender]
            return str(forms[kind][place]) if place < len(forms[kind]) else ""
    return ""


def _addressed_family(family: str, origins: Sequence[str]) -> str:
    """The family name one is addressed by: of two Spanish ones the first, with its particles."""
    words = family.split()
    if "es" not in origins:
        return family
    end = next((at for at, word in enumerate(words, 1) if unaccent(word) not in _PARTICLES), len(words))
    return " ".join(words[:end])


def _usable(text: str | None) -> str:
    """A part of a name on one line, capitals only where they belong; empty where it is too long to be a name."""
    line = one_line(text, limit=_NAME_LIMIT + 1)
    if len(line) > _NAME_LIMIT:
        return ""
    return line.title() if line.isupper() and len(line) > 3 else line


@cache
def _table() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "greetings.toml").read_text("utf-8"))
