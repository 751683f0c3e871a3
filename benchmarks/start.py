"""How long does cardscan take to answer? Against Python's own start, in the same run and by turns.

    .venv/bin/python -m benchmarks.start        # 15 rounds
    .venv/bin/python -m benchmarks.start 40
    .venv/bin/python -m benchmarks.start 15 photo.jpg

One photo is read from a cold start, too (the compiled models are cached): against the import of the two libraries that
carry it, and what the models take for that photo in a process that has read it before.

Nothing is asserted: the figures are for people, who know what else their machine is doing.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from cardscan.ocr import runtime
from cardscan.pipeline.read import read_photos

ROUNDS = 15
PHOTO = sorted((Path(__file__).parent.parent / "samples" / "photos").glob("*.jpg"))[0]
PYTHON = ("-c", "pass")
CARDSCAN = ("-m", "cardscan.cli.main")
LIBRARIES, READ, MODELS = "import cv2, openvino", "cardscan read --json", "its inference"


def main() -> None:
    """Time each command by turns, so that a slow minute falls on all of them, and print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    photo = Path(sys.argv[2] if len(sys.argv) > 2 else PHOTO).resolve()
    with tempfile.TemporaryDirectory() as folder:
        measures = commands(Path(folder), photo)
        measures[READ]()  # the models are compiled once for all
        measures[MODELS]()
        took: dict[str, list[float]] = {name: [] for name in measures}
        for _ in range(rounds):
            for name, measure in measures.items():
                took[name].append(measure())
    medians = {name: statistics.median(times) for name, times in took.items()}
    bare, start = medians["python -c pass"], medians[READ] - medians[MODELS]
    rows = [f"{name:<22}{median * 1000:>7.0f} ms{median / bare:>7.1f} x" for name, median in medians.items()]
    last = f"{READ} is its inference and {start / medians[LIBRARIES]:.2f} x the time of {LIBRARIES}"
    sys.stdout.write("\n".join([f"median of {rounds} rounds", *rows, last]) + "\n")


def commands(folder: Path, photo: Path) -> dict[str, Callable[[], float]]:
    """What is timed, by name; each answers seconds. `folder` becomes an empty workspace."""
    seconds((*CARDSCAN, "init"), folder)
    return {
        "python -c pass": lambda: seconds(PYTHON, folder),
        "cardscan --version": lambda: seconds((*CARDSCAN, "--version"), folder),
        "cardscan --help": lambda: seconds((*CARDSCAN, "--help"), folder),
        "cardscan list": lambda: seconds((*CARDSCAN, "list"), folder),
        LIBRARIES: lambda: seconds(("-c", LIBRARIES), folder),
        READ: lambda: seconds((*CARDSCAN, "read", "--json", str(photo)), folder),
        MODELS: lambda: inference(photo),
    }


def inference(photo: Path) -> float:
    """Read a photo in this process and answer how long its models ran."""
    ran: list[float] = []
    call = runtime._OpenVinoNetwork.__call__  # nobody else needs to know how long it runs

    def timed(network: runtime._OpenVinoNetwork, tensor: runtime.Tensor) -> runtime.Tensor:
        start = time.perf_counter()
        answer = call(network, tensor)
        ran.append(time.perf_counter() - start)
        return answer

    with patch.object(runtime._OpenVinoNetwork, "__call__", timed):
        list(read_photos([photo], workers=1))
    return sum(ran)


def seconds(arguments: Sequence[str], folder: Path) -> float:
    """Run Python once and answer its wall time."""
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603  # Python, with arguments of ours
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
