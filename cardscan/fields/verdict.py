"""What a person should look at, and whether the text is a card's at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardscan.fields.codes import CONTRADICTED
from cardscan.model import Concern, Contact, Evidence, TextLine, Verdict

SURE = 0.8
"""A field at or above this probability need not be looked at."""

_PRICE = re.compile(r"(?<!\d)\d{1,4}[.,]\d{2}(?!\d)")
_MOST_PRICES = 3
_MOST_LINES = 60


def concerns_of(contact: Contact) -> tuple[Concern, ...]:
    """Return the fields to look at, with stable words for why; none means that the contact is ready."""
    found = []
    if contact.name is None:
        found.append(Concern("name", "missing"))
    if not contact.emails and not contact.phones:
        found.append(Concern("emails", "no-way-to-reach"))
    found += [Concern(f"phones[{i}]", "invalid") for i, phone in enumerate(contact.phones) if not phone.valid]
    found += [Concern(f"emails[{i}]", "invalid") for i, email in enumerate(contact.emails) if not email.valid]
    found += [
        Concern(field, "code-differs") for field, evidence in _fields(contact) if CONTRADICTED in evidence.reasons
    ]
    known = {concern.field for concern in found}
    for field, evidence in _fields(contact):
        if evidence.confidence < SURE and field not in known:
            found.append(Concern(field, "unsure"))
    return tuple(found)


def verdict_of(concerns: Sequence[Concern]) -> Verdict:
    """Return `ready` where there is nothing to look at."""
    return "check" if concerns else "ready"


def is_card(contact: Contact, lines: Sequence[TextLine]) -> bool:
    """Tell a business card from other things with text: somebody, and a way to reach them; no receipt, no page."""
    prices = sum(bool(_PRICE.search(line.text)) for line in lines)
    if len(lines) > _MOST_LINES or (prices > _MOST_PRICES and not contact.emails):
        return False
    who = sum(value is not None for value in (contact.name, contact.company, contact.title))
    reach = len(contact.phones) + len(contact.emails) + len(contact.urls) + len(contact.social)
    reach += contact.address is not None
    sure = contact.name is not None and contact.name.evidence.confidence >= SURE
    return (who >= 1 and reach >= 1) or reach >= 2 or (sure and who >= 2)


def _fields(contact: Contact) -> list[tuple[str, Evidence]]:
    single = ("name", "title", "department", "company", "address")
    found = [(field, value.evidence) for field in single if (value := getattr(contact, field))]
    for field in ("phones", "emails", "urls"):
        found += [(f"{field}[{i}]", value.evidence) for i, value in enumerate(getattr(contact, field))]
    return found
