"""A calendar file (RFC 5545) with a reminder for each letter; importing it again changes entries, and doubles none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from cardscan.followup.clean import many_lines, one_line

SUFFIX = ".ics"
MEDIA_TYPE = "text/calendar"

_LONG = timedelta(minutes=15)
_TITLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Reminder:
    """An entry of the calendar.

    Attributes:
        key: What tells the entry apart from all others, however its text and its time change.
        start: When it reminds; aware.
        title: One line.
        text: More about it.
        changed: When what it says was last changed; aware.
        since: When it can have come to be at the earliest: changes are numbered from there.
    """

    key: str
    start: datetime
    title: str
    text: str
    changed: datetime
    since: datetime


def render(reminders: Iterable[Reminder]) -> bytes:
    """Write the file; the same reminders give the same bytes, and times are in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//cardscan//letters//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for reminder in reminders:
        calendar.add_component(_entry(reminder))
    data: bytes = calendar.to_ical()
    return data


def _entry(reminder: Reminder) -> Entry:
    start, changed = reminder.start.astimezone(UTC), reminder.changed.astimezone(UTC)
    entry = Entry()
    entry.add("uid", f"{sha256(reminder.key.encode()).hexdigest()[:32]}@cardscan.invalid")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    # Programs take an entry for the newer one by this number first (RFC 5546, 2.1.5), so that it may never fall.
    entry.add("sequence", max(0, int((changed - reminder.since).total_seconds())))
    entry.add("dtstart", start)
    entry.add("dtend", start + _LONG)
    entry.add("summary", one_line(reminder.title, _TITLE_LIMIT))
    if text := many_lines(reminder.text):
        entry.add("description", text)
    entry.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(reminder.title, _TITLE_LIMIT))
    alarm.add("trigger", timedelta(0))
    entry.add_component(alarm)
    return entry
