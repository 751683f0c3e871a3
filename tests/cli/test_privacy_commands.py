"""What people type to have data erased, given out, kept safe and brought back."""

import json
import stat
import zipfile
from datetime import date

import pytest
from fake_reader import card, photo

from cardscan.settings.workspace import Workspace


@pytest.fixture
def ws(tmp_path, call):
    assert call("init", "ws")[0] == 0
    folder = tmp_path / "ws" / "2026-11-19 Breakfast"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", phone="+390255501234", company="Rossi Srl"))
    photo(folder / "2.jpg", card("Bo Lind", "bo@lind.example"), card("Cy <b>Young</b>", "cy@young.example"))
    assert call("process", "-w", "ws")[0] == 0
    return Workspace(tmp_path / "ws")


def answers(monkeypatch, *lines):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_forget_shows_what_goes_and_asks_first(call, ws, monkeypatch):
    answers(monkeypatch, "n")
    code, _, said = call("forget", "anna", "rossi", "-w", ws.root)
    assert code == 1
    assert "Anna Rossi" in said
    assert "1.jpg" in said
    assert "Nothing was erased" in said
    answers(monkeypatch, "y")
    code, _, said = call("forget", "1", "-w", ws.root)
    assert (code, "No file of the workspace" in said) == (0, True)
    assert not (ws.root / "2026-11-19 Breakfast" / "1.jpg").exists()
    assert call("show", "1", "-w", ws.root)[0] == 2
    assert call("show", "2", "-w", ws.root)[0] == 0


def test_forget_asks_whom_where_several_are_meant(call, ws, monkeypatch):
    answers(monkeypatch, "")
    code, _, said = call("forget", "Breakfast", "--yes", "-w", ws.root)
    assert code == 2
    assert "Anna Rossi" in said
    assert "Bo Lind" in said
    assert "cardscan forget" in said
    answers(monkeypatch, "1")
    assert call("forget", "Breakfast", "--yes", "-w", ws.root)[0] == 0
    assert call("show", "1", "-w", ws.root)[0] == 2
    assert call("forget", "nobody", "--yes", "-w", ws.root)[0] == 2


def test_forget_says_which_photo_still_shows_the_card(call, ws):
    """What these tests lay down is no picture that can be painted over."""
    code, _, said = call("forget", "2", "--yes", "-w", ws.root)
    assert code == 3
    assert "2.jpg" in said
    assert "--with-photos" in said
    assert (ws.root / "2026-11-19 Breakfast" / "2.jpg").exists()


def test_forget_with_photos_erases_the_whole_photo_and_keeps_the_others(call, ws):
    assert call("forget", "2", "--yes", "--with-photos", "-w", ws.root)[0] == 0
    assert not (ws.root / "2026-11-19 Breakfast" / "2.jpg").exists()
    assert call("show", "3", "-w", ws.root)[0] == 0


def test_a_subject_gets_all_that_is_held_and_nothing_of_others(call, ws, tmp_path):
    call("edit", "3", "note=met by the bar <script>alert(1)</script>", "-w", ws.root)
    call("consent", "3", "--how", "by e-mail", "--on", "2026-11-20", "-w", ws.root)
    code, _, said = call("subject-access", "3", "-o", "out", "--language", "en", "-w", ws.root)
    assert code == 0
    assert "subject-access.html" in said
    out = tmp_path / "out"
    page = (out / "subject-access.html").read_text(encoding="utf-8")
    told = json.loads((out / "subject-access.json").read_bytes())
    for text in ("cy@young.example", "2026-11-19 Breakfast/2.jpg", "by e-mail", "met by the bar", "data:image/jpeg"):
        assert text in page
    assert "<script>" not in page
    assert "<b>" not in page
    assert "Lind" not in page + json.dumps(told)
    assert told["person"]["contact"]["emails"][0]["address"] == "cy@young.example"
    assert told["person"]["consent"] == {"on": "2026-11-20", "source": "by e-mail"}
    assert told["letters"][0]["body"].strip()
    assert (out / "card-1.jpg").is_file()
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_purge_lists_first_and_erases_when_told(call, ws):
    age = (date.today() - date(2026, 11, 19)).days
    if age <= 1:
        pytest.skip("the clock is before the event")
    call("edit", "1", "title=Owner", "-w", ws.root)
    call("consent", "2", "--how", "by phone", "-w", ws.root)
    code, out, _ = call("purge", "--older-than", f"{age - 1}d", "-w", ws.root)
    assert (code, "Young" in out, "Anna" in out, "Lind" in out) == (0, True, False, False)
    assert call("show", "3", "-w", ws.root)[0] == 0


@pytest.mark.parametrize("age", ["", "24", "m", "0d", "-3m", "3 weeks"])
def test_an_age_is_a_number_and_a_unit(call, ws, age):
    assert call("purge", "--older-than", age, "-w", ws.root)[0] == 2


def test_the_audit_log_tells_what_and_never_whose(call, ws, tmp_path):
    call("forget", "1", "--yes", "-w", ws.root)
    call("subject-access", "2", "-o", "out", "-w", ws.root)
    call("backup", "b.zip", "-w", ws.root)
    assert call("restore", "b.zip", "again")[0] == 0
    lines = [json.loads(line) for line in call("audit", "--json", "-w", ws.root)[1].splitlines()]
    assert [(one["what"], one["count"]) for one in lines] == [("forget", 1), ("subject-access", 1), ("backup", 2)]
    restored = [json.loads(line)["what"] for line in call("audit", "--json", "-w", tmp_path / "again")[1].splitlines()]
    assert restored == ["forget", "subject-access", "restore"]
    code, out, _ = call("audit", "-w", ws.root)
    assert code == 0
    assert not any(name in out for name in ("Anna", "Lind", "rossi.example"))


def test_a_backup_is_checked_and_not_written_over(call, ws):
    code, _, said = call("backup", "b.zip", "-w", ws.root)
    assert (code, "is sound" in said, "photos are not in it" in said) == (0, True, True)
    assert call("backup", "--check", "b.zip")[0] == 0
    assert call("backup", "b.zip", "-w", ws.root)[0] == 1
    assert call("backup", "b.zip", "-f", "--photos", "-w", ws.root)[0] == 0
    assert call("backup", "--check")[0] == 2
    with zipfile.ZipFile("b.zip") as archive:
        assert "2026-11-19 Breakfast/1.jpg" in archive.namelist()


def test_a_backup_without_a_name_lies_beside_the_workspace(call, ws, tmp_path):
    assert call("backup", "-w", ws.root)[0] == 0
    (made,) = tmp_path.glob("ws-backup-*.zip")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_all_that_a_run_makes_is_its_owners_alone(call, ws):
    photos = {path for path in ws.root.rglob("*") if "Breakfast" in str(path) and path.suffix == ".jpg"}
    call("export", "vcard", "-w", ws.root)
    call("show", "1", "--explain", "-w", ws.root)
    call("due", "--ics", ws.root / "due.ics", "-w", ws.root)
    call("subject-access", "1", "-w", ws.root)
    call("forget", "3", "--yes", "-w", ws.root)
    call("backup", ws.root / "b.zip", "-w", ws.root)
    made = [
        path
        for path in (ws.root, *ws.root.rglob("*"))
        if path not in photos and path not in {p.parent for p in photos} - {ws.root / "drafts" / "2026-11-19 Breakfast"}
    ]
    odd = {
        path.relative_to(ws.root).as_posix(): oct(stat.S_IMODE(path.stat().st_mode))
        for path in made
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    }
    assert odd == {}
    assert len(made) > 12
