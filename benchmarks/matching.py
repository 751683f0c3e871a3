"""How well are people recognised? Precision, recall and questions on made address books, and the speed of it.

    .venv/bin/python -m benchmarks.matching                # the seeds of development
    .venv/bin/python -m benchmarks.matching 11 12 --held   # other seeds, with names that no training card bears
    .venv/bin/python -m benchmarks.matching 1 --wrong      # and each pair that was missed or taken wrongly

A book has 3,000 contacts, 600 of them a second card of somebody (samples/training/people.py); what is certain is merged
without asking, what is doubtful is asked. Nothing is asserted here: tests/matching holds the floors.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from cardscan.matching.known import KnownPeople
from cardscan.matching.pairs import Pair, find_pairs
from samples.training.people import Book, make_book

SEEDS = (1, 2, 3, 4, 5)


@dataclass(slots=True)
class Score:
    """What came of one book, in pairs."""

    contacts: int
    doubles: int
    merged: int
    merged_right: int
    asked: int
    asked_right: int
    missed: Counter[str] = field(default_factory=Counter)
    asked_kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[Pair] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what is merged without asking, how much is right."""
        return self.merged_right / self.merged if self.merged else 1.0

    @property
    def recall(self) -> float:
        """Of all doubles, how many are merged without asking."""
        return self.merged_right / self.doubles

    @property
    def recall_asked(self) -> float:
        """Of all doubles, how many are merged or asked."""
        return (self.merged_right + self.asked_right) / self.doubles

    @property
    def questions(self) -> float:
        """Questions in 100 contacts."""
        return 100 * self.asked / self.contacts


def score(book: Book) -> Score:
    """Find the doubles of a book and hold them against the truth."""
    pairs = find_pairs(book.contacts)
    certain = [pair for pair in pairs if pair.certain]
    asked = [pair for pair in pairs if not pair.certain]
    found = {(pair.one, pair.other) for pair in pairs}
    return Score(
        len(book.contacts),
        len(book.doubles),
        len(certain),
        sum((pair.one, pair.other) in book.doubles for pair in certain),
        len(asked),
        sum((pair.one, pair.other) in book.doubles for pair in asked),
        Counter(kind for pair, kind in book.doubles.items() if pair not in found),
        Counter(book.doubles.get((pair.one, pair.other), "nobody's") for pair in asked),
        [pair for pair in certain if (pair.one, pair.other) not in book.doubles],
    )


def speed(size: int = 20_000) -> str:
    """Time a large book: learning it, asking about one card, and all pairs."""
    book = make_book(0, size, size // 5)
    start = time.perf_counter()
    known = KnownPeople(book.contacts)
    learned = time.perf_counter()
    for _, contact in book.contacts[:500]:
        known.matches(contact)
    asked = time.perf_counter()
    find_pairs(book.contacts)
    ended = time.perf_counter()
    each = (asked - learned) / 500 * 1000
    return f"{size} contacts: learned in {learned - start:.1f} s, a card in {each:.1f} ms, all in {ended - asked:.1f} s"


def main() -> None:
    """Print the figures of each seed."""
    options = arguments()
    share = "held" if options.held else "train"
    sys.stdout.write("seed  precision  recall  with questions  questions per 100\n")
    for seed in options.seeds or SEEDS:
        book = make_book(seed, share=share)
        result = score(book)
        sys.stdout.write(
            f"{seed:>4}  {result.precision:>9.4f}  {result.recall:>6.3f}  {result.recall_asked:>14.3f}"
            f"  {result.questions:>17.2f}\n"
        )
        if options.wrong:
            _tell(book, result)
    sys.stdout.write(speed() + "\n" if options.speed else "")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", type=int)
    parser.add_argument("--held", action="store_true", help="names and words that training never saw")
    parser.add_argument("--wrong", action="store_true", help="print what went wrong")
    parser.add_argument("--no-speed", dest="speed", action="store_false")
    return parser.parse_args()


def _tell(book: Book, result: Score) -> None:
    contacts = dict(book.contacts)
    sys.stdout.write(f"missed: {dict(result.missed)}\nasked: {dict(result.asked_kinds)}\n")
    for pair in result.wrong:
        sys.stdout.write(f"WRONG {pair}\n  {contacts[pair.one]}\n  {contacts[pair.other]}\n")


if __name__ == "__main__":
    main()
