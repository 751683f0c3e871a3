"""Which address a letter goes to, and what tells its reader apart from others."""

from __future__ import annotations

import re

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line
from cardscan.followup.greeting import full_name
from cardscan.model import Contact, Record

_ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\]+\.[^\s@<>(),;:\"\[\]\\.]+")


def is_address(text: str) -> bool:
    """Whether mail can be sent there, by its form."""
    return bool(_ADDRESS.fullmatch(text))


def best_address(contact: Contact) -> str:
    """The person's own address before the firm's common one; empty where none can be written to."""
    usable = [email.address for email in contact.emails if email.valid and is_address(email.address)]
    names = [unaccent(word) for word in full_name(contact.name).split() if len(word) > 2]
    own = (address for address in usable if any(word in unaccent(address.split("@")[0]) for word in names))
    return next(own, usable[0] if usable else "")


def identity_of(record: Record) -> str:
    """What tells a person apart from others, however often the card is read: address, or name and firm."""
    contact = record.contact
    firm = one_line(contact.company.value) if contact.company else ""
    return best_address(contact) or unaccent(f"{full_name(contact.name)} {firm}").strip() or str(record.id)
