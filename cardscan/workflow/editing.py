"""What `field=value` makes of a contact and its note: pure decisions, carried out elsewhere."""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from cardscan.fields.address import parse_address
from cardscan.folding import fold
from cardscan.followup.intents import INTENTS, intent_named
from cardscan.messages import tr
from cardscan.model import Address, Concern, Contact, Name, Note, Phone, PhoneType, TaxId, Text
from cardscan.settings import words
from cardscan.store.merge import settled
from cardscan.workflow import slots
from cardscan.workflow.changes import MANY, NAME_PARTS, NOTES, Change, root, wrong
from cardscan.workflow.typed import BY_USER, EXAMPLES, PARSERS, key

T = TypeVar("T")

_KINDS: dict[str, PhoneType] = {"mobile": "mobile", "fax": "fax"}


@dataclass(frozen=True, slots=True)
class Edited:
    """A contact and a note as the user wants them, and the names of the fields that changed in them."""

    contact: Contact
    note: Note
    fields: tuple[str, ...]


def apply(contact: Contact, note: Note, changes: Sequence[Change], *, regions: Sequence[str] = ()) -> Edited:
    """Answer the contact and the note with the changes made.

    Args:
        contact: The contact as it is.
        note: The note as it is.
        changes: What the user wants; a second change of a many-valued field adds to the first.
        regions: Countries of phone numbers written without one.

    Raises:
        CardscanError: A value is no phone number, no e-mail address ...
    """
    fields: list[str] = []
    for change in changes:
        if change.field in NOTES:
            note, name = _change_note(note, change), f"note.{change.field}"
        elif change.index is not None:
            name = change.field
            contact = slots.put(contact, name, change.index, _slot(contact, change, change.index, regions))
        elif change.field in MANY:
            name = MANY[change.field]
            adds = change.adds or name in fields
            contact = _with(contact, name, _many(contact, change, name, adds=adds, regions=regions))
        else:
            contact, name = _change_single(contact, change), root(change.field)
        fields.append(name)
    return Edited(contact, note, tuple(dict.fromkeys(fields)))


def doubts(
    concerns: Sequence[Concern], changes: Sequence[Change], confirmed: bool | Collection[str] = False
) -> tuple[Concern, ...]:
    """Answer what a person should look at still, after changes and the fields that were `confirmed`: all where True."""
    if confirmed is True:
        return ()
    left = slots.without(concerns, confirmed or ())
    for change in changes:
        if change.index is None:
            left, _ = settled(left, "check", [MANY.get(change.field, root(change.field))])
        elif not change.part:
            left = slots.left(left, change.field, change.index, taken=not change.value)
    return left


def _change_single(contact: Contact, change: Change) -> Contact:
    value = change.value or None
    if change.field == "name":
        return replace(contact, name=_named(contact.name, value) if value else None)
    if change.field in NAME_PARTS:
        name = _with_part(contact.name or Name(""), change.field, value)
        return replace(contact, name=name if name.full or name.prefix or name.suffix else None)
    if change.part:
        return replace(contact, address=_with_line(contact.address or Address(""), change.part, value))
    if change.field == "address":
        country = contact.address.country_code if contact.address else None
        address = parse_address(value, [country] if country else ()) if value else None
        return replace(contact, address=address and replace(address, evidence=BY_USER))
    return _with(contact, change.field, Text(value, BY_USER) if value else None)


def _with(value: T, name: str, part: object) -> T:
    """Replace one field by its name, which type checkers cannot follow."""
    changed: T = replace(value, **{name: part})  # type: ignore[type-var]
    return changed


def _named(old: Name | None, full: str) -> Name:
    """Split a new full name before the old family name if it still ends in that, else before its last word."""
    given, _, family = full.rpartition(" ")
    if old and old.family and f" {fold(full)} ".endswith(f" {fold(old.family)} "):
        size = len(old.family.split())
        parts = full.split(" ")
        given, family = " ".join(parts[:-size]), " ".join(parts[-size:])
    kept = old or Name("")
    return Name(full, given or None, (family or None) if given else None, kept.prefix, kept.suffix, BY_USER)


def _with_part(name: Name, part: str, value: str | None) -> Name:
    changed = replace(_with(name, part, value), evidence=BY_USER)
    old = getattr(name, part)
    if part in ("prefix", "suffix"):
        return changed
    if old and old in name.full:
        full = " ".join(name.full.replace(old, value or "", 1).split())
    else:
        full = " ".join(filter(None, (changed.given, changed.family)))
    return replace(changed, full=full)


def _with_line(address: Address, part: str, value: str | None) -> Address:
    """Change a part of an address, in its one line too where that holds it."""
    old = getattr(address, part)
    full = address.full.replace(old, value or "", 1) if old and old in address.full else address.full
    if value and value not in full and part != "country_code":
        full = ", ".join(filter(None, (full, value)))
    code = (value or "").upper() or None if part == "country_code" else value
    if code and part == "country_code" and not re.fullmatch("[A-Z]{2}", code):
        raise wrong(tr("{value!r} is not a code of two letters", value=value))
    return replace(_with(address, part, code), full=" ".join(full.split()).strip(" ,"), evidence=BY_USER)


def _slot(contact: Contact, change: Change, index: int, regions: Sequence[str]) -> Any:
    """Read the value for a place among several; what is not said of a number stays as it was there."""
    held = getattr(contact, change.field)
    old = held[index] if index < len(held) else None
    if change.part:
        return _part_of_phone(old, change)
    if not change.value:
        return None
    kind = next(name for name, field in MANY.items() if field == change.field)
    value = PARSERS[kind](change.value, contact, regions)
    if isinstance(old, TaxId) and value is None:
        value = PARSERS[kind](f"{old.type} {change.value}", contact, regions)
    if value is None:
        text = tr("{value!r} is no {field}", value=change.value, field=kind)
        raise wrong(text, tr("Such as: {example}", example=EXAMPLES[kind]))
    if isinstance(old, Phone):
        return replace(value, type=old.type, extension=value.extension or old.extension)
    return value


def _part_of_phone(old: object, change: Change) -> Phone:
    """Change a number's kind or extension."""
    if not isinstance(old, Phone):
        raise wrong(tr("there is no field {name!r}", name=f"{change.field}[{change.index}].{change.part}"))
    if change.part == "extension":
        return replace(old, extension=change.value or None, evidence=BY_USER)
    kinds: dict[str, PhoneType | None] = {"work": "work", "mobile": "mobile", "fax": "fax", "": None}
    if change.value not in kinds:
        raise wrong(tr("{value!r} is no kind of number", value=change.value), "work, mobile, fax")
    return replace(old, type=kinds[change.value], evidence=BY_USER)


def _many(contact: Contact, change: Change, name: str, *, adds: bool, regions: Sequence[str]) -> tuple[Any, ...]:
    kind = _KINDS.get(change.field)
    before = getattr(contact, name)
    kept = before if adds else tuple(phone for phone in before if kind and phone.type != kind)
    if not change.value:
        return kept
    value = PARSERS[change.field](change.value, contact, regions)
    if value is None:
        text = tr("{value!r} is no {field}", value=change.value, field=change.field)
        raise wrong(text, tr("Such as: {example}", example=f'{change.field}="{EXAMPLES[change.field]}"'))
    if kind:
        value = replace(value, type=kind)
    return (*(one for one in kept if key(one) != key(value)), value)


def _change_note(note: Note, change: Change) -> Note:
    value = change.value
    if change.field == "tags":
        tags = tuple(tag for part in value.replace(";", ",").split(",") if (tag := part.strip()))
        return replace(note, tags=tuple(dict.fromkeys((*(note.tags if change.adds else ()), *tags))))
    if change.field == "language":
        code = words.language(value) if value else None
        if value and code is None:
            raise wrong(tr("{value!r} is no language", value=value), tr("Such as: language=it"))
        return replace(note, language=code)
    if change.field == "register":
        tone = words.register(value) if value else None
        if value and tone is None:
            raise wrong(tr("{value!r} is neither formal nor informal", value=value))
        return replace(note, register=tone)
    if change.field == "gender":
        gender = words.gender(value) if value else None
        if value and gender is None:
            raise wrong(tr("{value!r} is no gender", value=value), tr("Such as: gender=f   To clear it: gender="))
        return replace(note, gender=gender)
    if change.field == "intent":
        return replace(note, intent=_intent(value))
    old = getattr(note, change.field) if change.adds else ""
    return _with(note, change.field, "\n".join(filter(None, (old, value))))


def _intent(value: str) -> str | None:
    """Answer the purpose of a letter by its name, or by a word for it in any language: `coffee` is `one-to-one`."""
    intent = "-".join(value.lower().replace("-", " ").replace("_", " ").split())
    if named := intent_named(intent.replace("-", " ")) or intent_named(intent):
        return named
    if intent:
        close = difflib.get_close_matches(intent, INTENTS, n=1)
        known = tr("Intents: {names}", names=", ".join(INTENTS))
        raise wrong(
            tr("{value!r} is no intent of a letter", value=value),
            tr("Did you mean {name!r}?", name=close[0]) if close else known,
        )
    return None
