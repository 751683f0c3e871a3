"""`cardscan delete`: take contacts out, with their pictures and drafts."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr, trn


@click.command(
    "delete", cls=Command, help=tr("Take contacts out, with their card pictures and drafts; undo brings them back.")
)
@click.argument("numbers", type=options.number(), nargs=-1, required=True, metavar=tr("NUMBERS"))
@click.option("-y", "--yes", is_flag=True, help=tr("Do not ask."))
@options.workspace()
def command(numbers: tuple[int, ...], yes: bool, workspace: Path | None) -> int:
    """Ask, then delete."""
    from cardscan.cli import opened, records
    from cardscan.workflow.contacts import delete

    with opened.store(workspace) as (place, store):
        found = [store.record(number) for number in dict.fromkeys(numbers)]
    if not yes:
        terminal.say(records.table(found))
        if not terminal.confirm(tr("Delete with card pictures and drafts? The photos stay.")):
            terminal.say(tr("Nothing was deleted."))
            return Exit.ERROR
    action = delete(place, [record.id for record in found])
    terminal.say(trn("{n} contact was deleted.", "{n} contacts were deleted.", len(found)))
    terminal.say(tr("To take it back, for 30 days: {command}", command=f"cardscan undo {action}"))
    terminal.say(tr("To erase a person for good: {command}", command="cardscan forget"))
    return Exit.DONE
