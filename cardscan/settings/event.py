"""An event is a folder of photos: what its `event.toml`, its name and the photos' times tell about it."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cardscan.messages import tr
from cardscan.model import Event
from cardscan.settings.toml import TomlFile

NAME = "event.toml"

_KEYS = ("name", "date", "place", "purpose", "cost", "hours")
_SEPARATOR = r"[-._ ]"
_DATES = (
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d){_SEPARATOR}(?P<m>\d\d?){_SEPARATOR}(?P<d>\d\d?)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d\d?){_SEPARATOR}(?P<m>\d\d?){_SEPARATOR}(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d){_SEPARATOR}(?P<m>\d\d)(?!\d)"),
)


def load_event(folder: Path, *, key: str | None = None, taken: Iterable[datetime] = ()) -> Event:
    """Tell the event of a folder: `event.toml` first, then the folder's name, then when its photos were taken.

    Args:
        folder: The folder; it need not exist.
        key: What the store calls it; the folder's name where not given.
        taken: The times at which the photos were taken.

    Raises:
        CardscanError: `event.toml` has a mistake.
    """
    named = name_event(folder, key=key, taken=taken)
    path = folder / NAME
    if not path.is_file():
        return named
    toml = TomlFile(path)
    toml.only(_KEYS, toml.values)
    values = toml.values
    return Event(
        folder=named.folder,
        name=_text(toml, values, "name") or named.name,
        date=_date(toml, values) or named.date,
        place=_text(toml, values, "place"),
        purpose=_text(toml, values, "purpose"),
        cost=_number(toml, values, "cost"),
        hours=_number(toml, values, "hours"),
    )


def name_event(folder: Path, *, key: str | None = None, taken: Iterable[datetime] = ()) -> Event:
    """Tell the event of a folder by its name and the photos' times alone; the arguments are those of `load_event`."""
    text = folder.resolve().name.encode("utf-8", "backslashreplace").decode()  # half characters fit into no letter
    name, day = _from_name(text, tuple(taken))
    return Event(folder=folder.name if key is None else key, name=name, date=day)


def is_event(folder: Path) -> bool:
    """Tell whether a folder says of itself that it is an event: by an `event.toml` or a date in its name."""
    return (folder / NAME).is_file() or _find_date(folder.resolve().name) is not None


def _from_name(text: str, taken: tuple[datetime, ...]) -> tuple[str, date | None]:
    """Split the date off the folder's name; a month alone is a day only with the help of the photos."""
    found = _find_date(text)
    if found is None:
        return text, _usual_day(taken)
    match, day = found
    name = re.sub(r"\s{2,}", " ", f"{text[: match.start()]} {text[match.end() :]}").strip(" -_.,")
    if day is None:
        month = (int(match["y"]), int(match["m"]))
        day = _usual_day(time for time in taken if (time.year, time.month) == month)
    return name or text, day


def _find_date(text: str) -> tuple[re.Match[str], date | None] | None:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            try:
                day = date(int(parts["y"]), int(parts["m"]), int(parts.get("d") or 1))
            except ValueError:
                continue
            return match, day if "d" in parts else None
    return None


def _usual_day(taken: Iterable[datetime]) -> date | None:
    """Answer the day on which most photos were taken, the earlier of two."""
    counts = Counter(time.date() for time in taken)
    return min(counts, key=lambda day: (-counts[day], day)) if counts else None


def _text(toml: TomlFile, values: dict[str, Any], key: str) -> str | None:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise toml.wrong(key, tr('write a text in quotes, such as {key} = "..."', key=key))
    return " ".join(value.split()) or None


def _date(toml: TomlFile, values: dict[str, Any]) -> date | None:
    value = values.get("date")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None or value == "":
        return value or None
    found = _find_date(value) if isinstance(value, str) else None
    if found is None or found[1] is None:
        raise toml.wrong("date", tr("write a day, such as date = 2026-11-20"))
    return found[1]


def _number(toml: TomlFile, values: dict[str, Any], key: str) -> float | None:
    value = values.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise toml.wrong(key, tr("write a number, such as {key} = 2.5", key=key))
    return float(value)
