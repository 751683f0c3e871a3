"""How far two spellings are apart when a reader may have taken letters for others that look alike."""

from __future__ import annotations

from functools import cache, lru_cache

from cardscan.fields.wordlists import table

_ALIKE = 0.3
_LONGEST = 64


@lru_cache(maxsize=4096)
def distance(read: str, true: str) -> float:
    """The edits that turn `read` into `true` (Levenshtein); letters that look alike count 0.3 instead of 1."""
    if len(read) > _LONGEST or len(true) > _LONGEST:
        return float(max(len(read), len(true))) if read != true else 0.0
    rows = [[0.0] * (len(true) + 1) for _ in range(len(read) + 1)]
    for i in range(len(read) + 1):
        for j in range(len(true) + 1):
            rows[i][j] = _cheapest(rows, read, true, i, j)
    return rows[-1][-1]


def _cheapest(rows: list[list[float]], read: str, true: str, i: int, j: int) -> float:
    """The cost of turning the first `i` letters into the first `j`."""
    if not i or not j:
        return float(i + j)
    if read[i - 1] == true[j - 1]:
        return rows[i - 1][j - 1]
    best = 1.0 + min(rows[i - 1][j - 1], rows[i - 1][j], rows[i][j - 1])
    for one, other in _pairs().get((read[i - 1], true[j - 1]), ()):
        if read[i - len(one) : i] == one and true[j - len(other) : j] == other and len(one) <= i and len(other) <= j:
            best = min(best, _ALIKE + rows[i - len(one)][j - len(other)])
    return best


@cache
def _pairs() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What looks alike, both ways, by the last letters of the two."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for group in table("lookalikes")["groups"]:
        for one in group:
            for other in group:
                if one != other:
                    found.setdefault((one[-1], other[-1]), []).append((one, other))
    return found
