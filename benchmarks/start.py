"""How long does cardscan take to answer? Against Python's own start, in the same run and by turns.

    .venv/bin/python -m benchmarks.start        # 15 rounds
    .venv/bin/python -m benchmarks.start 40

Nothing is asserted: the figures are for people, who know what else their machine is doing.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 15
PYTHON = ("-c", "pass")
CARDSCAN = ("-m", "cardscan.cli.main")


def main() -> None:
    """Time each command by turns, so that a slow minute falls on all of them, and print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        seconds((*CARDSCAN, "init"), Path(folder))
        commands = {
            "python -c pass": PYTHON,
            "cardscan --version": (*CARDSCAN, "--version"),
            "cardscan --help": (*CARDSCAN, "--help"),
            "cardscan list": (*CARDSCAN, "list"),  # in an empty workspace
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                took[name].append(seconds(command, Path(folder)))
    medians = {name: statistics.median(times) for name, times in took.items()}
    bare = medians["python -c pass"]
    rows = [f"{name:<20}{median * 1000:>7.0f} ms{median / bare:>7.1f} x" for name, median in medians.items()]
    sys.stdout.write("\n".join([f"median of {rounds} rounds", *rows]) + "\n")


def seconds(arguments: Sequence[str], folder: Path) -> float:
    """Run Python once and answer its wall time."""
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603  # Python, with arguments of ours
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
