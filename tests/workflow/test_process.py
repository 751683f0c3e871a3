import errno
import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.errors import CardscanError
from cardscan.settings.workspace import RESULTS
from cardscan.store.open import open_store
from cardscan.workflow import process as process_module
from cardscan.workflow.workspaces import choose_workspace


def records(workspace):
    with open_store(workspace.database, create=False) as store:
        return store.records()


def drafts(workspace):
    with open_store(workspace.database, create=False) as store:
        return store.drafts.find()


def names(workspace):
    return [record.contact.name.full for record in records(workspace)]


def eml(workspace):
    return sorted(workspace.drafts.rglob("*.eml"))


def letter_to_anna(workspace):
    return next(workspace.drafts.rglob("rossi-anna-*.eml"))


def snapshot(root):
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in root.rglob("*")
        if path.is_file() and path.name != "seen"
    }


def test_an_evening(workspace, evening, run):
    summary = run()
    assert names(workspace) == ["Anna Rossi", "Bo Lind", "Cy Young", "Dana Fox"]
    assert [path.name for path in run.reader.asked] == ["IMG_1.jpg", "IMG_2.jpg", "IMG_10.jpg"]
    assert (summary.photos, summary.cards, len(summary.ready), len(summary.check)) == (3, 4, 3, 1)
    assert summary.check[0].check == (("emails", "missing"),)
    assert summary.drafts == len(eml(workspace)) == 4
    anna = records(workspace)[0]
    assert anna.events[0].name == "Breakfast"
    assert anna.events[0].date == date(2026, 11, 19)
    assert anna.cards[0].photo == "2026-11-19 Breakfast/IMG_1.jpg"
    assert (workspace.root / anna.cards[0].crop).read_bytes().startswith(b"JPEG")
    letter = drafts(workspace)[0]
    assert letter.draft.to == "anna@rossi.example"
    assert "Zoe Field" in letter.draft.body


def test_what_is_written_is_the_owners_alone(workspace, evening, run):
    run()
    files = [workspace.database, *eml(workspace), *workspace.cards.iterdir()]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_a_second_run_does_nothing(workspace, evening, run):
    run()
    before = snapshot(workspace.root)
    summary = run()
    assert run.reader.asked == []
    assert (summary.photos, summary.unchanged, summary.drafts, summary.renewed) == (0, 3, 0, 0)
    after = snapshot(workspace.root)
    assert {path: data for path, (_, data) in after.items()} == {path: data for path, (_, data) in before.items()}


def test_new_photos_are_added(workspace, evening, run):
    run()
    photo(evening / "IMG_3.jpg", card("Eve Moon", "eve@moon.example"))
    summary = run()
    assert [path.name for path in run.reader.asked] == ["IMG_3.jpg"]
    assert [met.name for met in summary.added] == ["Eve Moon"]
    assert summary.drafts == 1


def test_a_renamed_photo_is_the_same_photo(workspace, evening, run):
    run()
    (evening / "IMG_1.jpg").rename(evening / "anna.jpg")
    assert run().photos == 0


def test_the_same_content_twice_in_an_event_is_read_once(workspace, evening, run):
    (evening / "copy.jpg").write_bytes((evening / "IMG_1.jpg").read_bytes())
    summary = run()
    assert len(run.reader.asked) == 3
    assert summary.unchanged == 1


def test_a_known_person_gets_no_second_letter_for_the_event(workspace, evening, run):
    run()
    photo(evening / "IMG_4.jpg", card("Anna Rossi", "anna@rossi.example", phone="+390255501234"))
    summary = run()
    assert (len(summary.added), len(summary.known), summary.drafts) == (0, 1, 0)
    anna = records(workspace)[0]
    assert len(anna.cards) == 2
    assert anna.contact.phones[0].number == "+390255501234"
    photo(workspace.root / "2026-12-01 Fair" / "a.jpg", card("Anna Rossi", "anna@rossi.example"))
    assert run().drafts == 1
    assert len(records(workspace)[0].events) == 2


def test_front_and_back_are_one_contact(workspace, run):
    folder = workspace.root / "Fair"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    photo(folder / "2.jpg", card(), back=True)
    summary = run()
    assert (summary.photos, summary.cards, len(summary.empty)) == (2, 1, 0)
    assert len(records(workspace)[0].cards) == 2
    assert run().unchanged == 2


def test_failures_are_remembered_and_retried_when_asked(workspace, evening, run):
    broken = photo(evening / "IMG_5.jpg", fail="damaged")
    summary = run()
    assert [failure.path for failure in summary.failures] == [broken]
    summary = run()
    assert run.reader.asked == []
    assert summary.failures == []
    assert [(failure.path, failure.code) for failure in summary.failed_before] == [(broken, "damaged")]
    assert run(retry=True).failures[0].code == "damaged"
    assert run.reader.asked == [broken]


def test_a_file_that_vanishes_while_the_run_is_on(workspace, evening, run):
    class Vanishing(FakeReader):
        def __call__(self, paths):
            for result in super().__call__(paths):
                (evening / "IMG_10.jpg").unlink(missing_ok=True)
                yield result

    summary = run(reader=Vanishing())
    assert [failure.code for failure in summary.failures] == ["vanished"]
    assert len(names(workspace)) == 3
    assert run().failed_before == []


def test_a_photo_without_a_card_is_said_and_done(workspace, run):
    desk = photo(workspace.root / "Fair" / "desk.jpg")
    assert run().empty == [desk]
    assert run().unchanged == 1


def test_an_interrupted_run_keeps_what_is_done(workspace, evening, run):
    class Stopped(FakeReader):
        def __call__(self, paths):
            results = super().__call__(paths)
            yield next(results)
            yield next(results)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(reader=Stopped())
    assert names(workspace) == ["Anna Rossi"]
    assert len(eml(workspace)) == 1
    run()
    assert names(workspace) == ["Anna Rossi", "Bo Lind", "Cy Young", "Dana Fox"]
    assert len(run.reader.asked) == 2


def test_a_changed_letter_is_never_written_again(workspace, evening, run):
    run()
    letter = letter_to_anna(workspace)
    letter.write_text("Subject: mine\n\nmy own words\n")
    (evening / "IMG_1.txt").write_text("She looks for an accountant.")
    run()
    assert letter.read_text() == "Subject: mine\n\nmy own words\n"
    assert records(workspace)[0].note.note == "She looks for an accountant."


def test_a_deleted_letter_stays_deleted(workspace, evening, run):
    run()
    letter_to_anna(workspace).unlink()
    (evening / "IMG_1.txt").write_text("A note")
    run()
    assert len(eml(workspace)) == 3


def test_changed_notes_renew_the_letter(workspace, evening, run):
    run()
    before = letter_to_anna(workspace).read_bytes()
    (evening / "notes.csv").write_text("name;note;promised\nRossi Anna;;the price list\n")
    summary = run()
    assert summary.renewed == 1
    assert letter_to_anna(workspace).read_bytes() != before
    assert b"the price list" in letter_to_anna(workspace).read_bytes()
    assert run().renewed == 0


def test_a_note_that_is_taken_back_leaves_the_letter(workspace, evening, run):
    (evening / "IMG_1.txt").write_text("likes tea")
    run()
    (evening / "IMG_1.txt").unlink()
    assert run().renewed == 1
    assert records(workspace)[0].note.note == ""
    assert b"tea" not in letter_to_anna(workspace).read_bytes()


def test_notes_that_cannot_be_read_take_nothing_away(workspace, evening, run):
    (evening / "IMG_1.txt").write_text("likes tea")
    run()
    (evening / "IMG_1.txt").write_text("x" * 300_000)
    assert "too long" in run().problems[0]
    assert records(workspace)[0].note.note == "likes tea"


def test_a_note_without_a_contact_is_said_once(workspace, evening, run):
    (evening / "notes.csv").write_text("photo,name,note\n,Ana Rosi,likes tea\nIMG_1,,sails\n")
    problems = run().problems
    assert len(problems) == 1
    assert "notes.csv, line 2" in problems[0]
    assert "Ana Rosi" in problems[0]
    assert run().problems == []


def test_letters_follow_although_the_photos_are_put_away(workspace, evening, run):
    run()
    for path in evening.iterdir():
        path.unlink()
    evening.rmdir()
    workspace.config.write_text('[sender]\nname = "Kim New"\n')
    assert run().renewed == 4


def test_changed_letters_are_left_alone_and_counted(workspace, evening, run):
    run()
    letter_to_anna(workspace).write_text("my own words")
    workspace.config.write_text('[sender]\nname = "Kim New"\n')
    summary = run()
    assert (summary.renewed, summary.kept) == (3, 1)


def test_the_senders_name_reaches_letters_written_before(workspace, evening, run):
    run()
    workspace.config.write_text('[sender]\nname = "Kim New"\n')
    assert run().renewed == 4
    assert b"Kim New" in letter_to_anna(workspace).read_bytes()
    assert len(eml(workspace)) == 4


def test_a_note_is_for_the_right_card_of_a_photo(workspace, evening, run):
    (evening / "notes.csv").write_text("photo,name,note\nIMG_2.jpg,Cy Young,for Cy\n")
    run()
    assert [record.note.note for record in records(workspace)] == ["", "", "for Cy", ""]


def test_letters_can_be_switched_off_and_on(workspace, evening, run):
    settings = workspace.config.read_text()
    workspace.config.write_text(settings + "[drafts]\nwrite = false\n")
    assert run().drafts == 0
    assert eml(workspace) == []
    workspace.config.write_text(settings)
    run()
    assert len(eml(workspace)) == 4


def test_a_broken_template_costs_letters_but_no_contacts(workspace, evening, run):
    template = workspace.templates / "en" / "first-meeting.j2"
    template.parent.mkdir()
    template.write_text("{% block subject %}{{ oops }}{% endblock %}{% block body %}x{% endblock %}")
    summary = run()
    assert len(names(workspace)) == 4
    assert (summary.drafts, len(summary.problems)) == (0, 1)
    assert "first-meeting.j2" in summary.problems[0]
    template.unlink()
    run()
    assert len(eml(workspace)) == 4


@pytest.mark.parametrize("odd", ["en/first-meeting.j2/x", "en", "../templates"])
def test_an_odd_templates_folder_costs_no_contacts(workspace, evening, run, odd):
    workspace.templates.rmdir()
    path = workspace.templates / odd
    path.parent.mkdir(parents=True, exist_ok=True)
    if odd.startswith(".."):
        workspace.templates.rmdir()
    path.resolve().write_text("x")
    summary = run()
    assert len(names(workspace)) == 4
    assert len(summary.problems) <= 1


def test_photos_in_the_root_belong_to_no_event(workspace, run):
    photo(workspace.root / "a.jpg", card("Anna Rossi", "anna@rossi.example"))
    summary = run()
    assert summary.without_event == 1
    assert records(workspace)[0].events == ()
    assert [path.parent for path in eml(workspace)] == [workspace.drafts]
    assert run().unchanged == 1


def test_photos_elsewhere_get_results_beside_them(tmp_path):
    folder = tmp_path / "cards"
    photo(folder / "2026-11-19 Fair" / "a.jpg", card("Anna Rossi", "anna@rossi.example"))
    made, new = choose_workspace([folder], here=tmp_path)
    assert (made.root, new) == (folder / RESULTS, True)
    summary = process_module.process(made, [folder], process_module.Options(), reader=FakeReader())
    assert summary.cards == 1
    assert records(made)[0].events[0].folder == "2026-11-19 Fair"
    assert records(made)[0].cards[0].photo == "../2026-11-19 Fair/a.jpg"
    again, new = choose_workspace([folder], here=tmp_path)
    assert (again, new) == (made, False)
    assert process_module.process(again, [folder], process_module.Options(), reader=FakeReader()).unchanged == 1


def test_the_workspace_of_the_photos_comes_first(workspace, tmp_path):
    assert choose_workspace([workspace.root / "x"], here=tmp_path)[0] == workspace
    assert choose_workspace([], here=workspace.root / "drafts")[0] == workspace
    with pytest.raises(CardscanError, match="no cardscan workspace"):
        choose_workspace([], here=tmp_path)
    with pytest.raises(CardscanError, match="no cardscan workspace"):
        choose_workspace([], here=tmp_path, root=tmp_path)
    with pytest.raises(CardscanError, match="no such file"):
        choose_workspace([tmp_path / "gone" / "x.jpg"], here=tmp_path)


def test_an_event_in_odd_letters(workspace, run):
    folder = workspace.root / os.fsdecode('2026-11-19 Café "x" \n 😀 '.encode() + b"\xff")
    photo(folder / "a b'\".jpg", card("Łucja Żak", "l@zak.example"))
    assert run().drafts == 1
    assert run().unchanged == 1


def test_an_empty_workspace(workspace, run):
    summary = run()
    assert summary.photos == 0
    assert summary.failures == []
    assert [failure.code for failure in run(workspace.root).failures] == ["no-photos"]


def refused(folder, function):
    def refusing(path):
        if path == folder or (function.__name__ != "iterdir" and path.parent == folder):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return function(path)

    return refusing


def test_an_unreadable_folder(workspace, evening, run, monkeypatch):
    locked = workspace.root / "Locked"
    locked.mkdir()
    for name in ("iterdir", "exists"):  # by hand, since root may read whatever the mode says
        monkeypatch.setattr(Path, name, refused(locked, getattr(Path, name)))
    summary = run()
    assert [(failure.path, failure.code) for failure in summary.failures] == [(locked, "unreadable")]
    assert summary.photos == 3


def test_pipes_and_devices_are_not_opened(workspace, evening, run):
    os.mkfifo(evening / "pipe.jpg")
    (evening / "zero.jpg").symlink_to("/dev/zero")
    (evening / "gone.jpg").symlink_to("nowhere")
    summary = run()
    assert summary.photos == 3
    assert [(failure.path.name, failure.code) for failure in summary.failures] == [("gone.jpg", "vanished")]
    summary = run(evening / "pipe.jpg", evening / ("x" * 300), workspace.root / "no such file.jpg")
    assert [failure.code for failure in summary.failures] == ["unreadable", "unreadable", "vanished"]


def test_a_mistake_in_one_event_costs_nothing_else(workspace, evening, run):
    (evening / "event.toml").write_text("name = Breakfast")
    summary = run()
    assert "event.toml, line 1" in summary.problems[0]
    assert len(names(workspace)) == 4
    (evening / "event.toml").write_text('name = "Early Birds"')
    assert run().renewed == 4


def test_two_runs_at_once(workspace, evening, run):
    class Nested(FakeReader):
        def __call__(self, paths):
            with pytest.raises(CardscanError, match="another cardscan is at work"):
                run()
            return super().__call__(paths)

    reader = Nested()
    summary = run(reader=reader)
    assert summary.photos == 3


def test_no_space_left_is_one_line_and_leaves_nothing_half(workspace, evening, run, monkeypatch):
    real = process_module.write_atomic
    calls = []

    def full(path, data, **options):
        calls.append(path)
        if len(calls) == 2:
            raise CardscanError(f"Cannot write {path}: the disk is full")
        real(path, data, **options)

    monkeypatch.setattr(process_module, "write_atomic", full)
    with pytest.raises(CardscanError, match="disk is full"):
        run()
    assert names(workspace) == ["Anna Rossi"]
    monkeypatch.undo()
    run()
    assert names(workspace) == ["Anna Rossi", "Bo Lind", "Cy Young", "Dana Fox"]
    assert len(list(workspace.cards.iterdir())) == 4


def test_a_damaged_database_is_said_and_left_alone(workspace, evening, run):
    workspace.database.write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    before = workspace.database.read_bytes()
    with pytest.raises(CardscanError, match=r"cardscan\.db"):
        run()
    assert workspace.database.read_bytes() == before


def test_a_newer_database_is_said_and_left_alone(workspace, evening, run):
    run()
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(CardscanError, match="newer cardscan") as caught:
        run()
    assert "Upgrade" in caught.value.hint
    with closing(sqlite3.connect(workspace.database)) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (4,)


def test_what_a_killed_run_left_is_swept(workspace, evening, run):
    run()
    (workspace.hidden / "unfinished").touch()
    stray = workspace.cards / "stray.jpg"
    stray.write_bytes(b"x")
    kept = len(list(workspace.cards.iterdir())) - 1
    run()
    assert not stray.exists()
    assert len(list(workspace.cards.iterdir())) == kept


def test_link_loops_are_walked_once(workspace, evening, run):
    (evening / "loop").symlink_to(workspace.root, target_is_directory=True)
    assert run().photos == 3


def test_workspace_folders_are_not_searched(workspace, evening, run):
    for name in ("drafts", "templates", "exports", ".hidden", "other"):
        photo(workspace.root / name / "x.jpg", card("No One"))
    (workspace.root / "other" / "cardscan.toml").touch()
    assert run().photos == 3
