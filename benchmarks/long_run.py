"""Does a long run keep its pace and its memory? Thousands of photos in one `cardscan process`.

    .venv/bin/python -m benchmarks.long_run                           # 5,000 photos made of those in samples/photos
    .venv/bin/python -m benchmarks.long_run --photos FOLDER --count 1000
    .venv/bin/python -m benchmarks.long_run --folder FOLDER           # keep the photos that were made for the next time

The photos are repeated in rounds under new names, encoded anew (PDF and HEIC get a remark at their end), so that no two
files are the same and the first five hundred are the same cards as the last. The run is a process of its own, which is
looked at from outside: how many photos its database holds, and how much memory it and its children (Tesseract) take.
Afterwards the same command is timed twice more: with nothing new, and with one new photo.
"""

import argparse
import bisect
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from PIL import Image

SAMPLES = Path(__file__).parent.parent / "samples" / "photos"
KINDS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".tif", ".tiff", ".pdf"})
COUNT, STRETCH, EARLY = 5000, 500, 200
EVERY = 0.5  # seconds between two looks
EVENT = "2026-09-24 Trade fair"
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92},
    "WEBP": {"quality": 92, "method": 0},
    "PNG": {"compress_level": 1},
    "TIFF": {"compression": "tiff_lzw"},
}
REMARKS = {".pdf": b"\n%% %s\n", ".heic": b"\0\0\0\x11free%s"}
"""What goes to the end of a file that takes seconds to encode: a comment, a free box (ISO/IEC 14496-12, 8.1.2)."""
DESCRIPTION = 0x010E  # the EXIF tag that holds a copy's number (Exif 3.0, table 4)
COMMAND = (sys.executable, "-m", "cardscan.cli.main")


@dataclass
class Watched:
    """What was seen of a run: seconds, photos done and megabytes, look by look; `exit` is its exit code."""

    seconds: list[float] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    exit: int = 0

    def at(self, photos: int) -> float:
        """Answer the second at which so many photos were done, between two looks as the crow flies."""
        after = min(bisect.bisect_left(self.photos, photos), len(self.photos) - 1)
        first, second = self.photos[max(after - 1, 0)], self.photos[after]
        share = (photos - first) / (second - first) if second > first else 1.0
        return self.seconds[max(after - 1, 0)] + share * (self.seconds[after] - self.seconds[max(after - 1, 0)])

    def peak(self, photos: int) -> float:
        """Answer the most megabytes until so many photos were done."""
        return max(self.memory[: bisect.bisect_left(self.photos, photos) + 1])


def main() -> None:
    """Make the photos, run, and print what was seen."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="long-run-", dir=options.folder) as place:
        made = options.folder or Path(place)
        photos = make(options.photos, options.count + 1, made / "photos")
        root = Path(place) / "workspace"
        event = root / EVENT
        event.mkdir(parents=True)
        for photo in photos[:-1]:
            os.link(photo, event / photo.name)
        subprocess.run((*COMMAND, "init"), cwd=root, capture_output=True, check=True)  # noqa: S603
        run = watch(root, options.workers)
        sys.stdout.write("\n".join(report(run, root)) + "\n")
        print_again(root, "with nothing new")
        os.link(photos[-1], event / photos[-1].name)
        print_again(root, "with one new photo")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Does a long run keep its pace and its memory?")
    parser.add_argument("--photos", type=Path, default=SAMPLES, help="the folder of the photos to repeat")
    parser.add_argument("--count", type=int, default=COUNT, help="how many photos to read")
    parser.add_argument("--folder", type=Path, help="where the photos that are made are kept, for the next time")
    parser.add_argument("--workers", type=int, help="as for cardscan process")
    return parser.parse_args()


def make(source: Path, count: int, folder: Path) -> list[Path]:
    """Repeat the photos of a folder, in rounds; those that are there from the last time are taken as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    originals = sorted(path for path in source.iterdir() if path.suffix.lower() in KINDS)
    made = [
        folder / f"IMG_{number:05}{path.suffix.lower()}"
        for number, path in enumerate(islice(cycle(originals), count), 1)
    ]
    for index, original in enumerate(originals):
        copy(original, [path for path in made[index :: len(originals)] if not path.exists()])
    return made


def copy(original: Path, copies: list[Path]) -> None:
    """Encode a photo anew for each of its copies, which is named in it; nothing is lost that could be seen."""
    if remark := REMARKS.get(original.suffix.lower()):
        for path in copies:
            path.write_bytes(original.read_bytes() + remark % path.stem.encode())
        return
    with Image.open(original) as image:
        image.load()
        exif = image.getexif()
        for path in copies:
            exif[DESCRIPTION] = path.stem
            part = path.with_suffix(".part")
            image.save(part, format=image.format, exif=exif, **SAVING.get(str(image.format), {}))
            part.rename(path)


def watch(root: Path, workers: int | None) -> Watched:
    """Run `cardscan process` and look at it until it ends."""
    command = [*COMMAND, "process", "--json", *(("--workers", str(workers)) if workers else ())]
    seen, start = Watched(), time.perf_counter()
    with (root / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=root, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            while process.poll() is None:
                seen.photos.append(done(root / "cardscan.db"))
                seen.memory.append(megabytes(process.pid))
                seen.seconds.append(time.perf_counter() - start)
                time.sleep(EVERY)
        finally:
            process.kill()  # where the benchmark itself is broken off
    seen.exit = process.returncode
    seen.photos.append(done(root / "cardscan.db"))
    seen.memory.append(0.0)
    seen.seconds.append(time.perf_counter() - start)
    return seen


def done(database: Path) -> int:
    """Count the photos that a database holds; it is opened for each look, so as not to be in the way."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM photo WHERE status <> 'pending'").fetchone()[0])
    return 0


def megabytes(pid: int) -> float:
    """Add up the memory of a process and of all that it started.

    A child that still bears its parent's command is about to become a program: till then it has its parent's memory.
    That is why its size is asked for after its command, and not along with it.
    """
    rows = {int(one): (int(parent), called) for one, parent, *called in listed("pid=,ppid=,args=")}
    family = grown = {pid} & rows.keys()
    while grown:
        grown = {one for one, (parent, called) in rows.items() if parent in grown and called != rows[parent][1]}
        family = family | grown
    return sum(int(size) for one, size in listed("pid=,rss=") if int(one) in family) / 1024


def listed(columns: str) -> list[list[str]]:
    """Return these columns of all processes."""
    command = ("ps", "-A", "-o", columns)
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [line.split() for line in table.splitlines()]


def report(run: Watched, root: Path) -> Iterator[str]:
    """Lay out pace and memory, stretch by stretch."""
    total = run.photos[-1]
    yield f"{total} photos in {run.seconds[-1]:.0f} s, exit code {run.exit}"
    if run.exit not in (0, 3):
        yield (root / "said").read_text(encoding="utf-8", errors="replace")[-2000:]
    yield f"{'photos':>14}{'photos/s':>10}{'peak MB':>10}"
    stretch = min(STRETCH, max(total // 4, 1))
    rates: list[float] = []
    for first in range(0, total - stretch + 1, stretch):
        # The first photo is there when the models are: the start is no part of the pace.
        took = run.at(first + stretch) - run.at(max(first, 1))
        rates.append((stretch - (first == 0)) / max(took, 1e-9))
        yield f"{f'{first + 1}-{first + stretch}':>14}{rates[-1]:>10.2f}{run.peak(first + stretch):>10.0f}"
    if not rates:
        return
    early, late = run.peak(min(EARLY, total)), max(run.memory)
    yield f"pace of the last {stretch} to the first {stretch}: {rates[-1] / rates[0]:.2f}"
    yield f"peak memory: {early:.0f} MB after {min(EARLY, total)} photos, {late:.0f} MB at the end: {late / early:.2f}"
    yield f"database {(root / 'cardscan.db').stat().st_size / total / 1000:.1f} kB a photo"


def print_again(root: Path, what: str) -> None:
    """Time the same command once more."""
    start = time.perf_counter()
    subprocess.run((*COMMAND, "process"), cwd=root, capture_output=True, check=False)  # noqa: S603
    sys.stdout.write(f"again, {what}: {time.perf_counter() - start:.1f} s\n")


if __name__ == "__main__":
    main()
