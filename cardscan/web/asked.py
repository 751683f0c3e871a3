"""What a request asks for, taken out of its JSON and held against what it should be."""

from datetime import date
from typing import Any

from flask import request
from msgspec import DecodeError, ValidationError, json

from cardscan.messages import tr
from cardscan.web.answers import Refusal

Json = dict[str, Any]


def body() -> Json:
    """Read the request's JSON object; Refusal where it is none."""
    try:
        return json.decode(request.get_data(cache=False), type=dict[str, Any])
    except (DecodeError, ValidationError, RecursionError):
        raise wrong("") from None


def text(data: Json, name: str, default: str | None = None) -> str:
    """Read a text, which must be there unless there is a `default`."""
    value = data.get(name, default)
    if not isinstance(value, str):
        raise wrong(name)
    return value


def number(data: Json, name: str) -> int:
    """Read a number, such as that of a contact."""
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise wrong(name)
    return value


def numbers(data: Json, name: str) -> list[int]:
    """Read a list of numbers, one at least."""
    value = data.get(name)
    if not isinstance(value, list) or not value:
        raise wrong(name)
    return [number({name: one}, name) for one in value]


def maybe_day(data: Json, name: str) -> date | None:
    """Read a day as `2026-11-20`; empty is none."""
    given = text(data, name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise wrong(name) from None


def maybe_number(data: Json, name: str) -> int | None:
    """Read a number that need not be there."""
    return None if data.get(name) is None else number(data, name)


def texts(data: Json, name: str) -> dict[str, str]:
    """Read texts by name; numbers and lists of texts are taken for what they look like."""
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise wrong(name)
    return {key: _as_text(name, one) for key, one in value.items()}


def listed(data: Json, name: str) -> list[str]:
    """Read a list of texts."""
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong(name)
    return value


def wrong(name: str) -> Refusal:
    """Say that a request is not of its shape: a fault of the page, not of whoever sits before it."""
    return Refusal(400, tr("the request is not as it should be: {name}", name=name or "JSON"))


def _as_text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if not isinstance(value, str):
        raise wrong(name)
    return value
