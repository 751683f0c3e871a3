"""`cardscan undo`: take back what was done last, or what was done before that."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardscan.store.actions import Action

_SHOWN = 50
_MOST_NUMBERS = 10


@click.command(
    "undo",
    cls=Command,
    help=tr("Take back what you did last, or the action of this NUMBER: corrections, letters, joining, deleting ...")
    + "\n\n"
    + tr("What you did in the last 30 days can be taken back, as long as nothing else has changed the same since."),
)
@click.argument("number", type=options.number(), required=False, metavar=tr("[NUMBER]"))
@click.option("--list", "listed", is_flag=True, help=tr("Show what can be taken back, the latest first."))
@click.option("--redo", is_flag=True, help=tr("Do again what was last taken back."))
@options.workspace()
def command(number: int | None, listed: bool, redo: bool, workspace: Path | None) -> None:
    """Take back an action and say what it was."""
    from cardscan.cli import opened
    from cardscan.workflow import words
    from cardscan.workflow.undo import actions, undo

    if number is not None and (redo or listed):
        raise click.UsageError(tr("name a NUMBER, or --redo, or --list: one of them"), click.get_current_context())
    place = opened.workspace(workspace)
    if listed:
        _list(actions(place)[:_SHOWN])
        return
    done = undo(place, number, redo=redo)
    what, whose = words.done(done.what), _numbers(done.records)
    if redo or done.what == "undo":
        terminal.say(tr("Done again. Contacts: {numbers}", numbers=whose))
    else:
        terminal.say(tr("Taken back: {what}. Contacts: {numbers}", what=what, numbers=whose))
    terminal.say(tr("To take that back too: {command}", command=f"cardscan undo {done.action}"))
    if done.what in ("merged", "recognised") and len(done.records) == 2:
        pair = " ".join(map(str, done.records))
        terminal.say(tr("If they are two people: {command}", command=f"cardscan apart {pair}"))


def _numbers(records: "Sequence[int]") -> str:
    """Name contacts by their numbers; of many, only how many there are."""
    if len(records) > _MOST_NUMBERS:
        return trn("{n} contact", "{n} contacts", len(records))
    return ", ".join(map(str, records))


def _list(found: "tuple[Action, ...]") -> None:
    from cardscan.workflow import words

    rows = []
    for action in found:
        state = tr("taken back") if action.undone else ""
        of = f" {action.undoes}" if action.undoes is not None else ""
        when = f"{action.at.astimezone():%Y-%m-%d %H:%M}"
        rows.append((str(action.id), when, words.done(action.what) + of, _numbers(action.records), state))
    if rows:
        terminal.put(terminal.table((tr("No."), tr("When"), tr("What"), tr("Contacts"), ""), rows))
    else:
        terminal.say(tr("There is nothing to undo"))
