"""Letters that are to be sent, as text and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from cardscan.cli import records, terminal
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.workflow.due import PLANNED, Due
from cardscan.workflow.linting import as_it_lies
from cardscan.workflow.words import about


def text(listed: Sequence[Due], workspace: Workspace) -> str:
    """Lay out the letters in the order in which they are to be sent; below each its file, and what it needs."""
    heads = ("", tr("No."), tr("Send at"), tr("Name"), tr("Firm"), tr("Letter"), tr("State"))
    head, *rows = terminal.table(heads, [_row(one) for one in listed]).split("\n")
    lines = [head]
    for one, row in zip(listed, rows, strict=True):
        lines += [row, *(f"         {line}" for line in _below(one, workspace))]
    return "\n".join(lines)


def as_json(one: Due, workspace: Workspace) -> dict[str, Any]:
    """Answer a letter that is to be sent as plain values."""
    contact, written = one.record.contact, one.state != PLANNED
    return {
        "contact": one.record.id,
        "name": contact.name.full if contact.name else None,
        "company": contact.company.value if contact.company else None,
        "event": one.event.folder if one.event else None,
        "intent": one.intent,
        "step": one.step,
        "send_at": one.at.isoformat(),
        "when": one.when,
        "state": one.state,
        "warnings": list(one.stored.draft.warnings) if written else [],
        "subject": one.stored.draft.subject if written else None,
        "file": str(workspace.root / one.stored.file) if written else None,
    }


def _row(one: Due) -> tuple[str, ...]:
    contact = one.record.contact
    return (
        "!" if one.when == "overdue" else "",
        str(one.record.id),
        _moment(one.at),
        contact.name.full if contact.name else "-",
        contact.company.value if contact.company else "-",
        one.intent if one.stored.kind or one.step == 1 else tr("letter {n}", n=one.step),
        tr("not written yet") if one.state == PLANNED else records.state_word(one.state),
    )


def _moment(at: datetime) -> str:
    """Say a moment as the recipient's clock does, and what ours says then where it differs."""
    here = at.astimezone()
    own = tr("{time} here", time=f"{here:%H:%M}")
    return f"{at:%Y-%m-%d %H:%M}" + (f" ({own})" if here.utcoffset() != at.utcoffset() else "")


def _below(one: Due, workspace: Workspace) -> Iterator[str]:
    if one.state == PLANNED:
        return
    yield terminal.near(workspace.root / one.stored.file)
    for word in as_it_lies(workspace, one.stored).warnings:
        yield f"? {about(word)[0]}"
