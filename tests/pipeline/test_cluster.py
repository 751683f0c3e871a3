"""A Dask cluster reads as this process does: the same results in the same order, whoever dies on the way."""

import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from told_reader import LackingReader, ToldReader

from cardscan.cli.main import run
from cardscan.errors import CardscanError
from cardscan.messages import speaking, tr
from cardscan.pipeline import executors, shipping
from cardscan.pipeline.executors import AHEAD, Executor, choose

pytestmark = pytest.mark.dask

PHOTOS = Path(__file__).parents[2] / "samples" / "photos"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.\d]*")
PAIR = ("IMG_2050.jpg", "IMG_2051.jpg")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers of one thread, each a process of its own."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", memory_limit=0) as made:
        yield made


def at(cluster: Any) -> Executor:
    return choose(address(cluster), None)


def address(cluster: Any) -> str:
    return f"dask://{cluster.scheduler_address.partition('://')[2]}"


def lay(folder: Path, *photos: str) -> list[Path]:
    """Lay down photos that tell what becomes of who reads them."""
    paths = [folder / f"{i}.jpg" for i in range(len(photos))]
    for path, text in zip(paths, photos, strict=True):
        path.write_text(text)
    return paths


def test_results_are_those_of_this_process_and_no_path_is_sent(cluster: Any, tmp_path: Path) -> None:
    paths = [tmp_path / "gone.jpg", *lay(tmp_path, "sleep 0.5", *(f"card {i}" for i in range(12)))]
    with speaking("it"):
        results = list(at(cluster).map(ToldReader(), paths))
        empty = tr("the file is empty")
    assert empty != "the file is empty"
    assert [result.path for result in results] == paths
    pids = set()
    for result in results[1:]:
        assert result.failure is not None
        assert (result.failure.path, result.failure.message) == (result.path, f"photo {empty}")
        pids.add(int(result.failure.code))
    assert len(pids) == 2
    assert os.getpid() not in pids
    assert [result.sha256 for result in results] == [
        result.sha256 for result in choose(None, 1).map(ToldReader(), paths)
    ]


def test_no_more_photos_are_sent_than_are_being_read(cluster: Any, tmp_path: Path) -> None:
    opened = 0

    def paths() -> Iterator[Path]:
        nonlocal opened
        for path in lay(tmp_path, "sleep 1.5", *["card"] * 60):
            opened += 1
            yield path

    results = at(cluster).map(ToldReader(), paths())
    next(results)
    assert opened <= 2 * AHEAD + 4
    assert sum(1 for _ in results) == 60


def test_a_photo_that_kills_its_worker_fails_alone(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)  # the first death is blamed on all that was in hand
    paths = lay(tmp_path, "card", "card", "die", "card", "card", "card")
    results = list(at(cluster).map(ToldReader(), paths))
    assert [result.path for result in results] == paths
    codes = [result.failure.code for result in results if result.failure]
    assert codes[2] == "crashed"
    assert [code.isdigit() for code in codes] == [True, True, False, True, True, True]


def test_what_ends_the_run_on_a_worker_ends_it_here(cluster: Any, tmp_path: Path) -> None:
    with pytest.raises(CardscanError, match="the engine is gone") as raised:
        list(at(cluster).map(ToldReader(), lay(tmp_path, "end", "card")))
    assert raised.value.hint == "bring it back"


def test_workers_of_another_version_are_refused(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = shipping.release()
    monkeypatch.setattr(shipping, "release", lambda: "99.1")
    with pytest.raises(CardscanError, match=theirs) as raised:
        list(at(cluster).map(ToldReader(), lay(tmp_path, "card")))
    assert "99.1" in raised.value.hint
    late = shipping.pack(ToldReader(), b"card")
    monkeypatch.undo()
    with pytest.raises(CardscanError, match=theirs):  # a worker that came after the others were asked
        shipping.unpack(shipping.read(late), tmp_path)


def test_a_shipment_shows_nothing_of_the_photo() -> None:
    assert "secret" not in repr(shipping.pack(ToldReader(), b"secret"))


def test_a_worker_that_cannot_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(CardscanError, match="nothing to read with"):
        shipping.unpack(shipping.read(shipping.pack(LackingReader(), b"card")), tmp_path)


def test_nobody_there_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from cardscan.pipeline import cluster as module

    monkeypatch.setattr(module, "_ANSWER", 0.3)
    (photo,) = lay(tmp_path, "card")
    assert run(["read", str(photo), "--executor", "dask://127.0.0.1:9"]) == 1
    out, err = capfd.readouterr()
    assert not out
    assert err.splitlines() == [
        "cardscan: no Dask scheduler answers at 127.0.0.1:9",
        "  See that it runs: dask scheduler",
    ]


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    from cardscan.pipeline import cluster as module

    monkeypatch.setattr(module, "_DESERTED", 0.3)
    with LocalCluster(n_workers=0, dashboard_address=":0") as empty, pytest.raises(CardscanError, match="no workers"):
        list(at(empty).map(ToldReader(), lay(tmp_path, "card")))


def test_a_scheduler_that_is_lost_ends_the_run_with_what_was_done(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=":0"
    ) as short:
        results = at(short).map(ToldReader(), lay(tmp_path, "card", "sleep 1", "card"))
        first = next(results)
    assert first.failure is not None
    with pytest.raises(CardscanError, match="lost"):
        list(results)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("place", ["dask://", "dask://here", "spark://here:1", "10.0.0.5:8786"])
def test_what_is_no_address_is_told(place: str) -> None:
    with pytest.raises(CardscanError, match="no place") as raised:
        choose(place, None)
    assert "dask://HOST:PORT" in raised.value.hint
    assert raised.value.exit_code == 2


def test_without_the_extra_it_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "find_spec", lambda name: None)
    with pytest.raises(CardscanError) as raised:
        choose("dask://here:8786", None)
    assert "pip install 'cardscan-followup[dask]'" in raised.value.hint


def test_the_store_is_the_same_when_a_worker_is_killed(cluster: Any, tmp_path: Path) -> None:
    """The true engine, on a front and its back."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        (folder / "Fair").mkdir(parents=True)
        for name in PAIR:
            copy(PHOTOS / name, folder / "Fair")
        assert run(["init", str(folder)]) == 0
    assert run(["process", "-w", str(here)]) == 0
    killed: list[int] = []
    killer = threading.Thread(target=_kill_one_at_work, args=(cluster, killed))
    killer.start()
    assert run(["process", "-w", str(there), "--executor", address(cluster)]) == 0
    killer.join()
    assert killed
    ours, theirs = _tables(here), _tables(there)
    assert (len(ours["photo"]), len(ours["card"]), len(ours["draft"])) == (2, 2, 1)
    assert ours == theirs
    assert _files(here) == _files(there)


def _kill_one_at_work(cluster: Any, killed: list[int]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for worker in list(cluster.scheduler.workers.values()):
            if worker.processing:
                nanny = next(one for one in cluster.workers.values() if one.worker_address == worker.address)
                killed.append(nanny.pid)
                os.kill(nanny.pid, signal.SIGKILL)
                return
        time.sleep(0.01)


def _tables(workspace: Path) -> dict[str, list[Any]]:
    """Return every row of the store, but for the moment when it was written and the salt of its hashes."""
    with closing(sqlite3.connect(workspace / "cardscan.db")) as store:
        names = [
            row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'salt'")
        ]
        rows = {name: store.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    return {name: [tuple(_MOMENT.sub("", str(cell)) for cell in row) for row in rows[name]] for name in names}


def _files(workspace: Path) -> dict[str, bytes]:
    """Return the pictures of cards, and the names of the letters."""
    found = {path.name: path.read_bytes() for path in (workspace / ".cardscan" / "cards").iterdir()}
    return found | {path.name: b"" for path in workspace.rglob("*.eml")}
