"""What a template may use: recipient, sender, occasion, gift; templates/README.md is the reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from cardscan.folding import unaccent
from cardscan.followup.address import best_address, identity_of
from cardscan.followup.choice import choose
from cardscan.followup.clean import many_lines, one_line
from cardscan.followup.gender import gender_of
from cardscan.followup.greeting import full_name, given_name, greetings
from cardscan.followup.jotting import Jotting, guess_language
from cardscan.followup.language import origin_languages
from cardscan.followup.occasion import event_at, met, written_date
from cardscan.model import Contact, Event, Gender, Record, Sender, Suggestion

_LOWERED_SECOND_GREETING = frozenset({"de", "it"})
"""Where the second of two greetings goes on in small letters: `Sehr geehrte Frau Roth,` / `sehr geehrter Herr Gil,`."""


def recipient(record: Record, language: str, *, formal: bool, taken: Collection[str]) -> dict[str, Any]:
    """The person written to, and what the filter `either` needs."""
    identity = identity_of(record)
    return {
        "greeting": choose(_greetings(record, language, formal=formal), identity, taken),
        "formal": formal,
        "gender": known_gender(record) or "",
        "identity": identity,
        "taken": tuple(taken),
    } | _person(record)


def other(partner: Record | None, record: Record, language: str, *, formal: bool) -> dict[str, Any]:
    """The other person of an introduction, `{}` where there is none, and the greeting of both."""
    if partner is None:
        return {"partner": {}, "greeting_both": ""}
    nameless = greetings(None, language=language, formal=formal)
    one, two = _greetings(record, language, formal=formal), _greetings(partner, language, formal=formal)
    lowered = language in _LOWERED_SECOND_GREETING
    lines = [
        f"{mine}\n{theirs[0].lower() + theirs[1:] if lowered else theirs}"
        for mine, theirs in zip(one, two, strict=False)
    ]
    if {one[0], two[0]} & set(nameless):  # nobody is greeted by name beside one who is not
        lines = list(nameless)
    known = _person(partner) | {"gender": known_gender(partner) or ""}
    return {"partner": known, "greeting_both": choose(lines, identity_of(record))}


def own(sender: Sender, language: str, identity: str) -> dict[str, Any]:
    """The user; `give` and `seek` are phrases of the settings that are in the letter's language."""
    parts = ("name", "firm", "role", "phone", "email")
    gives, seeks = ([one_line(item, 100) for item in items] for items in (sender.gives, sender.seeks))
    return {
        "sender": {part: one_line(getattr(sender, part), 80) for part in parts} | {"gender": sender.gender or ""},
        "signature": signature(sender),
        "gives": tuple(gives),
        "seeks": tuple(seeks),
        "give": _spoken(gives, sender, language, identity),
        "seek": _spoken(seeks, sender, language, identity),
    }


def occasion(event: Event | None, language: str, today: date) -> dict[str, str]:
    """The event."""
    return {
        "met": met(event, language, today),
        "event_at": event_at(event, language),
        "event": one_line(event.name, 80) if event else "",
        "place": one_line(event.place, 80) if event else "",
        "date": written_date(event.date, language, today) if event and event.date else "",
    }


def gift(suggestion: Suggestion | None) -> dict[str, str]:
    """What the letter offers; `{}` where nothing fits. `link` is ` (https://...)`, to stand right after the title."""
    if suggestion is None:
        return {}
    url = one_line(suggestion.url, 300).replace(" ", "%20")
    words = one_line(suggestion.words, 200)
    return {
        "kind": suggestion.kind,
        "title": one_line(suggestion.title, 100).rstrip(" ."),
        "url": url,
        "link": f" ({url})" if url else "",
        "words": words if not words or words[-1] in ".!?…" else f"{words}.",
    }


def jotted(note: Jotting, promise: Jotting) -> dict[str, Any]:
    """The user's own words."""
    return {"note": note.text, "note_fits": note.fits, "promised": promise.text}


def personal(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts that this letter alone holds, so that wordings are compared without them."""
    mine = [values[name] for name in ("note", "promised", "full_name", "company", "title", "who")]
    mine += [values["gift"].get(name, "") for name in ("title", "link", "words")]
    mine += [values["partner"].get(name, "") for name in ("full_name", "who", "company")]
    return tuple(text for text in mine if text)


def known_gender(record: Record) -> Gender | None:
    """The person's gender as the note says it, else as title, name or job do, where it is sure."""
    contact = record.contact
    return gender_of(contact.name, origin_languages(contact), known=record.note.gender, job=job_of(contact))


def job_of(contact: Contact) -> str:
    """The job title on the card, which may tell a title of address or a gender."""
    return contact.title.value if contact.title else ""


def signature(sender: Sender) -> str:
    """The user's own signature, preceded by the name where it lacks it; else name, role and firm, and phone."""
    name = one_line(sender.name, 80)
    if own_words := many_lines(sender.signature):
        has_name = not name or unaccent(name.split()[0]) in unaccent(own_words)
        return own_words if has_name else f"{name}\n{own_words}"
    role = ", ".join(filter(None, (one_line(sender.role, 80), one_line(sender.firm, 80))))
    return "\n".join(filter(None, (name, role, one_line(sender.phone, 40))))


def _person(record: Record) -> dict[str, str]:
    """Name and trade of a person; `who` tells both, to stand on a line of its own."""
    contact = record.contact
    origins = origin_languages(contact)
    company = one_line(contact.company.value, 80) if contact.company else ""
    title = one_line(contact.title.value, 80) if contact.title else ""
    name = full_name(contact.name, origins)
    return {
        "given": given_name(contact.name, origins),
        "full_name": name,
        "company": company,
        "title": title,
        "who": ", ".join(filter(None, (name, title, company))) or best_address(contact),
    }


def _greetings(record: Record, language: str, *, formal: bool) -> tuple[str, ...]:
    contact = record.contact
    return greetings(
        contact.name,
        language=language,
        formal=formal,
        gender=known_gender(record),
        origins=origin_languages(contact),
        job=job_of(contact),
    )


def _spoken(phrases: Sequence[str], sender: Sender, language: str, identity: str) -> str:
    """One of the phrases that are in the letter's language, without its stop; empty where none is."""
    usual = sender.language or language
    fitting = [text for phrase in phrases if (text := phrase.strip(" .")) and guess_language(text, usual) == language]
    return choose(fitting, identity) if fitting else ""
