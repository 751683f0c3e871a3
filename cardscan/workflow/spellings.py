"""Two spellings of one value: which says more, whether they say the same, and what both make together."""

from dataclasses import fields, replace
from typing import Any

from cardscan.folding import fold, unaccent
from cardscan.matching.traits import firm
from cardscan.model import Address, Name


def fuller(mine: Any, theirs: Any, name: str) -> Any:
    """Answer the name of which the other one is only a part or an abbreviation; None where neither is."""
    if name == "company" and is_short_for(mine.value, theirs.value) != is_short_for(theirs.value, mine.value):
        return theirs if is_short_for(mine.value, theirs.value) else mine
    if name != "name":
        return None
    first, second = (fold(name.full).split() for name in (mine, theirs))
    if first != second and _abbreviates(first, second):
        return theirs
    return mine if first != second and _abbreviates(second, first) else None


def _abbreviates(short: list[str], long: list[str]) -> bool:
    left = list(long)
    for word in short:
        found = next((one for one in left if one == word or (len(word) == 1 and one.startswith(word))), None)
        if found is None:
            return False
        left.remove(found)
    return True


def same(value: Any, other: Any) -> bool:
    """Tell whether two values say the same, but for accents, case and punctuation; what only one says is no quarrel."""
    if isinstance(value, Name):
        titles = ((value.prefix, other.prefix), (value.suffix, other.suffix))
        return _alike(value.full, other.full) and all(_alike(one, two) for one, two in titles if one and two)
    return _alike(said(value), said(other))


def _alike(one: str, other: str) -> bool:
    return fold(one).replace(" ", "") == fold(other).replace(" ", "")


def is_short_for(short: str, long: str) -> bool:
    """Tell whether a firm's name is another one without its legal form (`Rossi`, `Rossi S.r.l.`)."""
    return firm(short) == firm(long) and fold(long).startswith(f"{fold(short)} ")


def completed(value: Any, other: Any) -> Any:
    """Take of two spellings the one with accents, and from the other what parts it lacks."""
    if _is_plain(said(value)) and not _is_plain(said(other)):
        value, other = other, value
    if not isinstance(value, Name | Address):
        return value
    parts = {part.name: getattr(other, part.name) for part in fields(value) if getattr(value, part.name) is None}
    return replace(value, **parts)


def _is_plain(text: str) -> bool:
    return unaccent(text) == text.lower()


def said(value: Any) -> str:
    """Say a field's value in one line, as a former one is kept."""
    if isinstance(value, str):
        return value
    for name in ("full", "value", "address", "number"):
        if (text := getattr(value, name, None)) is not None:
            break
    if isinstance(value, Name):
        return " ".join(filter(None, (value.prefix, value.full, value.suffix)))
    return f"{text};ext={value.extension}" if getattr(value, "extension", None) else str(text)


def typed(value: Any, other: Any) -> Any:
    """Take from another mention of a number what kind it is of, where that was not known."""
    if getattr(value, "type", "") is None and other.type is not None:
        return replace(value, type=other.type)
    return value
