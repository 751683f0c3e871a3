"""What does a photo cost on a Dask cluster, and what do 100,000 of them take? The figures of docs/scale.md.

    .venv/bin/python -m benchmarks.cluster                     # samples/photos, two workers of one thread
    .venv/bin/python -m benchmarks.cluster --photos FOLDER --workers 4

A scheduler, its workers and `cardscan process` are started on this machine, each a process of its own; CPU time is what
each of them, its children included, took for the photos, after a first photo that loads the models.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from cardscan.imaging.kinds import is_photo_name
from cardscan.pipeline import shipping
from cardscan.pipeline.read import Reader

SAMPLES = Path(__file__).parent.parent / "samples" / "photos"
PLACE = "127.0.0.1:18786"
CARDSCAN = (sys.executable, "-m", "cardscan.cli.main")
DASK = (sys.executable, "-m", "dask")
MANY, NIGHT = 100_000, 10 * 3600


@dataclass(frozen=True)
class Taken:
    """CPU seconds and memory (bytes) of a process and its children."""

    cpu: float
    memory: int


def main() -> None:
    """Measure, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, default=SAMPLES)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "Fair"
        folder.mkdir()
        photos = [Path(shutil.copy(path, folder)) for path in sorted(options.photos.iterdir()) if is_photo_name(path)]
        sys.stdout.write("\n".join(report(photos, options.workers)) + "\n")


def report(photos: Sequence[Path], workers: int) -> Iterator[str]:
    """Yield the figures, one a line."""
    root = photos[0].parent.parent
    run("init", str(root))
    with cluster(workers) as (scheduler, crew):
        cpu = children()
        run("read", *map(str, photos[: 2 * workers]), "--executor", f"dask://{PLACE}")
        begin = children() - cpu  # libraries and the connection, whatever the number of photos
        before = [taken(scheduler), taken(crew)]
        start, cpu = time.perf_counter(), children()
        run("process", "-w", str(root), "--executor", f"dask://{PLACE}")
        wall, caller = time.perf_counter() - start, children() - cpu - begin
        after = [taken(scheduler), taken(crew)]
    spent = [later.cpu - earlier.cpu for earlier, later in zip(before, after, strict=True)]
    n = len(photos)
    sent = sum(path.stat().st_size for path in photos) / n
    back = len(shipping.read(shipping.pack(Reader(second=True), photos[0].read_bytes())))
    kept = {what: size / n for what, size in stored(root).items()}
    yield f"{n} photos, {workers} workers of one thread: {wall / n * 1000:.0f} ms a photo, the command's start included"
    each = {"worker": spent[1], "scheduler": spent[0], "caller": caller}
    yield "CPU ms a photo: " + ", ".join(f"{who} {cpu / n * 1000:.0f}" for who, cpu in each.items())
    yield f"memory: workers {after[1].memory / workers / 1e6:.0f} MB each, scheduler {after[0].memory / 1e6:.0f} MB"
    yield f"sent {sent / 1000:.0f} kB a photo, answered {back / 1000:.0f} kB (the first one)"
    yield "kept a photo: " + ", ".join(f"{what} {size / 1000:.1f} kB" for what, size in kept.items())
    yield (
        f"{MANY:,} such photos in {NIGHT // 3600} hours: {MANY * sum(spent) / n / NIGHT:.1f} cores that read, "
        f"{MANY * caller / n / 3600:.1f} hours of the caller's one, {MANY * sent * 8 / NIGHT / 1e6:.0f} Mbit/s, "
        f"{MANY * sum(kept.values()) / 1e9:.1f} GB kept"
    )


@contextmanager
def cluster(workers: int) -> Iterator[tuple[psutil.Process, psutil.Process]]:
    """Start a scheduler and workers, and end them."""
    host, port = PLACE.split(":")
    scheduler = started("scheduler", "--host", host, "--port", port)
    crew = started("worker", PLACE, "--nworkers", str(workers), "--nthreads", "1", "--memory-limit", "0")
    try:
        yield psutil.Process(scheduler.pid), psutil.Process(crew.pid)
    finally:
        for process in (crew, scheduler):
            process.terminate()
            process.wait(timeout=60)


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """Start one of Dask's programs."""
    command = [*DASK, *arguments, "--no-dashboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def taken(process: psutil.Process) -> Taken:
    """Return what a process and all below it have taken so far."""
    family = [process, *process.children(recursive=True)]
    times = [one.cpu_times() for one in family]
    cpu = sum(time.user + time.system + time.children_user + time.children_system for time in times)
    return Taken(cpu, sum(one.memory_info().rss for one in family))


def stored(root: Path) -> dict[str, int]:
    """Return how many bytes a workspace keeps, by what they are."""
    cards = [path.stat().st_size for path in (root / ".cardscan" / "cards").iterdir()]
    letters = [path.stat().st_size for path in (root / "drafts").rglob("*.eml")]
    return {"database": (root / "cardscan.db").stat().st_size, "cards": sum(cards), "letters": sum(letters)}


def children() -> float:
    """Return the CPU seconds of the commands that were run so far."""
    times = os.times()
    return times.children_user + times.children_system


def run(*arguments: str) -> None:
    """Run `cardscan`; some photos may fail."""
    done = subprocess.run([*CARDSCAN, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)


if __name__ == "__main__":
    main()
