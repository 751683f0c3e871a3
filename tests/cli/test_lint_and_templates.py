import json

import pytest
from fake_reader import card, photo

from cardscan.workflow import words


@pytest.fixture
def evening(tmp_path, call):
    assert call("init")[0] == 0
    photo(tmp_path / "2026-11-19 Breakfast" / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(tmp_path / "2026-11-19 Breakfast" / "2.jpg", card("Bo Lind", "bo@lind.example"))
    assert call("process")[0] == 0
    return tmp_path


def test_drafts_lint_tells_what_to_do_and_fails_on_errors(call, evening):
    code, out, err = call("drafts", "lint")
    assert code == 0
    assert "Anna Rossi" in out
    assert "What could help them?" in out
    assert "2 drafts looked over; no errors" in err
    file = next(evening.glob("drafts/**/rossi*.eml"))
    file.write_bytes(file.read_bytes().replace(b"Anna", b"[name]"))
    code, out, err = call("drafts", "lint")
    assert code == 3
    assert "! " in out
    assert "[name]" in out
    code, out, _ = call("drafts", "lint", 2)
    assert (code, "Anna" in out) == (0, False)


def test_drafts_lint_json_and_beside_the_letter(call, evening):
    _, out, _ = call("drafts", "lint", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["contact"] for row in rows] == [1, 2]
    found = {finding["code"]: finding for finding in rows[0]["findings"]}
    assert found["no-note"]["level"] == "warning"
    assert found["no-note"]["todo"]
    assert "it needs a line from you" in call("drafts", 1)[1]
    assert json.loads(call("drafts", "--json")[1].splitlines()[0])["findings"]


def test_templates_are_listed_begun_and_checked(call, evening):
    code, out, _ = call("templates")
    assert code == 0
    assert "built in" in out
    assert "templates" not in out
    assert call("templates", "new", "en", "first-meeting")[0] == 0
    assert "templates/en/first-meeting.j2" in call("templates")[1]
    assert call("templates", "check")[0] == 0
    code, _, err = call("templates", "new", "en", "first-meeting")
    assert code == 1
    assert "is there already" in err
    assert call("templates", "new", "en", "thank")[0] == 2
    assert call("templates", "new", "xx", "thanks")[0] == 2
    own = evening / "templates" / "en" / "first-meeting.j2"
    own.write_text("{% block subject %}x{% endblock %}\n{% block body %}{{ greting }}{% endblock %}", encoding="utf-8")
    code, out, _ = call("templates", "check")
    assert code == 3
    assert "first-meeting.j2, line 2: nothing is called 'greting'" in out
    assert json.loads(call("templates", "check", "--json")[1])["line"] == 2


def test_every_code_has_words():
    for said in (words._errors(), words._of_writing(), words._of_wording()):
        assert all(wrong and todo for wrong, todo in said.values())
