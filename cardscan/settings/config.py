"""`cardscan.toml`: who sends, how cards are read, whether drafts are written and when they are to go out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import time
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from cardscan.messages import language, tr
from cardscan.model import Gender, Sender
from cardscan.settings.toml import TomlFile

NAME = "cardscan.toml"

_Section = TypeVar("_Section")
_CODES = {"language": r"[a-z]{2}", "languages": r"[a-z]{2}", "country": r"[A-Z]{2}", "region": r"[A-Z]{2}"}
_ELSEWHERE = ("mail", "sync")  # sections that other modules read
_FARTHEST = 365  # days from the event to a letter
_EXAMPLES = {"language": '"it"', "languages": '["it", "en"]', "country": '"IT"', "region": '"IT"'}


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How cards are read; `region` is the country (ISO 3166-1) of phone numbers printed without one.

    `second_reader` lets Tesseract look at letters with marks again, where it is installed.
    """

    engine: str = "rapidocr"
    second_reader: bool = True
    languages: tuple[str, ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class DraftSettings:
    """Whether `process` writes drafts at all, and whether they say where the address came from and how to object."""

    write: bool = True
    footer: bool = True


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """After how many days from the event each letter goes out, and at what time of the recipient's day."""

    days: tuple[int, ...] = (1, 7, 30)
    hour: time = time(9)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that `cardscan.toml` says; the defaults are those of an empty file."""

    sender: Sender = field(default_factory=Sender)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    drafts: DraftSettings = field(default_factory=DraftSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)


def template() -> str:
    """Answer the `cardscan.toml` that `init` lays down, with comments in the language that the program speaks."""
    data = files("cardscan.settings") / "data"
    own = data / f"cardscan.{language()}.toml"
    return (own if own.is_file() else data / NAME).read_text(encoding="utf-8")


def load(path: Path) -> Settings:
    """Read `cardscan.toml`; a missing file means the defaults.

    Raises:
        CardscanError: The file is unreadable, not TOML, or holds an unknown key or a value of the wrong kind.
    """
    if not path.exists():
        return Settings()
    toml = TomlFile(path)
    toml.only([*(part.name for part in fields(Settings)), *_ELSEWHERE], toml.values)
    return Settings(
        sender=_section(toml, "sender", Sender),
        reading=_section(toml, "reading", ReadingSettings),
        drafts=_section(toml, "drafts", DraftSettings),
        plan=_section(toml, "plan", PlanSettings),
    )


def _section(toml: TomlFile, name: str, kind: type[_Section]) -> _Section:
    table = toml.table(name)
    types = get_type_hints(kind)
    toml.only(types, table, name)
    return kind(**{key: _value(toml, name, key, value, types[key]) for key, value in table.items()})


def _value(toml: TomlFile, section: str, key: str, value: object, kind: object) -> Any:
    return _READERS[kind](toml, section, key, value)


def _switch(toml: TomlFile, section: str, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise toml.wrong(key, tr("write true or false"), section)
    return value


def _text(toml: TomlFile, section: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise toml.wrong(key, tr('write a text in quotes, such as {key} = "..."', key=key), section)
    return _checked(toml, section, key, value)


def _texts(toml: TomlFile, section: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise toml.wrong(key, tr('write a list of texts, such as {key} = ["...", "..."]', key=key), section)
    return tuple(_checked(toml, section, key, item) for item in value if item.strip())


def _gender(toml: TomlFile, section: str, key: str, value: object) -> Gender | None:
    word = value.strip().lower() if isinstance(value, str) else value
    genders: dict[object, Gender | None] = {"m": "m", "f": "f", "": None}
    if word not in genders:
        raise toml.wrong(key, tr('write {key} = "m", {key} = "f" or {key} = ""', key=key), section)
    return genders[word]


def _days(toml: TomlFile, section: str, key: str, value: object) -> tuple[int, ...]:
    days = value if isinstance(value, list) else []
    whole = [day for day in days if isinstance(day, int) and not isinstance(day, bool) and 0 <= day <= _FARTHEST]
    if not whole or len(whole) != len(days) or whole != sorted(set(whole)):
        raise toml.wrong(
            key, tr("write days from the event on, ascending, such as {key} = [1, 7, 30]", key=key), section
        )
    return tuple(whole)


def _hour(toml: TomlFile, section: str, key: str, value: object) -> time:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    found = re.fullmatch(r"(\d{1,2})[:.](\d\d)", value.strip()) if isinstance(value, str) else None
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise toml.wrong(key, tr('write a time of the day, such as {key} = "09:00"', key=key), section)
    return time(int(found[1]), int(found[2]))


def _checked(toml: TomlFile, section: str, key: str, value: str) -> str:
    """Strip the value, and hold language and country codes against their form."""
    value = value.strip()
    if not value or key not in _CODES:
        return value
    value = value.lower() if key.startswith("language") else value.upper()
    if not re.fullmatch(_CODES[key], value):
        example = _EXAMPLES[key]
        raise toml.wrong(key, tr("write a code of two letters, such as {example}", example=example), section)
    return value


_READERS: dict[object, Callable[[TomlFile, str, str, object], Any]] = {
    bool: _switch,
    str: _text,
    tuple[str, ...]: _texts,
    Gender | None: _gender,
    tuple[int, ...]: _days,
    time: _hour,
}
