"""Front and back: a card whose second side lies in the same photo or the next one becomes one contact.

Wrong pairings are worse than none: whatever is not certain stays apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from cardscan.fields.verdict import concerns_of, verdict_of
from cardscan.folding import unaccent
from cardscan.model import Contact, PhotoResult, Reading

Settle = Callable[..., Contact]

_SOMEBODY = 0.5
"""A name less likely than this is a slogan or a product: it makes no second person of a back."""

_OTHER_WORDS = 0.6
"""Titles less alike than this are in two languages; more alike, one of them is misread."""


def join_sides(results: Iterable[PhotoResult], settle: Settle) -> Iterator[PhotoResult]:
    """Join the sides that lie in one photo or in two that follow each other; `settle` reads both sides' lines anew.

    Where the back was taken first, its result comes after the front's.
    """
    held: PhotoResult | None = None
    for result in results:
        shown = _within(result, settle)
        if held is None:
            held = shown
            continue
        joined = _joined(held, shown, settle) or _joined(shown, held, settle, alone=True)
        yield from joined or (held,)
        held = None if joined else shown
    if held is not None:
        yield held


def is_back(front: Contact, back: Contact) -> bool:
    """Tell whether what one side prints shows that the other belongs to it: no second person, the same firm."""
    if front.name is None:
        return False
    return _is_twin(front, back) if _names_somebody(back) else bool(_marks(front) & _marks(back))


def _names_somebody(contact: Contact) -> bool:
    return contact.name is not None and contact.name.evidence.confidence >= _SOMEBODY


def _within(result: PhotoResult, settle: Settle) -> PhotoResult:
    """Join fronts and backs that lie side by side in one photo."""
    readings = result.readings
    pairs = _pairs(readings, readings)
    backs = set(pairs.values())
    kept = [
        _join(reading, readings[pairs[i]], settle) if i in pairs else reading
        for i, reading in enumerate(readings)
        if i not in backs
    ]
    return replace(result, readings=tuple(kept)) if pairs else result


def _joined(
    fronts: PhotoResult, backs: PhotoResult, settle: Settle, *, alone: bool = False
) -> tuple[PhotoResult, PhotoResult] | None:
    """Join two photos where the second shows the backs of cards in the first and nothing else.

    With `alone`, only photos of one card each: the back was taken first.
    """
    if fronts.path.parent != backs.path.parent or not backs.readings or (alone and len(fronts.readings) > 1):
        return None
    if alone and any(_names_somebody(reading.contact) for reading in backs.readings):
        return None
    pairs = _pairs(fronts.readings, backs.readings)
    if not pairs and not alone and _completes(fronts.readings, backs.readings):
        pairs = {0: 0}
    if len(pairs) != len(backs.readings):
        return None
    readings = tuple(
        _join(reading, backs.readings[pairs[i]], settle) if i in pairs else reading
        for i, reading in enumerate(fronts.readings)
    )
    return replace(fronts, readings=readings), replace(backs, readings=(), back_of=fronts.path)


def _pairs(fronts: Sequence[Reading], backs: Sequence[Reading]) -> dict[int, int]:
    """Which back belongs to which front: only where neither could belong to another one."""
    able = [
        (i, j)
        for i, front in enumerate(fronts)
        for j, back in enumerate(backs)
        if front is not back and is_back(front.contact, back.contact)
    ]
    if fronts is backs:  # twins are found from both sides: the first is the front
        able = [(i, j) for i, j in able if i < j or (j, i) not in able]
    firsts, seconds = Counter(i for i, _ in able), Counter(j for _, j in able)
    return {i: j for i, j in able if firsts[i] == 1 and seconds[j] == 1}


def _completes(fronts: Sequence[Reading], backs: Sequence[Reading]) -> bool:
    """Tell whether a card with a mere name is followed by one with mere ways to reach somebody."""
    if len(fronts) != 1 or len(backs) != 1:
        return False
    one, two = fronts[0].contact, backs[0].contact
    return one.name is not None and two.name is None and _reach(one) == 0 and _reach(two) > 0


def _is_twin(one: Contact, two: Contact) -> bool:
    """Tell a card that says the same in a second language from a second photo of one side: the titles differ."""
    if one.name is None or two.name is None or _words(one.name.full) != _words(two.name.full):
        return False
    if one.title is None or two.title is None:
        return False
    ways = {phone.number for phone in one.phones if phone.valid} & {phone.number for phone in two.phones}
    ways |= {email.address for email in one.emails} & {email.address for email in two.emails}
    likeness = SequenceMatcher(None, unaccent(one.title.value), unaccent(two.title.value), autojunk=False).ratio()
    return bool(ways) and likeness < _OTHER_WORDS


def _words(name: str) -> list[str]:
    return sorted(unaccent(name).split())


def _marks(contact: Contact) -> set[str]:
    """What only the two sides of one card, or cards of one firm, have in common."""
    marks = {phone.number for phone in contact.phones if phone.valid}
    marks |= {email.address.rpartition("@")[2] for email in contact.emails if email.valid}
    marks |= {link.value.split("/")[0] for link in contact.urls}
    if contact.company:
        marks |= {" ".join(words) for words in _beginnings(unaccent(contact.company.value).split())}
    return marks


def _beginnings(words: list[str]) -> list[list[str]]:
    """The firm's name, and without its legal form or first word: a logo seldom bears both."""
    return [words[start:end] for start in (0, 1) for end in range(start + 2, len(words) + 1)] or [words]


def _reach(contact: Contact) -> int:
    return len(contact.phones) + len(contact.emails) + len(contact.urls) + (contact.address is not None)


def _join(front: Reading, back: Reading, settle: Settle) -> Reading:
    lines = front.lines + tuple(replace(line, side=1) for line in back.lines)
    codes = front.codes + tuple(replace(code, side=1) for code in back.codes)
    contact = settle(lines, codes, aspect=1.7)
    concerns = concerns_of(contact)
    return Reading(front.sides + back.sides, lines, codes, contact, verdict_of(concerns), concerns, front.engine)
