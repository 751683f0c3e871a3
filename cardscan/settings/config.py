"""`cardscan.toml`: who sends, how cards are read, whether drafts are written."""

import re
from dataclasses import dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from cardscan.messages import language, tr
from cardscan.model import Sender
from cardscan.settings.toml import TomlFile

NAME = "cardscan.toml"

_Section = TypeVar("_Section")
_CODES = {"language": r"[a-z]{2}", "languages": r"[a-z]{2}", "country": r"[A-Z]{2}", "region": r"[A-Z]{2}"}
_EXAMPLES = {"language": '"it"', "languages": '["it", "en"]', "country": '"IT"', "region": '"IT"'}


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How cards are read; `region` is the country (ISO 3166-1) of phone numbers printed without one."""

    engine: str = "rapidocr"
    languages: tuple[str, ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class DraftSettings:
    """Whether `process` writes drafts at all."""

    write: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All that `cardscan.toml` says; the defaults are those of an empty file."""

    sender: Sender = field(default_factory=Sender)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    drafts: DraftSettings = field(default_factory=DraftSettings)


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
    toml.only([part.name for part in fields(Settings)], toml.values)
    return Settings(
        sender=_section(toml, "sender", Sender),
        reading=_section(toml, "reading", ReadingSettings),
        drafts=_section(toml, "drafts", DraftSettings),
    )


def _section(toml: TomlFile, name: str, kind: type[_Section]) -> _Section:
    table = toml.table(name)
    types = get_type_hints(kind)
    toml.only(types, table, name)
    return kind(**{key: _value(toml, name, key, value, types[key]) for key, value in table.items()})


def _value(toml: TomlFile, section: str, key: str, value: object, kind: object) -> Any:
    if kind is bool:
        if not isinstance(value, bool):
            raise toml.wrong(key, tr("write true or false"), section)
        return value
    if kind is str:
        if not isinstance(value, str):
            raise toml.wrong(key, tr('write a text in quotes, such as {key} = "..."', key=key), section)
        return _checked(toml, section, key, value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise toml.wrong(key, tr('write a list of texts, such as {key} = ["...", "..."]', key=key), section)
    return tuple(_checked(toml, section, key, item) for item in value if item.strip())


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
