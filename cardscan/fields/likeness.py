"""How far two spellings are apart when a reader may have taken letters for others that look alike."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from cardscan.fields.wordlists import table

_ALIKE = 0.3
_LONGEST = 64


@lru_cache(maxsize=4096)
def distance(read: str, true: str, most: float = math.inf) -> float:
    """The edits that turn `read` into `true` (Levenshtein); letters that look alike count 0.3 instead of 1.

    Where they are `most` or more, it may be any number from `most` on.
    """
    if len(read) > _LONGEST or len(true) > _LONGEST:
        return float(max(len(read), len(true))) if read != true else 0.0
    pairs = _pairs()
    rows = [[float(j) for j in range(len(true) + 1)]]
    for i, letter in enumerate(read, 1):
        above, row, alike = rows[-1], [float(i)], pairs.get(letter, {})
        rows.append(row)
        for j, other in enumerate(true, 1):
            if letter == other:
                row.append(above[j - 1])
                continue
            row.append(1.0 + min(above[j - 1], above[j], row[-1]))
            for one, its in alike.get(other, ()):
                if read.endswith(one, 0, i) and true.endswith(its, 0, j):
                    row[j] = min(row[j], _ALIKE + rows[i - len(one)][j - len(its)])
        if min(row) >= most and all(min(row) >= most for row in rows[-_reach() :]):
            return most
    return rows[-1][-1]


def is_near(read: str, true: str, most: float) -> bool:
    """Tell whether two spellings are less than `most` apart: no group's differ by more than a letter in length."""
    return _ALIKE * abs(len(read) - len(true)) < most and distance(read, true, most) < most


@cache
def _reach() -> int:
    """How many letters a group has at most: so many rows back an edit may begin."""
    return max(len(one) for group in table("lookalikes")["groups"] for one in group)


@cache
def _pairs() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """What looks alike, both ways, by the last letters of the two."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for group in table("lookalikes")["groups"]:
        for one in group:
            for other in group:
                if one != other:
                    found.setdefault(one[-1], {}).setdefault(other[-1], []).append((one, other))
    return found
