"""Are two words the same but for a slip? Letters that readers confuse do not count, one or two others may differ."""

import re
from functools import lru_cache

# What readers take for each other, and how one name is spelled in two languages or without its accents, after folding.
_SAME = (
    ("rn", "m"), ("vv", "w"), ("cl", "d"), ("1", "i"), ("l", "i"), ("j", "i"), ("y", "i"), ("0", "o"), ("5", "s"),
    ("8", "b"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ph", "f"), ("th", "t"), ("k", "c"), ("w", "v"), ("z", "s"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_SHORTEST = 4
_LONG = 7
"""From so many letters on, two of them may differ."""


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """Write a folded word so that what readers and keyboards confuse is the same."""
    for seen, meant in _SAME:
        word = word.replace(seen, meant)
    return _DOUBLE.sub(r"\1", word)


@lru_cache(maxsize=65536)
def near(one: str, other: str) -> bool:
    """Tell whether two different words are one but for a slip: of one letter, of two in a long word."""
    return within(one, other, 2 if min(len(one), len(other)) >= _LONG else 1)


def within(one: str, other: str, most: int, shortest: int = _SHORTEST) -> bool:
    """Tell whether two words of some length differ by no more than so many slips."""
    short, long = sorted((len(one), len(other)))
    return short >= shortest and long - short <= most and slips(one, other, most) <= most


def slips(one: str, other: str, most: int) -> int:
    """Count letters put in, left out, exchanged or swapped (optimal string alignment), no further than `most` + 1."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if max(len(one), len(other)) > most + 2:
        return most + 1
    return _distance(one, other)


def _distance(one: str, other: str) -> int:
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, letter2 in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != letter2))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter2:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
