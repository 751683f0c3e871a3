"""Drafts and their `.eml` files: the row first, then the file; a file that the user changed is never written again.

A draft's status in the store tells how far it came, so that a kill at any moment can be made good:
`new`: the file is to be written; `replacing HASH`: likewise, over the file of that hash; `written`: done. A written
draft whose file is gone was deleted by the user. Any other status is the user's (`approved`, `sent`, `skipped`,
`objected`), and the draft is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.files import safe_name, write_atomic
from cardscan.followup.draft import Objected, packaged_templates, write_draft
from cardscan.followup.eml import filename, render
from cardscan.messages import tr
from cardscan.model import Draft, Event, Give, Record, Sender
from cardscan.settings.config import Settings
from cardscan.settings.gives import load_gives
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import NEW, REPLACING, WRITTEN, StoredDraft
from cardscan.store.store import Store
from cardscan.workflow.circle import Circle
from cardscan.workflow.letter_files import CHANGED, digest, digest_of, make_folder, move, remove_empty, state
from cardscan.workflow.steps import APPROVED, Schedule


@dataclass(slots=True)
class Letters:
    """Writes and renews the drafts of a workspace in the sender's name.

    `kept` counts those that the user changed, `approved` holds those that were approved: both would be worded otherwise
    now, and are left as they are. While gives.toml cannot be read (`frozen`), new letters go without a gift, and none
    that is written is renewed: it might lose its own.
    """

    workspace: Workspace
    store: Store
    sender: Sender
    schedule: Schedule = field(default_factory=Schedule)
    footer: bool = True
    gives: tuple[Give, ...] = ()
    frozen: bool = False
    kept: int = 0
    approved: list[StoredDraft] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _circle: Circle = field(default_factory=Circle.known)
    _introduces: bool = False
    _new: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, workspace: Workspace, store: Store, settings: Settings, *, circle: Circle | None = None) -> "Letters":
        """Make the letters of a workspace as its settings say; a mistake in gives.toml is a problem, and no more."""
        sender, plan = settings.sender, settings.plan
        schedule = Schedule(plan.days, plan.hour, sender.country or None)
        letters = cls(workspace, store, sender, schedule, settings.drafts.footer)
        letters._circle = circle or letters._circle
        try:
            letters.gives = load_gives(workspace.gives)
        except CardscanError as error:
            letters.frozen = True
            letters.problems.append(error.message)
        return letters

    @property
    def made_of(self) -> tuple[object, ...]:
        """All that goes into every letter, to tell whether they need to be written anew."""
        return self.sender, self.schedule, self.footer, self.gives

    def meet(self, *, wait: bool = True) -> None:
        """Learn who is known now, so that letters can offer introductions; `wait` as for `Circle.follow`."""
        self._circle.follow(self.store, wait=wait)
        self._introduces = True

    def preview(self, record: Record, stored: StoredDraft) -> Draft | None:
        """Write a stored draft as it would be worded now for `record`; nothing is stored. None where it may not be."""
        today, others = self._basis(record, stored)
        return self._write(record, self._ask(record, stored, today), today, others)

    def add(self, record: Record, event: Event | None, today: date) -> bool:
        """Store the first letter to a contact met at an event, unless there is one; call it in a transaction."""
        key = event.folder if event else None
        if self.store.drafts.latest(record.id, 1, key) is not None:
            return False
        return self._add(record, Ask(event, 1, self.schedule.day(record, event, 1, today=today)), today)

    def add_next(self, record: Record, event: Event | None, today: date) -> bool:
        """Store the plan's next letter to a contact where it has come due; call it in a transaction."""
        after = self.schedule.next(record, event, self.store.drafts.find(record=record.id), today)
        if after is None or after.day > today:
            return False
        return self._add(record, Ask(event, after.step, after.day), today)

    def add_beside(self, record: Record, partner: Record, intent: str, today: date) -> bool:
        """Store a letter about another contact, beside the plan, unless there is one; call it in a transaction."""
        if any(one.kind == intent and one.about == partner.id for one in self.store.drafts.find(record=record.id)):
            return False
        return self._add(
            record, Ask(_common(record, partner), 1, self.schedule.soon(record, today), intent, partner), today
        )

    def renew(self, record: Record) -> int:
        """Store a contact's drafts anew where their text changes and the user left the files alone; count them.

        Those that this run wrote are not counted. Call it in a transaction, and `settle` after it.
        """
        if self.frozen:
            return 0
        renewed = [draft for draft in self.store.drafts.find(record=record.id) if self._renew(record, draft)]
        return sum(draft.id not in self._new for draft in renewed)

    def settle(self, record: int | None = None) -> int:
        """Bring the files of a contact's drafts, or of all, to what the store says; count the new ones written."""
        return sum(self._settle(draft) for draft in self.store.drafts.find(record=record) if draft.status != WRITTEN)

    def rehouse(self) -> None:
        """Move files into the folders of their drafts' events, where those were renamed; a kill does no harm."""
        for stored in self.store.drafts.find():
            old = self.workspace.root / stored.file
            new = self._folder(stored.event) / old.name
            if old.parent != new.parent and not (old.exists() and new.exists()):
                move(old, new)
                remove_empty(self.workspace, old.parent)
                self.store.drafts.move(stored.id, self.workspace.relative(new))

    def dated(self, record: Record, stored: StoredDraft, day: date | None) -> Draft:
        """Answer a letter as it is but for its send date: `day` is the user's choice, None that of the plan."""
        draft = replace(stored.draft, dated=False)
        if day is None:
            today, _ = self._basis(record, stored)
            day = self._ask(record, replace(stored, draft=draft), today).day
        else:
            draft = replace(draft, dated=True)
        return replace(draft, send_date=day, send_at=self.schedule.moment(record, day))

    def put(self, stored: StoredDraft, draft: Draft, status: str) -> bytes:
        """Store a letter in place of one that was there, and answer what its file is to hold."""
        data = render(draft, self.sender)
        self._put(stored, draft, digest(data), status)
        return data

    def _add(self, record: Record, ask: "Ask", today: date) -> bool:
        draft = self._write(record, ask, today, self._to_colleagues(record, ask.key))
        if draft is None:
            return False
        file = self._file(record, ask, draft)
        partner = ask.partner.id if ask.partner else None
        number = self.store.drafts.put(
            record.id, draft, file, self._digest(draft), ask.key, kind=ask.intent or "", about=partner
        )
        self._new.add(number)
        return True

    def _renew(self, record: Record, stored: StoredDraft) -> bool:
        """Store a draft anew; tell whether its text changes. What only the program knows of it changes in silence."""
        how = state(self.workspace, stored)
        if how not in (WRITTEN, CHANGED, APPROVED):
            return False
        today, others = self._basis(record, stored)
        draft = self._write(record, self._ask(record, stored, today), today, others)
        if draft is None or draft == stored.draft:
            return False
        digest = self._digest(draft)
        if digest == stored.sha256:
            self._put(stored, draft, digest, stored.status)
        elif how == APPROVED:
            self.approved.append(stored)
        elif how == CHANGED:
            self.kept += 1
        else:
            self._put(stored, draft, digest, f"{REPLACING} {stored.sha256}")
        return how == WRITTEN and digest != stored.sha256

    def _basis(self, record: Record, stored: StoredDraft) -> tuple[date, list[StoredDraft]]:
        """Answer the day on which a draft is as if written, and the letters to colleagues that went before it."""
        today = min(stored.created.astimezone().date(), stored.draft.send_date)
        return today, [other for other in self._to_colleagues(record, stored.event) if other.id < stored.id]

    def _ask(self, record: Record, stored: StoredDraft, today: date) -> "Ask":
        """Say anew what a draft was to be; the user's send date stays."""
        ask = self._planned(record, stored, today)
        return replace(ask, day=stored.draft.send_date, dated=True) if stored.draft.dated else ask

    def _planned(self, record: Record, stored: StoredDraft, today: date) -> "Ask":
        event = next((event for event in record.events if event.folder == stored.event), None)
        step = stored.draft.step
        if stored.kind:
            partner = self.store.record(stored.about) if stored.about else None
            return Ask(event, step, self.schedule.soon(record, today), stored.kind, partner)
        before = self.store.drafts.latest(record.id, step - 1, stored.event) if step > 1 else None
        sent = before.sent if before else None
        return Ask(event, step, self.schedule.day(record, event, step, today=today, sent_before=sent))

    def _put(self, stored: StoredDraft, draft: Draft, digest: str, status: str) -> None:
        self.store.drafts.put(
            stored.record_id, draft, stored.file, digest, stored.event, kind=stored.kind, about=stored.about
        )
        self.store.drafts.mark(stored.id, status, stored.sent)

    def _settle(self, stored: StoredDraft) -> bool:
        """Write the file of a draft that a run could not finish; what the user made of the old one stays."""
        kind, _, replaced = stored.status.partition(" ")
        if kind not in (NEW, REPLACING):
            return False
        path = self.workspace.root / stored.file
        there = digest_of(path)
        writes = there is None or there == replaced
        if writes:
            data = render(stored.draft, self.sender)
            if digest(data) != stored.sha256:  # the sender changed since the run was killed
                with self.store.transaction():
                    self._put(stored, stored.draft, digest(data), stored.status)
            make_folder(path.parent)
            write_atomic(path, data)
        self.store.drafts.mark(stored.id, WRITTEN)
        return writes and kind == NEW

    def _write(self, record: Record, ask: "Ask", today: date, others: Sequence[StoredDraft]) -> Draft | None:
        """Write a letter that differs from those to colleagues; None where it may not be, or the template is broken.

        Whoever objected is passed over in silence; what else is in the way is a problem, which the user is told once.
        """
        try:
            own = [folder for folder in (self.workspace.templates,) if folder.is_dir()]
            draft = write_draft(
                record,
                ask.event,
                self.sender,
                templates=[*own, packaged_templates()],
                today=today,
                taken=tuple(text for other in others for text in (other.draft.subject, other.draft.body)),
                step=ask.step,
                intent=ask.intent,
                days=self.schedule.days,
                gives=self.gives,
                acquaintances=self._circle.acquaintances if self._introduces else None,
                partner=ask.partner,
                footer=self.footer,
            )
        except Objected:
            return None
        except (CardscanError, OSError) as error:
            said = error.message if isinstance(error, CardscanError) else _unreadable(self.workspace.templates, error)
            if said not in self.problems:
                self.problems.append(said)
            return None
        return replace(draft, send_date=ask.day, send_at=self.schedule.moment(record, ask.day), dated=ask.dated)

    def _to_colleagues(self, record: Record, event: str | None) -> list[StoredDraft]:
        """List the drafts to people of the same firm who were met at the same event, in the order they were made."""
        company = record.contact.company
        colleagues = {record.id, *self.store.heads.of_firm(company.value)} if company else ()
        return list(self.store.drafts.find(event, sorted(colleagues))) if len(colleagues) > 1 else []

    def _digest(self, draft: Draft) -> str:
        return digest(render(draft, self.sender))

    def _file(self, record: Record, ask: "Ask", draft: Draft) -> str:
        """Choose a file; what lies there already, perhaps from an older database, is not ours to overwrite."""
        folder = self._folder(ask.key)
        first = Path(filename(record, draft))
        if ask.partner:
            first = first.with_stem(f"{first.stem}-{ask.intent}-{ask.partner.id}")
        path = first
        for number in count(2):
            if not (folder / path).exists():
                break
            path = first.with_stem(f"{first.stem}-{number}")
        return self.workspace.relative(folder / path)

    def _folder(self, event: str | None) -> Path:
        """Answer the folder of an event's drafts; an event that is the workspace itself needs none."""
        drafts = self.workspace.drafts
        return drafts if event in (None, ".") else drafts / safe_name(str(event), "event")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a letter is to be: of which meeting, which one of the plan, on which day; or beside it, about a partner.

    `dated` tells that the user chose the day.
    """

    event: Event | None
    step: int
    day: date
    intent: str | None = None
    partner: Record | None = None
    dated: bool = False

    @property
    def key(self) -> str | None:
        """The folder of the event."""
        return self.event.folder if self.event else None


def _unreadable(folder: Path, error: OSError) -> str:
    return tr("{path}: cannot be read: {why}", path=error.filename or folder, why=error.strerror)


def _common(record: Record, partner: Record) -> Event | None:
    """Answer the latest meeting where both were, else the contact's own latest."""
    folders = {event.folder for event in partner.events}
    both = [event for event in record.events if event.folder in folders]
    return next(reversed(both or record.events), None)
