"""How fast are photos read, against other ways and against the models alone? All in one run, on the same photos.

    .venv/bin/python -m benchmarks.throughput                     # samples/photos
    .venv/bin/python -m benchmarks.throughput --photos FOLDER     # your own
    .venv/bin/python -m benchmarks.throughput --every 5 --only read,models,stages

    process     cardscan process, from photos to contacts and letters
    read        cardscan read --json
    rapidocr    RapidOCR with its defaults, text alone
    pytesseract pytesseract as its README shows, text alone
    models      the detection and recognition models on the very tensors that cardscan fed them: the limit

Each is a process of its own, timed from its start to its end; CPU time is its own and its children's. Kinds of file
that RapidOCR and pytesseract cannot open are decoded for them. Nothing is asserted: the figures are for people, who
know what else their machine is doing. `pip install onnxruntime` for RapidOCR; Tesseract is the program.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cardscan.imaging.kinds import is_photo_name

SAMPLES = Path(__file__).parent.parent / "samples" / "photos"
WAYS = ("process", "read", "rapidocr", "pytesseract", "models", "stages")
_MAIN = (sys.executable, "-m", "cardscan.cli.main")


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took: wall and CPU seconds (its children's too), peak memory in MB; and what it printed."""

    wall: float
    cpu: float
    peak: float
    out: bytes


def main() -> None:
    """Run what was asked for, one after the other, and print the ratios."""
    options = arguments()
    photos = sorted(path for path in options.photos.iterdir() if is_photo_name(path))[:: options.every]
    told(f"{len(photos)} photos, {os.cpu_count()} cores")
    told(f"{'':<12}{'photos/s':>9}{'a core':>8}{'CPU s a photo':>15}{'peak MB':>9}")
    took: dict[str, Took] = {}
    for way in WAYS[:-2]:
        if way in options.only:
            took[way] = RUN[way](photos)
            told(row(way, took[way], len(photos)))
    models = None
    if "models" in options.only:
        models = float(contestant("models", photos).out)
        told(f"{'models':<12}{'':>17}{models / len(photos):>15.3f}")
    told("\n".join(["", *ratios(took, models)]))
    if "stages" in options.only:
        told("\n".join(["", *stages(json.loads(contestant("stages", photos).out), len(photos))]))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="How fast are photos read?")
    parser.add_argument("--photos", type=Path, default=SAMPLES, help="the folder of the photos")
    parser.add_argument("--every", type=int, default=1, help="only every so-manieth photo")
    parser.add_argument("--only", default=",".join(WAYS), help="some of " + ",".join(WAYS))
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(WAYS):
        parser.error(f"--only takes some of {', '.join(WAYS)}, not {', '.join(sorted(unknown))}")
    return options


def told(text: str) -> None:
    """Print at once: a run takes minutes."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def process(photos: Sequence[Path]) -> Took:
    """Run `cardscan process` on copies in an event's folder of a new workspace."""
    with tempfile.TemporaryDirectory() as folder:
        run([*_MAIN, "init", folder])
        event = Path(folder) / "2026-09-24 Benchmark"
        event.mkdir()
        for photo in photos:
            shutil.copy(photo, event)
        return run([*_MAIN, "process", "--workspace", folder, str(event)])


def read(photos: Sequence[Path]) -> Took:
    """Run `cardscan read --json`."""
    return run([*_MAIN, "read", "--json", *map(str, photos)])


def contestant(name: str, photos: Sequence[Path]) -> Took:
    """Run one of `benchmarks.contestants`."""
    return run([sys.executable, "-m", "benchmarks.contestants", name, *map(str, photos)])


RUN: dict[str, Callable[[Sequence[Path]], Took]] = {
    "process": process,
    "read": read,
    "rapidocr": lambda photos: contestant("rapidocr", photos),
    "pytesseract": lambda photos: contestant("pytesseract", photos),
}


def run(command: Sequence[str]) -> Took:
    """Run a command to its end; a code other than 0 or «some failed» ends the benchmark with what it said."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=said)  # noqa: S603  # Python, with arguments of ours
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said.seek(0)
        if child.returncode not in {0, 3}:
            sys.exit(said.read().decode("utf-8", "replace"))
        return Took(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


def row(way: str, took: Took, count: int) -> str:
    """Lay out one way's figures."""
    rate = count / took.wall
    return f"{way:<12}{rate:>9.2f}{rate / (os.cpu_count() or 1):>8.2f}{took.cpu / count:>15.3f}{took.peak:>9.0f}"


def ratios(took: dict[str, Took], models: float | None) -> list[str]:
    """Say how `read` compares with each of the others."""
    if "read" not in took:
        return []
    ours = took["read"]
    lines = [f"read: {other.wall / ours.wall:.2f} x the photos a second of {way}" for way, other in took.items()]
    lines = [line for line in lines if not line.endswith(" of read")]
    return lines + ([f"read: {ours.cpu / models:.2f} x the CPU time of the models alone"] if models else [])


def stages(found: dict[str, float], count: int) -> list[str]:
    """Lay out where the CPU time of `process` goes, one photo at a time."""
    whole = sum(found.values())
    lines = [f"{'stage':<14}{'CPU ms a photo':>15}{'share':>8}"]
    lines += [f"{name:<14}{1000 * taken / count:>15.1f}{taken / whole:>8.1%}" for name, taken in found.items()]
    return [*lines, f"{'all':<14}{1000 * whole / count:>15.1f}"]


if __name__ == "__main__":
    main()
