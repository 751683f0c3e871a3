"""The day a letter is sent on: chosen by the user, kept, warned of, taken back."""

from datetime import date, timedelta

import asking
import pytest
from asking import Page, evening

from cardscan.cli.main import run
from cardscan.followup.calendar import day_off
from cardscan.workflow.contacts import edit
from cardscan.workflow.letter_day import set_day

TODAY = date.today()
SATURDAY = next(day for day in (TODAY + timedelta(days=more) for more in range(28, 60)) if day_off(day, "IT") == "")
CHRISTMAS = date(TODAY.year + 1, 12, 25)


def working_day(country="IT"):
    return next(
        day for day in (SATURDAY + timedelta(days=more) for more in range(2, 12)) if day_off(day, country) is None
    )


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(asking, "TODAY", TODAY)
    shown = Page(evening(tmp_path / "ws"))
    yield shown
    shown.close()


def letter(page, name="Anna Rossi"):
    return page.contact(name)["drafts"][0]


def choose(page, draft, day, status=200):
    return page.post(f"/api/drafts/{draft['id']}/date", {"version": draft["version"], "date": str(day)}, status)


def test_a_chosen_day_stays_whatever_rewrites_the_letter(page):
    before, day = letter(page), working_day()
    now = choose(page, before, day)
    assert (now["send_date"], now["send_at"][:10], now["dated"], now["day_doubt"]) == (str(day), str(day), True, "")
    assert (now["state"], now["body"]) == (before["state"], before["body"])
    edit(page.workspace, page.contact("Anna Rossi")["id"], ["note=told me about her boat"])
    rewritten = letter(page)
    assert "boat" in rewritten["body"]
    assert (rewritten["send_date"], rewritten["dated"]) == (str(day), True)
    page.post(f"/api/drafts/{before['id']}/renew", {"version": rewritten["version"]})
    assert letter(page)["send_date"] == str(day)
    page.post("/api/undo", {"action": None})  # the note; the new text was none
    assert run(["undo", "-w", str(page.workspace.root)]) == 0
    assert (letter(page)["send_date"], letter(page)["dated"]) == (before["send_date"], False)


def test_no_day_is_the_plans(page):
    before = letter(page)
    chosen = choose(page, before, working_day())
    back = choose(page, chosen, "")
    assert (back["dated"], back["send_date"], back["send_at"]) == (False, before["send_date"], before["send_at"])


def test_an_approved_letter_keeps_its_approval(page):
    draft = letter(page, "Bo Lind")
    edit(page.workspace, draft["contact"], ["note=told me about her boat", "gender=m"])
    draft = letter(page, "Bo Lind")
    approved = page.post(f"/api/drafts/{draft['id']}/approve", {"version": draft["version"]})
    now = choose(page, approved, working_day())
    assert (now["state"], now["send_date"]) == ("approved", str(working_day()))


def test_weekends_and_holidays_are_said_in_words_and_allowed(page):
    assert choose(page, letter(page), SATURDAY)["day_doubt"] == "This is a weekend"
    holiday = choose(page, letter(page), CHRISTMAS)
    assert holiday["day_doubt"] == "This is a public holiday there: Christmas Day"
    assert day_off(CHRISTMAS, "IT", "it") == day_off(CHRISTMAS, "IT", "xx") == "Natale"
    assert holiday["send_date"] == str(CHRISTMAS)


def test_a_day_that_is_over_is_refused(page):
    draft = letter(page)
    yesterday = TODAY - timedelta(days=1)
    error = choose(page, draft, yesterday, 400)["error"]
    assert (error["code"], error["message"]) == ("usage", f"{yesterday} is over")
    assert letter(page) == draft
    assert choose(page, draft, TODAY)["send_date"] == str(TODAY)


@pytest.mark.parametrize("given", ["soon", "2026-13-01", "0"])
def test_what_is_no_day_is_refused(page, given):
    assert choose(page, letter(page), given, 400)["error"]["code"] == "usage"


def test_who_saw_an_older_letter_is_told(page):
    draft = letter(page)
    set_day(page.workspace, draft["id"], working_day())
    answered = choose(page, draft, TODAY, 409)
    assert answered["current"]["send_date"] == str(working_day())


def test_a_sent_letter_has_no_day_to_choose(page):
    draft = letter(page)
    sent = page.post(f"/api/drafts/{draft['id']}/sent", {"version": draft["version"]})
    assert "sent" in choose(page, sent, working_day(), 500)["error"]["message"]
