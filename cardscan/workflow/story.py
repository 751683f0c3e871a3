"""The story of a contact, day by day: where they were met, what was noted, written, sent, promised and became of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cardscan.messages import tr
from cardscan.model import Declaration, Event, Former, Record
from cardscan.store.drafts import StoredDraft
from cardscan.store.history import HistoryEntry
from cardscan.workflow import words
from cardscan.workflow.steps import APPROVED, OBJECTED, PUSHED, SENT, SKIPPED


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened on a day, None where nobody knows which; `what` is a stable word, `text` is for people.

    `is_open` marks what the user still owes: a promise that no letter was sent about.
    """

    on: date | None
    what: str
    text: str
    is_open: bool = False


def story(
    record: Record,
    drafts: Sequence[StoredDraft] = (),
    history: Sequence[HistoryEntry] = (),
    exported: Iterable[tuple[str, datetime]] = (),
) -> tuple[Entry, ...]:
    """Tell a contact's story in the language that is spoken, the earliest first; what has no day comes first.

    Args:
        record: The contact as it is now.
        drafts: All letters to it.
        history: What happened to it in the store.
        exported: Where it went, and when last.
    """
    entries = [
        *(Entry(event.date, "met", _met(event)) for event in record.events),
        *_happened(history, record.events),
        *_noted(record, history),
        *_promised(record, drafts),
        *(Entry(_sent_on(stored), f"letter-{stored.status}", _letter(stored)) for stored in drafts),
        *_declared(record),
        *(Entry(former.until, "formerly", _formerly(former)) for former in record.former),
        *(Entry(_day(at), "exported", tr("Exported to {target}", target=target)) for target, at in exported),
    ]
    return tuple(sorted(dict.fromkeys(entries), key=lambda entry: entry.on or date.min))


def _met(event: Event) -> str:
    if event.place:
        return tr("Met at {event}, {place}", event=event.name, place=event.place)
    return tr("Met at {event}", event=event.name)


def _happened(history: Sequence[HistoryEntry], events: Sequence[Event]) -> Iterator[Entry]:
    """Tell what only the history knows; letters, notes and declarations are told from what they are now."""
    names = {event.folder: event.name for event in events}
    for before, entry in zip((None, *history), history, strict=False):
        text = _said(entry)
        if entry.what == "merged" and before and (before.at, before.what) == (entry.at, "added"):
            text = _recognised(names.get(before.detail))
        if text:
            yield Entry(_day(entry.at), entry.what, text)


def _recognised(event: str | None) -> str:
    """Tell of a card that was known at once to be this person's: nobody saw the number that it had for a moment."""
    return tr("The card from {event} is the same person's", event=event) if event else tr("Another card of this person")


def _said(entry: HistoryEntry) -> str:
    step = entry.detail.partition(" ")[0]
    known = {
        "added": tr("Card read"),
        "met-again": tr("Another card read"),
        "imported": tr("Came from an address book"),
        "completed": tr("An address book added to it"),
        "merged": tr("Joined with contact {number}, the same person", number=entry.detail),
        "edited": tr("You changed: {fields}", fields=entry.detail),
        "moved": tr("Photo moved to another event"),
        "letter-approved": tr("Letter {step} approved", step=step),
        "letter-pushed": tr("Letter {step} put into your mailbox", step=step),
        "no-reply": tr("The reply was taken back"),
        "no-consent": tr("The consent was taken back"),
        "no-objection": tr("The objection was taken back"),
        "undone": tr("You took back what you did"),
        "redone": tr("You did again what you took back"),
    }
    return known.get(entry.what, "")


def _noted(record: Record, history: Sequence[HistoryEntry]) -> Iterator[Entry]:
    """Tell the notes of the day when they were last written, else of the first meeting."""
    days = [_day(entry.at) for entry in history if entry.what == "noted"]
    on = days[-1] if days else _first_day(record)
    if record.note.note:
        yield Entry(on, "note", tr("Noted: {note}", note=_in_line(record.note.note)))
    if record.note.background:
        yield Entry(None, "background", tr("Your address book says: {note}", note=_in_line(record.note.background)))


def _promised(record: Record, drafts: Sequence[StoredDraft]) -> Iterator[Entry]:
    """Tell what was promised: it is open until a letter went out."""
    promise = _in_line(record.note.promised)
    if not promise:
        return
    sent = [stored.sent for stored in drafts if stored.status == SENT and stored.sent]
    if sent:
        text = tr("Promised: {promise} (you wrote on {day})", promise=promise, day=min(sent).isoformat())
    else:
        text = tr("Promised: {promise} (open)", promise=promise)
    yield Entry(_first_day(record), "promised", text, is_open=not sent)


def _letter(stored: StoredDraft) -> str:
    subject, step = stored.draft.subject, stored.draft.step
    about = f"«{subject}»" if subject else ""
    if stored.kind:
        about = " ".join(filter(None, (tr("(introduction)"), about)))
    told = {
        SENT: tr("Letter {step} sent {about}", step=step, about=about),
        APPROVED: tr(
            "Letter {step} is approved and waits for {day} {about}", step=step, about=about, day=_plan(stored)
        ),
        PUSHED: tr("Letter {step} lies in your mailbox for {day} {about}", step=step, about=about, day=_plan(stored)),
        SKIPPED: tr("Letter {step} will not be sent {about}", step=step, about=about),
        OBJECTED: tr("Letter {step} was erased: no letters are wanted", step=step),
    }
    waits = tr("Letter {step} written, for {day} {about}", step=step, about=about, day=_plan(stored))
    return told.get(stored.status, waits).strip()


def _plan(stored: StoredDraft) -> str:
    return stored.draft.send_date.isoformat()


def _sent_on(stored: StoredDraft) -> date:
    if stored.status == SENT and stored.sent:
        return stored.sent
    return _day(stored.updated if stored.status in (SKIPPED, OBJECTED) else stored.created)


def _declared(record: Record) -> Iterator[Entry]:
    said: tuple[tuple[str, str, Declaration | None], ...] = (
        ("reply", tr("Replied"), record.reply),
        ("consent", tr("Consents to letters"), record.consent),
        ("objection", tr("Wants no letters"), record.objection),
    )
    for what, text, declared in said:
        if declared:
            yield Entry(declared.on, what, f"{text}: {declared.source}" if declared.source else text)


def _formerly(former: Former) -> str:
    field = words.label(former.field)
    if former.until is None:
        return tr("Also: {field} {value}", field=field, value=former.value)
    return tr("Until then: {field} {value}", field=field, value=former.value)


def _in_line(text: str) -> str:
    return " / ".join(filter(None, map(str.strip, text.splitlines())))


def _first_day(record: Record) -> date | None:
    days = [event.date for event in record.events if event.date]
    return min(days) if days else record.created and _day(record.created)


def _day(at: datetime) -> date:
    return at.astimezone().date()
