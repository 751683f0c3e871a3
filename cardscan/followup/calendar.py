"""When to send: the first working day after the event, at the recipient's."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

_SATURDAY = 5


def next_working_day(day: date, country: str | None) -> date:
    """The first day after `day` that is neither a weekend nor a public holiday of `country` (ISO 3166-1 alpha-2).

    Where the country is None or unknown, only weekends count; regional holidays are left out.
    """
    return _working_day_from(day + timedelta(days=1), country)


def send_date(event_date: date | None, today: date, country: str | None) -> date:
    """The working day after the event; where that is over, the first working day from `today` on, today included.

    An event without a date counts as today's.
    """
    planned = next_working_day(event_date or today, country)
    return planned if planned >= today else _working_day_from(today, country)


def _working_day_from(day: date, country: str | None) -> date:
    closed = _holidays((country or "").strip().upper())
    while day.weekday() >= _SATURDAY or day in closed:
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=32)
def _holidays(country: str) -> Container[date]:
    """The public holidays of a country; the library adds the years as they are asked for."""
    import holidays  # slow to import, and only drafts need it

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return frozenset[date]()
