"""The vCard (RFC 2426) that a card's QR code carries."""

from __future__ import annotations

from samples.generator.people import Person


def vcard(person: Person) -> str:
    """A vCard 3.0 of name, firm, title, numbers, addresses and web pages."""
    kinds = {"work": "WORK,VOICE", "mobile": "CELL", "fax": "FAX"}
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{person['family']};{person['given']};;;"]
    lines += [
        f"FN:{person['given']} {person['family']}",
        f"ORG:{_escaped(person['brand'])}",
        f"TITLE:{person['title']}",
    ]
    lines += [f"TEL;TYPE={kinds[phone['kind']]}:{phone['number']}" for phone in person["phones"]]
    lines += [f"EMAIL:{email}" for email in person["emails"]]
    lines += [f"URL:https://{url}" for url in person.get("urls", ())]
    return "\r\n".join([*lines, "END:VCARD", ""])


def _escaped(text: str) -> str:
    return text.replace(",", "\\,").replace(";", "\\;")
