"""Who is who among the pieces: how well each may be the name, the title, the firm, the department."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise, permutations
from typing import Literal, get_args

from cardscan.fields import lexicon, wordlists
from cardscan.fields.codes import Said
from cardscan.fields.evidence import best_domain, name_fits_local
from cardscan.fields.layout import Row, carries_on, follows, like_size, set_together
from cardscan.fields.line_model import Odds, judge
from cardscan.fields.pieces import Piece, is_logo
from cardscan.folding import unaccent

Role = Literal["name", "title", "company", "department"]
ROLES: tuple[Role, ...] = get_args(Role)
Features = Mapping[str, float]

_SAME = 0.85
_SHORT_ROW = 4
_MOST_KIND = 2
_LONG_WORD = 4
_TITLE = 0.6
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece in a role: its score is a log-odds, made of weighted features."""

    role: Role
    piece: Piece
    score: float
    features: Features

    @property
    def reasons(self) -> tuple[str, ...]:
        """The features that spoke for it, strongest first."""
        weights = _weights()[self.role]
        shares = {name: weights.get(name, 0.0) * value for name, value in self.features.items()}
        return tuple(name for name, share in sorted(shares.items(), key=lambda pair: -pair[1]) if share > 0.1)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the card tells: local parts and domains that bear a name, codes, sizes of type by side."""

    locals: tuple[str, ...]
    domains: tuple[str, ...]
    said: Said
    heights: Mapping[int, tuple[float, ...]]
    tight: frozenset[tuple[int, int]] = frozenset()
    logos: frozenset[tuple[int, int]] = frozenset()
    rows: tuple[Row, ...] = ()


def propose(pieces: Sequence[Piece], around: Surroundings, *, model: bool = True) -> dict[Role, list[Candidate]]:
    """Return the candidates for each role, best first; without the line model where `model` is off."""
    described = describe_all(pieces, around)
    judged = judge(pieces, described, around.rows) if model else [{}] * len(pieces)
    candidates = [
        candidate
        for piece, features, odds in zip(pieces, described, judged, strict=True)
        for candidate in _candidates(piece, features, odds)
    ]
    return {
        role: sorted(
            (candidate for candidate in candidates if candidate.role == role), key=lambda candidate: -candidate.score
        )
        for role in ROLES
    }


def describe_all(pieces: Sequence[Piece], around: Surroundings) -> list[dict[str, float]]:
    """Return the features of all pieces of a card."""
    pairs = list(permutations({row for piece in pieces for row in piece.rows}, 2))
    below = [(one, other) for one, other in pairs if follows(one, other)]
    tight = frozenset((a.index, b.index) for a, b in below if set_together(a, b) and not lexicon.prefixes(b.text)[0])
    logos = {(one.index, other.index) for one, other in below if is_logo(one, other)}
    logos |= {(one.index, other.index) for one, other in pairs if carries_on(one, other)}
    around = replace(around, tight=tight, logos=tight | logos)
    return [describe(piece, around) for piece in pieces]


def _candidates(piece: Piece, features: Features, odds: Mapping[str, Odds]) -> list[Candidate]:
    found = []
    telling = {name: value for name, value in features.items() if value}
    for role in ROLES:
        score = _score(role, telling)
        if odds:
            voice = _weights()["line_model"]
            said = odds[role].kind + voice["whole"] * odds[role].whole
            score += voice[role] * (said if odds[role].whole > 0 else min(0.0, said))  # nothing speaks for a mere part
        found.append(Candidate(role, piece, score, {**features, "line_model": odds[role].kind} if odds else features))
    return found


def _score(role: Role, features: Features) -> float:
    weights = _weights()[role]
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())


def describe(piece: Piece, around: Surroundings) -> dict[str, float]:
    """Return the features of a piece, most of them in 0..1; `data/weights.toml` weighs them by role."""
    text = piece.text
    prefix, bare = lexicon.prefixes(text)
    bare, suffix = lexicon.suffixes(bare)
    words = _WORD.findall(bare)
    has_form = lexicon.legal_form(text) is not None
    is_firm = has_form or "&" in text or " + " in text
    domain = best_domain(text, around.domains)
    local = max((name_fits_local(bare, local) for local in around.locals), default=0.0)
    return {
        "looks_like_name": lexicon.name_score(bare),
        "honorific": float(bool(prefix)),
        "degree_after": float(bool(suffix)),
        "fits_local_part": 0.0 if is_firm else local,  # its partners' names stand in many a firm's
        "fits_domain": domain,
        "code_says_name": float(around.said.likeness("name", bare) > _SAME),
        "code_says_firm": float(around.said.likeness("company", text) > _SAME),
        "code_says_title": float(around.said.likeness("title", text) > _SAME),
        "is_domain": float(domain == 1.0),
        "title_words": lexicon.title_score(text),
        "firm_words": lexicon.company_score(text),
        "legal_form": float(has_form),
        "department_words": lexicon.department_score(text),
        "street_words": lexicon.street_score(text),
        "sentence": lexicon.tagline_score(text),
        "label": float(lexicon.label(text) is not None),
        **_shape(bare, words),
        **_size(piece, around),
        **_wholeness(piece, around),
    }


def _shape(text: str, words: list[str]) -> dict[str, float]:
    letters = [c for c in text if c.isalpha()]
    capitalised = [word for word in words if word[0].isupper()]
    return {
        "digits": float(any(c.isdigit() for c in text)),
        "one_word": float(len(words) == 1),
        "two_to_four_words": float(2 <= len(words) <= 4),
        "many_words": float(len(words) > 5),
        "capitalised": len(capitalised) / len(words) if words else 0.0,
        "lower_case": float(bool(words) and not capitalised),
        "all_capitals": float(len(letters) > 3 and all(c.isupper() for c in letters)),
        "ampersand": float("&" in text or " + " in text),
        "short": float(len(letters) < 4),
        "odd_characters": float(sum(not (c.isalnum() or c in " .,'’-&/()!") for c in text) > 0),
    }


def _size(piece: Piece, around: Surroundings) -> dict[str, float]:
    heights = around.heights[piece.rows[0].side]
    own = piece.height
    larger = sum(height > 1.08 * own for height in heights)
    body = heights[len(heights) // 2]
    return {
        "largest": float(larger == 0),
        "among_largest": float(larger <= 2),
        "size": min(1.0, max(-1.0, own / body - 1.0)),
        "top": 1.0 - min(1.0, piece.rows[0].middle),
        "back": float(piece.rows[0].side == 1),
        "blurred": 1.0 - piece.confidence,
    }


def _wholeness(piece: Piece, around: Surroundings) -> dict[str, float]:
    """Tell whether a piece is all of what was set together: in its row, and with the rows above and below."""
    pairs = list(pairwise(row.index for row in piece.rows))
    inside = {row.index for row in piece.rows}
    kind_cut = _is_kind(piece.text) and any((a in inside) != (b in inside) for a, b in around.logos)
    cut = any((above in inside) != (below in inside) for above, below in around.tight)
    return {
        "joined": float(bool(pairs)),
        "joined_thrice": float(len(pairs) > 1),
        "joined_unlike": float(any(not like_size(one, other) for one, other in pairwise(piece.rows))),
        "two_titles": float(bool(pairs) and all(lexicon.title_score(row.text) >= _TITLE for row in piece.rows)),
        "repeats": float(bool(pairs) and _repeats([row.text for row in piece.rows])),
        "form_alone": float(_is_form_alone(piece.text)),
        "kind_cut": float(kind_cut),
        "kind_and_form_cut": float(kind_cut and lexicon.find_legal_form(piece.text) is not None),
        "linked": float(any({a.text.split()[-1], b.text.split()[0]} & _links() for a, b in pairwise(piece.rows))),
        "loose_end": float(_has_loose_end(piece, around)),
        "text_after_legal_form": float(bool(pairs) and _goes_on_after_form(piece.text)),
        "joined_tight": float(bool(pairs) and all(pair in around.tight for pair in pairs) and _is_large(piece, around)),
        "joined_short": float(bool(pairs) and any(len(row.text.strip()) < _SHORT_ROW for row in piece.rows)),
        "cut_off": float(cut and len(piece.text) >= _SHORT_ROW and _is_large(piece, around)),
        "part_of_row": float(len(piece.rows) == 1 and len(piece.text) < 0.9 * len(piece.rows[0].text.strip())),
    }


def _repeats(texts: Sequence[str]) -> bool:
    """Tell whether two rows share a word: the firm's mark, and its legal name below it."""
    rows = [{word for word in map(unaccent, _WORD.findall(text)) if len(word) >= _LONG_WORD} for text in texts]
    return any(one & other for one, other in combinations(rows, 2))


def _is_form_alone(text: str) -> bool:
    form = lexicon.find_legal_form(text)
    return form is not None and not any(c.isalpha() for c in text[: form.start] + text[form.end :])


def _is_kind(text: str) -> bool:
    """Tell words that say what kind of firm it is and not which: `Grupo`, `Szkoła`, `Architekten PartGmbB`."""
    form = lexicon.find_legal_form(text)
    bare = text[: form.start] + text[form.end :] if form else text
    words = [unaccent(word) for word in _WORD.findall(bare)]
    return len(words) <= _MOST_KIND and all(word in wordlists.vocabulary() for word in words)


def _has_loose_end(piece: Piece, around: Surroundings) -> bool:
    """Tell whether a piece opens or breaks off with `of` or `&`, or the row below it goes on with one."""
    words = piece.text.split()
    after = {below for above, below in around.logos if above == piece.rows[-1].index}
    opening = [row.text.split()[:1] for row in around.rows if row.index in after]
    return bool({words[0], words[-1], *(word for first in opening for word in first)} & _links())


@cache
def _links() -> frozenset[str]:
    return frozenset(wordlists.split(wordlists.table("companies")["links"]["every"]))


def _goes_on_after_form(text: str) -> bool:
    form = lexicon.find_legal_form(text)
    return form is not None and any(c.isalpha() for c in text[form.end :])


def _is_large(piece: Piece, around: Surroundings) -> bool:
    heights = around.heights[piece.rows[0].side]
    return piece.height > 1.15 * heights[len(heights) // 2]


@cache
def _weights() -> dict[str, dict[str, float]]:
    return wordlists.table("weights")
