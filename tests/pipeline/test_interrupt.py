"""Ctrl-C in the middle of a batch: the process ends at once, and what was read before is kept."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from fake_reader import card, photo

from cardscan.settings.workspace import create

CHILD = """
import sys, time
import fake_reader
from cardscan.pipeline.read import Reader

def read(reader, path, data):
    if b"Slow" in data:
        time.sleep(300)
    return fake_reader.read_one(path)

Reader.read = read
from cardscan.cli.main import main
main()
"""


def test_an_interrupted_run_ends_before_the_slow_photos_and_keeps_the_others(tmp_path: Path) -> None:
    create(tmp_path)
    for i in range(4):
        photo(tmp_path / "Fair" / f"{i}.jpg", card(f"Ann No{i}", f"ann@no{i}.example"))
    for i in range(4, 40):
        photo(tmp_path / "Fair" / f"{i}.jpg", card("Slow"))
    command = [sys.executable, "-c", CHILD, "process", "-w", str(tmp_path), "--workers", "2"]
    path = {"PYTHONPATH": os.pathsep.join(sys.path), "CARDSCAN_LANG": "en"}
    with subprocess.Popen(command, env=path, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while kept(tmp_path) < 2 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "stopped; what was done is kept" in said
    assert kept(tmp_path) == 2  # the fourth waits for the next photo, which may be its back, and the third for its turn


def kept(workspace: Path) -> int:
    if not (workspace / "cardscan.db").exists():
        return 0
    try:
        with closing(sqlite3.connect(workspace / "cardscan.db")) as store:
            return int(store.execute("SELECT count(*) FROM record").fetchone()[0])
    except sqlite3.OperationalError:  # it is only just being made
        return 0
