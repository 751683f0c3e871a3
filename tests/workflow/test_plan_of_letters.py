"""The plan after a meeting: what comes when, what the user says of it, and what ends it."""

from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest
import vobject
from fake_reader import FakeReader, card, photo

from cardscan.errors import CardscanError
from cardscan.model import Declaration, Finding
from cardscan.store.open import open_store
from cardscan.workflow import linting, standing
from cardscan.workflow.contacts import delete, edit
from cardscan.workflow.due import save_calendar, today_and_on
from cardscan.workflow.introduce import introduce
from cardscan.workflow.letter_files import state
from cardscan.workflow.process import Options, process
from cardscan.workflow.standing import Which

MET = date(2026, 11, 19)  # a Thursday
TODAY = MET + timedelta(days=1)


@pytest.fixture
def met(workspace, run):
    """Two people met at one event, each with the first letter."""
    folder = workspace.root / "2026-11-19 Breakfast"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(folder / "2.jpg", card("Bo Lind", "bo@lind.example"))
    run()
    return workspace


@pytest.fixture(autouse=True)
def lint(monkeypatch):
    """The linter's word, as the test wants it."""
    found = []
    monkeypatch.setattr(linting, "lint", lambda draft, *, record, sender, others=(): tuple(found))
    return found


def drafts(workspace, number=None, **more):
    with open_store(workspace.database, create=False) as store:
        return store.drafts.find(record=number, **more)


def steps(workspace, number):
    return [(one.draft.step, state(workspace, one)) for one in drafts(workspace, number)]


def listed(workspace, today=TODAY, days=0):
    found, problems = today_and_on(workspace, today, days)
    assert problems == ()
    return [(one.record.id, one.step, one.when, one.state) for one in found]


def declare(workspace, number, kind, on=TODAY, source="by phone"):
    return standing.declare(workspace, number, kind, Declaration(on, source)).record


def test_the_first_letter_is_due_the_working_day_after_at_nine(met):
    found, _ = today_and_on(met, MET)
    assert found == ()
    found, _ = today_and_on(met, TODAY)
    assert [(one.record.id, one.at.isoformat(), one.when) for one in found] == [
        (1, "2026-11-20T09:00:00+01:00", "today"),
        (2, "2026-11-20T09:00:00+01:00", "today"),
    ]
    assert listed(met, TODAY + timedelta(days=4))[0] == (1, 1, "overdue", "written")


def test_a_letter_that_was_not_sent_holds_back_the_next(met):
    assert listed(met, TODAY + timedelta(days=60)) == [(1, 1, "overdue", "written"), (2, 1, "overdue", "written")]
    assert steps(met, 1) == [(1, "written")]


def test_the_next_letters_are_written_when_they_come_due(met):
    standing.sent(met, Which((1,)), TODAY)
    assert listed(met, days=7) == [(2, 1, "today", "written"), (1, 2, "later", "planned")]
    assert steps(met, 1) == [(1, "sent")]
    assert (1, 2, "today", "written") in listed(met, date(2026, 11, 26))
    second = drafts(met, 1)[1]
    assert second.draft.template.endswith("second")
    assert second.file.endswith("rossi-anna-1-2.eml")
    assert second.draft.send_date == date(2026, 11, 26)
    assert b"anna@rossi.example" in (met.root / second.file).read_bytes()
    standing.sent(met, Which((1,)), date(2026, 11, 26))
    assert (1, 3, "today", "written") in listed(met, date(2026, 12, 21))
    assert drafts(met, 1)[2].draft.template.endswith("third")
    standing.sent(met, Which((1,)), date(2026, 12, 21))
    assert [one for one in listed(met, date(2027, 6, 1), days=300) if one[0] == 1] == []


def test_process_writes_what_came_due_and_says_what_is(met, run):
    standing.sent(met, Which((1,)), TODAY)
    done = process(met, (), Options(today=date(2026, 11, 27)), reader=FakeReader())
    assert (done.drafts, done.next_letters, done.renewed, done.due) == (0, 1, 0, 2)
    again = process(met, (), Options(today=date(2026, 11, 27)), reader=FakeReader())
    assert (again.next_letters, again.renewed, again.due) == (0, 0, 2)
    assert steps(met, 1) == [(1, "sent"), (2, "written")]


def test_a_late_letter_moves_the_next(met):
    standing.sent(met, Which((1,)), date(2026, 12, 1))
    found, _ = today_and_on(met, date(2026, 12, 1), 20)
    assert [one.at.date() for one in found if one.record.id == 1] == [date(2026, 12, 7)]


def test_other_days_and_another_hour(met):
    met.config.write_text(met.config.read_text() + '[plan]\ndays = [1, 3]\nhour = "14:30"\n')
    process(met, (), Options(today=TODAY), reader=FakeReader())
    assert drafts(met, 1)[0].draft.send_at.isoformat() == "2026-11-20T14:30:00+01:00"
    standing.sent(met, Which((1,)), TODAY)
    assert (1, 2, "later", "planned") in listed(met, days=3)
    standing.sent(met, Which((1,)), TODAY, undo=True)
    assert steps(met, 1) == [(1, "written")]


def test_a_reply_ends_the_plan_until_it_is_taken_back(met):
    standing.sent(met, Which((1,)), TODAY)
    record = declare(met, 1, "reply", source="by e-mail")
    assert record.reply == Declaration(TODAY, "by e-mail")
    assert [one for one in listed(met, date(2026, 11, 30)) if one[0] == 1] == []
    assert steps(met, 1) == [(1, "sent")]
    assert standing.declare(met, 1, "reply", None).record.reply is None
    assert (1, 2, "overdue", "written") not in listed(met, TODAY)
    assert (1, 2, "today", "written") in listed(met, date(2026, 11, 30))


def test_a_reply_from_before_says_nothing_of_a_new_meeting(met):
    declare(met, 1, "reply", on=date(2026, 1, 5))
    assert (1, 1, "today", "written") in listed(met)


def test_skipping_ends_the_plan_and_leaves_the_file(met):
    standing.skip(met, Which((1,)))
    assert listed(met, date(2026, 12, 30)) == [(2, 1, "overdue", "written")]
    assert (met.root / drafts(met, 1)[0].file).exists()
    assert len(standing.skip(met, Which((1,)), undo=True).letters) == 1
    assert (1, 1, "today", "written") in listed(met)


def test_approved_and_sent_letters_are_never_written_again(met):
    standing.approve(met, Which((1,)))
    standing.sent(met, Which((2,)), TODAY)
    before = [(met.root / one.file).read_bytes() for one in drafts(met)]
    for number in (1, 2):
        assert edit(met, number, ["name=Quite Other", "note=sails"]).renewed == 0
    process(met, (), Options(today=TODAY), reader=FakeReader())
    assert [(met.root / one.file).read_bytes() for one in drafts(met)] == before
    assert [one.status for one in drafts(met)] == ["approved", "sent"]
    standing.approve(met, Which((1,)), undo=True)
    assert edit(met, 1, ["name=Anna Verdi"]).renewed == 1


def test_errors_keep_a_letter_from_being_approved_and_warnings_do_not(met, lint):
    lint[:] = [Finding("no-note", "warning")]
    assert len(standing.approve(met, Which((1,))).letters) == 1
    lint[:] = [Finding("placeholder", "error", "{{name}}")]
    done = standing.approve(met, Which((2,)))
    assert done.letters == ()
    assert done.refused[0][1] == (Finding("placeholder", "error", "{{name}}"),)
    assert steps(met, 2) == [(1, "written")]


def test_the_linter_sees_what_the_user_wrote(met, monkeypatch):
    seen = []
    monkeypatch.setattr(linting, "lint", lambda draft, **more: seen.append(draft) or ())
    path = met.root / drafts(met, 1)[0].file
    path.write_text("To: anna@rossi.example\nSubject: Mine\n\nMy own words.\n")
    standing.approve(met, Which((1,)))
    assert (seen[0].subject, seen[0].body.strip()) == ("Mine", "My own words.")
    assert path.read_text().endswith("My own words.\n")


def test_who_has_no_such_letter_is_said(met):
    standing.sent(met, Which((1,)), TODAY)
    with pytest.raises(CardscanError, match="contact 1"):
        standing.approve(met, Which((1,)))
    with pytest.raises(CardscanError, match="99"):
        standing.skip(met, Which((99,)))


def test_an_objection_erases_what_waits_and_keeps_what_was_sent(met):
    standing.sent(met, Which((1,)), TODAY)
    introduce(met, 2, 1, TODAY)
    files = [met.root / one.file for one in drafts(met, 1, about=True) if one.status != "sent"]
    assert len(files) == 2
    record = declare(met, 1, "objection")
    assert record.objection == Declaration(TODAY, "by phone")
    assert not any(file.exists() for file in files)
    for one in drafts(met, 1, about=True):
        if one.status != "sent":
            assert (one.status, one.draft.to, one.draft.subject, one.draft.body) == ("objected", "", "", "")
    assert [one[0] for one in listed(met, date(2026, 12, 30), days=100)] == [2]
    with pytest.raises(CardscanError, match="contact 1"):
        introduce(met, 1, 2, TODAY)


def test_who_objected_is_never_drafted_again_wherever_the_card_turns_up(met, run):
    declare(met, 1, "objection")
    photo(met.root / "2026-12-01 Fair" / "9.jpg", card("Anna Rossi", "anna@rossi.example"))
    assert run().drafts == 0
    (met.root / "2026-11-19 Breakfast" / "notes.csv").write_text("name,note\nAnna Rossi,likes tea\n")
    assert (run().drafts, run().renewed) == (0, 0)
    assert {one.status for one in drafts(met, 1)} == {"objected"}
    delete(met, [1])
    photo(met.root / "2026-12-05 Dinner" / "10.jpg", card("Anna Rossi", "Anna@Rossi.example"))
    done = run()
    assert (done.drafts, len(done.added)) == (0, 1)
    with open_store(met.database) as store:
        assert store.record(done.added[0].id).objection == Declaration(TODAY, "by phone")


def test_an_objection_that_was_a_mistake_leaves_nothing(met, run):
    before = drafts(met, 1)[0]
    declare(met, 1, "objection")
    standing.declare(met, 1, "objection", None)
    assert run().renewed == 1
    after = drafts(met, 1)[0]
    assert (after.draft.body, after.file, after.status) == (before.draft.body, before.file, "written")


def test_killed_between_an_objection_and_its_letters_the_next_run_erases_them(met, run, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(standing, "silence", lambda *_: None)
        declare(met, 1, "objection")
    file = met.root / drafts(met, 1)[0].file
    assert file.exists()
    run()
    assert not file.exists()
    assert drafts(met, 1)[0].status == "objected"


def test_consent_is_kept_with_its_source_and_withdrawn(met):
    assert declare(met, 1, "consent", source="on the form").consent == Declaration(TODAY, "on the form")
    assert standing.declare(met, 1, "consent", None).record.consent is None
    with open_store(met.database) as store:
        assert [entry.what for entry in store.history.of(1)][-2:] == ["consent", "no-consent"]


def test_an_introduction_asks_both_first(met):
    done = introduce(met, 1, 2, TODAY)
    assert done.new == 2
    assert [(one.record_id, one.about, one.draft.intent) for one in done.letters] == [
        (1, 2, "introduction-question"),
        (2, 1, "introduction-question"),
    ]
    assert "Lind" in done.letters[0].draft.body
    again = introduce(met, 2, 1, TODAY)
    assert (again.new, len(again.letters)) == (0, 2)
    assert steps(met, 1) == [(1, "written"), (1, "written")]
    both = introduce(met, 1, 2, TODAY, agreed=True)
    assert [(one.record_id, one.about) for one in both.letters] == [(1, 2)]
    assert both.letters[0].draft.cc == ("bo@lind.example",)
    assert [(one.kind, state(met, one)) for one in drafts(met, 2)] == [
        ("", "written"),
        ("introduction-question", "skipped"),
    ]
    assert len({one.file for one in drafts(met)}) == len(drafts(met)) == 5
    assert introduce(met, 1, 2, TODAY, agreed=True).new == 0
    delete(met, [2])
    assert [one.kind for one in drafts(met)] == [""]
    assert len(list(met.drafts.rglob("*.eml"))) == 1


def test_nobody_is_introduced_to_themselves(met):
    with pytest.raises(CardscanError) as caught:
        introduce(met, 1, 1, TODAY)
    assert caught.value.exit_code == 2


def entries(path):
    return {str(one["uid"]): one for one in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def test_the_calendar_reminds_at_the_recipients_hour_and_doubles_nothing(met, tmp_path):
    path = tmp_path / "letters.ics"
    standing.sent(met, Which((1,)), TODAY)
    ahead, _ = today_and_on(met, TODAY, 7)
    save_calendar(ahead, path)
    first = entries(path)
    assert len(first) == 2
    data = path.read_bytes()
    save_calendar(today_and_on(met, TODAY, 7)[0], path)
    assert path.read_bytes() == data
    today_and_on(met, date(2026, 11, 26))
    (met.root / "2026-11-19 Breakfast").rename(met.root / "2026-11-19 Dinner")
    process(met, (), Options(today=TODAY), reader=FakeReader())
    edit(met, 2, ["name=Bo Lind-Berg, \u202eJr;"])
    save_calendar(today_and_on(met, date(2026, 11, 26))[0], path)
    later = entries(path)
    assert later.keys() == first.keys()
    for uid, entry in later.items():
        assert entry["sequence"] >= first[uid]["sequence"]
        assert entry.start == first[uid].start
        alarm = entry.subcomponents[0]
        assert (alarm["action"], alarm["trigger"].to_ical()) == ("DISPLAY", b"P0D")
    assert {str(entry["summary"]) for entry in later.values()} == {
        "Write to Anna Rossi, Rossi Srl, met at Dinner",
        "Write to Bo Lind-Berg, Jr;, met at Dinner",
    }
    parsed = vobject.readOne(path.read_text(encoding="utf-8"))
    assert {one.uid.value for one in parsed.vevent_list} == set(first)
    assert parsed.vevent_list[0].dtstart.value.isoformat() == "2026-11-20T08:00:00+00:00"
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))


def test_letters_from_before_the_plan_have_an_hour_too(met):
    one = drafts(met, 1)[0]
    with open_store(met.database) as store:
        store.drafts.put(1, replace(one.draft, send_at=None), one.file, one.sha256, one.event)
        store.drafts.mark(one.id, "written")
    found, _ = today_and_on(met, TODAY)
    assert found[0].at.isoformat() == "2026-11-20T09:00:00+01:00"
