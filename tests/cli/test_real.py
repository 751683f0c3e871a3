"""The whole way with nothing faked: sample photos in, contacts and drafts out."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent.parent.parent / "samples" / "photos"
CARDSCAN = (sys.executable, "-m", "cardscan.cli.main")

pytestmark = pytest.mark.slow


def cardscan(folder, *arguments):
    command = [*CARDSCAN, *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


@pytest.fixture
def evening(tmp_path):
    assert cardscan(tmp_path, "init").returncode == 0
    folder = tmp_path / "2026-09-24 Encuentro"
    folder.mkdir()
    for name in ("IMG_2041.jpg", "IMG_2045.jpg", "IMG_2046.jpg", "notes.csv"):
        shutil.copy(SAMPLES / name, folder)
    return folder


def test_from_photos_to_drafts(evening, tmp_path):
    done = cardscan(tmp_path, "process", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["drafts"] == 3
    rows = [json.loads(line) for line in cardscan(tmp_path, "list", "--json").stdout.splitlines()]
    assert len(rows) == 3
    # How well each card is read is held elsewhere; here one plain card stands for the way from end to end.
    assert ("Imogen Hartwell", ["imogen@saltmarsh-analytics.co.uk"]) in [(row["name"], row["emails"]) for row in rows]
    letters = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.eml")]
    assert len(letters) == 3
    assert any("spreadsheet questions" in letter.replace("=\n", "") for letter in letters)
    start = time.perf_counter()
    again = cardscan(tmp_path, "process")
    assert "Nothing new" in again.stdout
    assert time.perf_counter() - start < 10


def test_read_is_one_line_a_photo(evening, tmp_path):
    done = cardscan(tmp_path, "read", "--json", evening, "gone.jpg")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [row["photo"] for row in rows] == ["IMG_2041.jpg", "IMG_2045.jpg", "IMG_2046.jpg", "gone.jpg"]
    assert rows[1]["cards"][0]["name"] == "Imogen Hartwell"
    assert rows[3]["error"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_quietly_and_keeps_what_is_done(evening, tmp_path):
    with subprocess.Popen([*CARDSCAN, "process"], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        while not (tmp_path / ".cardscan" / "unfinished").exists():
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) in (0, 130)
        assert "Traceback" not in process.stderr.read()
    assert cardscan(tmp_path, "process").returncode == 0
    assert len(cardscan(tmp_path, "list", "--json").stdout.splitlines()) == 3
