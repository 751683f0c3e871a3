import json
import os
import signal
import subprocess
import sys

import pytest
from fake_reader import card, photo

from cardscan.cli import terminal
from cardscan.cli.main import COMMANDS
from cardscan.workflow import changes


@pytest.fixture
def evening(tmp_path, call):
    assert call("init")[0] == 0
    folder = tmp_path / "2026-11-19 Breakfast"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(folder / "2.jpg", card("Bo Lind", "bo@lind.example", concerns=[["name", "unsure"]]))
    return folder


def test_init_says_what_to_do_next_and_does_so_twice(call, tmp_path):
    code, out, err = call("init", "my cards")
    assert (code, out) == (0, "")
    assert "cardscan.toml" in err
    assert "cardscan process" in err
    assert {"cardscan.toml", "cardscan.db", "templates", "drafts"} <= {
        path.name for path in (tmp_path / "my cards").iterdir()
    }
    assert "nothing was changed" in call("init", "my cards")[2]


def test_process_says_what_to_do(call, evening):
    code, out, err = call("process")
    assert (code, err) == (0, "")
    assert "2 photos, 2 cards, 2 new contacts, 2 drafts" in out
    assert "Anna Rossi" in out
    assert "the name may be misread" in out
    assert 'cardscan edit 2 name="..."' in out
    assert "drafts" in out
    assert "Nothing new: 2 photos are done already." in call("process")[1]


def test_process_as_json(call, evening):
    photo(evening / "3.jpg", fail="damaged")
    code, out, _ = call("process", "--json")
    told = json.loads(out)
    assert code == 3
    assert told["contacts"] == {"ready": 1, "check": 1, "known": 0}
    assert told["failures"][0]["code"] == "damaged"
    assert call("process")[0] == 0


def test_process_beside_photos_says_where_the_results_are(call, tmp_path):
    folder = tmp_path / "a b"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    code, out, _ = call("process", folder)
    assert code == 0
    assert "results are in a b/cardscan-results" in out
    assert "-w 'a b/cardscan-results'" in out
    assert "Anna Rossi" in call("list", "-w", folder / "cardscan-results")[1]


def test_without_a_workspace_the_way_to_one_is_told(call):
    for command in (["process"], ["list"], ["show", "1"], ["drafts"], ["export", "csv"], ["delete", "1"]):
        code, out, err = call(*command)
        assert (code, out) == (1, "")
        assert "no cardscan workspace" in err
        assert "cardscan init" in err


def test_list_show_and_drafts(call, evening):
    call("process")
    code, out, err = call("list")
    assert code == 0
    assert "Anna Rossi" in out
    assert "2 contacts, 1 to check" in err
    assert "Bo Lind" not in call("list", "ROSSI")[1]
    assert "Anna" not in call("list", "--check")[1]
    assert "Anna Rossi" in call("list", "--event", "break")[1]
    assert "anna@rossi.example" in call("show", "1")[1]
    assert "Anna Rossi" in call("drafts")[1]
    assert "To:        Anna Rossi <anna@rossi.example>" in call("drafts", "1")[1]


def test_explain_names_lines_fields_and_candidates(call, evening):
    call("process")
    code, out, _ = call("show", "1", "--explain")
    assert code == 0
    assert "Candidates" in out
    assert "emails[0]" in out
    code, out, _ = call("read", evening, "--explain")
    assert code == 0
    assert out.count("Candidates") <= out.count("Lines, and how sure")


def test_json_is_one_value_a_line(call, evening):
    call("process")
    rows = [json.loads(line) for line in call("list", "--json")[1].splitlines()]
    assert [row["name"] for row in rows] == ["Anna Rossi", "Bo Lind"]
    shown = json.loads(call("show", "1", "--json")[1])
    assert shown["emails"] == ["anna@rossi.example"]
    assert shown["drafts"][0]["status"] == "written"
    assert [json.loads(line)["contact"] for line in call("drafts", "--json")[1].splitlines()] == [1, 2]


def test_a_letter_that_the_user_changed_is_shown_as_it_is(call, evening, tmp_path):
    call("process")
    path = next((tmp_path / "drafts").rglob("rossi*.eml"))
    path.write_bytes(b"Subject: Mine\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMy own \xc3\xa9\r\n")
    out = call("drafts", "1")[1]
    assert "Subject:   Mine" in out
    assert "My own é" in out
    assert "changed by you" in out


def test_edit_and_delete(call, evening, monkeypatch):
    call("process")
    code, _, err = call("edit", 2, "name=Bo Lund", "promised=a book")
    assert code == 0
    assert "1 draft was written anew" in err
    assert "Bo Lund" in call("list")[1]
    assert call("edit", 2)[0] == 2
    assert call("edit", 2, "nmae=x")[2].splitlines()[1].strip() == "Did you mean 'name'?"
    with open(os.devnull) as nobody:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdin", nobody)
        assert call("delete", 2)[0] == 1
    assert call("delete", 2, "--yes")[0] == 0
    assert call("show", 2)[0] == 2


def test_edit_names_its_fields():
    from cardscan.cli import edit

    assert set(edit._FIELDS.split()) == set(changes.FIELDS)


def test_export(call, evening, tmp_path):
    call("process")
    code, out, err = call("export", "csv", "-")
    assert (code, err) == (0, "")
    assert "Anna Rossi" in out
    assert call("export", "vcard", tmp_path / "all.vcf")[0] == 0
    assert "FN:Anna Rossi" in (tmp_path / "all.vcf").read_text()
    assert call("export", "pdf")[0] == 2
    assert "exports" in call("export", "csv", "--event", "break")[2]


def test_columns_are_parted_as_spreadsheets_of_the_country_expect(call, evening, tmp_path):
    call("process")
    assert '"Number","Name"' in call("export", "csv", "-")[1]
    (tmp_path / "cardscan.toml").write_text('[sender]\ncountry = "IT"\n')
    assert '"Number";"Name"' in call("export", "csv", "-")[1]
    assert '"Number","Name"' in call("export", "csv", "-", "--delimiter", "comma")[1]
    assert call("export", "vcard", "-", "--delimiter", "comma")[0] == 2


def test_an_export_overwrites_nothing_unasked(call, evening, tmp_path):
    call("process")
    other = tmp_path / "notes.csv"
    other.write_text("mine")
    code, _, err = call("export", "csv", other)
    assert (code, other.read_text()) == (1, "mine")
    assert "--force" in err
    assert call("export", "csv", other, "-f")[0] == 0
    assert call("export", "csv")[0] == call("export", "csv")[0] == 0


def test_an_empty_store_is_said(call, tmp_path):
    call("init")
    code, out, err = call("process")
    assert (code, err) == (0, "")
    assert "There are no photos in" in out
    assert "Next:" not in out
    assert "There are no contacts yet" in call("list")[2]
    assert call("export", "vcard")[0] == 1
    assert not (tmp_path / "exports").exists()
    assert call("export", "csv", "-")[1].count("\n") == 1


def test_many_failures_are_few_lines(call, evening):
    for number in range(300):
        photo(evening / f"bad{number}.jpg", fail="damaged")
    photo(evening / "other.jpg", fail="empty")
    code, out, _ = call("process")
    assert code == 3
    assert "2026-11-19 Breakfast/bad0.jpg: it is broken" in out
    assert "... and 293 more" in out
    assert out.count("take it again") == 1
    code, out, _ = call("process")
    assert code == 0
    assert "Nothing new: 2 photos are done already." in out
    assert "301 photos failed before" in out
    assert len(out.splitlines()) == 4


def test_what_changed_since_is_said(call, evening, tmp_path):
    call("process")
    next((tmp_path / "drafts").rglob("rossi*.eml")).write_text("mine")
    (tmp_path / "cardscan.toml").write_text('[sender]\nname = "Kim New"\n')
    evening.rename(tmp_path / "Fair")
    out = call("process")[1]
    assert out.splitlines() == [
        "Nothing new: 2 photos are done already. 2 photos have moved, their contacts with them. "
        "1 draft was written anew. 1 draft that you changed was left alone."
    ]


def test_paths_are_short_where_we_are(call, evening, tmp_path, monkeypatch):
    out = call("process")[1]
    assert "The drafts are in drafts\n" in out
    assert "write it into cardscan.toml" in out
    monkeypatch.chdir(evening)
    assert str(tmp_path / "drafts") in call("drafts")[2]


def test_a_named_workspace_may_be_a_folder_in_it(call, evening, tmp_path):
    call("process", "-w", evening)
    assert "Anna Rossi" in call("list", "-w", evening)[1]
    assert call("list", "-w", tmp_path / "nowhere")[0] == 1


def test_read_keeps_order_and_goes_on(call, evening, tmp_path):
    odd = photo(tmp_path / 'o\'dd "x" \n😀.jpg', card("Cy Young", "cy@young.example"))
    empty = tmp_path / "empty"
    empty.mkdir()
    before = (tmp_path / "cardscan.db").read_bytes()
    code, out, _ = call("read", "--json", tmp_path / "gone.jpg", evening, empty, odd)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [row["photo"] for row in rows] == ["gone.jpg", "1.jpg", "2.jpg", "empty", odd.name]
    assert [row.get("error_code") for row in rows] == ["vanished", None, None, "no-photos", None]
    code, out, err = call("read", evening, tmp_path / "gone.jpg")
    assert code == 3
    assert "anna@rossi.example" in out
    assert "gone.jpg" in err
    assert call("read", evening)[0] == 0
    assert (tmp_path / "cardscan.db").read_bytes() == before


def test_doctor(call, evening, tmp_path):
    code, out, _ = call("doctor", "--json")
    found = {finding["about"]: finding for finding in json.loads(out)["findings"]}
    assert code == 0
    assert found["engine rapidocr"]["state"] == "ok"
    assert found["settings"]["state"] == "optional"
    assert found["database"]["state"] == "ok"
    (tmp_path / "cardscan.db").unlink()
    found = {finding["about"]: finding for finding in json.loads(call("doctor", "--json")[1])["findings"]}
    assert found["database"]["hint"] == "cardscan process"
    assert "your name or e-mail is missing" in call("doctor")[1]


def test_doctor_finds_a_damaged_database(call, evening, tmp_path):
    (tmp_path / "cardscan.db").write_bytes(b"no database at all" * 100)
    code, out, _ = call("doctor")
    assert code == 1
    assert "cardscan.db" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["porcess"], 2, "Did you mean 'process'?"),
        (["zzz"], 2, "there is no command 'zzz'"),
        (["list", "--jsno"], 2, "--json"),
        (["read"], 2, "PATHS"),
        (["read", "--language", "italian", "x"], 2, "'italian'"),
        (["edit", "x", "name=A"], 2, "'x'"),
        ([], 2, "Commands:"),
    ],
)
def test_usage_mistakes_are_explained(call, arguments, code, said):
    got, out, err = call(*arguments)
    assert (got, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_every_command_has_help(call):
    for command in COMMANDS:
        code, out, _ = call(command, "--help")
        assert code == 0
        assert "--debug" in out


def test_a_fault_is_a_line_and_with_debug_a_traceback(call, evening, monkeypatch):
    from cardscan.workflow import process

    def broken(*_, **__):
        raise RuntimeError("sand in the gears")

    monkeypatch.setattr(process, "process", broken)
    code, _, err = call("process")
    assert code == 1
    assert "sand in the gears" in err
    assert "Traceback" not in err
    assert "Traceback" in call("process", "--debug")[2]
    monkeypatch.setattr(process, "process", lambda *_, **__: signal.raise_signal(signal.SIGINT))
    code, _, err = call("process")
    assert code == 130
    assert "kept" in err


def test_what_could_command_the_terminal_is_escaped(call, tmp_path):
    call("init")
    photo(tmp_path / "Fair" / "\x1b[31m\u202egpj.jpg", card("Eve \x1b]0;x\x07 \u202eMoon", "e@moon.example"))
    for command in (["process"], ["list"], ["show", "1"], ["drafts"], ["drafts", "1"], ["read", "Fair"]):
        _, out, err = call(*command)
        assert not set(out + err) & {"\x1b", "\x07", "\u202e"}, command


def test_tables_align_what_people_see():
    text = terminal.table(("a", "b"), [("名前", "x"), ("e\u0301", "y")])
    assert text.splitlines() == ["a     b", "名前  x", "e\u0301     y"]
    assert terminal.table(("a",), [("x" * 5000,)]).splitlines()[1] == "x" * 59 + "…"


def test_output_is_utf8_in_a_c_locale(evening, tmp_path):
    photo(evening / "3.jpg", card("Łucja Żak", "l@zak.example"))
    child = """if True:
        import fake_reader, cardscan.pipeline.read
        cardscan.pipeline.read.read_photos = lambda paths, **options: fake_reader.FakeReader()(paths)
        from cardscan.cli.main import main
        main()
    """
    environment = {
        "LC_ALL": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", child, "read", evening]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
    assert "Łucja Żak" in done.stdout.decode()
    # A closed stream is no error either.
    closed = ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", *command]
    assert subprocess.run(closed, env=environment, timeout=60, check=False).returncode == 0
    # A reader that leaves early (`| head`) is no error.
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
