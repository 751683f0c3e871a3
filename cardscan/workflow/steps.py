"""The plan of letters after a meeting: which comes next, on which day, and what stops it. Deciding, not doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from cardscan.followup.calendar import send_at, step_date
from cardscan.followup.language import country_of
from cardscan.model import Event, Record
from cardscan.store.drafts import StoredDraft

APPROVED, PUSHED, SENT, SKIPPED, OBJECTED = "approved", "pushed", "sent", "skipped", "objected"
"""What the user says or does with a draft; the file of such a one is never written again."""

GONE_OUT = frozenset({PUSHED, SENT})
"""What a next letter may follow: a letter in the user's own mailbox is the mail program's to send, on its day."""


@dataclass(frozen=True, slots=True)
class Next:
    """The letter that a plan comes to next: its number, its day, and the letter before it."""

    step: int
    day: date
    after: StoredDraft


@dataclass(frozen=True, slots=True)
class Schedule:
    """When letters go out: `days` after the event, at `hour`; `country` is assumed where the contact's is not known."""

    days: tuple[int, ...] = (1, 7, 30)
    hour: time = time(9)
    country: str | None = None

    def day(
        self, record: Record, event: Event | None, step: int, *, today: date, sent_before: date | None = None
    ) -> date:
        """Answer the working day of a letter of the plan, never before `today`; an unknown event was today."""
        base = (event.date if event else None) or today
        step = min(step, len(self.days))
        return step_date(base, step, self.days, self._country(record), today=today, sent_before=sent_before)

    def soon(self, record: Record, today: date) -> date:
        """Answer the first working day from `today` on, for a letter beside the plan."""
        return step_date(today, 1, (0,), self._country(record), today=today)

    def moment(self, record: Record, day: date) -> datetime:
        """Answer when on a day a letter should arrive, in the recipient's time zone."""
        address = record.contact.address
        return send_at(day, self._country(record), self.hour, postal_code=address.postal_code if address else None)

    def next(self, record: Record, event: Event | None, drafts: Sequence[StoredDraft], today: date) -> Next | None:
        """Answer the plan's next letter: there is one when the letter before was sent, and nobody stopped the plan.

        Args:
            record: The contact.
            event: Where the two met.
            drafts: The plan's letters so far; those of other plans are passed over.
            today: The letter is never dated before it.
        """
        key = event.folder if event else None
        plan = sorted((one for one in drafts if not one.kind and one.event == key), key=lambda one: one.draft.step)
        last = plan[-1] if plan else None
        if last is None or last.status not in GONE_OUT or last.draft.step >= len(self.days) or is_over(record, event):
            return None
        base = event if event and event.date else Event("", "", plan[0].created.astimezone().date())
        step, sent = last.draft.step + 1, last.sent or last.draft.send_date
        day = step_date(base.date or today, step, self.days, self._country(record), today=today, sent_before=sent)
        return Next(step, day, last)

    def _country(self, record: Record) -> str | None:
        return country_of(record.contact) or self.country


def is_over(record: Record, event: Event | None) -> bool:
    """Tell whether the plan of a meeting has come to its end: they objected, or replied since they met."""
    reply = record.reply
    return record.objection is not None or bool(reply and not (event and event.date and reply.on < event.date))
