from datetime import date, datetime

import pytest

from cardscan.errors import CardscanError
from cardscan.settings.event import is_event, load_event

EVENING = [datetime(2026, 11, 19, 20), datetime(2026, 11, 20, 9), datetime(2026, 11, 20, 10)]


@pytest.mark.parametrize(
    ("folder", "name", "day"),
    [
        ("2026-11-20 BNI Milano", "BNI Milano", date(2026, 11, 20)),
        ("BNI Milano 20.11.2026", "BNI Milano", date(2026, 11, 20)),
        ("20-11-2026_Café", "Café", date(2026, 11, 20)),
        ("20261120-Expo 2027", "Expo 2027", date(2026, 11, 20)),
        ("5.3.2026 Śniadanie", "Śniadanie", date(2026, 3, 5)),
        ("2026-11-20", "2026-11-20", date(2026, 11, 20)),
        ("2026-13-45 Odd", "2026-13-45 Odd", None),
        ("Expo 2026", "Expo 2026", None),
        ("2026-11 Fair", "Fair", None),
        ("Hall 1234567890", "Hall 1234567890", None),
    ],
)
def test_name_and_date_from_the_folder(tmp_path, folder, name, day):
    event = load_event(tmp_path / folder)
    assert (event.folder, event.name, event.date) == (folder, name, day)


def test_without_a_date_the_photos_tell(tmp_path):
    assert load_event(tmp_path / "Fair", taken=EVENING).date == date(2026, 11, 20)


def test_the_folder_wins_over_the_photos(tmp_path):
    assert load_event(tmp_path / "2026-01-02 Fair", taken=EVENING).date == date(2026, 1, 2)


def test_a_month_takes_its_day_from_photos_of_that_month(tmp_path):
    assert load_event(tmp_path / "2026-11 Fair", taken=EVENING).date == date(2026, 11, 20)
    assert load_event(tmp_path / "2026-10 Fair", taken=EVENING).date is None


def test_event_toml_wins(tmp_path):
    folder = tmp_path / "2026-01-02 Fair"
    folder.mkdir()
    (folder / "event.toml").write_text('name = "Expo"\ndate = "3.2.2026"\nplace = "Łódź"\ncost = 25\nhours = 2.5\n')
    event = load_event(folder, taken=EVENING)
    assert (event.name, event.date, event.place, event.cost, event.hours) == (
        "Expo",
        date(2026, 2, 3),
        "Łódź",
        25.0,
        2.5,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cots = 3", "line 1"),
        ('cost = "much"', "number"),
        ("date = 2026", "day"),
        ("name = 5", "quotes"),
        ("hours = -1", "number"),
        ("hours = true", "number"),
    ],
)
def test_a_mistake_in_event_toml_is_said(tmp_path, text, said):
    (tmp_path / "event.toml").write_text(text)
    with pytest.raises(CardscanError) as caught:
        load_event(tmp_path)
    assert said in caught.value.message
    assert "event.toml" in caught.value.message


def test_which_folders_are_events_by_themselves(tmp_path):
    assert is_event(tmp_path / "2026-11-20 BNI")
    assert not is_event(tmp_path / "Downloads")
    (tmp_path / "event.toml").touch()
    assert is_event(tmp_path)
