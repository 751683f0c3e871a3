"""What is left of the rows when contact points are taken out: pieces of text, and the ways they may belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cardscan.fields import lexicon
from cardscan.fields.layout import Row, carries_on, follows, like_size, set_as_logo

_SEPARATORS = re.compile(
    r"\s+[|•·∙●▪■]\s+|(?<!\d)(?<!\d[a-z]{2})\s+[–—-]\s+|\s*[|•∙●▪■]\s*|\s{3,}|(?<=\w)·(?=\w)|·\s+|\s+·"
)
_EDGES = " \t,;:|•·∙●▪■/\\–—-_*<>=~"
_MOST_JOINED = 3
_FAINT = 0.3
_SHORTEST_ROW = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, in one row or in several that follow one another; `spans` holds where in each row's text."""

    text: str
    rows: tuple[Row, ...]
    spans: tuple[tuple[int, int], ...]

    def overlaps(self, other: Piece) -> bool:
        """Tell whether two pieces share text: they cannot both be used."""
        return any(
            row.index == theirs.index and start < their_end and their_start < end
            for row, (start, end) in zip(self.rows, self.spans, strict=True)
            for theirs, (their_start, their_end) in zip(other.rows, other.spans, strict=True)
        )

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
    """Offer what stands in one row: parted at separators, and each part whole and in the ways it may fall apart."""
    found = []
    start = 0
    for part in [*_SEPARATORS.finditer(text), None]:
        end = part.start() if part else len(text)
        found += _offers(row, text, start, end)
        start = part.end() if part else end
    return tuple(found)


def _offers(row: Row, text: str, start: int, end: int) -> list[Piece]:
    whole = _piece(row, text, start, end)
    if whole is None:
        return []
    commas = [start + match.start() for match in re.finditer(r", ", text[start:end])]
    bounds = [start, *commas, end]
    parts = [_piece(row, text, *pair) for pair in pairwise(bounds)] if commas else []
    cut = _where_title_begins(text[start:end]) or _where_person_ends(text[start:end])
    parts += [_piece(row, text, start, start + cut), _piece(row, text, start + cut, end)] if cut else []
    return [whole, *(part for part in parts if part)]


def _piece(row: Row, text: str, start: int, end: int) -> Piece | None:
    clean = text[start:end].strip(_EDGES)
    return Piece(clean, (row,), ((start, end),)) if clean else None


def join_rows(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield what several rows make together: a firm, a name or a title that is set in two or three lines."""
    whole = [piece for piece in pieces if _is_whole(piece)]
    chains: list[tuple[Piece, ...]] = [(piece,) for piece in whole]
    for _ in range(_MOST_JOINED - 1):
        chains = [(*chain, after) for chain in chains for after in _next(chain[-1], whole)]
        for chain in chains:
            yield Piece(
                _join([piece.text for piece in chain]),
                tuple(piece.rows[0] for piece in chain),
                tuple(piece.spans[0] for piece in chain),
            )


def _is_whole(piece: Piece) -> bool:
    """Tell whether a piece fills its row."""
    return len(piece.text) >= len(piece.rows[0].text.strip(_EDGES)) - 1


def _next(piece: Piece, others: Sequence[Piece]) -> list[Piece]:
    """What may carry a piece on: the rest of its printed row, the next row of like size, the next of a logo."""
    row = piece.rows[0]
    right = [other for other in others if carries_on(row, other.rows[0])]
    below = [other for other in others if follows(row, other.rows[0])]
    found = (
        min(right, key=lambda other: other.rows[0].left, default=None),
        _upmost(other for other in below if like_size(row, other.rows[0])),
        _upmost(other for other in below if is_logo(row, other.rows[0])),
    )
    return list(dict.fromkeys(other for other in found if other))


def is_logo(upper: Row, lower: Row) -> bool:
    """Tell rows of one logo; a monogram beside the name is no part of it."""
    return set_as_logo(upper, lower) and all(
        len(row.text.strip()) >= _SHORTEST_ROW or lexicon.legal_form(row.text) for row in (upper, lower)
    )


def _upmost(pieces: Iterable[Piece]) -> Piece | None:
    return min(pieces, key=lambda piece: piece.rows[0].middle, default=None)


def _join(texts: Sequence[str]) -> str:
    joined = texts[0]
    for text in texts[1:]:
        joined = joined[:-1] + text if re.search(r"[a-zà-ÿ]-$", joined) and text[:1].islower() else f"{joined} {text}"
    return joined


def _where_title_begins(text: str) -> int:
    """Return where the title begins in `Anna Bell Founder & CEO`; 0 where there is no such place."""
    best, cut = 0.0, 0
    for space in re.finditer(" ", text):
        left, right = text[: space.start()].rstrip(",;-–"), text[space.end() :]
        if " " not in left.strip() or lexicon.title_score(left) > _FAINT or lexicon.company_score(left) > _FAINT:
            continue
        name, title = lexicon.name_score(left), lexicon.title_score(right)
        if name > 0.7 and title >= 0.6 and name * title > best:
            best, cut = name * title, space.start()
    return cut


def _where_person_ends(text: str) -> int:
    """Return where the legal form begins in `Ioana Pop PFA`; 0 where no person's name stands before one."""
    form = lexicon.find_legal_form(text)
    if form is None or not lexicon.is_sole_trader(text):
        return 0
    return form.start if lexicon.name_score(text[: form.start].strip(" ,-–")) > 0.8 else 0
