"""The commands about the plan of letters: due, drafts approve, sent, skip, replied, objected, consent, introduce."""

import json
from datetime import date, timedelta

import icalendar
import pytest
from fake_reader import card, photo

from cardscan.followup.calendar import send_date

TODAY = date.today()
MONTH_AGO = TODAY - timedelta(days=30)
MET = send_date(MONTH_AGO, MONTH_AGO, None)  # long enough ago that the first letters are due


@pytest.fixture
def call(tmp_path, call):
    """Run a command in a workspace with two contacts: exit code, stdout, stderr."""
    assert call("init")[0] == 0
    settings = (tmp_path / "cardscan.toml").read_text()
    (tmp_path / "cardscan.toml").write_text(settings.replace('name = ""', 'name = "Zoe Field"', 1))
    folder = tmp_path / f"{MET.isoformat()} Breakfast"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(folder / "2.jpg", card("Bo Lind", "bo@lind.example"))
    assert call("process")[0] == 0
    return call


def states(call):
    return [row["status"] for row in map(json.loads, call("drafts", "--json")[1].splitlines())]


def test_due_lists_what_is_to_be_sent(call):
    far = ["due", "--days", "7"]  # the day of writing may be a Sunday
    code, out, err = call(*far)
    assert code == 0
    assert "Anna Rossi" in out
    assert "Rossi Srl" in out
    assert "rossi-anna-1.eml" in out
    assert "cardscan drafts sent" in err
    rows = [json.loads(line) for line in call(*far, "--json")[1].splitlines()]
    assert [(row["contact"], row["step"], row["intent"]) for row in rows] == [
        (1, 1, "first-meeting"),
        (2, 1, "first-meeting"),
    ]
    assert call("drafts", "sent", "1", "2")[0] == 0
    code, out, err = call("due")
    assert (code, out) == (0, "")
    assert "The next letter is for" in err
    assert call("due", "--days", "-1")[0] == 2


def test_the_summary_of_process_tells_what_is_due(call):
    told = json.loads(call("process", "--json")[1])
    assert told["due"] == (2 if TODAY.weekday() < 5 else 0)
    assert told["next_letters"] == 0


def test_due_writes_a_calendar(call, tmp_path):
    code, _, err = call("due", "--days", "7", "--ics", "my letters.ics")
    assert code == 0
    assert "my letters.ics" in err
    calendar = icalendar.Calendar.from_ical((tmp_path / "my letters.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) == 2
    assert (tmp_path / "my letters.ics").stat().st_mode & 0o077 == 0
    assert call("due", "--ics", tmp_path / "no" / "such" / "x.ics")[0] == 1


def test_letters_are_approved_sent_and_skipped_and_all_is_taken_back(call):
    assert call("drafts", "approve", "1")[0] == 0
    assert states(call) == ["approved", "written"]
    assert "approved" in call("drafts")[1]
    assert "no longer" in call("drafts", "approve", "1", "--undo")[2]
    code, _, err = call("drafts", "sent", "1", "2", "--on", MET.isoformat(), "--event", "break")
    assert code == 0
    assert "Anna Rossi" in err
    assert "Bo Lind" in err
    assert f"sent, {MET.isoformat()}" in call("show", "2")[1]
    assert call("drafts", "sent", "2", "--undo")[0] == 0
    assert call("drafts", "skip", "2")[0] == 0
    assert states(call) == ["sent", "skipped"]
    assert call("drafts", "skip", "2", "--undo")[0] == 0
    assert states(call) == ["sent", "written"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["drafts", "sent", "99"], 2, "99"),
        (["drafts", "sent"], 2, "NUMBERS"),
        (["drafts", "sent", "1.7"], 1, "1.7"),
        (["drafts", "sent", "1,7"], 2, "3.2"),
        (["drafts", "sent", "1", "--on", "soon"], 2, "soon"),
        (["drafts", "sent", "1", "--on", "2999-01-01"], 2, "not come yet"),
        (["drafts", "sent", "1", "--event", "nowhere"], 2, "nowhere"),
        (["drafts", "aprove", "1"], 2, "approve"),
        (["replied", "99"], 2, "99"),
        (["consent", "1"], 2, "--how"),
        (["introduce", "1", "1"], 2, "different"),
        (["introduce", "1", "99"], 2, "99"),
        (["introduce", "1"], 2, "NUMBER"),
    ],
)
def test_mistakes_are_one_clear_line(call, arguments, code, said):
    answer = call(*arguments)
    assert (answer[0], answer[1]) == (code, "")
    assert said in answer[2].splitlines()[0]
    assert states(call) == ["written", "written"]


def test_a_reply_and_a_consent_are_shown_with_their_day_and_source(call):
    assert call("replied", "1", "--on", "05.03.2026", "--how", "by phone\n\x1b[31m")[0] == 0
    assert call("consent", "1", "--on", "2026-03-06", "--how", "on the form")[0] == 0
    shown = call("show", "1")[1]
    assert "2026-03-05, by phone" in shown
    assert "\x1b" not in shown
    assert "2026-03-06, on the form" in shown
    told = json.loads(call("show", "1", "--json")[1])
    assert told["consent"] == {"on": "2026-03-06", "source": "on the form"}
    assert call("consent", "1", "--undo")[0] == 0
    told = json.loads(call("show", "1", "--json")[1])
    assert (told["consent"], told["objection"]) == (None, None)


def test_an_objection_erases_the_letters_and_may_be_a_mistake(call, tmp_path):
    code, _, err = call("objected", "1")
    assert code == 0
    assert "erased" in err
    assert states(call) == ["objected", "written"]
    assert not list(tmp_path.rglob("rossi*.eml"))
    assert "objected" not in call("drafts")[1]  # said in words
    assert call("objected", "1")[0] == 0
    assert call("introduce", "1", "2")[0] == 1
    assert call("objected", "1", "--undo")[0] == 0
    assert call("process")[0] == 0
    assert states(call) == ["written", "written"]
    assert list(tmp_path.rglob("rossi*.eml"))


def test_an_introduction_asks_first(call):
    code, out, err = call("introduce", "1", "2")
    assert code == 0
    assert "Anna Rossi" in out
    assert "Bo Lind" in out
    assert "cardscan introduce 1 2 --agreed" in err
    assert "there already" in call("introduce", "2", "1")[2]
    assert call("introduce", "1", "2", "--agreed")[0] == 0
    assert states(call) == ["written", "written", "skipped", "skipped", "written"]


def test_what_is_so_already_is_said_and_the_rest_done(call):
    assert call("drafts", "approve", "1")[0] == 0
    code, _, err = call("drafts", "approve", "1", "2")
    assert code == 0
    assert "so already" in err
    assert states(call) == ["approved", "approved"]
    code, _, err = call("drafts", "approve", "1", "--undo")
    assert (code, states(call)) == (0, ["written", "approved"])
    assert call("drafts", "sent", "1", "2")[0] == 0
    assert "so already" in call("drafts", "sent", "1")[2]


def test_one_letter_of_several_can_be_named(call):
    call("introduce", "1", "2")
    table = call("drafts")[1]
    assert [line.split()[0] for line in table.splitlines()[1:]] == ["1.1", "2.1", "1.2", "2.2"]
    assert call("drafts", "approve", "1.2")[0] == 0
    assert states(call) == ["written", "written", "approved", "written"]
    assert call("drafts", "sent", "1.1", "2")[0] == 0
    assert states(call) == ["sent", "sent", "approved", "sent"]


def test_an_approved_letter_that_an_edit_leaves_is_said_and_how_to_renew_it(call, tmp_path):
    call("drafts", "approve", "1")
    letter = next(tmp_path.rglob("rossi*.eml"))
    err = call("edit", "1", "name=Anna Verdi")[2]
    assert "cardscan drafts approve 1 --undo" in err
    assert b"Verdi" not in letter.read_bytes()
    (tmp_path / "notes.csv").write_text("name,note\n")
    assert call("drafts", "approve", "1", "--undo")[0] == 0
    assert b"Verdi" in letter.read_bytes()
    call("drafts", "approve", "1")
    folder = next(tmp_path.glob("*Breakfast"))
    (folder / "notes.csv").write_text("photo,note\n1.jpg,a boat for the summer\n")
    out, err = call("process")[1:]
    assert "cardscan drafts approve 1 --undo" in out + err
    letter.write_text(letter.read_text().replace("Subject: ", "Subject: Mine: "))
    call("drafts", "approve", "1", "--undo")
    assert "Subject: Mine: " in letter.read_text()


def test_a_consent_renews_the_letter_at_once(call):
    call("edit", "1", "intent=prospect")
    assert "no-consent" in json.loads(call("drafts", "1", "--json")[1])["warnings"]
    assert "written anew" in call("consent", "1", "--how", "by phone")[2]
    assert json.loads(call("drafts", "1", "--json")[1])["intent"] == "prospect"
    assert "written anew" in call("consent", "1", "--undo")[2]
    assert json.loads(call("drafts", "1", "--json")[1])["intent"] == "first-meeting"


def test_a_mistake_in_gives_is_a_line_and_no_letter_loses_its_gift(call, tmp_path):
    give = '[[give]]\ntitle = "A checklist"\nurl = "https://reading.example/x"\ntopics = ["boats"]\n'
    (tmp_path / "gives.toml").write_text(give)
    assert "written anew" in call("edit", "1", "note=boats")[2]
    assert "checklist" in call("drafts", "1")[1]
    (tmp_path / "gives.toml").write_text(give + "[[give]]\ntitel = 3\n")
    folder = next(tmp_path.glob("*Breakfast"))
    photo(folder / "3.jpg", card("Cy Young", "cy@young.example"))
    code, out, err = call("process")
    assert code == 3
    assert "titel" in out + err
    assert "Cy Young" in call("drafts")[1]
    assert "checklist" in call("drafts", "1")[1]
    code, _, err = call("edit", "1", "name=Anna Verdi")
    assert (code, "titel" in err) == (0, True)
    assert "checklist" in call("drafts", "1")[1]
    assert call("introduce", "1", "2")[0] == 0
    (tmp_path / "gives.toml").write_text(give)
    assert call("process")[0] == 0
    assert "Verdi" in call("drafts", "1")[1]


def test_suggestions_and_copies_are_shown_with_why(call, tmp_path):
    (tmp_path / "gives.toml").write_text(
        '[[give]]\ntitle = "A checklist"\nurl = "https://reading.example/x"\ntopics = ["boats"]\n'
    )
    call("edit", "1", "note=looks for a photographer for her boats")
    call("edit", "2", "title=Photographer")
    call("edit", "1", "tags=sea")
    for words in (("drafts", "1"), ("show", "1")):
        out = " ".join(call(*words)[1].split())
        assert "Offers: A checklist (https://reading.example/x) ← «boats»" in out
        assert "Introduce: Bo Lind, Photographer" in out
        assert "«looks for a photographer», «Photographer»: cardscan introduce 1 2" in out
    call("introduce", "1", "2", "--agreed")
    assert "Cc: Bo Lind <bo@lind.example>" in " ".join(call("drafts", "1")[1].split())


def test_the_erased_letter_says_why(call):
    call("objected", "1")
    out = call("drafts", "1")[1]
    assert "does not want to be written to" in out
    assert "To:" not in out


def test_a_promise_is_reminded_until_it_is_in_the_letter(call, tmp_path):
    call("edit", "1", "promised=the price list")
    assert "attach it, or write it in" in call("drafts", "1")[1]
    assert "attach it, or write it in" in call("drafts", "lint", "1")[1]
    letter = next(tmp_path.rglob("rossi*.eml"))
    before = letter.read_text()
    letter.write_text(before.replace("Zoe Field", "https://lists.example/p\nZoe Field", 1))
    letter.write_text(before.replace("the price list", "the price list https://lists.example/p", 1))
    assert "attach it, or write it in" not in call("drafts", "1")[1]


def test_an_intent_may_be_named_as_people_do(call):
    assert call("edit", "1", "intent=coffee")[0] == 0
    assert json.loads(call("drafts", "1", "--json")[1])["intent"] == "one-to-one"
    assert call("edit", "1", "intent=First Meeting")[0] == 0
    assert call("edit", "1", "intent=nonsense")[0] == 2
