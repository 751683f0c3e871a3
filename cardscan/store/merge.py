"""What a second reading or the user's edit changes in a record: pure decisions, carried out elsewhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from cardscan.model import Concern, Contact, Note, Verdict

_SINGLE = ("language", "name", "title", "department", "company", "address")
_FIELDS = (*_SINGLE, "phones", "emails", "urls", "social", "tax_ids")


def retaken(contact: Contact, better: Contact, edited: Collection[str], shift: int) -> Contact:
    """Answer the contact as a better photo of the same card shows it.

    What the user `edited` stays, and so does what the better photo lacks.

    Args:
        contact: The stored contact.
        better: The same card's contact from the better photo.
        edited: Names of the fields that the user changed.
        shift: Added to the line numbers in the evidence of what is taken.
    """
    closed = {root(name) for name in edited}
    values = {
        name: _shifted(getattr(better, name), shift) for name in _FIELDS if getattr(better, name) and name not in closed
    }
    return replace(contact, **values)


def shifted(contact: Contact, shift: int) -> Contact:
    """Answer a contact whose evidence lies so many lines further down."""
    values = {name: _shifted(getattr(contact, name), shift) for name in _FIELDS if getattr(contact, name)}
    return replace(contact, **values)


def carried(concerns: Sequence[Concern], taken: Mapping[str, str]) -> tuple[Concern, ...]:
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
        background=_lines(old.background, new.background),
        groups=tuple(dict.fromkeys(chain(old.groups, new.groups))),
    )


def root(field: str) -> str:
    """Name the whole field that a name such as `phones[0]` or `address.city` is a part of."""
    return field.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]


def _shifted(value: Any, shift: int) -> Any:  # any field of a contact
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return tuple(_shifted(one, shift) for one in value)
    lines = tuple(line + shift for line in value.evidence.lines)
    return replace(value, evidence=replace(value.evidence, lines=lines))


def _lines(old: str, new: str) -> str:
    return old if new in old.splitlines() or new == old else "\n".join(filter(None, (old, new)))
