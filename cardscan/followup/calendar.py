"""When to send: working days and the hour, as they are at the recipient's."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SATURDAY = 5
_MORNING = time(9)


def send_date(event_date: date | None, today: date, country: str | None, *, after: int = 1) -> date:
    """The working day `after` days past the event; where that is over, the first working day from `today` on.

    An event without a date counts as today's. Where the day is no working day, it is the next one.
    """
    planned = _working_day_from((event_date or today) + timedelta(days=after), country)
    return planned if planned >= today else _working_day_from(today, country)


def step_date(
    base: date, step: int, days: Sequence[int], country: str | None, *, today: date, sent_before: date | None = None
) -> date:
    """The working day of the plan's letter number `step`, the plan beginning at `base`, the event's day.

    A letter that went out late moves the next one: between two letters there is never less time than planned.

    Args:
        base: The day that `days` count from.
        step: The letter's number, from 1.
        days: After how many days each letter goes out, in ascending order.
        country: The recipient's (ISO 3166-1 alpha-2), whose holidays are left out.
        today: The letter is never dated before it.
        sent_before: The day on which the letter before was sent.
    """
    planned = base + timedelta(days=days[step - 1])
    if sent_before is not None and step > 1:
        planned = max(planned, sent_before + timedelta(days=days[step - 1] - days[step - 2]))
    return _working_day_from(max(_working_day_from(planned, country), today), country)


def send_at(day: date, country: str | None, hour: time = _MORNING, *, postal_code: str | None = None) -> datetime:
    """The moment when it is `hour` on `day` where the recipient is: aware, in the zone of the country.

    In a country of several zones it is that of most people, unless the postal code tells of another. Where the country
    is None or unknown, the clock of this computer counts.
    """
    moment = datetime.combine(day, hour)
    try:
        zone = ZoneInfo(_zone((country or "").strip().upper(), (postal_code or "").strip()))
    except (ValueError, ZoneInfoNotFoundError):
        return moment.astimezone()
    return moment.replace(tzinfo=zone)


def day_off(day: date, country: str | None, language: str = "") -> str | None:
    """Answer why nobody works on a day: the country's holiday by name, empty at the weekend; None where they work.

    The name is in `language` (ISO 639-1) if it is known there, else in the country's own.
    """
    holiday = _holidays((country or "").strip().upper(), language).get(day)
    return holiday or ("" if day.weekday() >= _SATURDAY else None)


def _zone(country: str, postal_code: str) -> str:
    """Name the zone; an empty name where the country has none that is known."""
    table = _zone_table()
    elsewhere: dict[str, str] = table["postal"].get(country, {})
    for start, name in elsewhere.items():
        if postal_code.startswith(start):
            return name
    return str(table["main"].get(country) or _only_zones().get(country, ""))


@cache
def _only_zones() -> dict[str, str]:
    """The zones of the countries that have one, from CLDR."""
    from babel.core import get_global  # slow to import

    zones: dict[str, list[str]] = {}
    for name, country in get_global("zone_territories").items():
        zones.setdefault(country, []).append(name)
    return {country: names[0] for country, names in zones.items() if len(names) == 1}


@cache
def _zone_table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "zones.toml").read_text("utf-8"))


def _working_day_from(day: date, country: str | None) -> date:
    closed = _holidays((country or "").strip().upper())
    while day.weekday() >= _SATURDAY or day in closed:
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=32)
def _holidays(country: str, language: str = "") -> Mapping[date, str]:
    """The public holidays of a country, by name; the library adds the years as they are asked for."""
    import holidays  # slow to import, and only drafts need it

    try:
        known = holidays.country_holidays(country)
        spoken = next((code for code in known.supported_languages if code.split("_")[0] == language), None)
        return holidays.country_holidays(country, language=spoken or known.default_language)
    except NotImplementedError:
        return {}
