"""Honorifics and degrees around a person's name: `Dott.ssa Chiara ...`, `..., MBA`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardscan.fields.wordlists import REMEMBERED, split, table, unaccent_with_positions
from cardscan.folding import unaccent

if TYPE_CHECKING:
    from collections.abc import Sequence

_PIECE = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s.,'’/º°ª-]*")
_CLOSING = re.compile(r"[.º°ª]*\)?\.?")
_LAST = re.compile(r"[\s,;|]+\(?(?=[^\s,;|]+(?: [^\s,;|]+){0,2}$)")


class _Unit(NamedTuple):
    """One honorific: its pieces of letters as folded, what stands between them as printed, whether its dot must be."""

    pieces: tuple[str, ...]
    gaps: tuple[str, ...]
    needs_dot: bool
    is_word: bool
    languages: frozenset[str]


@lru_cache(maxsize=REMEMBERED)
def prefixes(text: str, language: str | None = None) -> tuple[str, str]:
    """Split leading honorifics from a name: `mgrinż. Jan Lis` gives `("mgr inż.", "Jan Lis")`.

    Args:
        text: A line that may be a name. What holds a digit is none.
        language: Where given, honorifics of this language win over others that are spelled alike.
    """
    if any(c.isdigit() for c in text) or "@" in text:
        return "", text
    found: list[str] = []
    rest = text.strip()
    while (step := _first(rest, language)) is not None:
        printed, rest = step
        found.append(printed)
    return (" ".join(found), rest) if found else ("", text)


def honorific_gender(prefix: str) -> Literal["f", "m"] | None:
    """Tell the gender that an honorific as `prefixes` gives it shows: `Dott.ssa` f, `Sig.` m, `Ing.` none."""
    women, men = _gendered()
    parts = [_letters(part) for part in prefix.split()]
    if any(part in women for part in parts):
        return "f"
    return "m" if any(part in men for part in parts) else None


@lru_cache(maxsize=REMEMBERED)
def suffixes(text: str) -> tuple[str, str]:
    """Split degrees and the like from the end of a name: `Ann Lee, MBA` gives `("Ann Lee", "MBA")`."""
    rest, start = text.strip(), len(text.strip())
    whole = rest
    while (cut := _last(rest)) is not None:
        rest, start = whole[:cut].rstrip(" ,;|-–/"), cut
    return (rest, whole[start:].strip(" ,;|")) if start < len(whole) and rest else (text, "")


def _first(text: str, language: str | None) -> tuple[str, str] | None:
    folded, positions = unaccent_with_positions(text)
    opening = _PIECE.search(folded)
    if opening is None or opening.start() > 1:
        return None
    by_first = _units()
    for size in range(len(opening[0]), 0, -1):
        units = by_first.get(opening[0][:size], ())
        for unit in sorted(units, key=lambda unit: (-len("".join(unit.pieces)), language not in unit.languages)):
            step = _match(unit, text, folded, positions)
            if step is not None:
                return step
    return None


def _match(unit: _Unit, text: str, folded: str, positions: Sequence[int]) -> tuple[str, str] | None:
    """Match a unit at the start of `text`; give it as printed, and the rest."""
    found = _spans(unit.pieces, folded)
    if not found:
        return None
    end = positions[found[-1][1]]
    closing = _CLOSING.match(text, end)
    tail = closing[0] if closing else ""
    rest = text[end + len(tail) :]
    if (unit.needs_dot and "." not in tail and not unit.gaps) or not _parts(text[:end], tail, rest):
        return None
    rest = rest.strip(" ,-–")
    if unit.is_word and not _opens_name(rest):
        return None
    return _printed(unit, text, [(positions[start], positions[end]) for start, end in found]) + tail, rest


def _spans(pieces: Sequence[str], folded: str) -> list[tuple[int, int]]:
    """Tell where the pieces stand that open a text; none where they do not."""
    spans: list[tuple[int, int]] = []
    at = int(folded.startswith("("))
    for piece in pieces:
        gap = _GAP.match(folded, at) if spans else None
        start = gap.end() if gap else at
        at = start + len(piece)
        if not folded.startswith(piece, start):
            return []
        spans.append((start, at))
    return spans


def _parts(before: str, tail: str, rest: str) -> bool:
    """Tell whether the honorific ends where the rest begins, also where OCR lost the space: `Ing.Ada`, `DrAda`."""
    if not rest or not rest[0].isalpha():
        return True
    if tail:
        return True
    if before[-1:].islower() and rest[0].isupper():
        return True
    first = rest.split(".", maxsplit=1)[0].split(maxsplit=1)[0]
    return unaccent(first) in _units() and len(before) > 2 and "." in rest[:6]


def _opens_name(rest: str) -> bool:
    return bool(rest) and rest[0].isalpha() and (rest[0].isupper() or rest.islower()) and len(rest.split()) > 0


def _printed(unit: _Unit, text: str, spans: list[tuple[int, int]]) -> str:
    """Give the printed pieces with the usual spacing between them."""
    out = text[: spans[0][1]]
    for at, (start, end) in enumerate(spans[1:]):
        printed = text[spans[at][1] : start]
        gap = unit.gaps[at].replace(" ", "-") if "-" in printed else unit.gaps[at]
        out += gap if "." in printed or "." not in gap else gap.replace(".", "") or " "
        out += text[start:end]
    return out


def _last(text: str) -> int | None:
    """Find where the last suffix of a text begins."""
    for found in _LAST.finditer(text):
        word = text[found.end() :].rstrip(" .,)")
        after_comma = any(c in ",;|" for c in found[0])
        before = text[: found.start()]
        forms = _suffix_forms().get(_letters(word))
        if not forms or not before or not any(c.isalpha() for c in before):
            continue
        printed = word.replace(".", "").replace(" ", "")
        same_case = any(printed == form.replace(".", "").replace(" ", "") for form in forms)
        dotted = "." in word
        shouted = text.isupper()
        if after_comma or ((same_case or dotted) and not shouted) or (shouted and len(before.split()) > 1):
            return found.end() - (1 if found[0].endswith("(") else 0)
    return None


def _letters(text: str) -> str:
    return "".join(_PIECE.findall(unaccent(text)))


@cache
def _units() -> dict[str, list[_Unit]]:
    """Index the honorifics by the folded letters that open them, the whole first piece."""
    languages: dict[tuple[str, bool], set[str]] = {}
    for section, is_word in (("prefixes", False), ("words", True)):
        for language, text in table("honorifics")[section].items():
            for honorific in split(text):
                languages.setdefault((honorific, is_word), set()).add(language)
    index: dict[str, list[_Unit]] = {}
    for (honorific, is_word), users in languages.items():
        folded = unaccent(honorific).strip("()")
        pieces = tuple(_PIECE.findall(folded))
        gaps = tuple(re.sub(r"[()]", "", gap) for gap in _PIECE.split(folded)[1:-1])
        needs_dot = len("".join(pieces)) <= 2 and honorific.endswith(".") and honorific not in {"Dr.", "Sr.", "dr."}
        unit = _Unit(pieces, gaps, needs_dot, is_word, frozenset(users))
        index.setdefault(pieces[0], []).append(unit)
    return index


@cache
def _gendered() -> tuple[frozenset[str], frozenset[str]]:
    lists = table("honorifics")
    women, men = (
        frozenset(_letters(one) for text in lists[gender].values() for one in split(text)) for gender in ("f", "m")
    )
    return women - men, men - women


@cache
def _suffix_forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for text in table("honorifics")["suffixes"].values():
        for form in split(text):
            forms.setdefault(_letters(form), set()).add(form)
    return {key: frozenset(values) for key, values in forms.items()}
