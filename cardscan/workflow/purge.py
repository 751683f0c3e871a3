"""Contacts with whom there was nothing for long: keeping them has no reason any more."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cardscan.errors import CardscanError, Exit
from cardscan.folding import fold
from cardscan.messages import tr
from cardscan.model import Record
from cardscan.settings.workspace import Workspace
from cardscan.store.store import Store
from cardscan.workflow.erase import Erased, erase
from cardscan.workflow.session import reading

KEEP = "keep"
"""The tag of contacts that are never purged."""

_AGE = re.compile(r"(\d{1,4})\s*([dwmy])")
_TOUCHING = frozenset({"edited", "noted", "met-again", "merged"})
"""What a contact's history calls things that a person did with it."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A contact with whom there was nothing since a day."""

    record: Record
    since: date


@dataclass(frozen=True, slots=True)
class Purge:
    """Who would be erased, and how many are as old but kept: by their consent, or by the tag `keep`."""

    stale: tuple[Stale, ...] = ()
    consenting: int = 0
    tagged: int = 0


def before(text: str, today: date) -> date:
    """Answer the day that lies so long before `today`: `90d`, `8w`, `24m`, `2y`; CardscanError where it is no age."""
    found = _AGE.fullmatch(text.strip().lower())
    if not found or not int(found[1]):
        hint = tr("Write 90d (days), 8w (weeks), 24m (months) or 2y (years).")
        raise CardscanError(tr("{value!r} is no age", value=text), hint=hint, exit_code=Exit.USAGE)
    count, unit = int(found[1]), found[2]
    try:
        if unit in "dw":
            return today - timedelta(days=count * (7 if unit == "w" else 1))
        year, month = divmod(today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1), 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.min


def preview(workspace: Workspace, limit: date) -> Purge:
    """Find the contacts with whom there was nothing since before `limit`, the longest first; nothing is changed."""
    with reading(workspace) as store:
        return _find(store, limit)


def purge(workspace: Workspace, chosen: Iterable[Stale], *, with_photos: bool = False) -> Erased:
    """Erase contacts as `forget` does."""
    return erase(workspace, [one.record.id for one in chosen], with_photos=with_photos, what="purge")


def _find(store: Store, limit: date) -> Purge:
    letters: dict[int, list[date]] = {}
    for draft in store.drafts.find():
        if draft.sent:
            letters.setdefault(draft.record_id, []).append(draft.sent)
    touched = store.history.latest(_TOUCHING)
    days = (
        (record, last_touched(record, letters.get(record.id, ()), touched.get(record.id)))
        for record in store.each(store.numbers())
    )
    old = [Stale(record, since) for record, since in days if since < limit]
    old.sort(key=lambda one: (one.since, one.record.id))
    tagged = [one for one in old if KEEP in map(fold, one.record.note.tags)]
    consenting = [one for one in old if one.record.consent and one not in tagged]
    stale = tuple(one for one in old if one not in tagged and one not in consenting)
    return Purge(stale, len(consenting), len(tagged))


def last_touched(record: Record, sent: Sequence[date] = (), touched: datetime | None = None) -> date:
    """Answer the last day on which there was anything with a contact: a meeting, a letter, a reply, an edit, a note.

    `sent` are the days of letters, `touched` is when a person last did something with the contact. Where no meeting has
    a date, the day on which the contact came in stands for it.
    """
    days = [event.date for event in record.events if event.date] + list(sent)
    days += [card.taken.date() for card in record.cards if card.taken]
    days += [one.on for one in (record.reply, record.consent, record.objection) if one]
    days += [touched.astimezone().date()] if touched else []
    if days:
        return max(days)
    return record.created.astimezone().date() if record.created else date.min
