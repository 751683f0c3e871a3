"""The `[sync]` section of `cardscan.toml`: the address book that `cardscan sync` keeps on a server. No password."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cardscan.messages import tr
from cardscan.settings.toml import TomlFile

SECTION = "sync"


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """Which address book, and which contacts go there: those of these events and tags (all where there are none).

    No user is the sender's address; `check` lets those go there too that wait for a look.
    """

    url: str = ""
    user: str = ""
    address_book: str = ""
    events: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    check: bool = False


def load_sync(path: Path) -> SyncSettings:
    """Read the section; the defaults where there is none, or no file.

    Raises:
        CardscanError: The file is not TOML, or the section holds an unknown key, a password, a value of the wrong kind.
    """
    if not path.exists():
        return SyncSettings()
    toml = TomlFile(path)
    table = toml.table(SECTION)
    hint = tr("cardscan sync asks for the password, and can keep it in the keyring of this computer.")
    toml.refuse_secrets(table, SECTION, hint)
    toml.only([part.name for part in fields(SyncSettings)], table, SECTION)
    return SyncSettings(**{key: _value(toml, key, value) for key, value in table.items()})


def _value(toml: TomlFile, key: str, value: object) -> Any:
    if key == "check":
        if not isinstance(value, bool):
            raise toml.wrong(key, tr("write true or false"), SECTION)
        return value
    if key in ("events", "tags"):
        return tuple(word.strip() for word in toml.texts(key, value, SECTION) if word.strip())
    return toml.text(key, value, SECTION)
