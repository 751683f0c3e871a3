"""Contacts that look like one person: `doubles` lists them, `merge` joins two, `apart` keeps them apart."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.model import Record
    from cardscan.workflow.doubles import Double

_FIELDS = ("name", "title", "department", "company", "phones", "emails", "urls", "social", "address", "tax_ids")


@click.command("doubles", cls=Command, help=tr("List the contacts that look like one person, and why."))
@options.workspace()
@options.as_json()
def doubles(workspace: Path | None, as_json: bool) -> None:
    """List pairs, the surest first."""
    from cardscan.cli import opened
    from cardscan.workflow.doubles import doubles as find

    with opened.store(workspace) as (_, store):
        found = find(store)
    if as_json:
        for pair in found:
            terminal.put_json(_as_json(pair))
        return
    for pair in found:
        terminal.put(_said(pair))
    if not found:
        terminal.say(tr("No two contacts look like one person."))
        return
    first = f"{found[0].one.id} {found[0].other.id}"
    terminal.say(trn("{n} pair looks like one person.", "{n} pairs look like one person.", len(found)))
    terminal.say(tr("One person: {command}", command=f"cardscan merge {first}"))
    terminal.say(tr("Two people: {command}", command=f"cardscan apart {first}"))


@click.command(
    "merge",
    cls=Command,
    help=tr("Make one contact of two. KEEP keeps its number; nothing of OTHER is lost, and it can be undone."),
)
@click.argument("keep", type=options.number(), metavar=tr("KEEP"))
@click.argument("other", type=options.number(), metavar=tr("OTHER"))
@click.option(
    "--take",
    "taken",
    multiple=True,
    type=click.Choice(_FIELDS),
    metavar=tr("FIELD"),
    help=tr("Take this field from OTHER: {fields}. Several times for several.", fields=", ".join(_FIELDS)),
)
@click.option("-y", "--yes", is_flag=True, help=tr("Do not ask."))
@options.workspace()
def merge(keep: int, other: int, taken: tuple[str, ...], yes: bool, workspace: Path | None) -> int:
    """Show the two side by side, ask where somebody is there to answer, and join them."""
    from cardscan.cli import opened, records
    from cardscan.workflow.doubles import join

    with opened.store(workspace) as (place, store):
        one, two = store.record(keep), store.record(other)
    if not yes and sys.stdin.isatty():
        terminal.say(_side_by_side(one, two))
        if not terminal.confirm(tr("Are they one person?")):
            terminal.say(tr("Nothing was changed."))
            return Exit.ERROR
    done = join(place, keep, other, dict.fromkeys(taken, "other"))
    terminal.put(records.table([done.record]))
    for former in done.record.former:
        terminal.say(f"  {former_line(former.field, former.value, former.until)}")
    _tell(tr("Contact {other} is part of contact {keep} now.", other=other, keep=keep), done.action)
    return Exit.DONE


@click.command("apart", cls=Command, help=tr("Say that two contacts are two people: they are not asked about again."))
@click.argument("one", type=options.number(), metavar=tr("NUMBER"))
@click.argument("other", type=options.number(), metavar=tr("NUMBER"))
@options.workspace()
def apart(one: int, other: int, workspace: Path | None) -> None:
    """Remember that two contacts are two people."""
    from cardscan.cli import opened
    from cardscan.workflow.doubles import keep_apart

    action = keep_apart(opened.workspace(workspace), one, other)
    _tell(tr("Contacts {one} and {other} are two people.", one=one, other=other), action)


def former_line(field: str, value: str, until: object) -> str:
    """Say what a field was before, or what it is beside."""
    from cardscan.workflow import words

    label = words.label(field)
    if until is None:
        return tr("also {field}: {value}", field=label, value=value)
    return tr("until {day} {field}: {value}", day=until, field=label, value=value)


def _tell(text: str, action: int | None) -> None:
    terminal.say(text)
    if action is not None:
        terminal.say(tr("To take it back: {command}", command=f"cardscan undo {action}"))


def _said(pair: "Double") -> str:
    from cardscan.workflow import words

    how = tr("surely") if pair.certain else tr("perhaps")
    why = ", ".join(words.likenesses(pair.reasons))
    head = f"{_brief(pair.one)}\n{_brief(pair.other)}"
    return f"{head}\n      {how} ({min(pair.score, 1 if pair.certain else 0.99):.0%}): {why}\n"


def _brief(record: "Record") -> str:
    values = dict(_values(record))
    said = (values.get("name") or tr("(no name)"), values.get("company", ""), values.get("emails", ""))
    met = ", ".join(event.name for event in record.events)
    return f"{record.id:>4}  " + "  ".join(terminal.short(text) for text in (*said, met) if text)


def _side_by_side(one: "Record", other: "Record") -> str:
    from cardscan.workflow import words

    left, right = dict(_values(one)), dict(_values(other))
    rows = [
        (words.label(name), left.get(name, ""), right.get(name, ""), "=" if left.get(name) == right.get(name) else "")
        for name in (*_FIELDS, "events", "note")
        if name in left or name in right
    ]
    return terminal.table(("", str(one.id), str(other.id), ""), rows)


def _values(record: "Record") -> Iterator[tuple[str, str]]:
    """Yield the fields that a record has, each in one line."""
    from cardscan.workflow.spellings import said

    for name in _FIELDS:
        value: Any = getattr(record.contact, name)
        if value:
            yield name, ", ".join(map(said, value)) if isinstance(value, tuple) else said(value)
    if record.events:
        yield "events", ", ".join(event.name for event in record.events)
    if record.note.note:
        yield "note", " / ".join(record.note.note.splitlines())


def _as_json(pair: "Double") -> dict[str, Any]:
    from cardscan.cli import records

    sides = {"one": records.as_json(pair.one), "other": records.as_json(pair.other)}
    return sides | {"score": pair.score, "certain": pair.certain, "reasons": list(pair.reasons)}
