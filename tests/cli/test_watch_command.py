import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.cli.watch_lines import Lines
from cardscan.errors import CardscanError
from cardscan.model import Failure
from cardscan.settings.workspace import create
from cardscan.workflow import watch as watching
from cardscan.workflow.alarm import Alarm
from cardscan.workflow.summary import Met, Summary

ANNA = Met(1, "Anna Nowak", "ready", firm="Alfa sp. z o.o.", drafts=1)
HERE = Path(__file__).parent


@pytest.fixture
def evening(tmp_path):
    workspace, _ = create(tmp_path / "ws")
    photo(workspace.root / "Fair" / "1.jpg", card("Anna Nowak", "anna@alfa.example", company="Alfa sp. z o.o."))
    photo(workspace.root / "Fair" / "2.jpg", card("Bo Lind", concerns=[["emails", "missing"]]))
    return workspace


@pytest.fixture
def hurry(monkeypatch):
    """Let a second pass at each look, and Ctrl-C be pressed while the third one is waited for."""
    left = [1000.0]

    def clock():
        left[0] += 1
        return left[0]

    def wait(alarm, seconds, least):
        if left[0] > 1010:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching, "monotonic", clock)
    monkeypatch.setattr(Alarm, "wait", wait)


def test_a_line_a_contact_and_the_sum_at_the_end(call, hurry, evening):
    code, out, err = call("watch", "-w", evening.root)
    lines = out.splitlines()
    assert code == 0
    assert lines[0][5:] == "  Anna Nowak, Alfa sp. z o.o. – ready; draft written"
    assert lines[1][5:].startswith("  Bo Lind – please check: the e-mail address was not found")
    assert "2 photos, 2 cards, 2 new contacts, 2 drafts." in out
    assert "cardscan edit" in out
    assert err == ""


def test_json_is_a_line_a_run(call, hurry, evening):
    code, out, err = call("watch", "-w", evening.root, "--json")
    (line,) = out.splitlines()
    assert [met["name"] for met in json.loads(line)["added"]] == ["Anna Nowak", "Bo Lind"]
    assert (code, err) == (0, "")


def test_a_folder_without_photos_becomes_a_workspace(call, hurry, tmp_path):
    (tmp_path / "AirDrop").mkdir()
    code, out, _ = call("watch", "AirDrop")
    assert code == 0
    assert (tmp_path / "AirDrop" / "cardscan-results" / "cardscan.toml").is_file()
    assert "There are no photos" in out
    code, _, err = call("watch", "AirDrip")
    assert (code, "AirDrip" in err) == (2, True)


def test_what_is_said_beside_the_contacts(capfd, tmp_path):
    workspace, _ = create(tmp_path / "ws")
    lines = Lines(workspace, [], created=False, as_json=False)
    path = workspace.root / "Fair" / "\x1b[2J.jpg"
    lines.waiting(0)  # is shown on terminals only
    lines.away(workspace.root)
    lines.trouble(CardscanError("the disk is full", hint="Run it again."))
    lines.failed(Failure(path, "damaged", "it is broken", "take it again"))
    for _ in range(2):
        lines.ran(Summary(workspace.root, workspace.drafts, problems=["notes.csv: what?"], kept=2, empty=[path]))
    lines.tell(Summary(workspace.root, workspace.drafts, added=[ANNA], known=[ANNA], photos=2))
    out, err = capfd.readouterr()
    assert [line[7:] for line in out.splitlines()] == [
        f"{workspace.root}/Fair/\\x1b[2J.jpg – no card was found",
        "2 drafts that you changed were left alone.",
        f"{workspace.root}/Fair/\\x1b[2J.jpg – no card was found",
        "Anna Nowak, Alfa sp. z o.o. – ready; draft written",
        "Anna Nowak, Alfa sp. z o.o. – already known, card added; draft written",
    ]
    assert err.splitlines()[1:3] == ["cardscan: the disk is full", "  The watch goes on as soon as that is over."]
    assert "it is broken. take it again" in err
    assert err.count("notes.csv: what?") == 1
    assert "Waiting" not in err
    text = lines.end(elsewhere=False)
    assert text.strip().startswith("2 photos, 0 cards, 1 new contact")
    assert "it is broken" in text


def test_ctrl_c_in_the_midst_of_photos_keeps_what_is_done(call, hurry, evening, monkeypatch):
    def read(paths, **_):
        yield from FakeReader()(paths)
        raise KeyboardInterrupt

    monkeypatch.setattr("cardscan.pipeline.read.read_photos", read)
    code, out, err = call("watch", "-w", evening.root)
    assert code == 130
    assert "what was done is kept" in err
    assert "2 photos" not in out
    assert "1 photo, 1 card, 1 new contact, 1 draft." in out
    assert list(evening.drafts.rglob("nowak-*.eml"))


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_while_it_waits_is_its_end(evening):
    child = subprocess.Popen(
        [sys.executable, HERE / "watch_child.py", "watch", "-w", evening.root, "--json"],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert json.loads(child.stdout.readline())["photos"] == 2
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (0, "", "")
