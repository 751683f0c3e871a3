"""A letter as the reviewer sees it: its text as it lies there, what the linter has against it, what it may offer."""

from dataclasses import replace
from typing import Any

from cardscan.files import safe_name
from cardscan.followup.lint import lint
from cardscan.messages import tr
from cardscan.model import Draft, Finding, Note, Record, Suggestion
from cardscan.store.drafts import StoredDraft
from cardscan.workflow import words
from cardscan.workflow.letter_day import doubt
from cardscan.workflow.letter_files import CHANGED, content, state
from cardscan.workflow.letters import Letters
from cardscan.workflow.linting import as_it_lies, waiting, without_answered
from cardscan.workflow.review import MissingError, Review

Json = dict[str, Any]

_CLOSED = frozenset({"sent", "pushed", "objected", "removed"})
_UNUSED = frozenset({"objected"})


def draft_view(review: Review, record: Record, stored: StoredDraft) -> Json:
    """Answer a letter as plain values: its text is that of its file, the machine's is beside it where they differ."""
    how, own = state(review.workspace, stored), as_it_lies(review.workspace, stored)
    machine, at = stored.draft, stored.draft.send_at
    found = () if how in _UNUSED else _lint(review, record, stored, own)
    row: Json = {
        "id": stored.id,
        "contact": stored.record_id,
        "version": stored.version,
        "state": "written" if how == "new" else how,
        "editable": how not in _CLOSED,
        "subject": own.subject,
        "body": own.body,
        "to": own.to,
        "to_name": own.to_name,
        "cc": list(own.cc),
        "language": own.language,
        "formal": own.formal,
        "intent": own.intent,
        "kind": stored.kind,
        "about": stored.about,
        "step": own.step,
        "event": stored.event,
        "send_date": machine.send_date.isoformat(),
        "send_at": at and at.isoformat(),
        "dated": machine.dated,
        "day_doubt": "" if how in _CLOSED else doubt(record.contact, machine.send_date, review.settings.sender.country),
        "sent": stored.sent and stored.sent.isoformat(),
        "findings": [finding_view(one) for one in found],
        "suggestions": [suggestion_view(one, own.body) for one in own.suggestions],
    }
    if how == CHANGED:
        row["machine"] = {"subject": machine.subject, "body": machine.body}
    return row


def letter_file(review: Review, number: int) -> tuple[str, bytes]:
    """Answer a harmless name for a letter's file, and what it holds; MissingError where it is gone, or no letter's."""
    path = review.workspace.root / review.letter(number).file
    # What the database says is not believed further than the folder of the letters.
    inside = path.resolve().is_relative_to(review.workspace.drafts.resolve())
    data = content(path) if inside and path.suffix == ".eml" else None
    if data is None:
        raise MissingError(tr("The file of this letter is not there any more."))
    return safe_name(path.name, "letter.eml"), data


def preview(review: Review, stored: StoredDraft, note: Note) -> Json:
    """Answer how a letter would be worded with another note; nothing is stored."""
    record = review.record(stored.record_id)
    changed = replace(record, note=note)
    letters = Letters.of(review.workspace, review.store, review.settings, circle=review.circle)
    letters.meet(wait=False)
    draft = letters.preview(changed, stored)
    if draft is None:
        return {"subject": "", "body": "", "findings": [], "problems": letters.problems}
    findings = [finding_view(one) for one in _lint(review, changed, stored, draft)]
    return {
        "subject": draft.subject,
        "body": draft.body,
        "language": draft.language,
        "formal": draft.formal,
        "intent": draft.intent,
        "findings": findings,
        "suggestions": [suggestion_view(one, draft.body) for one in draft.suggestions],
        "problems": letters.problems,
    }


def finding_view(one: Finding) -> Json:
    """Answer what the linter found, in words."""
    return {"code": one.code, "level": one.level, "text": words.finding(one), "detail": one.detail}


def suggestion_view(one: Suggestion, body: str) -> Json:
    """Answer something to offer; `chosen` where the letter offers it."""
    chosen = bool(one.title) and " ".join(one.title.split()) in " ".join(body.split())
    return {
        "title": one.title,
        "words": one.words,
        "url": one.url,
        "kind": one.kind,
        "reasons": list(one.reasons),
        "record": one.record,
        "chosen": chosen,
    }


def _lint(review: Review, record: Record, stored: StoredDraft, draft: Draft) -> tuple[Finding, ...]:
    others = tuple(review.keep(("room", stored.event), lambda: _room(review, stored.event)))
    found = lint(draft, record=record, sender=review.settings.sender, others=others)
    return without_answered(review.workspace, stored, found)


def _room(review: Review, event: str | None) -> list[Draft]:
    """The letters that somebody of the same event may hold against this one."""
    return [as_it_lies(review.workspace, one) for one in waiting(review.workspace, review.store, event, ())]
