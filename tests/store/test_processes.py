"""What happens to the store when processes are killed, compete or run out of disk."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cardscan.store.open import open_store

HERE = Path(__file__).parent

WRITER = """
import sys
from pathlib import Path
from store_values import EVENT, add, draft, reading, status
from cardscan.store.open import open_store
name, count = sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
with open_store(Path(sys.argv[1])) as store:
    for number in range(count):
        sha256 = f"{name}{number}-"
        if status(store, f"{sha256}0", EVENT.folder) == "read":
            continue
        with store.transaction():
            for index in range(3):
                record = add(store, reading(sha256=sha256, index=index, sides=2))
                store.drafts.put(record, draft(), f"{record}.eml", "h")
"""

FULL = """
import resource, signal, sys
from pathlib import Path
from store_values import add, reading
from cardscan.errors import CardscanError
from cardscan.model import Contact, Name
from cardscan.store.open import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
try:
    store = open_store(path)
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for number in range(100):
        add(store, reading(Contact(name=Name("x" * 2_000)), sha256=f"n{number}"))
        print("stored", flush=True)
except CardscanError as error:
    print(error.message, "/", error.hint)
"""

DENIED = """
import os, sys
from pathlib import Path
from store_values import add
from cardscan.errors import CardscanError
from cardscan.store.open import open_store
if os.geteuid() == 0:
    os.setuid(65534)
try:
    with open_store(Path(sys.argv[1])) as store:
        add(store)
except CardscanError as error:
    print(error.message, "/", error.hint)
"""


def start(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(HERE)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def output(process):
    text, _ = process.communicate(timeout=60)
    return text.splitlines()


def assert_whole(path):
    """Every photo is there with all its cards and drafts, or not at all."""
    with open_store(path) as store:
        store.check()
        photos, records = store.photos.find(), store.records()
        assert {photo.status for photo in photos} <= {"read", "back"}
        assert len(photos) * 3 == len(records) * 2
        assert len(store.drafts.find()) == len(records)
        return len(records) // 3


def test_a_kill_leaves_all_of_a_photo_or_nothing(tmp_path):
    path, rng, done = tmp_path / "cardscan.db", random.Random(5), []
    for _ in range(6):
        writer = start(WRITER, path, "k", 400)
        assert writer.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.4))
        writer.send_signal(signal.SIGKILL)
        assert output(writer) == []
        done.append(assert_whole(path))
    assert done == sorted(done)
    assert 0 < done[-1] < 400, "the kills came too early or too late to show anything"
    assert not [
        entry for entry in tmp_path.iterdir() if entry.name not in ("cardscan.db",) and "part" not in entry.name
    ]


def test_two_processes_write_at_once(tmp_path):
    path = tmp_path / "cardscan.db"
    writers = [start(WRITER, path, name, 15) for name in ("a", "b", "a")]
    for writer in writers:
        assert output(writer) == ["ready"]
        assert writer.returncode == 0
    assert assert_whole(path) == 30


@pytest.mark.parametrize("limit", [500_000, 800_000])
def test_a_full_disk_is_one_line_and_keeps_what_was_stored(tmp_path, limit):
    path = tmp_path / "cardscan.db"
    process = start(FULL, path, limit)
    *stored, said = output(process)
    assert process.returncode == 0
    assert f"Cannot write {path}" in said
    assert "disk" in said
    with open_store(path) as store:
        store.check()
        assert len(store.records()) == len(stored) == len(store.photos.find()) > 0


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_permission_is_one_line(there):
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "cardscan.db"
        if there:
            open_store(path).close()
            path.chmod(0o444)
        path.parent.chmod(0o555)
        (said,) = output(start(DENIED, path))
        assert f"Cannot write {path}: no permission" in said
        path.parent.chmod(0o700)
