"""Today's letters: those that are to be sent today or were to be before, and what comes in the days after."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from cardscan.files import write_atomic
from cardscan.followup import ics
from cardscan.messages import tr
from cardscan.model import Event, Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.letter_files import WAITING, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.session import writing
from cardscan.workflow.steps import GONE_OUT, OBJECTED, PUSHED, SENT, SKIPPED, is_over

PLANNED = "planned"

When = Literal["overdue", "today", "later"]


@dataclass(frozen=True, slots=True)
class Due:
    """A letter to be sent: `at` is the moment in the recipient's time zone.

    `stored` is the letter, or the one before it where it is not written yet: `state` is `planned` then, else that of
    its file (`written`, `changed`), or `approved`, `pushed`. `first` is the plan's first letter.
    """

    record: Record
    event: Event | None
    step: int
    at: datetime
    when: When
    state: str
    stored: StoredDraft
    first: StoredDraft

    @property
    def intent(self) -> str:
        """What the letter is for."""
        return self.stored.draft.intent

    @property
    def is_now(self) -> bool:
        """Whether it is for today, or was to be sent before."""
        return self.when != "later"


def today_and_on(workspace: Workspace, today: date, days: int = 0) -> tuple[tuple[Due, ...], tuple[str, ...]]:
    """Write the letters that came due, and list what is to be sent until so many `days` after `today`.

    Returns:
        The letters, and what kept others from being written, in words for people.

    Raises:
        CardscanError: The settings have a mistake, or another run is at work.
    """
    settings = config.load(workspace.config)
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, settings)
        if settings.drafts.write:
            write_due(store, letters, today)
        return due(store, letters, today, days), tuple(letters.problems)


def write_due(store: Store, letters: Letters, today: date) -> int:
    """Write the plans' next letters that have come due; count them."""
    plans = _plans(store, letters)
    waiting = [(record, event) for record, event, drafts in plans if _comes(letters, record, event, drafts, today)]
    if waiting:
        letters.meet()
    for record, event in waiting:
        with store.transaction():
            letters.add_next(record, event, today)
    return letters.settle()


def due(store: Store, letters: Letters, today: date, days: int = 0) -> tuple[Due, ...]:
    """List what is to be sent until so many `days` after `today`, in the order of the moments."""
    last = today + timedelta(days=days)
    found = [one for plan in _plans(store, letters) for one in _of_plan(letters, *plan, today) if one.at.date() <= last]
    return tuple(sorted(found, key=lambda one: (one.at, one.record.id, one.step)))


def save_calendar(listed: Sequence[Due], path: Path) -> None:
    """Write a calendar file with a reminder for each letter; CardscanError where it cannot be written."""
    write_atomic(path, ics.render([_reminder(one) for one in listed]))


def _plans(store: Store, letters: Letters) -> Iterator[tuple[Record, Event | None, list[StoredDraft]]]:
    """Yield the letters of each contact by event, where any is still to be sent or to be written."""
    drafts: defaultdict[tuple[int, str | None], list[StoredDraft]] = defaultdict(list)
    for stored in store.drafts.find():
        drafts[stored.record_id, stored.event].append(stored)
    open_plans = {key: found for key, found in drafts.items() if _is_open(found, len(letters.schedule.days))}
    records = {record.id: record for record in store.each(sorted({number for number, _ in open_plans}))}
    for (number, key), found in open_plans.items():
        event = next((event for event in records[number].events if event.folder == key), None)
        yield records[number], event, found


def _is_open(drafts: Sequence[StoredDraft], steps: int) -> bool:
    """Tell whether one of a meeting's letters may still be sent, or a next one follow; to look no closer where not."""
    last = max((one for one in drafts if not one.kind), key=lambda one: one.draft.step, default=None)
    follows = last is not None and last.status in GONE_OUT and last.draft.step < steps
    return follows or any(one.status not in (SENT, SKIPPED, OBJECTED) for one in drafts)


def _comes(letters: Letters, record: Record, event: Event | None, drafts: Sequence[StoredDraft], today: date) -> bool:
    following = letters.schedule.next(record, event, drafts, today)
    return following is not None and following.day <= today


def _of_plan(
    letters: Letters, record: Record, event: Event | None, drafts: Sequence[StoredDraft], today: date
) -> Iterator[Due]:
    """Yield the letters of one meeting that wait to be sent, and the next one of its plan."""
    if record.objection:
        return
    first = min((one for one in drafts if not one.kind), key=lambda one: one.draft.step, default=drafts[0])
    for stored in drafts:
        how = state(letters.workspace, stored)
        day = stored.draft.send_date
        if how not in WAITING or (not stored.kind and is_over(record, event)) or (how == PUSHED and day < today):
            continue
        at = stored.draft.send_at or letters.schedule.moment(record, day)
        yield Due(
            record, event, stored.draft.step, at, _when(day, today), how, stored, stored if stored.kind else first
        )
    if following := letters.schedule.next(record, event, drafts, today):
        at = letters.schedule.moment(record, following.day)
        yield Due(record, event, following.step, at, _when(following.day, today), PLANNED, following.after, first)


def _when(day: date, today: date) -> When:
    return "overdue" if day < today else "today" if day == today else "later"


def _reminder(one: Due) -> ics.Reminder:
    """Make a calendar's entry: it keeps its identity while the letter's text, name or day change."""
    contact, stored = one.record.contact, one.stored
    name = contact.name.full if contact.name else stored.draft.to_name or stored.draft.to
    who = ", ".join(filter(None, (name, contact.company.value if contact.company else "")))
    title = tr("Write to {name}, met at {event}", name=who, event=one.event.name) if one.event else ""
    subject = stored.draft.subject if one.state != PLANNED else ""
    return ics.Reminder(
        key=f"{one.first.id} {one.first.created.isoformat()} {one.step}",  # also before the letter is written
        start=one.at,
        title=title or tr("Write to {name}", name=who),
        text="\n".join(filter(None, (subject, stored.draft.to))),
        changed=stored.updated,
        since=one.first.created,
    )
