"""The JSON shape of `cardscan read --json`: one object a photo, its cards and their confidences."""

from __future__ import annotations

from typing import Any

from cardscan.model import Contact, Name, PhotoResult, Reading

Json = dict[str, Any]


def line(result: PhotoResult) -> Json:
    """Return one photo's result as plain values; a photo that could not be read bears `error` and no cards."""
    row: Json = {"photo": result.path.name, "cards": [card(reading) for reading in result.readings]}
    if result.back_of:
        row["back_of"] = result.back_of.name
    if result.failure:
        row["error"] = result.failure.message
        row["error_code"] = result.failure.code
        row["hint"] = result.failure.hint
    return row


def card(reading: Reading) -> Json:
    """Return one card: the fields, their confidences, the verdict and what to look at."""
    return {
        **fields(reading.contact),
        "verdict": reading.verdict,
        "check": [{"field": concern.field, "reason": concern.reason} for concern in reading.concerns],
        "confidence": confidences(reading.contact),
    }


def fields(contact: Contact) -> Json:
    """Return a contact's fields; what the card does not print is None or an empty list."""
    name = contact.name or Name("")
    return {
        "lang": contact.language,
        "prefix": name.prefix,
        "name": name.full or None,
        "given": name.given,
        "family": name.family,
        "suffix": name.suffix,
        "title": contact.title and contact.title.value,
        "department": contact.department and contact.department.value,
        "company": contact.company and contact.company.value,
        "phones": [
            {"number": p.number, "type": p.type, "extension": p.extension, "raw": p.raw, "valid": p.valid}
            for p in contact.phones
        ],
        "emails": [email.address for email in contact.emails],
        "urls": [link.value for link in contact.urls],
        "social": [link.value for link in contact.social],
        "address": _address(contact),
        "tax_ids": [{"type": t.type, "number": t.number, "valid": t.valid} for t in contact.tax_ids],
    }


def confidences(contact: Contact) -> dict[str, float]:
    """Return the probability that each value is right, by field: `name`, `phones[0]` ..."""
    found = {
        field: value.evidence.confidence
        for field in ("name", "title", "department", "company", "address")
        if (value := getattr(contact, field))
    }
    for field in ("phones", "emails", "urls", "social", "tax_ids"):
        for i, value in enumerate(getattr(contact, field)):
            found[f"{field}[{i}]"] = value.evidence.confidence
    return {field: round(confidence, 3) for field, confidence in found.items()}


def _address(contact: Contact) -> Json | None:
    address = contact.address
    if address is None:
        return None
    parts = ("full", "street", "postal_code", "city", "region", "country_code")
    return {part: getattr(address, part) for part in parts}
