"""What `sync` did, as text and as JSON."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cardscan.cli import terminal
from cardscan.messages import tr, trn
from cardscan.workflow.card_merge import Conflict
from cardscan.workflow.sync import Summary
from cardscan.workflow.sync_steps import Synced

_FAILED = frozenset({"refused", "unusable"})
_IN_BOOK = frozenset({"created", "linked", "put", "taken", "merged", "same", "imported"})
_TOLD = frozenset({"linked", "put", "taken", "merged"})


def failed(summary: Summary) -> bool:
    """Tell whether a contact that was to be brought together with its card was not."""
    return summary.trouble is not None or any(one.outcome in _FAILED for one in summary.people)


def text(summary: Summary) -> str:
    """Say how many contacts are in the address book, then what a person should know of single ones."""
    counts = Counter(one.outcome for one in summary.people)
    lines = [_head(summary, counts), *_counted(counts)]
    lines += [line for one in summary.people for line in _single(one, every=summary.dry_run)]
    if any(one.conflicts for one in summary.people):
        lines.append(tr("To decide: cardscan sync NUMBER --prefer mine, or --prefer theirs"))
    if any(one.outcome == "gone" and one.why for one in summary.people):
        lines.append(tr("To put somebody there again: cardscan sync NUMBER"))
    if any(one.outcome == "left" and not one.why for one in summary.people):
        lines.append(tr("To delete them there too: cardscan sync --delete"))
    if summary.left:
        lines.append(trn("{n} contact is still to be done.", "{n} contacts are still to be done.", summary.left))
    return "\n".join(lines)


def as_json(summary: Summary) -> dict[str, Any]:
    """Answer what was done as plain values."""
    trouble = summary.trouble
    return {
        "address_book": summary.book,
        "host": summary.host,
        "dry_run": summary.dry_run,
        "contacts": [_json(one) for one in summary.people],
        "left": summary.left,
        "trouble": {"message": trouble.message, "hint": trouble.hint} if trouble else None,
    }


def _json(one: Synced) -> dict[str, Any]:
    conflicts = [{"fact": each.fact, "mine": each.mine, "theirs": each.theirs} for each in one.conflicts]
    told = {"contact": one.record, "name": one.name, "outcome": one.outcome, "why": one.why}
    return told | {"put": list(one.put), "taken": list(one.took), "conflicts": conflicts}


def _head(summary: Summary, counts: Counter[str]) -> str:
    there = sum(counts[outcome] for outcome in _IN_BOOK)
    where = {"book": summary.book, "host": summary.host}
    if summary.dry_run:
        return trn(
            "{n} contact would be in {book} at {host}.", "{n} contacts would be in {book} at {host}.", there, **where
        )
    return trn("{n} contact is in {book} at {host}.", "{n} contacts are in {book} at {host}.", there, **where)


def _counted(counts: Counter[str]) -> list[str]:
    parts = (
        (counts["created"], trn("{n} new", "{n} new", counts["created"])),
        (counts["linked"], trn("{n} known there already", "{n} known there already", counts["linked"])),
        (counts["put"], trn("{n} changed there", "{n} changed there", counts["put"])),
        (counts["taken"], trn("{n} changed here", "{n} changed here", counts["taken"])),
        (counts["merged"], trn("{n} changed on both sides", "{n} changed on both sides", counts["merged"])),
        (counts["imported"], trn("{n} imported", "{n} imported", counts["imported"])),
        (counts["deleted"], trn("{n} deleted there", "{n} deleted there", counts["deleted"])),
        (counts["same"], trn("{n} as before", "{n} as before", counts["same"])),
    )
    told = [part for count, part in parts if count]
    return ["  " + ", ".join(told)] if told else []


def _single(one: Synced, *, every: bool) -> Iterator[str]:
    """Say what became of a contact, if a person should know; after a dry run, of everybody with whom something is."""
    if one.outcome in _FAILED:
        yield _line(one, one.why)
    elif one.outcome == "gone" and one.why:
        yield _line(one, tr("was deleted there; the contact here stays as it is"))
    elif one.outcome == "left":
        changed = tr("was deleted here, but changed there since; left as it is there")
        yield _line(one, changed if one.why else tr("was deleted here, and is still there"))
    elif one.took or (every and one.outcome in _TOLD):
        yield _line(one, "; ".join(_went(one)))
    elif every and one.outcome != "same":
        yield _line(one, _words()[one.outcome])
    for conflict in one.conflicts:
        yield _line(one, _disputed(conflict))


def _words() -> dict[str, str]:
    return {
        "created": tr("new there"),
        "imported": tr("new here"),
        "deleted": tr("deleted there"),
        "gone": tr("was deleted there before"),
    }


def _went(one: Synced) -> Iterator[str]:
    if one.outcome == "linked":
        yield tr("was there already")
    if one.put:
        yield tr("put there: {facts}", facts=", ".join(_called(fact) for fact in one.put))
    if one.took:
        yield tr("taken from there: {facts}", facts=", ".join(_called(fact) for fact in one.took))


def _disputed(conflict: Conflict) -> str:
    values = [terminal.short(_shown(value)) for value in (conflict.mine, conflict.theirs)]
    return tr("{field}: here {mine!r}, there {theirs!r}", field=_kind(conflict.fact), mine=values[0], theirs=values[1])


def _called(fact: str) -> str:
    kind, _, value = fact.partition(":")
    return f"{_kind(kind)} {terminal.short(value)}" if value else _kind(kind)


def _kind(fact: str) -> str:
    """Name a fact as `cardscan edit` does."""
    kind = fact.partition(":")[0]
    return {"tag": "tags"}.get(kind, kind)


def _shown(value: str | None) -> str:
    """Show the parts of a name or an address as people write them."""
    from cardscan.export.vcard_lines import Line

    return " ".join(filter(None, Line("", value or "").parts()))


def _line(one: Synced, told: str) -> str:
    number = f"{one.record} " if one.record is not None else ""
    return f"  {number}{terminal.short(one.name or '-')}: {terminal.harmless(told)}"
