"""What a second reading or the user's edit changes in a record: pure decisions, carried out elsewhere."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from cardscan.model import Concern, Contact, Note, Verdict

_SINGLE = ("language", "name", "title", "department", "company", "address")
_MANY: dict[str, Callable[[Any], str]] = {
    "phones": lambda phone: phone.number,
    "emails": lambda email: email.address,
    "urls": lambda link: link.value.casefold(),
    "social": lambda link: link.value.casefold(),
    "tax_ids": lambda tax_id: tax_id.number,
}


@dataclass(frozen=True, slots=True)
class Completed:
    """A contact with what it lacked; `taken` maps the other contact's fields to where they are now."""

    contact: Contact
    taken: dict[str, str]


def complete(contact: Contact, other: Contact, edited: Collection[str], shift: int) -> Completed:
    """Add to `contact` what only `other` knows; overwrite nothing, leave alone what the user `edited`.

    Args:
        contact: The stored contact.
        other: The same person's contact from another card.
        edited: Names of the fields that the user changed.
        shift: Added to the line numbers in the evidence of what is taken.
    """
    closed = {root(name) for name in edited}
    values: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for name in _SINGLE:
        if getattr(contact, name) is None and getattr(other, name) is not None and name not in closed:
            values[name] = _shifted(getattr(other, name), shift)
            taken[name] = name
    for name in _MANY:
        if name not in closed:
            values[name] = _joined(name, getattr(contact, name), getattr(other, name), taken=taken, shift=shift)
    return Completed(replace(contact, **values), taken)


def retaken(contact: Contact, better: Contact, edited: Collection[str], shift: int) -> Contact:
    """Answer the contact as a better photo of the same card shows it.

    What the user `edited` stays, and so does what the better photo lacks. The arguments are those of `complete`.
    """
    closed = {root(name) for name in edited}
    values = {
        name: _shifted(getattr(better, name), shift)
        for name in (*_SINGLE, *_MANY)
        if getattr(better, name) and name not in closed
    }
    return replace(contact, **values)


def carried(concerns: Sequence[Concern], taken: dict[str, str]) -> tuple[Concern, ...]:
    """Pick the concerns about fields that were taken over, under the names that these have now."""
    return tuple(
        replace(concern, field=taken[source] + concern.field.removeprefix(source))
        for concern in concerns
        for source in taken
        if concern.field == source or concern.field.startswith(f"{source}.")
    )


def settled(
    concerns: Sequence[Concern], verdict: Verdict, edited: Collection[str]
) -> tuple[tuple[Concern, ...], Verdict]:
    """Drop the concerns about fields that the user has edited; with the last of them, the contact is ready.

    A phone number is as good a way to reach a person as an e-mail address, whichever was missed.
    """
    seen = {root(name) for name in edited}
    reached = bool(seen & {"phones", "emails"})
    left = tuple(
        concern
        for concern in concerns
        if root(concern.field) not in seen and not (reached and concern.reason == "no-way-to-reach")
    )
    return left, "ready" if concerns and not left else verdict


def add_note(old: Note, new: Note) -> Note:
    """Add a later meeting's note to an earlier one's; nothing that the user jotted down is lost."""
    return Note(
        note=_lines(old.note, new.note),
        promised=_lines(old.promised, new.promised),
        language=old.language or new.language,
        register=old.register or new.register,
        intent=old.intent or new.intent,
        tags=tuple(dict.fromkeys(chain(old.tags, new.tags))),
        gender=old.gender or new.gender,
    )


def root(field: str) -> str:
    """Name the whole field that a name such as `phones[0]` or `address.city` is a part of."""
    return field.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]


def _joined(
    name: str, own: Sequence[Any], others: Sequence[Any], *, taken: dict[str, str], shift: int
) -> tuple[Any, ...]:
    key = _MANY[name]
    values, known = list(own), {key(value) for value in own}
    for index, value in enumerate(others):
        if key(value) not in known:
            known.add(key(value))
            taken[f"{name}[{index}]"] = f"{name}[{len(values)}]"
            values.append(_shifted(value, shift))
    return tuple(values)


def _shifted(value: Any, shift: int) -> Any:  # any field of a contact
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return tuple(_shifted(one, shift) for one in value)
    lines = tuple(line + shift for line in value.evidence.lines)
    return replace(value, evidence=replace(value.evidence, lines=lines))


def _lines(old: str, new: str) -> str:
    return old if new in old.splitlines() or new == old else "\n".join(filter(None, (old, new)))
