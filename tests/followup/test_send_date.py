"""When to send: weekends, public holidays, never in the past."""

from datetime import date, timedelta

import pytest

from cardscan.followup.calendar import next_working_day, send_date


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
def test_next_working_day(day, country, expected):
    assert next_working_day(date.fromisoformat(day), country) == date.fromisoformat(expected)


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
