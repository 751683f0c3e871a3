"""What a card on a server says, taken into a contact: through the same rules as what a person types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cardscan.export import vcard
from cardscan.export.plain import line as one_line
from cardscan.export.vcard_lines import Line
from cardscan.model import Address, Contact, Email, Evidence, Link, Name, Note, Phone, PhoneType, Text
from cardscan.normalize import emails, phones, places, urls
from cardscan.workflow.card_facts import Changes, fact_of_link, fact_of_phone
from cardscan.workflow.editing import Edited

_FROM_THERE = Evidence(1.0, (), ("address-book",))
_TYPES: dict[str, PhoneType] = {"mobile": "mobile", "fax": "fax"}


def taken(contact: Contact, note: Note, changes: Changes, regions: tuple[str, ...] = ()) -> Edited:
    """Answer the contact and the note with the changes made, as far as they can hold them, and the fields changed.

    What somebody writes into an address book is not meant for the person's eyes: it comes where no letter looks.
    """
    new = replace(
        contact,
        name=_name(contact.name, changes),
        title=_text(contact.title, "title", changes),
        company=_text(contact.company, "company", changes),
        department=_text(contact.department, "department", changes),
        address=_address(contact, changes),
        phones=_phones(contact, changes, regions),
        emails=_emails(contact.emails, changes),
        urls=_links(contact.urls, "url", changes),
        social=_links(contact.social, "social", changes),
    )
    new_note = replace(_noted(note, changes), tags=_tags(note.tags, changes))
    fields = [name for name in Contact.__slots__ if getattr(new, name) != getattr(contact, name)]
    fields += [
        f"note.{name}" for name in ("note", "background", "tags") if getattr(new_note, name) != getattr(note, name)
    ]
    return Edited(new, new_note, tuple(fields))


def _parts(value: str) -> tuple[str, ...]:
    return Line("", value).parts()


def _name(old: Name | None, changes: Changes) -> Name | None:
    if "name" not in changes or not (value := changes["name"]):
        return None if "name" in changes else old
    family, first, middle, prefix, suffix = _parts(value)
    given = " ".join(filter(None, (first, middle)))
    reverse = bool(old and old.family and old.given and old.full.startswith(old.family))
    full = " ".join(filter(None, (family, given) if reverse else (given, family)))
    whole = given if not family and " " in given else None
    return Name(
        full,
        None if whole else given or None,
        family or None,
        prefix or None,
        suffix or None,
        _FROM_THERE,
    )


def _text(old: Text | None, fact: str, changes: Changes) -> Text | None:
    if fact not in changes:
        return old
    value = one_line(changes[fact])
    return Text(value, _FROM_THERE) if value else None


def _address(contact: Contact, changes: Changes) -> Address | None:
    if "address" not in changes or not (value := changes["address"]):
        return None if "address" in changes else contact.address
    old = contact.address
    box, more, street, city, region, code, country = _parts(value)
    same = old and country == vcard.country(old.country_code, contact.language)
    number = old.country_code if old and same else places.country_code(country) if country else None
    street = ", ".join(filter(None, (street, more, box)))
    full = ", ".join(filter(None, (street, " ".join(filter(None, (code, city))), region, country)))
    return Address(full, street or None, code or None, city or None, region or None, number, _FROM_THERE)


def _phones(contact: Contact, changes: Changes, regions: tuple[str, ...]) -> tuple[Phone, ...]:
    kept = [(fact_of_phone(vcard.number(phone), regions), phone) for phone in contact.phones]
    known = {fact for fact, _ in kept}
    stay = [_typed(phone, fact, changes) for fact, phone in kept if changes.get(fact, "") is not None]
    new = [
        replace(phone, raw=phone.raw or value, type=_TYPES.get(kind, phone.type), evidence=_FROM_THERE)
        for value, kind in _new("phone", changes, known)
        if (phone := _phone(value, regions))
    ]
    return (*stay, *new)


def _phone(value: str, regions: tuple[str, ...]) -> Phone | None:
    number, _, extension = value.partition(";ext=")
    phone = phones.parse(number, regions)
    return replace(phone, extension=extension or phone.extension) if phone else None


def _typed(phone: Phone, fact: str, changes: Changes) -> Phone:
    """Follow the other side where it calls a number a mobile or a fax."""
    kind = changes.get(fact)
    if kind is None:
        return phone
    return replace(phone, type=_TYPES.get(kind, "work"), evidence=_FROM_THERE)


def _emails(old: tuple[Email, ...], changes: Changes) -> tuple[Email, ...]:
    facts = [f"email:{email.address.lower()}" for email in old]
    stay = [email for fact, email in zip(facts, old, strict=True) if changes.get(fact, "") is not None]
    read = [emails.parse(value) for value, _ in _new("email", changes, set(facts))]
    return (*stay, *(replace(email, evidence=_FROM_THERE) for email in read if email and email.valid))


def _links(old: tuple[Link, ...], kind: str, changes: Changes) -> tuple[Link, ...]:
    facts = [fact_of_link(kind, vcard.url(link)) for link in old]
    stay = [link for fact, link in zip(facts, old, strict=True) if changes.get(fact, "") is not None]
    new = []
    for value, _ in _new(kind, changes, set(facts)):
        if (link := urls.parse(value)) or value.startswith("@"):
            new.append(Link(link.value if link else value, _FROM_THERE))
    return (*stay, *new)


def _noted(note: Note, changes: Changes) -> Note:
    """Take out what was deleted there, and keep what was added there."""
    jotted, behind = _without(note.note, changes), _without(note.background, changes)
    known = {f"note:{one_line(line)}" for line in (*jotted.splitlines(), *behind.splitlines())}
    new = [value for value, _ in _new("note", changes, known)]
    return replace(note, note=jotted, background="\n".join(filter(None, (behind, *new))))


def _without(text: str, changes: Changes) -> str:
    kept = [line for line in text.splitlines() if changes.get(f"note:{one_line(line)}", "") is not None]
    return text if kept == text.splitlines() else "\n".join(kept)


def _tags(old: tuple[str, ...], changes: Changes) -> tuple[str, ...]:
    stay = [tag for tag in old if changes.get(f"tag:{one_line(tag)}", "") is not None]
    return (*stay, *(value for value, _ in _new("tag", changes, {f"tag:{one_line(tag)}" for tag in old})))


def _new(kind: str, changes: Changes, known: set[str]) -> Iterable[tuple[str, str]]:
    """Yield what is added of a kind: the value, and what the fact says of it."""
    for fact, told in changes.items():
        if told is not None and fact not in known and fact.startswith(f"{kind}:"):
            yield one_line(fact.partition(":")[2]), told
