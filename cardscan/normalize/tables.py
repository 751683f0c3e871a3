"""Read this room's data files (`data/*.toml`, `data/*.txt`) and bring text to the form of the words in them."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


@cache
def toml(name: str) -> dict[str, Any]:
    """The content of `data/<name>.toml`."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """The lines of `data/<name>.txt` that are no comments."""
    lines = (files(__package__) / "data" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def unaccent(text: str) -> str:
    """Lower case without accents, so that `Móvil`, `MOVIL` and `móvil` are one word."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
