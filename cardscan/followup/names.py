"""The parts of a name as a letter says them: capitals where they belong, no initials, the family name of custom."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line
from cardscan.followup.gender import is_given_name
from cardscan.model import Name

_NAME_LIMIT = 60
"""A longer name is no name but something that was misread."""

_VOWEL = re.compile(r"[aeiouy]")


def full_name(name: Name | None, origins: Sequence[str] = ()) -> str:
    """Given and family name in this order, or what the card prints; empty where there is no usable name."""
    if name is None:
        return ""
    parts = (_written(name.given, origins), _written(name.family, origins))
    return " ".join(parts) if all(parts) else _written(name.full, origins)


def given_name(name: Name | None, origins: Sequence[str] = ()) -> str:
    """The given name without initials; empty where it is missing or is an initial only.

    `M. José` may be María José, whom nobody calls José: that is empty, too.
    """
    words = _written(name.given, origins).split() if name else []
    spelled = [word for word in words if not _is_initials(word)]
    unsure = len(spelled) < len(words) and words[0] not in spelled and unaccent(spelled[0] if spelled else "")
    return "" if unsure in {"jose", "maria"} else " ".join(_long(word, origins) for word in spelled)


def family_name(name: Name | None, origins: Sequence[str] = ()) -> str:
    """The family name one is addressed by: of two Spanish ones the first, of Portuguese ones the last."""
    words = [word for word in _written(name.family, origins).split() if not _is_initials(word)] if name else []
    if all(unaccent(word) in _data()["particles"] for word in words):
        return ""
    if words and unaccent(words[0]) in _data()["ranks"]:
        words = words[1:]
    if "es" in origins and "en" not in origins:
        return " ".join(words[: _end_of_first(words)])
    if "pt" in origins and "en" not in origins:
        return " ".join(words[_start_of_last(words) :])
    return " ".join(words)


def initialled_name(name: Name | None, origins: Sequence[str] = ()) -> str:
    """`J. Clark`, where the card gives initials instead of a given name; else empty."""
    given, family = (_written(name.given, origins), family_name(name, origins)) if name else ("", "")
    return f"{given} {family}" if given and family and all(map(_is_initials, given.split())) else ""


def whole_name(name: Name | None, origins: Sequence[str] = ()) -> str:
    """The given name and the family name of custom; of a name that is not split, what is printed. Never half a name."""
    if name is None:
        return ""
    if not name.given and not name.family:
        printed = _written(name.full, origins)
        return printed if " " in printed else ""
    parts = (given_name(name, origins), family_name(name, origins))
    return " ".join(parts) if all(parts) else ""


def _end_of_first(words: Sequence[str]) -> int:
    """How many words the first of several family names has: de la Torre | Gil, Ruiz de la Prada | Gil, Puig | i Mas."""
    end = _core(words, 0)
    if end < len(words) and unaccent(words[end]) in {"de", "del"}:
        end = _core(words, end)
    return end


def _core(words: Sequence[str], start: int) -> int:
    """The place after the first word from `start` on that is not a particle."""
    particles = _data()["particles"]
    return next((at for at, word in enumerate(words[start:], start + 1) if unaccent(word) not in particles), len(words))


def _start_of_last(words: Sequence[str]) -> int:
    """Where the last of several family names begins: Lima | dos Santos, Silva | Castelo Branco, Sá | Souza Filho."""
    start = len(words) - 1
    if start > 0 and unaccent(words[start]).strip(".") in _data()["generations"]:
        start -= 1
    if start > 0 and unaccent(" ".join(words[start - 1 : start + 1])) in _data()["two-words"]:
        start -= 1
    while start > 0 and unaccent(words[start - 1]) in {"da", "das", "de", "do", "dos"}:
        start -= 1
    return max(start, 0)


def _written(text: str | None, origins: Sequence[str]) -> str:
    """A part of a name on one line, capitals only where they belong; empty where it is too long to be a name."""
    line = one_line(text, limit=_NAME_LIMIT + 1)
    if len(line) > _NAME_LIMIT:
        return ""
    if not (line.islower() or (line.isupper() and _is_word(line))):
        return line
    lists = _data()["small"]
    small = {word for origin in origins or ("unknown",) for word in lists.get(origin, ())}
    words = [word.lower() if word.lower() in small else _capitalised(word) for word in line.split()]
    return " ".join(words)


def _is_word(line: str) -> bool:
    """Whether capitals are a shouted name, not initials: ANA, EVA and ROSSI, but not JM."""
    letters = unaccent(line)
    return len(line) > 3 or is_given_name(letters) or (len(line) == 3 and bool(_VOWEL.search(letters)))


def _capitalised(word: str) -> str:
    return re.sub(r"^Mc(\w)", lambda found: "Mc" + found[1].upper(), word.title())


def _is_initials(word: str) -> bool:
    """Whether a word is `J.`, `J`, `J.-P.`, `J.R.`."""
    return "ª" not in word and bool(re.fullmatch(r"(?:\w\.?-?)|(?:\w\.-?)+", word))


def _long(word: str, origins: Sequence[str]) -> str:
    """A given name without the shortenings of Spain: María for Mª."""
    return str(_data()["short"].get(word.replace(".", "").lower(), word)) if "es" in origins else word


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("cardscan.followup") / "data" / "family_names.toml").read_text("utf-8"))
