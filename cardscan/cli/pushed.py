"""What `push` did, as text and as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cardscan.cli import terminal
from cardscan.messages import tr, trn
from cardscan.workflow import words
from cardscan.workflow.push import FAILED, IN_MAILBOX, Pushed, Summary


def failed(summary: Summary) -> bool:
    """Tell whether a letter that was to go there did not."""
    return summary.trouble is not None or any(letter.outcome in FAILED for letter in summary.letters)


def text(summary: Summary, *, numbers: Sequence[int] = ()) -> str:
    """Say what is in the mailbox, then what a person should know of single letters."""
    counts = Counter(letter.outcome for letter in summary.letters)
    there = sum(counts[outcome] for outcome in IN_MAILBOX)
    lines = [*_counted(summary, counts, there), *_single(summary.letters, named=bool(numbers))]
    if summary.left:
        lines.append(trn("{n} draft is still to be pushed.", "{n} drafts are still to be pushed.", summary.left))
    if counts["unapproved"] and not (there or counts["chosen"]):
        lines.append(tr("To approve drafts: cardscan drafts approve NUMBERS"))
    return "\n".join(lines)


def as_json(summary: Summary) -> dict[str, Any]:
    """Answer what was done as plain values."""
    trouble = summary.trouble
    return {
        "user": summary.user,
        "mailbox": summary.mailbox,
        "drafts": [_letter_json(letter) for letter in summary.letters],
        "left": summary.left,
        "trouble": {"message": trouble.message, "hint": trouble.hint} if trouble else None,
    }


def _letter_json(letter: Pushed) -> dict[str, Any]:
    stored = letter.draft
    draft = {"id": stored.id, "contact": stored.record_id, "event": stored.event, "file": stored.file}
    return draft | {"to": stored.draft.to, "outcome": letter.outcome, "why": letter.why}


def _counted(summary: Summary, counts: Counter[str], there: int) -> list[str]:
    if chosen := counts["chosen"]:
        counted = trn("{n} draft would go into your mailbox.", "{n} drafts would go into your mailbox.", chosen)
        return [counted, *(_line(one, one.draft.draft.subject) for one in summary.letters if one.outcome == "chosen")]
    if not there:
        return [tr("Nothing to push.")]
    where = {"mailbox": summary.mailbox, "user": summary.user}
    lines = [
        trn(
            "{n} draft is in {mailbox} of {user}; nothing was sent.",
            "{n} drafts are in {mailbox} of {user}; nothing was sent.",
            there,
            **where,
        )
    ]
    parts = (
        (counts["added"], trn("{n} new", "{n} new", counts["added"])),
        (
            counts["replaced"],
            trn("{n} in place of an older version", "{n} in place of older versions", counts["replaced"]),
        ),
        (counts["there"], trn("{n} there before", "{n} there before", counts["there"])),
    )
    told = [part for count, part in parts if count]
    return lines + (["  " + ", ".join(told)] if told else [])


def _single(letters: Sequence[Pushed], *, named: bool) -> list[str]:
    """Say what stands out; why a letter stayed behind is only said where it was asked for by its number."""
    always = {"edited", *FAILED}
    shown = [
        one
        for one in letters
        if one.outcome in always or one.why == "there" or (named and one.outcome in words.left_behind())
    ]
    return [_line(one, words.pushed(one.outcome, one.why)) for one in shown]


def _line(letter: Pushed, told: str) -> str:
    name = terminal.short(letter.draft.draft.to_name or letter.draft.draft.to or "-")
    return f"  {letter.draft.record_id} {name}: {terminal.harmless(told)}"
