"""`gives.toml`: what the user can give to others, one entry `[[give]]` each."""

import datetime
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from cardscan.errors import CardscanError
from cardscan.folding import fold
from cardscan.messages import language, tr
from cardscan.model import Give, GiveKind
from cardscan.settings import words
from cardscan.settings.toml import TomlFile

NAME = "gives.toml"

_ENTRY = "give"
_KEYS = tuple(Give.__dataclass_fields__)
_KINDS = ("article", "contact", "tip", "invitation")


def template() -> str:
    """Answer the `gives.toml` that `init` lays down, all comments, in the language that the program speaks."""
    data = files("cardscan.settings") / "data"
    own = data / f"gives.{language()}.toml"
    return (own if own.is_file() else data / NAME).read_text(encoding="utf-8")


def load_gives(path: Path) -> tuple[Give, ...]:
    """Read `gives.toml`; a missing file means that there is nothing to give.

    Raises:
        CardscanError: The file is unreadable or not TOML, or an entry has an unknown key or a wrong value.
    """
    if not path.exists():
        return ()
    toml = TomlFile(path)
    toml.only([_ENTRY], toml.values)
    entries = enumerate(toml.entries(_ENTRY), start=1)
    return tuple(_Entry(toml, number, values).give() for number, values in entries)


class _Entry:
    """One `[[give]]`, counted from 1, and its values as they were written."""

    def __init__(self, toml: TomlFile, number: int, values: Mapping[str, Any]) -> None:
        self._toml, self._number, self._values = toml, number, values

    def give(self) -> Give:
        """Check the keys and values."""
        self._toml.only(_KEYS, self._values, _ENTRY, self._number)
        title, topics = self._text("title"), self._texts("topics")
        if not title:
            raise self._wrong("title", tr("say in a few words what you can give"))
        if not topics:
            raise self._wrong("topics", tr("say whom it suits, such as {example}", example='["hotel", "marketing"]'))
        return Give(title, self._kind(), self._url(), self._text("words"), topics, self._languages(), self._until())

    def _wrong(self, key: str, what: str) -> CardscanError:
        return self._toml.wrong(key, what, _ENTRY, self._number)

    def _text(self, key: str) -> str:
        value = self._values.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, tr('write a text in quotes, such as {key} = "..."', key=key))
        return " ".join(value.split())

    def _texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text whose parts stand between commas."""
        value = self._values.get(key, [])
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise self._wrong(key, tr('write a list of texts, such as {key} = ["...", "..."]', key=key))
        return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))

    def _kind(self) -> GiveKind:
        text = self._text("kind")
        kind = _kinds().get(fold(text), None if text else "article")
        if kind is None:
            known = ", ".join(_KINDS)
            raise self._wrong("kind", tr("{value!r} is none of: {known}", value=text, known=known))
        return cast("GiveKind", kind)

    def _url(self) -> str:
        url = self._text("url")
        if url and not _is_https(url):
            raise self._wrong("url", tr('write the whole address, beginning with https://: url = "https://..."'))
        return url

    def _languages(self) -> tuple[str, ...]:
        codes = []
        for name in self._texts("languages"):
            code = words.language(name)
            if code is None:
                raise self._wrong("languages", tr("{value!r} is no language; write it, en, pl ...", value=name))
            codes.append(code)
        return tuple(dict.fromkeys(codes))

    def _until(self) -> datetime.date | None:
        """The last day, as TOML's own date or as a text; an empty text is none."""
        value = self._values.get("until", "")
        if isinstance(value, str):
            if not value.strip():
                return None
            value = _iso_date(value.strip())
        if not isinstance(value, datetime.date):
            raise self._wrong("until", tr("write the last day as year-month-day, such as 2026-12-31"))
        return value.date() if isinstance(value, datetime.datetime) else value


def _is_https(url: str) -> bool:
    if re.search(r"[\s<>\"\x00-\x1f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc


def _iso_date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


@cache
def _kinds() -> dict[str, str]:
    """Each word that people write for a kind, folded, and the kind."""
    data = tomllib.loads((files("cardscan.settings") / "data" / "give_kinds.toml").read_text(encoding="utf-8"))
    return {fold(word): kind for kind, names in data["kinds"].items() for word in (kind, *names)}
