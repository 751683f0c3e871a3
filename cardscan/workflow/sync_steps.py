"""One step of a sync, done: the server first, then what is known here of what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cardscan.export.carddav import AddressBook, RemoteText
from cardscan.export.carddav_errors import CardChangedError, CardRefusedError
from cardscan.export.vcard import card, formatted_name, uid
from cardscan.export.vcard_lines import NotACardError
from cardscan.imports import vcard
from cardscan.messages import tr
from cardscan.model import Note, Record
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.remote import RemoteCard
from cardscan.store.store import Store
from cardscan.workflow.acting import acting
from cardscan.workflow.card_facts import Card, changed, own_card, read_card
from cardscan.workflow.card_merge import Conflict, Prefer, Reconciled, agreed, first_meeting, reconcile
from cardscan.workflow.card_taken import taken
from cardscan.workflow.letters import Letters
from cardscan.workflow.notes import forget
from cardscan.workflow.sync_plan import Step, file_name

_TRIES = 4  # how often a card that changes under our hands is looked at again


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of a contact, or of a card that belongs to none.

    `outcome` is `created`, `linked` with a card that was there, `put` (our changes), `taken` (theirs), `merged` (both),
    `same`; `gone` from the server, and `left` there though deleted here, with `why` = `new` where nobody was told yet;
    `deleted` there, `imported`; `refused` or `unusable`, with `why`. `put` and `took` name the facts that went either
    way, `conflicts` those that the user has to decide.
    """

    record: int | None
    name: str
    outcome: str
    put: tuple[str, ...] = ()
    took: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    why: str = ""


@dataclass
class Steps:
    """Takes steps; it holds both sides. With `dry` nothing is changed on either."""

    workspace: Workspace
    store: Store
    book: AddressBook
    records: Mapping[int, Record]
    regions: tuple[str, ...]
    prefer: Prefer | None = None
    dry: bool = False
    delete: bool = False
    _met: bool = field(default=False, repr=False)

    def take(self, step: Step, there: RemoteText | None) -> Synced | None:
        """Take one step; None where there is nothing to tell.

        Raises:
            CardscanError: The server or the store does not answer as it should; the next run goes on from here.
        """
        if step.record is None:
            return self._import(step, there) if step.kind == "import" else self._ownerless(step, there)
        record = self.records[step.record]
        try:
            return self._take(step, record, there)
        except CardRefusedError as error:
            return self._told(record, "refused", why=str(error))
        except NotACardError:
            return self._told(record, "unusable", why=tr("the card there cannot be read; it was left as it is"))

    def _take(self, step: Step, record: Record, there: RemoteText | None) -> Synced:
        if step.kind == "same":
            return self._told(record, "same")
        if step.kind == "gone":
            return self._gone(step, record)
        for _ in range(_TRIES):
            try:
                if there is not None:
                    return self._merge(step, record, there)
                if step.kind == "create":
                    return self._create(step, record)
                return self._gone(step, record)
            except CardChangedError:
                there = self.book.get(step.href)
        raise CardRefusedError(tr("it changes there all the time"))

    def _create(self, step: Step, record: Record) -> Synced:
        text = card(record).decode()
        if not self.dry:
            own = read_card(text, self.regions)
            etag, theirs = self._put(step.href, text, "")
            self._keep(RemoteCard(step.href, record.id, theirs.uid, etag, True, own.facts, theirs.facts))
        return self._told(record, "created")

    def _merge(self, step: Step, record: Record, there: RemoteText) -> Synced:
        theirs = read_card(there.text, self.regions)
        mine = own_card(record, self.regions, theirs.version)
        row = step.row
        # What was known of a card that was deleted here, or is new to us, tells nothing about who changed what.
        known = row is not None and bool(row.mine or row.theirs)
        if row is not None and known:
            found = reconcile(row.mine, mine.facts, row.theirs, theirs.facts, self.prefer)
        else:
            found = first_meeting(mine.facts, theirs.facts, self.prefer)
        if not self.dry:
            self._carry_out(step, record, (there.etag, theirs, mine), found)
        outcome = "linked" if not known else _outcome(found)
        return self._told(record, outcome, tuple(found.put), tuple(found.take), found.conflicts)

    def _carry_out(self, step: Step, record: Record, cards: tuple[str, Card, Card], found: Reconciled) -> None:
        etag, theirs, mine = cards
        said = theirs
        if found.put:
            text = changed(theirs, mine, found.put, self.regions)
            etag, said = self._put(step.href, text, etag)
        then = step.row or RemoteCard(step.href, record.id, theirs.uid, "", self._is_ours(step, record, theirs))
        row = replace(then, href=step.href, record=record.id, uid=said.uid, etag=etag)
        row = replace(row, theirs=agreed(then.theirs, said.facts, found.conflicts))
        if found.take:
            self._take_over(record, found, row)
        else:
            self._keep(replace(row, mine=agreed(then.mine, mine.facts, found.conflicts)))

    def _is_ours(self, step: Step, record: Record, theirs: Card) -> bool:
        """Tell a card that we laid there, but whose answer was lost, from one that somebody else made."""
        return theirs.uid == uid(record) and step.href.endswith(f"/{file_name(uid(record))}")

    def _take_over(self, record: Record, found: Reconciled, row: RemoteCard) -> None:
        """Write what changed there into the contact, as the user's own words, and have the letters follow."""
        edited = taken(record.contact, record.note, found.take, self.regions)
        letters = self._letters
        if not self._met:
            letters.meet()
            self._met = True
        letters.settle(record.id)
        with acting(self.workspace, self.store, "synced", [record.id]):
            fields = tuple(name for name in edited.fields if not name.startswith("note."))
            if fields:
                self.store.edit_record(record.id, edited.contact, edited.fields)
            if edited.note != record.note:
                self.store.set_note(record.id, edited.note)
            letters.renew(self.store.record(record.id))
        # Not part of the action: whoever takes it back wants the old value there too, and the next run puts it there.
        mine = own_card(self.store.record(record.id), self.regions).facts
        self._keep(replace(row, mine=agreed(row.mine, mine, found.conflicts)))
        letters.settle(record.id)
        forget(self.workspace)

    @cached_property
    def _letters(self) -> Letters:
        return Letters.of(self.workspace, self.store, config.load(self.workspace.config))

    def _put(self, href: str, text: str, etag: str) -> tuple[str, Card]:
        """Put a card, and answer its ETag and what it says there; some servers do not tell, or word it anew."""
        told = self.book.put(href, text, etag)
        if told:
            return told, read_card(text, self.regions)
        there = self.book.get(href)
        if there is None:
            raise CardRefusedError(tr("it was taken, but is not there"))
        return there.etag, read_card(there.text, self.regions)

    def _gone(self, step: Step, record: Record) -> Synced:
        """Note that the card was deleted there; the contact stays as it is."""
        new = step.row is None or bool(step.row.etag)
        if step.row and step.row.etag and not self.dry:
            self._keep(replace(step.row, etag=""))
        return self._told(record, "gone", why="new" if new else "")

    def _ownerless(self, step: Step, there: RemoteText | None) -> Synced | None:
        """Deal with the card of a contact that was deleted here: it goes only if cardscan made it, and if told to."""
        row = step.row
        if row is None or there is None or not row.made:
            if not self.dry:
                self.store.remote.forget(self.book.url, step.href)
            return None
        if not self.delete or there.etag != row.etag:
            return Synced(None, self._name(there), "left", why="changed" if self.delete else "")
        return self._delete(row, there)

    def _delete(self, row: RemoteCard, there: RemoteText) -> Synced:
        if not self.dry:
            try:
                self.book.delete(row.href, there.etag)
            except CardChangedError:
                return Synced(None, self._name(there), "left", why="changed")
            except CardRefusedError as error:
                return Synced(None, self._name(there), "refused", why=str(error))
            self.store.remote.forget(self.book.url, row.href)
        return Synced(None, self._name(there), "deleted")

    def _import(self, step: Step, there: RemoteText | None) -> Synced | None:
        """Make a contact of somebody who is unknown here: without letters, until they are met."""
        entries = vcard.parse(there.text.encode(), self.regions) if there else ()
        if there is None or len(entries) != 1 or entries[0].is_empty:
            return None
        (entry,) = entries
        if self.dry:
            return Synced(None, self._name(there), "imported")
        try:
            theirs = read_card(there.text, self.regions)
        except NotACardError:
            return None
        with self.store.transaction():
            note = Note(background=entry.note, tags=entry.tags)
            number = self.store.imports.add(entry.contact, note, entry.uid)
            record = self.store.record(number)
            mine = own_card(record, self.regions).facts
            self._keep(RemoteCard(step.href, number, theirs.uid, there.etag, False, mine, theirs.facts))
        return self._told(record, "imported")

    def _name(self, there: RemoteText) -> str:
        try:
            lines = read_card(there.text).lines
        except NotACardError:
            return ""
        return next((line.text() for line in lines if line.name == "FN"), "")

    def _keep(self, row: RemoteCard) -> None:
        self.store.remote.put(self.book.url, row)

    def _told(
        self,
        record: Record,
        outcome: str,
        put: tuple[str, ...] = (),
        took: tuple[str, ...] = (),
        conflicts: tuple[Conflict, ...] = (),
        *,
        why: str = "",
    ) -> Synced:
        return Synced(record.id, formatted_name(record), outcome, put, took, conflicts, why)


def _outcome(found: Reconciled) -> str:
    if found.put and found.take:
        return "merged"
    return "put" if found.put else "taken" if found.take else "same"
