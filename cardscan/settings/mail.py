"""The `[mail]` section of `cardscan.toml`: the mailbox that `cardscan push` lays drafts into. It holds no password."""

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cardscan.messages import tr
from cardscan.settings.toml import TomlFile

SECTION = "mail"
SECURITY = ("tls", "starttls", "none")
"""How the connection is kept private; `none` is for a server on this very machine."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where drafts are laid; port 0 is the usual one, no user is the sender's address, no mailbox is the server's."""

    host: str = ""
    port: int = 0
    user: str = ""
    security: str = "tls"
    drafts_mailbox: str = ""
    token_command: tuple[str, ...] = ()


def load_mail(path: Path) -> MailSettings:
    """Read the section; the defaults where there is none, or no file.

    Raises:
        CardscanError: The file is not TOML, or the section holds an unknown key, a password, a value of the wrong kind.
    """
    if not path.exists():
        return MailSettings()
    toml = TomlFile(path)
    table = toml.table(SECTION)
    hint = tr("cardscan push asks for the password, and can keep it in the keyring of this computer.")
    toml.refuse_secrets(table, SECTION, hint)
    toml.only([part.name for part in fields(MailSettings)], table, SECTION)
    mail = MailSettings(**{key: _value(toml, key, value) for key, value in table.items()})
    if mail.security == "none" and mail.host not in _LOCAL:
        raise toml.wrong("security", tr('"none" is only for a server on this machine; write "tls"'), SECTION)
    return mail


def _value(toml: TomlFile, key: str, value: object) -> Any:
    if key == "port":
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 65535:
            raise toml.wrong(key, tr("write a number without quotes, such as {example}", example="993"), SECTION)
        return value
    if key == "token_command":
        return toml.texts(key, value, SECTION)
    return _text(toml, key, toml.text(key, value, SECTION))


def _text(toml: TomlFile, key: str, value: str) -> str:
    if key == "host" and not re.fullmatch(r"[\w.:-]*", value):
        raise toml.wrong(
            key, tr("write the server's name alone, such as {example}", example='"imap.gmail.com"'), SECTION
        )
    if key == "security" and value not in SECURITY:
        known = ", ".join(f'"{word}"' for word in SECURITY)
        raise toml.wrong(key, tr("write one of {known}", known=known), SECTION)
    return value.lower() if key == "host" else value
