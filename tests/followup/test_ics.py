"""The calendar file: valid for others' readers, whatever is in a name, and the same for the same reminders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from cardscan.followup.ics import Reminder, render

SINCE = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
ONE = Reminder(
    key="1 Breakfast 1",
    start=datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Warsaw")),
    title="Write to Łucja Żak, met at Breakfast",
    text="Miło było\nlucja@zak.example",
    changed=SINCE + timedelta(minutes=2),
    since=SINCE,
)


def events(data):
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def test_two_readers_understand_it():
    data = render([ONE])
    (entry,) = events(data)
    assert str(entry["summary"]) == ONE.title
    assert str(entry["description"]) == ONE.text
    assert entry.start == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert entry["sequence"] == 120
    assert [alarm["action"] for alarm in entry.walk("VALARM")] == ["DISPLAY"]
    other = vobject.readOne(data.decode()).vevent
    assert other.summary.value == ONE.title
    assert other.dtstart.value == entry.start
    assert other.valarm.action.value == "DISPLAY"


def test_the_same_reminders_give_the_same_bytes_and_a_change_keeps_the_identity():
    assert render([ONE]) == render([ONE])
    later = replace(
        ONE, title="Write to Ł. Żak", start=ONE.start + timedelta(days=3), changed=ONE.changed + timedelta(1)
    )
    (before,), (after,) = events(render([ONE])), events(render([later]))
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt > before["dtstamp"].dt
    (other,) = events(render([replace(ONE, key="1 Breakfast 2")]))
    assert other["uid"] != before["uid"]


@pytest.mark.parametrize(
    "name",
    [
        "Anna; Rossi, \\ «Srl»",
        "Anna\r\nATTENDEE:mailto:x@y.example\r\nEND:VEVENT",
        "\u202eeman\u2066",
        "ł" * 5000,
        "{{ 7*7 }} <script>",
        "\x00\x07\x1b[31m",
    ],
)
def test_nothing_in_a_name_breaks_the_file(name):
    data = render([replace(ONE, title=f"Write to {name}", text=name), ONE])
    assert len(events(data)) == 2
    assert [line for line in data.split(b"\r\n") if line.startswith(b"ATTENDEE")] == []
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"\x1b" not in data
    assert len(vobject.readOne(data.decode()).vevent_list) == 2


def test_no_reminders_are_a_valid_file_too():
    assert events(render([])) == []
