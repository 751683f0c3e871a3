"""The words that people write in their notes, in their own language: column headers, languages, registers, genders."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from cardscan.folding import fold
from cardscan.model import Gender

Register = Literal["formal", "informal"]


def header(text: str) -> str | None:
    """Answer the field that a column header or a leading key means."""
    return _by_word("headers").get(fold(text))


def language(text: str) -> str | None:
    """Answer the ISO 639-1 code of a language given as its code (`pl`, `pl-PL`) or its name."""
    word = fold(text)
    if re.fullmatch(r"[a-z]{2}( [a-z]{2})?", word):
        return word[:2]
    return _by_word("languages").get(word)


def register(text: str, head: str = "") -> Register | None:
    """Answer the register that a value means; yes and no are read against the column's own `head`."""
    word, column = fold(text), _by_word("registers").get(fold(head))
    meaning = _by_word("registers").get(word)
    if meaning in ("yes", "no") and column in ("formal", "informal"):
        return cast("Register", column if meaning == "yes" else _opposite(column))
    return cast("Register", meaning) if meaning in ("formal", "informal") else None


def gender(text: str) -> Gender | None:
    """Answer the gender that a word means: `m`, `donna`, `Herr`."""
    return cast("Gender | None", _by_word("genders").get(fold(text)))


def _opposite(column: str) -> str:
    return "informal" if column == "formal" else "formal"


@cache
def _by_word(table: str) -> dict[str, str]:
    data = tomllib.loads((files("cardscan.settings") / "data" / "notes.toml").read_text(encoding="utf-8"))
    return {fold(word): key for key, words in data[table].items() for word in (key, *words)}
