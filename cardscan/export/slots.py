"""A fixed number of columns for any number of phones, addresses and links: what finds no column goes into the note."""

from collections.abc import Iterable, Mapping, Sequence

from cardscan.export.plain import kept, line, story
from cardscan.export.vcard import url
from cardscan.messages import tr
from cardscan.model import Contact, Name, Phone, Record, Text


def placed(values: Iterable[tuple[str, str]], slots: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """Give each (kind, value) the first free slot of its kind; answer what each slot holds, and what found none."""
    filled: dict[str, str] = {}
    left = []
    for kind, value in values:
        free = next((slot for slot in slots.get(kind, ()) if slot not in filled), None)
        if free is None:
            left.append(value)
        else:
            filled[free] = value
    return filled, left


def reached(contact: Contact) -> list[tuple[str, str]]:
    """Answer all by which a contact is reached: (`mobile`, `work`, `fax`, `email` or `web`; value)."""
    found: list[tuple[str, str]] = [(phone.type or "work", number(phone)) for phone in contact.phones]
    found += [("email", line(email.address)) for email in contact.emails]
    found += [("web", url(link)) for link in (*contact.urls, *contact.social)]
    return [(kind, value) for kind, value in found if value]


def number(phone: Phone) -> str:
    """Write a number as address books do: `+34600000001 ext. 12`."""
    digits, extension = line(phone.number) or line(phone.raw), line(phone.extension)
    return f"{digits} ext. {extension}" if digits and extension else digits


def named(name: Name | None) -> tuple[str, str]:
    """Answer the given and the family name; where they are not known, the whole name is the given one."""
    if name is None:
        return "", ""
    known = name.given or name.family
    return kept(name.given if known else name.full), kept(name.family)


def value(text: Text | None) -> str:
    """Answer a plain value, or nothing."""
    return kept(text.value) if text else ""


def note(record: Record, left: Sequence[str]) -> str:
    """Tell what no column holds."""
    more = [tr("Also: {value}", value=value) for value in left if value]
    return "\n".join(filter(None, [story(record), *more]))
