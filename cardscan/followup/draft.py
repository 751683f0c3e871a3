"""The follow-up letter to one contact, as a draft for a person to read over, polish and send."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardscan.errors import CardscanError
from cardscan.followup import values
from cardscan.followup.address import best_address, identity_of
from cardscan.followup.calendar import send_date
from cardscan.followup.clean import one_line
from cardscan.followup.footer import footer_of
from cardscan.followup.gives import fitting
from cardscan.followup.greeting import full_name, given_name, is_gender_missed
from cardscan.followup.intents import intent_of, is_commercial
from cardscan.followup.introduce import suggest
from cardscan.followup.jotting import Jotting, read_jotting
from cardscan.followup.language import country_of, letter_language, origin_languages
from cardscan.followup.templates import (
    FIRST_MEETING,
    packaged_templates,
    render_template,
    supported_languages,
    template_name,
)
from cardscan.messages import tr
from cardscan.model import Contact, Draft, Event, Give, Note, Record, Sender, Suggestion

if TYPE_CHECKING:
    from cardscan.followup.introduce import Acquaintances

__all__ = ["Objected", "packaged_templates", "write_draft"]

MOST_WORDS = 120
"""A letter is read on a telephone, between two meetings; the footer is not counted."""

MOST_IN_SUBJECT = 70
_SHORT_NOTE = 12

_FIRST_NAME_LANGUAGES = frozenset({"es", "en"})
"""Where people who met at a business event are on first-name terms the day after, unless one bears a title."""

_INTRODUCTIONS = frozenset({"introduction", "introduction-question"})
_GIFTLESS = _INTRODUCTIONS | {"promised", "supplier"}
"""Letters whose gift is the letter itself, or that would have two subjects with another."""

_STEPS = {2: "second", 3: "third"}


class Objected(CardscanError):  # noqa: N818  it is no mistake but a wish
    """The person does not want to hear from the user: no letter is ever drafted."""

    def __init__(self, record: Record) -> None:
        name = full_name(record.contact.name) or best_address(record.contact) or str(record.id)
        super().__init__(tr("{name} does not want to be written to: no draft", name=name))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the letter is to be: its language and register, its intent, what it offers, and doubts about all this."""

    language: str
    formal: bool
    intent: str
    step: int
    gift: Suggestion | None
    suggestions: tuple[Suggestion, ...]
    partner: Record | None
    warnings: tuple[str, ...]

    @property
    def template(self) -> str:
        """The name of the letter that says it."""
        return self.intent if self.step <= 1 else _STEPS.get(self.step, _STEPS[max(_STEPS)])


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
    contact, note = record.contact, record.note
    language, guessed = letter_language(contact, note, sender, supported_languages(templates))
    plan = _plan(record, language, step, intent or intent_of(note), partner)
    plan = _with_gift(plan, record, gives, acquaintances, today)
    jotting, promise = (_jotting(text, sender, plan) for text in (note.note, note.promised))
    known = (
        _people(record, sender, plan, taken)
        | values.occasion(event, plan.language, today)
        | values.jotted(jotting, promise)
    )
    name = template_name(templates, language, plan.template)
    copied = _copied(plan)
    subject, body = _fitting(templates, f"{name}.j2", known)
    if footer:
        body += "\n\n" + _footer(record, event, sender, plan)
    return Draft(
        to=best_address(contact),
        to_name=full_name(contact.name),
        subject=subject,
        body=body,
        language=language,
        template=name,
        send_date=send_date(
            event.date if event else None,
            today,
            country_of(contact) or sender.country or None,
            after=days[min(step, len(days)) - 1],
        ),
        step=step,
        warnings=(
            *_contact_warnings(record, plan, guessed),
            *plan.warnings,
            *_wording_warnings(jotting, promise, sender, plan),
        ),
        intent=plan.intent,
        formal=plan.formal,
        suggestions=plan.suggestions,
        cc=tuple(best_address(each.contact) for each in copied),
        cc_names=tuple(full_name(each.contact.name) for each in copied),
    )


def is_formal(note: Note, contact: Contact, language: str) -> bool:
    """The register: what the note says, else formal for a person with a title and by the language's custom."""
    if note.register is not None:
        return note.register == "formal"
    has_title = bool(contact.name and contact.name.prefix)
    return has_title or language not in _FIRST_NAME_LANGUAGES


def _plan(record: Record, language: str, step: int, intent: str, partner: Record | None) -> _Plan:
    """Settle register and intent; an intent that lacks what it needs becomes a first letter, and says so."""
    lacks = {
        "no-consent": is_commercial(intent) and record.consent is None,
        "no-partner": intent in _INTRODUCTIONS and not (partner and _are_named(record, partner)),
        "no-promise": intent == "promised" and not one_line(record.note.promised),
    }
    warnings = tuple(warning for warning, holds in lacks.items() if holds)
    intent = FIRST_MEETING if warnings else intent
    both = [record, partner] if intent == "introduction" and partner else [record]
    formal = any(is_formal(each.note, each.contact, language) for each in both)
    return _Plan(language, formal, intent, step, None, (), partner if intent in _INTRODUCTIONS else None, warnings)


def _with_gift(
    plan: _Plan, record: Record, gives: Sequence[Give], acquaintances: Acquaintances | None, today: date
) -> _Plan:
    """Add what the letter offers, and then the introductions that would help; each step offers something new."""
    offered = () if plan.template in _GIFTLESS else fitting(record, plan.language, gives, today)[plan.step - 1 :]
    known = suggest(record, acquaintances) if acquaintances else ()
    return replace(plan, gift=offered[0] if offered else None, suggestions=(*offered[:1], *known))


def _people(record: Record, sender: Sender, plan: _Plan, taken: Collection[str]) -> dict[str, Any]:
    """What the template may use of the people, of the letter's purpose and of what it offers."""
    return (
        values.recipient(record, plan.language, formal=plan.formal, taken=taken)
        | values.own(sender, plan.language, identity_of(record))
        | values.other(plan.partner, record, plan.language, formal=plan.formal)
        | {"gift": values.gift(plan.gift), "intent": plan.intent, "step": plan.step}
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


def _footer(record: Record, event: Event | None, sender: Sender, plan: _Plan) -> str:
    return footer_of(
        sender,
        event,
        language=plan.language,
        formal=plan.formal,
        signature=values.signature(sender),
        country=country_of(record.contact),
    )


def _copied(plan: _Plan) -> list[Record]:
    """The other reader of a letter of introduction, where there is an address to reach them at."""
    both = [plan.partner] if plan.partner and plan.template == "introduction" else []
    return [record for record in both if best_address(record.contact)]


def _jotting(text: str, sender: Sender, plan: _Plan) -> Jotting:
    jotted_in = sender.language or plan.language
    return read_jotting(text, language=plan.language, formal=plan.formal, jotted_in=jotted_in)


def _contact_warnings(record: Record, plan: _Plan, guessed: bool) -> list[str]:
    contact = record.contact
    origins = origin_languages(contact)
    missed = is_gender_missed(contact.name, language=plan.language, formal=plan.formal, origins=origins)
    found = {
        "no-email": not best_address(contact),
        "check-name": _is_name_unsure(record),
        "gender-unsure": missed and record.note.gender is None,
        "language-guessed": guessed,
    }
    return [warning for warning, holds in found.items() if holds]


def _wording_warnings(jotting: Jotting, promise: Jotting, sender: Sender, plan: _Plan) -> list[str]:
    """What is unsure about the words; a letter of introduction is read by two, and quotes no jotting."""
    quotes = plan.template != "introduction"
    found = {
        "no-note": quotes and not jotting.text,
        "edit-note": quotes and bool(jotting.text) and not jotting.fits,
        "edit-promise": quotes and bool(promise.text) and (promise.cut or not promise.native),
        "no-sender-name": not one_line(sender.name),
    }
    return [warning for warning, holds in found.items() if holds]


def _are_named(*records: Record) -> bool:
    return all(full_name(record.contact.name) for record in records)


def _is_name_unsure(record: Record) -> bool:
    """Whether a part of the name is missing, is in doubt, or holds what no name does."""
    name = record.contact.name
    if name is None or not given_name(name) or not one_line(name.family):
        return True
    doubted = any(concern.field.split(".")[0] == "name" for concern in record.concerns)
    return doubted or not full_name(name) or bool(re.search(r"[\d{}<>@|_=/\\]", full_name(name)))
