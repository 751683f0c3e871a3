"""The line model: from a piece's letters and its place on the card to how likely it is a name, a title, a firm ...

A small network (bag of hashed n-grams, one hidden layer) that samples/training/lines.py trains on generated cards; it
runs in numpy. `data/line_model.toml` tells how the weights in `data/line_model.npz` were made.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from cardscan.fields.wordlists import REMEMBERED
from cardscan.folding import unaccent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.fields.layout import Row
    from cardscan.fields.pieces import Piece

    Floats = NDArray[np.float32]

ROLES = ("name", "title", "company", "department")
CLASSES = ("other", *ROLES, *(f"part of {role}" for role in ROLES))
"""What a piece may be: all of a field, a stretch of one, or neither."""

BUCKETS = 1 << 14
LONGEST = 5
WORDS = ("looks_like_name", "title_words", "firm_words", "department_words", "street_words", "sentence")
"""The features that are asked of the neighbours and of the rest of the card, too."""

CUES = (*WORDS, "fits_domain", "fits_local_part", "legal_form")
OWN = (
    *CUES, "honorific", "degree_after", "is_domain", "label", "digits", "one_word", "two_to_four_words", "many_words",
    "capitalised", "lower_case", "all_capitals", "ampersand", "short", "odd_characters", "largest", "among_largest",
    "size", "top", "back", "blurred", "joined", "joined_thrice", "text_after_legal_form", "joined_tight",
    "joined_short", "cut_off", "part_of_row", "joined_unlike", "repeats", "form_alone", "kind_cut", "loose_end",
)  # fmt: skip
_NEIGHBOUR = ("there", "gap", "size", "contact", *WORDS)
_PLACE = (
    "centre", "left", "width", "height", "largest_of_all", "rows", "words", "letters", "card_rows", "order", "beside",
    "web", "mail",
)  # fmt: skip
DENSE = len(OWN) + len(_PLACE) + 2 * len(_NEIGHBOUR) + len(CUES)
_CONTACT = re.compile(r"@|www\.|https?:|(?:\d[\s./()-]*){6}")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_FAR = 4.0
_MOST_SURE = 6.0
_LEAST = 1e-4

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights: a vector for each bucket of n-grams, then a hidden layer over them and the dense features."""

    buckets: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    mean: Floats
    spread: Floats

    def shares(self, keys: Sequence[NDArray[np.int64]], dense: Floats) -> Floats:
        """Return the probability of each class (pieces x CLASSES)."""
        text = np.stack([self.buckets[key].sum(axis=0) / np.sqrt(len(key)) for key in keys])
        inputs = np.concatenate([text, (dense - self.mean) / self.spread], axis=1)
        scores = np.maximum(inputs @ self.hidden + self.hidden_bias, 0) @ self.out + self.out_bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class Odds:
    """What the model says of a piece in a role, in log-odds: that it is of this kind, and that it is all of it."""

    kind: float
    whole: float


def judge(
    pieces: Sequence[Piece], described: Sequence[Features], rows: Sequence[Row], network: Network | None = None
) -> list[dict[str, Odds]]:
    """Return for each piece what it is worth in each of ROLES.

    Args:
        pieces: What may be read as one, in any order.
        described: Their features (roles.describe).
        rows: All rows of the card.
        network: Other weights than the package's own.
    """
    if not pieces:
        return []
    keys = [text_keys(piece.text) for piece in pieces]
    shares = (network or load_network()).shares(keys, dense_features(pieces, described, rows))
    return [{role: _odds(row, at) for at, role in enumerate(ROLES, 1)} for row in shares.tolist()]


def _odds(shares: Sequence[float], at: int) -> Odds:
    whole, part = shares[at] + _LEAST, shares[at + len(ROLES)] + _LEAST
    kind = math.log((whole + part) / (1 - min(1 - _LEAST, whole + part)))
    return Odds(_clipped(kind, _MOST_SURE), _clipped(math.log(whole / part), _MOST_SURE / 2))


def _clipped(value: float, most: float) -> float:
    return max(-most, min(most, value))


@cache
def load_network() -> Network:
    """Read the weights that come with the package."""
    with (files(__package__) / "data" / "line_model.npz").open("rb") as file, np.load(file) as arrays:
        return Network(**{name: arrays[name].astype(np.float32) for name in Network.__slots__})


def text_keys(text: str) -> NDArray[np.int64]:
    """Return the buckets of a text's n-grams, words and shapes of words."""
    tokens = _TOKEN.findall(text)
    found = [_bucket(f"w{min(8, len(tokens))}")]
    for at, token in enumerate(tokens):
        found += _token_keys(token, "<" if at == 0 else ">" if at == len(tokens) - 1 else "")
    return np.array(found, np.int64)


@lru_cache(maxsize=REMEMBERED)  # a card's words stand in several of its pieces
def _token_keys(token: str, edge: str) -> tuple[int, ...]:
    bare = f"^{unaccent(token)}$"
    grams = (bare[i : i + n] for n in range(2, LONGEST + 1) for i in range(len(bare) - n + 1))
    return tuple(map(_bucket, (f"={bare}", f"s{_shape(token)}{edge}", *grams)))


def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode()) % BUCKETS


def _shape(token: str) -> str:
    if token.isdigit():
        return "9"
    if not token[0].isalpha():
        return token
    if len(token) == 1:
        return "X" if token.isupper() else "x"
    return "XX" if token.isupper() else "xx" if token.islower() else "Xx" if token[1:].islower() else "xX"


def dense_features(pieces: Sequence[Piece], described: Sequence[Features], rows: Sequence[Row]) -> Floats:
    """Return what does not hang on the letters: own features, place, neighbours, the rest of the card."""
    card = _Card.of(pieces, described, rows)
    vectors = [
        [features.get(name, 0.0) for name in OWN] + card.place(piece) + card.neighbours(piece) + card.rest(piece)
        for piece, features in zip(pieces, described, strict=True)
    ]
    return np.array(vectors, np.float32)


@dataclass(frozen=True, slots=True)
class _Card:
    """What stands around the pieces."""

    rows: Sequence[Row]
    words: Mapping[int, Features]
    cues: Sequence[tuple[frozenset[int], Sequence[float]]]
    contacts: frozenset[int]
    body: float
    right: float
    tallest: Mapping[int, float]
    web: float
    mail: float

    @classmethod
    def of(cls, pieces: Sequence[Piece], described: Sequence[Features], rows: Sequence[Row]) -> _Card:
        rows = rows or tuple({row.index: row for piece in pieces for row in piece.rows}.values())
        widest: dict[int, tuple[int, Features]] = {}
        for piece, features in zip(pieces, described, strict=True):
            at, size = piece.rows[0].index, len(piece.text)
            if len(piece.rows) == 1 and (at not in widest or widest[at][0] < size):
                widest[at] = (size, features)
        cues = [
            (frozenset(row.index for row in piece.rows), [features.get(name, 0.0) for name in CUES])
            for piece, features in zip(pieces, described, strict=True)
        ]
        heights = sorted(row.height for row in rows)
        contacts = frozenset(row.index for row in rows if _CONTACT.search(row.text))
        words = {at: features for at, (_, features) in widest.items()}
        tallest = {side: max(row.height for row in rows if row.side == side) for side in {row.side for row in rows}}
        texts = " ".join(row.text for row in rows)
        web, mail = float("www" in texts.lower()), float("@" in texts)
        body, right = heights[len(heights) // 2] or 1e-6, max(row.right for row in rows)
        return cls(rows, words, cues, contacts, body, right, tallest, web, mail)

    def place(self, piece: Piece) -> list[float]:
        first, last = piece.rows[0], piece.rows[-1]
        left, right = min(row.left for row in piece.rows), max(row.right for row in piece.rows)
        same = [row for row in self.rows if row.side == first.side]
        top, middle, near = first.middle, last.middle, 0.5 * last.height
        return [
            (left + right) / 2 / self.right, left / self.right, (right - left) / self.right,
            piece.height / self.body, piece.height / self.tallest[first.side], float(len(piece.rows)),
            min(8, len(piece.text.split())) / 4, min(40, len(piece.text)) / 20, min(20, len(self.rows)) / 10,
            sum([row.middle < top for row in same]) / len(same),
            float(any(abs(row.middle - middle) < near and row is not last for row in same)),
            self.web, self.mail,
        ]  # fmt: skip

    def neighbours(self, piece: Piece) -> list[float]:
        first, last = piece.rows[0], piece.rows[-1]
        own = {row.index for row in piece.rows}
        near = [row for row in self.rows if row.index not in own and row.side == first.side and _overlap(row, piece)]
        top, bottom = first.middle, last.middle
        above = max([row for row in near if row.middle < top], key=_middle, default=None)
        below = min([row for row in near if row.middle > bottom], key=_middle, default=None)
        return [
            *self._neighbour(above, piece, first.top - above.bottom if above else 0.0),
            *self._neighbour(below, piece, below.top - last.bottom if below else 0.0),
        ]

    def _neighbour(self, row: Row | None, piece: Piece, gap: float) -> list[float]:
        if row is None:
            return [0.0, 1.0, *[0.0] * (len(_NEIGHBOUR) - 2)]
        features = self.words.get(row.index, {})
        size = min(3.0, max(0.0, row.height / max(piece.height, 1e-6)))
        near = min(_FAR, max(-1.0, gap / max(piece.height, 1e-6))) / _FAR
        return [1.0, near, size, float(row.index in self.contacts), *(features.get(name, 0.0) for name in WORDS)]

    def rest(self, piece: Piece) -> list[float]:
        """The strongest cues elsewhere on the card: what is a firm there need not be one here."""
        own = frozenset(row.index for row in piece.rows)
        others = [values for at, values in self.cues if at.isdisjoint(own)]
        return [max(column) for column in zip(*others, strict=True)] if others else [0.0] * len(CUES)


def _middle(row: Row) -> float:
    return row.middle


def _overlap(row: Row, piece: Piece) -> bool:
    return any(min(row.right, own.right) > max(row.left, own.left) for own in piece.rows)
