"""Values of fields as users type them: numbers, addresses, links; None where it is none."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from cardscan.model import Contact, Email, Evidence, Link, Phone, TaxId
from cardscan.normalize import emails, phones, taxids, urls

BY_USER = Evidence(1.0, (), ("edited",))
"""Where a value comes from that the user wrote."""


def key(value: Phone | Email | Link | TaxId) -> object:
    """Answer what makes two values the same one."""
    match value:
        case Phone():
            return value.number, value.extension
        case Email():
            return value.address
        case Link():
            return value.value.casefold()
        case _:
            return value.number


def _phone(text: str, contact: Contact, regions: Sequence[str]) -> Phone | None:
    home = contact.address.country_code if contact.address else None
    phone = phones.parse(text, [region for region in (home, *regions) if region])
    if phone is None:
        return None
    known = next((old.type for old in contact.phones if old.number == phone.number), phone.type)
    return replace(phone, raw=text, type=known, evidence=BY_USER)


def _email(text: str, _: Contact, __: Sequence[str]) -> Email | None:
    email = emails.parse(text)
    return replace(email, evidence=BY_USER) if email and email.valid else None


def _url(text: str, _: Contact, __: Sequence[str]) -> Link | None:
    link = urls.parse(text)
    return replace(link, evidence=BY_USER) if link else None


def _social(text: str, _: Contact, __: Sequence[str]) -> Link | None:
    link = urls.parse(text)
    return Link(link.value if link else text, BY_USER) if link or text.startswith("@") else None


def _tax_id(text: str, contact: Contact, _: Sequence[str]) -> TaxId | None:
    found = taxids.parse(text, contact.address.country_code if contact.address else None)
    return replace(found, evidence=BY_USER) if found else None


PARSERS: dict[str, Callable[[str, Contact, Sequence[str]], Any]] = {
    "phone": _phone,
    "mobile": _phone,
    "fax": _phone,
    "email": _email,
    "url": _url,
    "social": _social,
    "tax_id": _tax_id,
}
"""Reads a field's text, given the contact as it is and the countries of numbers written without one."""

EXAMPLES = {
    "phone": "+390255501234",
    "mobile": "+390255501234",
    "fax": "+390255501234",
    "email": "anna@example.com",
    "url": "example.com",
    "social": "linkedin.com/in/anna",
    "tax_id": "P.IVA 01234567897",
}
