"""TOML files that people write: a mistake is answered with file, line and what to do."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cardscan.errors import CardscanError
from cardscan.messages import tr

_SECRETS = frozenset({"password", "pass", "passwd", "secret", "token", "access_token"})


class TomlFile:
    """A parsed TOML file that still knows the line each key stands in.

    Raises:
        CardscanError: The file cannot be read, or is not TOML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._text = path.read_text(encoding="utf-8-sig")
            self.values: dict[str, Any] = tomllib.loads(self._text)
        except OSError as error:
            raise CardscanError(tr("{path}: cannot be read: {why}", path=path, why=error.strerror)) from error
        except UnicodeDecodeError as error:
            raise CardscanError(tr("{path}: is not UTF-8 text", path=path), hint=tr("Save it as UTF-8.")) from error
        except tomllib.TOMLDecodeError as error:
            raise CardscanError(_syntax(path, str(error)), hint=tr('Text stands in quotes: name = "Anna"')) from error

    def table(self, key: str) -> dict[str, Any]:
        """Answer the table `[key]`, empty where the file has none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, tr("write it as a section: [{key}]", key=key))
        return value

    def entries(self, key: str) -> list[dict[str, Any]]:
        """Answer the tables `[[key]]`, none where the file has none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong(key, tr("begin each entry with a line [[{key}]], in double brackets", key=key))
        return value

    def only(self, known: Iterable[str], values: Mapping[str, Any], section: str = "", entry: int = 0) -> None:
        """Refuse a key that nobody reads, and offer the one that was probably meant; `entry` counts `[[section]]`."""
        known = list(known)
        for key in values:
            if key in known:
                continue
            close = difflib.get_close_matches(key, known, n=1)
            hint = tr("Did you mean {key!r}?", key=close[0]) if close else tr("Known: {keys}", keys=", ".join(known))
            where = self._where(key, section, entry)
            raise CardscanError(tr("{where}: unknown key {key!r}", where=where, key=key), hint=hint)

    def text(self, key: str, value: object, section: str = "") -> str:
        """Answer a value that is to be one line of text."""
        if not isinstance(value, str):
            raise self.wrong(key, tr('write a text in quotes, such as {key} = "..."', key=key), section)
        if any(ord(char) < 32 for char in value):
            raise self.wrong(key, tr("write it on one line"), section)
        return value.strip()

    def texts(self, key: str, value: object, section: str = "") -> tuple[str, ...]:
        """Answer a value that is to be a list of texts."""
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(key, tr('write a list of texts, such as {key} = ["...", "..."]', key=key), section)
        return tuple(value)

    def refuse_secrets(self, values: Mapping[str, Any], section: str, hint: str) -> None:
        """Refuse a password: it does not belong into a file."""
        for key in _SECRETS & values.keys():
            error = self.wrong(key, tr("no password belongs into a file; remove it"), section)
            error.hint = hint
            raise error

    def wrong(self, key: str, what: str, section: str = "", entry: int = 0) -> CardscanError:
        """Make the error for a key whose value is wrong: `what` says what it should be."""
        return CardscanError(tr("{where}: {key}: {what}", where=self._where(key, section, entry), key=key, what=what))

    def _where(self, key: str, section: str, entry: int) -> str:
        line = _line_of(self._text, key, section, entry)
        if line and entry:
            return tr("{path}, line {line}, entry {entry}", path=self.path, line=line, entry=entry)
        return tr("{path}, line {line}", path=self.path, line=line) if line else str(self.path)


def _line_of(text: str, key: str, section: str, entry: int) -> int | None:
    """The line of a key; in the entry `entry` of `[[section]]` that of the entry itself where the key is missing."""
    inside, count, begin = "", 0, None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            inside = header[1]
            count += inside == section
            if inside == key and not section:
                return number
            if entry and inside == section and count == entry:
                begin = number
        elif inside == section and entry in (0, count) and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return begin


def _syntax(path: Path, message: str) -> str:
    found = re.search(r"^(.*) \(at line (\d+), column \d+\)$", message)
    if not found:
        return tr("{path}: {why}", path=path, why=message)
    return tr("{path}, line {line}: {why}", path=path, line=found[2], why=found[1])
