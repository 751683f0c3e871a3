"""Stored contacts as text and as JSON."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from cardscan.cli import findings, report, terminal
from cardscan.followup import mailto
from cardscan.messages import tr
from cardscan.model import Declaration, Draft, Event, Finding, Record
from cardscan.pipeline import json
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import NEW, WRITTEN, StoredDraft
from cardscan.store.listing import Entry
from cardscan.workflow import letter_files, steps, story, words


def table(records: Sequence[Record]) -> str:
    """Lay out contacts, one a line; `?` marks those that should be looked at."""
    heads = ("", tr("No."), tr("Name"), tr("Firm"), tr("E-mail"), tr("Phone"), tr("Event"))
    return terminal.table(heads, [_row(record) for record in records])


def listed(entries: Sequence[Entry]) -> str:
    """Lay out contacts, one a line; `?` marks those that should be looked at, `+` those that were only imported."""
    heads = ("", tr("No."), tr("Name"), tr("Firm"), tr("E-mail"), tr("Phone"), tr("Event"))
    rows = [
        (
            "?" if one.verdict == "check" else "+" if one.unmet else "",
            str(one.id),
            *(cell or "-" for cell in (one.name, one.company, one.email, one.phone, ", ".join(one.events))),
        )
        for one in entries
    ]
    return terminal.table(heads, rows)


def told(entries: Sequence[story.Entry]) -> str:
    """Lay out a contact's story, a line a day's event; `!` marks what is still open."""
    rows = (
        (
            f"{entry.on.isoformat() if entry.on else '':<10} {'!' if entry.is_open else ' '}",
            terminal.harmless(entry.text),
        )
        for entry in entries
    )
    return "\n".join([tr("Story"), *(f"  {day} {words}" for day, words in rows)])


def told_json(entries: Sequence[story.Entry]) -> list[dict[str, Any]]:
    """Answer a contact's story as plain values."""
    return [asdict(entry) | {"on": entry.on and entry.on.isoformat()} for entry in entries]


def text(record: Record, workspace: Workspace, drafts: Sequence[StoredDraft]) -> str:
    """Lay out all that is known about a contact."""
    rows = [*report.contact_lines(record.contact), *_about(record, workspace, drafts)]
    lines = [tr("Contact {id}", id=record.id), terminal.labelled(rows, indent="  ")]
    lines += [f"  ? {words.reason(concern.field, concern.reason)}" for concern in record.concerns]
    return "\n".join(line for line in lines if line)


def as_json(record: Record, workspace: Workspace | None = None, drafts: Sequence[StoredDraft] = ()) -> dict[str, Any]:
    """Answer a contact as plain values; its drafts too where the workspace is given."""
    row = {"id": record.id, **json.fields(record.contact), "verdict": record.verdict}
    row["check"] = [asdict(concern) for concern in record.concerns]
    row["events"] = [asdict(event) | {"date": event.date and event.date.isoformat()} for event in record.events]
    row["note"] = asdict(record.note)
    for kind in ("reply", "consent", "objection"):
        declared: Declaration | None = getattr(record, kind)
        row[kind] = declared and {"on": declared.on.isoformat(), "source": declared.source}
    row["photos"] = list(dict.fromkeys(card.photo for card in record.cards))
    row["edited"] = list(record.edited)
    row["origin"] = record.origin
    if workspace:
        row["cards"] = [str(workspace.root / card.crop) for card in record.cards]
        row["drafts"] = [draft_json(draft, workspace) for draft in drafts]
    return row


def draft_json(stored: StoredDraft, workspace: Workspace) -> dict[str, Any]:
    """Answer a draft as plain values."""
    at, sent = stored.draft.send_at, stored.sent
    draft = asdict(stored.draft) | {"send_date": stored.draft.send_date.isoformat(), "send_at": at and at.isoformat()}
    draft |= {"sent": sent and sent.isoformat(), "kind": stored.kind, "about": stored.about}
    draft["mailto"] = mailto.render(stored.draft)
    place = {"file": str(workspace.root / stored.file), "status": letter_files.state(workspace, stored)}
    return {"id": stored.id, "contact": stored.record_id, "event": stored.event, **place, **draft}


def draft_table(drafts: Sequence[StoredDraft], workspace: Workspace, numbers: Mapping[int, str] | None = None) -> str:
    """Lay out drafts, one a line, under the `numbers` they are `named` by, else under their contacts'."""
    numbers = numbers or {}
    rows = [
        (
            numbers.get(stored.id, str(stored.record_id)),
            stored.draft.to_name,
            stored.draft.to or "-",
            stored.draft.subject,
            stored.draft.send_date.isoformat(),
            _state(stored, workspace),
        )
        for stored in drafts
    ]
    return terminal.table((tr("No."), tr("Name"), tr("E-mail"), tr("Subject"), tr("Send on"), tr("State")), rows)


def named(drafts: Sequence[StoredDraft]) -> dict[int, str]:
    """Answer how to name each of all letters in a command: `3`, or `3.2` where the contact has several."""
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for stored in drafts:
        theirs[stored.record_id].append(stored.id)
    return {
        draft: f"{number}.{place}" if len(found) > 1 else str(number)
        for number, found in theirs.items()
        for place, draft in enumerate(found, 1)
    }


def letter(stored: StoredDraft, workspace: Workspace, found: Sequence[Finding] = ()) -> str:
    """Lay out a letter as its file is now; as it was written where the file is gone or no letter any more."""
    draft = stored.draft
    subject, body = draft.subject, draft.body
    if letter_files.state(workspace, stored) == letter_files.CHANGED:
        subject, body = letter_files.read(workspace.root / stored.file) or (subject, body)
    if letter_files.state(workspace, stored) == steps.OBJECTED:
        return tr("Contact {id} does not want to be written to: the letter is erased.", id=stored.record_id) + "\n"
    mark = _state(stored, workspace)
    heads = [
        (tr("To"), f"{draft.to_name} <{draft.to}>" if draft.to else draft.to_name or "-"),
        *((tr("Cc"), who) for who in _copied(draft)),
        (tr("Subject"), subject),
        (tr("Send on"), draft.send_date.isoformat()),
        (tr("File"), terminal.near(workspace.root / stored.file) + (f" ({mark})" if mark else "")),
        *((tr("Check"), words) for words in findings.lines(found)),
        *suggested(stored, body),
    ]
    return "\n".join([terminal.labelled(heads, width=10), "", terminal.harmless(body.strip(), lines=True), ""])


def suggested(stored: StoredDraft, body: str) -> list[tuple[str, str]]:
    """Say what a letter offers and why, and whom one could introduce to its reader and why."""
    rows = []
    for one in stored.draft.suggestions:
        why = ", ".join(f"«{reason}»" for reason in one.reasons)
        if one.record is None:
            label = tr("Offers") if one.title in " ".join(body.split()) else tr("To offer")
            rows.append((label, f"{one.title}{f' ({one.url})' if one.url else ''}{f' ← {why}' if why else ''}"))
        else:
            how = f"cardscan introduce {stored.record_id} {one.record}"
            rows.append((tr("Introduce"), f"{one.title}{f' ← {why}' if why else ''}: {how}"))
    return rows


def _copied(draft: Draft) -> list[str]:
    return [f"{name} <{to}>" if name else to for name, to in zip_longest(draft.cc_names, draft.cc, fillvalue="") if to]


def _row(record: Record) -> tuple[str, ...]:
    contact = record.contact
    phone = next((phone for phone in contact.phones if phone.type == "mobile"), next(iter(contact.phones), None))
    return (
        "?" if record.verdict == "check" else "",
        str(record.id),
        (contact.name and contact.name.full) or "-",
        contact.company.value if contact.company else "-",
        contact.emails[0].address if contact.emails else "-",
        phone.number if phone else "-",
        ", ".join(event.name for event in record.events) or "-",
    )


def _met(event: Event) -> str:
    return " ".join(filter(None, (event.name, event.date.isoformat() if event.date else "", event.place)))


def _about(record: Record, workspace: Workspace, drafts: Sequence[StoredDraft]) -> list[tuple[str, str]]:
    note = record.note
    lines = [(tr("Met"), _met(event)) for event in record.events]
    lines += [(tr("Note"), part) for part in note.note.splitlines()]
    lines += [(tr("Promised"), part) for part in note.promised.splitlines()]
    register = {"formal": tr("formal"), "informal": tr("informal")}.get(note.register or "")
    settings = ((tr("Language"), note.language), (tr("Register"), register), (tr("Intent"), note.intent))
    lines += [(label, value) for label, value in settings if value]
    tags = tuple(dict.fromkeys((*note.tags, *note.groups)))
    lines += [(tr("Tags"), ", ".join(tags))] if tags else []
    lines += [(tr("Gender"), note.gender)] if note.gender else []
    lines += _declared(record)
    lines += [(tr("Photo"), photo) for photo in dict.fromkeys(card.photo for card in record.cards)]
    lines += [(tr("Card"), terminal.near(workspace.root / card.crop)) for card in record.cards]
    for draft in drafts:
        mark = _state(draft, workspace)
        lines.append((tr("Draft"), terminal.near(workspace.root / draft.file) + (f" ({mark})" if mark else "")))
        if letter_files.state(workspace, draft) in letter_files.WAITING:
            lines += [row for row in suggested(draft, draft.draft.body) if row not in lines]
    return lines


def _state(stored: StoredDraft, workspace: Workspace) -> str:
    """Say what a person should know of a draft's state; nothing where all is as it should be."""
    word = state_word(letter_files.state(workspace, stored))
    return f"{word}, {stored.sent.isoformat()}" if stored.sent else word


def state_word(state: str) -> str:
    """Say a draft's state; nothing where it is written and waits."""
    known = {
        WRITTEN: "",
        NEW: "",
        letter_files.CHANGED: tr("changed by you"),
        letter_files.REMOVED: tr("removed by you"),
        steps.APPROVED: tr("approved"),
        steps.PUSHED: tr("in your mailbox"),
        steps.SENT: tr("sent"),
        steps.SKIPPED: tr("will not be sent"),
        steps.OBJECTED: tr("erased: wants no letters"),
    }
    return known.get(state, state)


def _declared(record: Record) -> list[tuple[str, str]]:
    said = ((tr("Replied"), record.reply), (tr("Consents"), record.consent), (tr("Wants no letters"), record.objection))
    return [(label, ", ".join(filter(None, (one.on.isoformat(), one.source)))) for label, one in said if one]
