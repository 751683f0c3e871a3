"""What is left of the rows when contact points are taken out: pieces of text, and the ways they may belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardscan.fields import lexicon
from cardscan.fields.layout import Row, follows, like_size

_SEPARATORS = re.compile(r"\s+[|•·∙●▪■–—-]\s+|\s*[|•∙●▪■]\s*|\s{3,}|(?<=\w)·(?=\w)|·\s+|\s+·")
_EDGES = " \t,;:|•·∙●▪■/\\–—-_*<>=~"
_MOST_JOINED = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the rows it stands in (one, or several that follow one another) and its place in the first."""

    text: str
    rows: tuple[Row, ...]
    part: int = 0

    @property
    def keys(self) -> frozenset[tuple[int, int]]:
        """What it occupies: pieces with a common key cannot both be used."""
        return frozenset((row.index, self.part if i == 0 else 0) for i, row in enumerate(self.rows))

    @property
    def lines(self) -> tuple[int, ...]:
        """The indices of the reading's lines that it comes from."""
        return tuple(row.index for row in self.rows)

    @property
    def height(self) -> float:
        """The size of its type: that of its largest row."""
        return max(row.height for row in self.rows)

    @property
    def confidence(self) -> float:
        """What the OCR engine thinks of its weakest row."""
        return min(row.confidence for row in self.rows)


def split_row(row: Row, text: str) -> tuple[Piece, ...]:
    """Part what stands in one row: at separators, and where a name ends and a job title begins."""
    texts = [clean for part in _SEPARATORS.split(text) if (clean := part.strip(_EDGES))]
    texts = [half for part in texts for half in _name_and_title(part)]
    return tuple(Piece(part, (row,), i) for i, part in enumerate(texts))


def join_rows(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield what several rows make together: a firm, a name or a title that is set in two or three lines."""
    whole = [piece for piece in pieces if len(piece.rows) == 1 and _is_alone(piece, pieces)]
    for first in whole:
        chain = [first]
        while len(chain) < _MOST_JOINED:
            below = _next(chain[-1], whole)
            if below is None:
                break
            chain.append(below)
            yield Piece(_join([piece.text for piece in chain]), tuple(piece.rows[0] for piece in chain), first.part)


def _is_alone(piece: Piece, pieces: Sequence[Piece]) -> bool:
    return not any(other is not piece and other.rows == piece.rows for other in pieces)


def _next(piece: Piece, others: Sequence[Piece]) -> Piece | None:
    row = piece.rows[0]
    below = [other for other in others if follows(row, other.rows[0]) and like_size(row, other.rows[0])]
    return min(below, key=lambda other: other.rows[0].middle, default=None)


def _join(texts: Sequence[str]) -> str:
    joined = texts[0]
    for text in texts[1:]:
        joined = joined[:-1] + text if re.search(r"[a-zà-ÿ]-$", joined) and text[:1].islower() else f"{joined} {text}"
    return joined


def _name_and_title(text: str) -> list[str]:
    """Part `Anna Bell Founder & CEO` and `John Reed, Owner, License 123`; others stay whole."""
    words = text.split()
    best, halves = 0.0, [text]
    for cut in range(2, len(words)):
        left, right = " ".join(words[:cut]).rstrip(",;-–"), " ".join(words[cut:])
        title = lexicon.title_score(right)
        if title < 0.6 or lexicon.title_score(left) > 0.3 or lexicon.company_score(left) > 0.3:
            continue
        worth = lexicon.name_score(left) * title
        if lexicon.name_score(left) > 0.7 and worth > best:
            best, halves = worth, [left, right]
    return halves
