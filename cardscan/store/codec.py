"""Values as the store writes them: JSON of the dataclasses in `cardscan.model`, times as ISO 8601 text."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def pack(value: object) -> str:
    """Write `value` as JSON; half characters (a file name in a foreign encoding) become their escapes."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(value))).decode()


def unpack(text: str, type: type[T]) -> T:  # noqa: A002  # msgspec's own word
    """Read the JSON of a `type`.

    Raises:
        msgspec.DecodeError: It is not JSON, or not of that shape.
    """
    decoded: T = _decoder(type).decode(text)  # type: ignore[arg-type]  # types are hashable
    return decoded


@cache
def _decoder(type: Any) -> msgspec.json.Decoder[Any]:  # noqa: A002
    return msgspec.json.Decoder(type)  # taking a type apart costs more than reading a value of it


def whole(text: str) -> str:
    """Escape half characters, which SQLite cannot hold as text."""
    return text.encode("utf-8", "backslashreplace").decode()


def now() -> str:
    """Say the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def moment(text: str) -> datetime:
    """Read a point in time; msgspec.DecodeError where it is none."""
    return msgspec.convert(text, datetime)


def day(text: str) -> date:
    """Read a date; msgspec.DecodeError where it is none."""
    return msgspec.convert(text, date)


def _whole(value: Any) -> Any:  # any JSON
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value
