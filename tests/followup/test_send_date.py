"""When to send: weekends, public holidays, never in the past."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from babel.core import get_global

from cardscan.followup.calendar import send_at, send_date, step_date


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        ("2025-09-23", "ES", "2025-09-24"),
        ("2025-09-26", "ES", "2025-09-29"),
        ("2025-09-26", None, "2025-09-29"),
        ("2025-10-31", "PL", "2025-11-03"),
        ("2024-10-31", "PL", "2024-11-04"),
        ("2024-10-31", "IT", "2024-11-04"),
        ("2024-10-31", "ES", "2024-11-04"),
        ("2024-10-31", "RO", "2024-11-01"),
        ("2024-10-31", None, "2024-11-01"),
        ("2024-12-24", "PL", "2024-12-27"),
        ("2024-12-24", "IT", "2024-12-27"),
        ("2024-12-24", "RO", "2024-12-27"),
        ("2024-12-24", "ES", "2024-12-26"),
        ("2024-12-24", "xx", "2024-12-25"),
        ("2025-12-23", "PL", "2025-12-29"),
        ("2026-01-05", "PL", "2026-01-07"),
        ("2026-01-05", "it", "2026-01-07"),
        ("2026-01-05", "ES", "2026-01-07"),
        ("2026-01-05", "RO", "2026-01-08"),
        ("2025-12-31", "ES", "2026-01-02"),
        ("2025-12-31", "", "2026-01-01"),
    ],
)
def test_the_next_working_day(day, country, expected):
    assert send_date(date.fromisoformat(day), date.fromisoformat(day), country) == date.fromisoformat(expected)


def test_send_date_is_the_working_day_after_the_event():
    assert send_date(date(2025, 9, 23), date(2025, 9, 23), "ES") == date(2025, 9, 24)
    assert send_date(date(2025, 9, 23), date(2025, 9, 24), "ES") == date(2025, 9, 24)
    assert send_date(date(2025, 10, 1), date(2025, 9, 24), "ES") == date(2025, 10, 2)
    assert send_date(None, date(2025, 9, 26), "ES") == date(2025, 9, 29)


def test_send_date_is_never_past_and_never_a_day_off():
    assert send_date(date(2025, 9, 1), date(2025, 9, 24), "ES") == date(2025, 9, 24)
    assert send_date(date(2025, 9, 1), date(2025, 9, 27), "ES") == date(2025, 9, 29)
    assert send_date(date(2025, 12, 1), date(2026, 1, 6), "IT") == date(2026, 1, 7)
    for shift in range(400):
        today = date(2025, 9, 1) + timedelta(days=shift)
        day = send_date(date(2025, 9, 1), today, "PL")
        assert day >= today
        assert day.weekday() < 5


@pytest.mark.parametrize(
    ("day", "country", "postal_code", "expected"),
    [
        ("2026-11-20", "IT", None, "2026-11-20T08:00+00:00"),
        ("2026-07-20", "IT", None, "2026-07-20T07:00+00:00"),
        ("2026-03-29", "PL", None, "2026-03-29T07:00+00:00"),  # the night that summer time begins
        ("2026-11-20", "RO", None, "2026-11-20T07:00+00:00"),
        ("2026-11-20", "ES", "28001", "2026-11-20T08:00+00:00"),
        ("2026-11-20", "ES", "35001", "2026-11-20T09:00+00:00"),
        ("2026-11-20", "es", " 38003", "2026-11-20T09:00+00:00"),
        ("2026-11-20", "PT", "1000-001", "2026-11-20T09:00+00:00"),
        ("2026-11-20", "PT", "9500-321", "2026-11-20T10:00+00:00"),
        ("2026-11-20", "US", None, "2026-11-20T14:00+00:00"),
        ("2026-11-20", "UA", None, "2026-11-20T07:00+00:00"),
        ("2026-11-20", "IN", None, "2026-11-20T03:30+00:00"),
    ],
)
def test_the_hour_is_the_recipients(day, country, postal_code, expected):
    moment = send_at(date.fromisoformat(day), country, time(9), postal_code=postal_code)
    assert moment == datetime.fromisoformat(expected)
    assert (moment.hour, moment.date().isoformat()) == (9, day)


@pytest.mark.parametrize("country", [None, "", "XX", "../..", "italy"])
def test_an_unknown_country_keeps_this_computers_clock(country):
    moment = send_at(date(2026, 11, 20), country, time(9))
    assert moment == datetime(2026, 11, 20, 9).astimezone()


def test_every_country_with_several_zones_has_a_main_one():
    names = get_global("zone_territories")
    several = {country for country, count in Counter(names.values()).items() if count > 1}
    inhabited = {country for country in several if country.isalpha()} - {"AQ", "UM", "ZZ"}
    for country in inhabited:
        assert send_at(date(2026, 11, 20), country).tzinfo.key in names
    for country in set(names.values()) - several:
        assert send_at(date(2026, 11, 20), country).tzinfo is not None


def test_the_plans_letters_keep_their_distance():
    event, days = date(2026, 11, 19), (1, 7, 30)

    def step(number, sent_before=None, today=event):
        return step_date(event, number, days, "IT", today=today, sent_before=sent_before)

    assert step(1) == date(2026, 11, 20)
    assert step(2, date(2026, 11, 20)) == date(2026, 11, 26)
    assert step(2, date(2026, 11, 23)) == date(2026, 11, 30)  # six days later is a Sunday
    assert step(3, date(2026, 11, 26)) == date(2026, 12, 21)  # a Saturday before
    assert step(2, date(2026, 11, 20), today=date(2026, 12, 5)) == date(2026, 12, 7)


def test_the_day_after_may_be_another():
    assert send_date(date(2026, 11, 19), date(2026, 11, 19), "IT", after=7) == date(2026, 11, 26)
    assert send_date(date(2026, 11, 19), date(2026, 12, 5), "IT", after=7) == date(2026, 12, 7)
