"""Contacts that look like one person, as the reviewer sees them: side by side, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from cardscan.errors import CardscanError
from cardscan.matching.pairs import Pair, find_pairs
from cardscan.model import Contact, Record
from cardscan.workflow import doubles, words
from cardscan.workflow.doubles import Double
from cardscan.workflow.review import Review
from cardscan.workflow.review_contact import brief_view, called, name_of, shown_phone
from cardscan.workflow.undo import undo as take_back
from cardscan.workflow.union import Choice

Json = dict[str, Any]

_SINGLE = ("name", "title", "department", "company", "address")
_MANY = {"phones": "number", "emails": "address", "urls": "value", "social": "value", "tax_ids": "number"}


def found(review: Review, *, wait: bool = False) -> Sequence[Pair] | None:
    """List the pairs; without `wait`, as they were known last, None where nobody looked for them yet."""
    pairs = review.beside("doubles", lambda: _find(review), wait=wait)
    # They may have been erased, joined or said to be two since the pairs were found.
    queue = review.queue()
    apart = review.keep("apart", review.store.apart.pairs)
    return pairs and [
        one for one in pairs if queue.get(one.one) and queue.get(one.other) and (one.one, one.other) not in apart
    ]


def _find(review: Review) -> tuple[Pair, ...]:
    """Find the pairs, unless no contact changed: notes and letters make nobody another person."""
    store = review.store
    apart = store.apart.pairs()
    return review.lasting("pairs", (store.heads.fingerprint(), apart), lambda: find_pairs(store.contacts(), apart))


def pairs_view(review: Review) -> Json:
    """Answer all pairs as plain values."""
    return {"pairs": [_pair(review, one) for one in doubles.shown(review.store, found(review, wait=True) or ())]}


def pairs_of(review: Review, number: int) -> list[Json]:
    """Answer whom a contact looks like."""
    queue = review.queue()
    theirs = [one for one in found(review) or () if number in (one.one, one.other)]
    others = [(queue.get(one.other if one.one == number else one.one), one) for one in theirs]
    return [
        {"id": brief.head.id, "name": called(brief), "reasons": words.likenesses(pair.reasons)}
        for brief, pair in others
        if brief
    ]


def join(
    review: Review, pair: tuple[int, int], versions: tuple[int, int], choose: Mapping[str, str]
) -> tuple[int, int | None]:
    """Make one contact of two; answer its number, and that of the action.

    Args:
        review: The review.
        pair: The contact whose number stays, and the one that goes into it.
        versions: Theirs, as the user saw them.
        choose: Whose value a field has: `keep` or `other`.

    Raises:
        Conflict: One has changed since.
    """
    wanted = {name: cast(Choice, whose) for name, whose in choose.items()}
    done = doubles.join(review.workspace, *pair, wanted, versions=versions)
    return done.record.id, done.action


def undo(review: Review, action: int | None) -> Json:
    """Undo an action, or the last one; answer what that was and whom it was about."""
    done = take_back(review.workspace, action)
    return {"what": words.done(done.what), "contacts": list(done.records), "action": done.action}


def _pair(review: Review, double: Double) -> Json:
    one, other = (_brief(review, record) for record in (double.one, double.other))
    return {
        "one": one,
        "other": other,
        "score": round(double.score, 3),
        "certain": double.certain,
        "reasons": words.likenesses(double.reasons),
        "fields": list(_fields(double.one, double.other)),
    }


def _brief(review: Review, record: Record) -> Json:
    brief = review.queue().get(record.id)
    if brief is None:
        raise CardscanError(name_of(record))
    return brief_view(brief)


def _fields(one: Record, other: Record) -> Iterator[Json]:
    """Yield the fields that either of them has."""
    for name in (*_SINGLE, *_MANY):
        left, right = _value(one.contact, name), _value(other.contact, name)
        if left or right:
            yield {"name": name, "label": words.label(name), "one": left, "other": right, "same": left == right}
    for name in ("note", "promised"):
        left, right = getattr(one.note, name), getattr(other.note, name)
        if left or right:
            yield {"name": f"note.{name}", "label": name, "one": left, "other": right, "same": left == right}


def _value(contact: Contact, name: str) -> str | list[str]:
    """Answer a field's value, or its values."""
    held = getattr(contact, name)
    if name == "phones":
        return [shown_phone(phone) for phone in held]
    if name in _MANY:
        return [getattr(value, _MANY[name]) for value in held]
    return str(getattr(held, "full", None) or getattr(held, "value", "")) if held else ""
