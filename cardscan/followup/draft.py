"""The follow-up letter to one contact, as a draft for a person to read over, polish and send."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cardscan.folding import unaccent
from cardscan.followup.calendar import send_date
from cardscan.followup.choice import choose
from cardscan.followup.clean import many_lines, one_line
from cardscan.followup.gender import gender_of
from cardscan.followup.greeting import full_name, given_name, greetings, is_gender_missed
from cardscan.followup.jotting import Jotting, read_jotting
from cardscan.followup.language import country_of, letter_language, origin_languages
from cardscan.followup.occasion import event_at, met, written_date
from cardscan.followup.templates import FIRST_MEETING, packaged_templates, render_template, supported_languages
from cardscan.model import Contact, Draft, Event, Note, Record, Sender

__all__ = ["packaged_templates", "write_draft"]

_FIRST_NAME_LANGUAGES = frozenset({"es", "en"})
"""Where people who met at a business event are on first-name terms the day after, unless one bears a title."""

_ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\]+\.[^\s@<>(),;:\"\[\]\\.]+")


def write_draft(
    record: Record,
    event: Event | None,
    sender: Sender,
    *,
    templates: Sequence[Path],
    today: date,
    taken: Collection[str] = (),
) -> Draft:
    """Write the letter to a person met at `event`; the same input gives the same letter.

    Args:
        record: The contact and what was jotted down about it.
        event: Where the two met, if known.
        sender: The user.
        templates: Template folders, the user's own before `packaged_templates()`.
        today: The day of writing; the letter is never dated before it.
        taken: Subjects and bodies of the letters to colleagues in the same firm, so that this one is worded otherwise.

    Raises:
        TemplateError: The template is broken; the letters in other languages may well be fine.
    """
    contact, note = record.contact, record.note
    language, guessed = letter_language(contact, note, sender, supported_languages(templates))
    formal = is_formal(note, contact, language)
    jotted_in = sender.language or language
    jotting = read_jotting(note.note, language=language, formal=formal, jotted_in=jotted_in)
    promise = read_jotting(note.promised, language=language, formal=formal, jotted_in=jotted_in)
    values = _recipient(record, language, formal, taken) | _own(sender) | _occasion(event, language, today)
    values |= {"note": jotting.text, "note_fits": jotting.fits, "promised": promise.text}
    name = f"{language}/{FIRST_MEETING}"
    subject, body = render_template(templates, f"{name}.j2", values)
    return Draft(
        to=_best_address(contact),
        to_name=full_name(contact.name),
        subject=subject,
        body=body,
        language=language,
        template=name,
        send_date=send_date(event.date if event else None, today, country_of(contact) or sender.country or None),
        warnings=(
            *_contact_warnings(record, language, formal, guessed),
            *_wording_warnings(jotting, promise, sender),
        ),
    )


def is_formal(note: Note, contact: Contact, language: str) -> bool:
    """The register: what the note says, else formal for a person with a title and by the language's custom."""
    if note.register is not None:
        return note.register == "formal"
    has_title = bool(contact.name and contact.name.prefix)
    return has_title or language not in _FIRST_NAME_LANGUAGES


def identity_of(record: Record) -> str:
    """What tells a person apart from others, however often the card is read: address, or name and firm."""
    contact = record.contact
    firm = one_line(contact.company.value) if contact.company else ""
    return _best_address(contact) or unaccent(f"{full_name(contact.name)} {firm}").strip() or str(record.id)


def _recipient(record: Record, language: str, formal: bool, taken: Collection[str]) -> dict[str, Any]:
    """What a template may use of the person written to; templates/README.md is its reference."""
    contact = record.contact
    origins = origin_languages(contact)
    gender = gender_of(contact.name, origins)
    lines = greetings(contact.name, language=language, formal=formal, gender=gender, origins=origins)
    return {
        "greeting": choose(lines, identity_of(record), taken),
        "formal": formal,
        "gender": gender or "",
        "given": given_name(contact.name),
        "full_name": full_name(contact.name),
        "company": one_line(contact.company.value, 80) if contact.company else "",
        "title": one_line(contact.title.value, 80) if contact.title else "",
        "identity": identity_of(record),
        "taken": tuple(taken),
    }


def _own(sender: Sender) -> dict[str, Any]:
    """What a template may use of the user."""
    return {
        "sender": {part: one_line(getattr(sender, part), 80) for part in ("name", "firm", "role", "phone", "email")},
        "signature": _signature(sender),
        "gives": tuple(one_line(item) for item in sender.gives),
        "seeks": tuple(one_line(item) for item in sender.seeks),
    }


def _occasion(event: Event | None, language: str, today: date) -> dict[str, str]:
    """What a template may use of the event."""
    return {
        "met": met(event, language, today),
        "event_at": event_at(event, language),
        "event": one_line(event.name, 80) if event else "",
        "place": one_line(event.place, 80) if event else "",
        "date": written_date(event.date, language, today) if event and event.date else "",
    }


def _signature(sender: Sender) -> str:
    """The user's own signature, preceded by the name where it lacks it; else name, role and firm, and phone."""
    name = one_line(sender.name, 80)
    if own := many_lines(sender.signature):
        return own if not name or unaccent(name.split()[0]) in unaccent(own) else f"{name}\n{own}"
    role = ", ".join(filter(None, (one_line(sender.role, 80), one_line(sender.firm, 80))))
    return "\n".join(filter(None, (name, role, one_line(sender.phone, 40))))


def _best_address(contact: Contact) -> str:
    """The person's own address before the firm's common one; empty where none can be written to."""
    usable = [email.address for email in contact.emails if email.valid and _ADDRESS.fullmatch(email.address)]
    names = [unaccent(word) for word in full_name(contact.name).split() if len(word) > 2]
    own = (address for address in usable if any(word in unaccent(address.split("@")[0]) for word in names))
    return next(own, usable[0] if usable else "")


def _contact_warnings(record: Record, language: str, formal: bool, guessed: bool) -> list[str]:
    contact = record.contact
    missed = is_gender_missed(contact.name, language=language, formal=formal, origins=origin_languages(contact))
    found = {
        "no-email": not _best_address(contact),
        "check-name": _is_name_unsure(record),
        "gender-unsure": missed,
        "language-guessed": guessed,
    }
    return [warning for warning, holds in found.items() if holds]


def _wording_warnings(jotting: Jotting, promise: Jotting, sender: Sender) -> list[str]:
    found = {
        "no-note": not jotting.text,
        "edit-note": bool(jotting.text) and not jotting.fits,
        "edit-promise": bool(promise.text) and (promise.cut or not promise.native),
        "no-sender-name": not one_line(sender.name),
    }
    return [warning for warning, holds in found.items() if holds]


def _is_name_unsure(record: Record) -> bool:
    """Whether a part of the name is missing, is in doubt, or holds what no name does."""
    name = record.contact.name
    if name is None or not given_name(name) or not one_line(name.family):
        return True
    doubted = any(concern.field.split(".")[0] == "name" for concern in record.concerns)
    return doubted or not full_name(name) or bool(re.search(r"[\d{}<>@|_=/\\]", full_name(name)))
