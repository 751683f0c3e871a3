"""One contact as the reviewer sees it: fields with their doubts and other candidates, lines, letters, history."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Code, Contact, Evidence, Former, Phone, Record, StoredCard, TextLine
from cardscan.normalize.phones import format_international
from cardscan.workflow import memory, words
from cardscan.workflow.clues import clues
from cardscan.workflow.explain import candidates
from cardscan.workflow.review import Review
from cardscan.workflow.review_draft import draft_view, preview, suggestion_view
from cardscan.workflow.review_queue import Brief, Filter
from cardscan.workflow.story import story

Json = dict[str, Any]

_ROLES = {
    "name": "name",
    "title": "title",
    "department": "department",
    "company": "company",
    "phones": "phone",
    "emails": "email",
    "urls": "url",
    "social": "social",
    "address": "address",
    "tax_ids": "tax_id",
}
_NAME_PARTS = ("prefix", "given", "family", "suffix")
_ADDRESS_PARTS = ("street", "postal_code", "city", "region", "country_code")


def brief_view(one: Brief) -> Json:
    """Answer a contact of the queue as plain values."""
    head = one.head
    return {
        "id": head.id,
        "version": head.version,
        "name": head.name,
        "company": head.company,
        "title": head.title,
        "language": head.language,
        "state": one.state,
        "verdict": head.verdict,
        "concerns": head.concerns,
        "events": one.events,
        "tags": head.tags,
        "drafts": {"state": one.letter},
        "thumb": f"/images/thumb/{head.id}" if one.pictured else None,
    }


def contact_view(review: Review, number: int, by: Filter | None = None) -> Json:
    """Answer all about a contact as plain values; `by` is the list in which `next` and `previous` are looked for.

    Raises:
        MissingError: There is none of this number, or no longer.
    """
    record = review.record(number)
    brief = review.queue().get(number)
    before, after = _neighbours(review.listing(by or Filter()).briefs, number)
    drafts = [draft_view(review, record, stored) for stored in review.store.drafts.find(record=number)]
    return {
        "id": record.id,
        "version": record.version,
        "state": brief.state if brief else "",
        "verdict": record.verdict,
        "origin": record.origin,
        "events": [event.folder for event in record.events],
        "cards": list(_cards(record)),
        "lines": [_line(index, line) for index, line in enumerate(record.lines)],
        "fields": fields_view(record, _candidates(review, record)),
        "note": {**asdict(record.note), "tags": list(record.note.tags)},
        "drafts": drafts,
        "suggestions": _suggestions(review, number),
        "history": list(_history(review, record)),
        "former": [_former(one) for one in record.former],
        "doubles": _doubles(review, number),
        "next": after,
        "previous": before,
    }


def warm(review: Review) -> None:
    """Work out what the first answers need, and look at a contact of each language: its word lists are read then."""
    review.warm()
    with suppress(CardscanError, SQLAlchemyError):  # whoever asks meets what goes wrong
        first = {one.head.language: one.head.id for one in reversed(review.queue().briefs)}
        for number in first.values():
            contact_view(review, number)
            for stored in review.store.drafts.find(record=number)[:1]:
                preview(review, stored, review.record(number).note)
    memory.settle()


def fields_view(record: Record, others: Sequence[Json]) -> list[Json]:
    """List a contact's fields; one that is missing and should not be is there too, without a value."""
    rows = [_field(record, slot, others) for slot in _slots(record.contact)]
    there = {row["key"] for row in rows}
    for concern in record.concerns:
        key = (
            concern.field if concern.field in ("name", "title", "company", "address") else f"{_kind(concern.field)}[0]"
        )
        if key not in there:
            rows.append(_field(record, _Slot(key), others))
            there.add(key)
    return sorted(rows, key=lambda row: list(_ROLES).index(row["name"]))


class _Slot(NamedTuple):
    """A value of a contact, or the place for one: `more` is what else is to be said of it."""

    key: str
    value: str = ""
    evidence: Evidence = Evidence()
    more: Json = {}  # noqa: RUF012  # never written to


def _slots(contact: Contact) -> Iterator[_Slot]:
    if name := contact.name:
        parts = {part: getattr(name, part) or "" for part in _NAME_PARTS}
        yield _Slot("name", name.full, name.evidence, {"parts": parts})
    for field in ("title", "department", "company"):
        if text := getattr(contact, field):
            yield _Slot(field, text.value, text.evidence)
    for i, phone in enumerate(contact.phones):
        more = {"type": phone.type, "valid": phone.valid, "parts": {"extension": phone.extension or ""}}
        yield _Slot(
            f"phones[{i}]", phone.number, phone.evidence, more | {"printed": phone.raw, "shown": shown_phone(phone)}
        )
    for i, email in enumerate(contact.emails):
        yield _Slot(f"emails[{i}]", email.address, email.evidence, {"valid": email.valid})
    for field in ("urls", "social"):
        for i, link in enumerate(getattr(contact, field)):
            yield _Slot(f"{field}[{i}]", link.value, link.evidence)
    if address := contact.address:
        parts = {part: getattr(address, part) or "" for part in _ADDRESS_PARTS}
        yield _Slot("address", address.full, address.evidence, {"parts": parts})
    for i, tax in enumerate(contact.tax_ids):
        yield _Slot(f"tax_ids[{i}]", tax.number, tax.evidence, {"type": tax.type, "valid": tax.valid})


def _field(record: Record, slot: _Slot, others: Sequence[Json]) -> Json:
    key, value, evidence, more = slot
    name = _kind(key)
    concerns = [one for one in record.concerns if one.field == key or (not value and _kind(one.field) == name)]
    row: Json = {
        "name": name,
        "key": key,
        "label": words.label(name, more.get("type")),
        "value": value,
        "parts": {},
        "confidence": round(evidence.confidence, 3),
        "lines": [line for line in evidence.lines if line < len(record.lines)],
        "doubtful": bool(concerns),
        "reasons": [words.reason(one.field, one.reason) for one in concerns],
        "edited": name in record.edited,
        "candidates": [
            one["candidate"] | {"reasons": clues(one["candidate"]["reasons"])}
            for one in others
            if one["role"] == _ROLES[name] and one["text"] != value
        ],
        "valid": True,
        "type": None,
    }
    return row | more


def _kind(key: str) -> str:
    return key.split("[", 1)[0].split(".", 1)[0]


def _candidates(review: Review, record: Record) -> list[Json]:
    """What else the fields could have been, by role."""
    if not record.lines:
        return []
    lines, codes = record.lines, review.store.codes(record.id)
    return review.lasting(("candidates", record.id), (lines, codes), lambda: _candidates_of(lines, codes))


def _candidates_of(lines: tuple[TextLine, ...], codes: tuple[Code, ...]) -> list[Json]:
    return [
        {
            "role": row.field,
            "text": row.value,
            "candidate": {"value": row.value, "lines": list(row.lines), "reasons": row.reasons},
        }
        for row in candidates(lines, codes)
    ]


def _cards(record: Record) -> Iterator[Json]:
    for card in record.cards:
        yield _card(record.id, card)


def _card(number: int, card: StoredCard) -> Json:
    return {
        "index": card.index,
        "side": card.side,
        "image": f"/images/crop/{number}/{card.side}",
        "photo": f"/images/photo/{number}/{card.side}",
        "corners": card.corners,
    }


def _line(index: int, line: TextLine) -> Json:
    return {"index": index, "text": line.text, "side": line.side, "quad": line.quad}


def _suggestions(review: Review, number: int) -> list[Json]:
    """Everything that the contact's letters would offer, each once."""
    found: dict[tuple[str, int | None], Json] = {}
    for stored in review.store.drafts.find(record=number):
        for one in stored.draft.suggestions:
            found.setdefault((one.title, one.record), suggestion_view(one, stored.draft.body))
    return list(found.values())


def _history(review: Review, record: Record) -> Iterator[Json]:
    """Yield the contact's story, the earliest first."""
    store = review.store
    drafts, happened = store.drafts.find(record=record.id), store.history.of(record.id)
    for entry in story(record, drafts, happened):
        yield {"at": entry.on and entry.on.isoformat(), "what": entry.what, "text": entry.text, "open": entry.is_open}


def _former(one: Former) -> Json:
    until = one.until.isoformat() if one.until else None
    return {"field": one.field, "label": words.label(_kind(one.field)), "value": one.value, "until": until}


def _doubles(review: Review, number: int) -> list[Json]:
    from cardscan.workflow.review_doubles import pairs_of  # which shows contacts, as this shows doubles

    return pairs_of(review, number)


def _neighbours(briefs: Sequence[Brief], number: int) -> tuple[int | None, int | None]:
    """Answer the contacts before and after one in a list."""
    place = next((at for at, one in enumerate(briefs) if one.head.id == number), None)
    if place is None:
        return None, briefs[0].head.id if briefs else None
    before = briefs[place - 1].head.id if place else None
    return before, briefs[place + 1].head.id if place + 1 < len(briefs) else None


def shown_phone(phone: Phone) -> str:
    """Write a number as people read it, with its extension."""
    shown = format_international(phone.number) if phone.valid else phone.raw or phone.number
    return f"{shown} ext. {phone.extension}" if phone.extension else shown


def called(brief: Brief) -> str:
    """What to call a contact of the queue."""
    return brief.head.name or brief.head.company or tr("(no name)")


def name_of(record: Record) -> str:
    """What to call a contact."""
    contact = record.contact
    return contact.name.full if contact.name else contact.company.value if contact.company else tr("(no name)")
