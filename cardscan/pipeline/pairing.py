"""Front and back: a card whose second side is the next photo becomes one contact.

Wrong pairings are worse than none: whatever is not certain stays apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cardscan.fields.verdict import concerns_of, verdict_of
from cardscan.folding import unaccent
from cardscan.model import Code, Contact, PhotoResult, Reading, TextLine

Settle = Callable[..., Contact]


def join_sides(results: Iterable[PhotoResult], settle: Settle) -> Iterator[PhotoResult]:
    """Join each photo with the next one where that shows its back; `settle` reads the lines of both sides anew."""
    held: PhotoResult | None = None
    for result in results:
        if held is None:
            held = result
        elif is_pair(held, result):
            yield replace(held, readings=(_join(held.readings[0], result.readings[0], settle),))
            yield replace(result, readings=(), back_of=held.path)
            held = None
        else:
            yield held
            held = result
    if held is not None:
        yield held


def is_pair(front: PhotoResult, back: PhotoResult) -> bool:
    """Tell whether the second photo shows the other side of the only card in the first one."""
    if len(front.readings) != 1 or len(back.readings) != 1 or front.path.parent != back.path.parent:
        return False
    one, two = front.readings[0].contact, back.readings[0].contact
    if one.name is None or two.name is not None:
        return False
    return bool(_marks(one) & _marks(two)) or (_reach(one) == 0 and _reach(two) > 0)


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
    lines = front.lines + tuple(TextLine(line.text, line.quad, line.confidence, 1) for line in back.lines)
    codes = front.codes + tuple(Code(code.text, code.kind, code.quad, 1) for code in back.codes)
    contact = settle(lines, codes, aspect=1.7)
    concerns = concerns_of(contact)
    return Reading(front.sides + back.sides, lines, codes, contact, verdict_of(concerns), concerns, front.engine)
