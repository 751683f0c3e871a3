"""The follow-up letter to one contact, as a draft for a person to read over, polish and send."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardscan.errors import CardscanError
from cardscan.followup import values
from cardscan.followup.address import best_address, identity_of
from cardscan.followup.calendar import send_date
from cardscan.followup.clean import one_line
from cardscan.followup.footer import footer_of
from cardscan.followup.greeting import full_name, given_name, is_gender_missed
from cardscan.followup.intents import intent_of
from cardscan.followup.jotting import Jotting, read_jotting
from cardscan.followup.language import country_of, letter_language, origin_languages
from cardscan.followup.purpose import Purpose, settle_purpose, with_gift
from cardscan.followup.templates import (
    packaged_templates,
    render_template,
    supported_languages,
    template_name,
)
from cardscan.messages import tr
from cardscan.model import Draft, Event, Give, Record, Sender

if TYPE_CHECKING:
    from cardscan.followup.introduce import Acquaintances

__all__ = ["Objected", "packaged_templates", "write_draft"]

MOST_WORDS = 120
"""A letter is read on a telephone, between two meetings; the footer is not counted."""

MOST_IN_SUBJECT = 70
_SHORT_NOTE = 12


class Objected(CardscanError):  # noqa: N818  it is no mistake but a wish
    """The person does not want to hear from the user: no letter is ever drafted."""

    def __init__(self, record: Record) -> None:
        name = full_name(record.contact.name) or best_address(record.contact) or str(record.id)
        super().__init__(tr("{name} does not want to be written to: no draft", name=name))


def write_draft(
    record: Record,
    event: Event | None,
    sender: Sender,
    *,
    templates: Sequence[Path],
    today: date,
    taken: Collection[str] = (),
    step: int = 1,
    intent: str | None = None,
    days: Sequence[int] = (1, 7, 30),
    gives: Sequence[Give] = (),
    acquaintances: Acquaintances | None = None,
    partner: Record | None = None,
    footer: bool = True,
) -> Draft:
    """Write the letter to a person met at `event`; the same input gives the same letter.

    Args:
        record: The contact and what was jotted down about it.
        event: Where the two met, if known.
        sender: The user.
        templates: Template folders, the user's own before `packaged_templates()`.
        today: The day of writing; the letter is never dated before it.
        taken: Subjects and bodies of the letters to colleagues in the same firm, so that this one is worded otherwise.
        step: Which letter of the plan, from 1; from the second on the intent no longer chooses the template.
        intent: What the letter is for; None takes it from the note.
        days: How many days after the event each step is sent; at least one.
        gives: What the user can offer.
        acquaintances: The contacts of the store, for introductions worth suggesting.
        partner: The other person of an introduction.
        footer: Whether the letter ends with who writes, where the address came from and how to object.

    Raises:
        Objected: The person does not want to be written to.
        TemplateError: The template is broken; the letters in other languages may well be fine.
    """
    if record.objection:
        raise Objected(record)
    note = record.note
    language, guessed = letter_language(record.contact, note, sender, supported_languages(templates))
    purpose = settle_purpose(record, language, step, intent or intent_of(note), partner)
    purpose = with_gift(purpose, record, gives, acquaintances, today)
    jotted = _jotted(record, sender, purpose)
    known = _people(record, sender, purpose, taken) | values.occasion(event, language, today) | values.jotted(*jotted)
    name = template_name(templates, language, purpose.template)
    subject, body = _fitting(templates, f"{name}.j2", known)
    doubts = (*_contact_warnings(record, purpose, guessed), *_wording_warnings(*jotted, sender, purpose))
    return replace(
        _envelope(record, purpose),
        subject=subject,
        body=f"{body}\n\n{_footer(record, event, sender, purpose)}" if footer else body,
        template=name,
        send_date=_send_date(record, event, sender, today, days[min(step, len(days)) - 1]),
        warnings=(*purpose.warnings, *doubts),
    )


def _envelope(record: Record, purpose: Purpose) -> Draft:
    """The letter without its words: to whom, what for, and what it offers."""
    return Draft(
        to=best_address(record.contact),
        to_name=full_name(record.contact.name, origin_languages(record.contact)),
        subject="",
        body="",
        language=purpose.language,
        template=purpose.template,
        send_date=date.min,
        step=purpose.step,
        intent=purpose.intent,
        formal=purpose.formal,
        suggestions=purpose.suggestions,
        cc=tuple(best_address(each.contact) for each in purpose.copied),
        cc_names=tuple(full_name(each.contact.name) for each in purpose.copied),
    )


def _send_date(record: Record, event: Event | None, sender: Sender, today: date, after: int) -> date:
    country = country_of(record.contact) or sender.country or None
    return send_date(event.date if event else None, today, country, after=after)


def _people(record: Record, sender: Sender, purpose: Purpose, taken: Collection[str]) -> dict[str, Any]:
    """What the template may use of the people, of the letter's purpose and of what it offers."""
    return (
        values.recipient(record, purpose.language, formal=purpose.formal, taken=taken)
        | values.own(sender, purpose.language, identity_of(record))
        | values.other(purpose.partner, record, purpose.language, formal=purpose.formal)
        | {"gift": values.gift(purpose.gift), "intent": purpose.intent, "step": purpose.step}
    )


def _fitting(templates: Sequence[Path], name: str, known: Mapping[str, Any]) -> tuple[str, str]:
    """Render the letter; what is too long leaves out the gift, then is worded shorter, then quotes less."""
    current = dict(known)
    for cut in _cuts(known):
        current |= cut
        subject, body = render_template(templates, name, current | {"personal": values.personal(current)})
        if len(subject) > MOST_IN_SUBJECT:
            bare = current | {"event_at": "", "event": "", "personal": values.personal(current)}
            subject = one_line(render_template(templates, name, bare)[0], MOST_IN_SUBJECT)
        if len(body.split()) <= MOST_WORDS:
            break
    return subject, body


def _cuts(known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {}
    yield {"give": ""}
    yield {"gift": {}}
    yield {"brief": True}  # the shorter half of each part's wordings
    yield {name: " ".join(known[name].split()[:_SHORT_NOTE]).rstrip(" ,;:-–—") for name in ("promised", "note")}


def _footer(record: Record, event: Event | None, sender: Sender, purpose: Purpose) -> str:
    both = purpose.template == "introduction"
    partners = purpose.partner.events if both and purpose.partner else ()
    return footer_of(
        sender,
        event if not both or event in partners else None,
        language=purpose.language,
        formal=purpose.formal,
        signature=values.signature(sender),
        country=country_of(record.contact),
        both=both,
    )


def _jotted(record: Record, sender: Sender, purpose: Purpose) -> tuple[Jotting, Jotting]:
    """The note and the promise."""

    def read(text: str) -> Jotting:
        usual = sender.language or purpose.language
        return read_jotting(text, language=purpose.language, formal=purpose.formal, jotted_in=usual)

    return read(record.note.note), read(record.note.promised)


def _contact_warnings(record: Record, purpose: Purpose, guessed: bool) -> list[str]:
    contact = record.contact
    origins = origin_languages(contact)
    missed = is_gender_missed(
        contact.name,
        language=purpose.language,
        formal=purpose.formal,
        origins=origins,
        known=record.note.gender,
        job=values.job_of(contact),
    )
    found = {
        "no-email": not best_address(contact),
        "check-name": _is_name_unsure(record),
        "gender-unsure": missed,
        "language-guessed": guessed,
    }
    return [warning for warning, holds in found.items() if holds]


def _wording_warnings(jotting: Jotting, promise: Jotting, sender: Sender, purpose: Purpose) -> list[str]:
    """What is unsure about the words; a letter of introduction is read by two, and quotes no jotting."""
    quotes = purpose.template != "introduction"
    found = {
        "no-note": quotes and not jotting.text,
        "edit-note": quotes and bool(jotting.text) and not jotting.fits,
        "edit-promise": quotes and bool(promise.text) and (promise.cut or not promise.native),
        "put-it-in": purpose.template == "promised" and "https://" not in promise.text,
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
