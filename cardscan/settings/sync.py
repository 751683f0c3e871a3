"""The `[sync]` section of `cardscan.toml`: the address book that `cardscan sync` keeps on a server. No password."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.settings.toml import TomlFile

SECTION = "sync"

_SECRETS = frozenset({"password", "pass", "passwd", "secret", "token"})


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
    for key in _SECRETS & table.keys():
        raise _no_secrets(toml, key)
    toml.only([part.name for part in fields(SyncSettings)], table, SECTION)
    return SyncSettings(**{key: _value(toml, key, value) for key, value in table.items()})


def _value(toml: TomlFile, key: str, value: object) -> Any:
    if key == "check":
        if not isinstance(value, bool):
            raise toml.wrong(key, tr("write true or false"), SECTION)
        return value
    if key in ("events", "tags"):
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise toml.wrong(key, tr('write a list of texts, such as {key} = ["...", "..."]', key=key), SECTION)
        return tuple(word.strip() for word in value if word.strip())
    if not isinstance(value, str):
        raise toml.wrong(key, tr('write a text in quotes, such as {key} = "..."', key=key), SECTION)
    if any(ord(char) < 32 for char in value):
        raise toml.wrong(key, tr("write it on one line"), SECTION)
    return value.strip()


def _no_secrets(toml: TomlFile, key: str) -> CardscanError:
    error = toml.wrong(key, tr("no password belongs into a file; remove it"), SECTION)
    error.hint = tr("cardscan sync asks for the password, and can keep it in the keyring of this computer.")
    return error
