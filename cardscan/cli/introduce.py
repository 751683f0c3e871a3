"""`cardscan introduce`: bring two contacts together."""

from datetime import date
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr


@click.command(
    "introduce",
    cls=Command,
    help=tr("Introduce two contacts: first write to each alone and ask; with --agreed, write to both."),
)
@click.argument("first", type=options.number(), metavar=tr("NUMBER"))
@click.argument("second", type=options.number(), metavar=tr("NUMBER"))
@click.option("--agreed", is_flag=True, help=tr("Both said yes: write the letter that introduces them."))
@options.workspace()
def command(first: int, second: int, agreed: bool, workspace: Path | None) -> None:
    """Write the letters of an introduction."""
    from cardscan.cli import opened, records
    from cardscan.workflow.introduce import introduce

    place = opened.workspace(workspace)
    done = introduce(place, first, second, date.today(), agreed=agreed)
    terminal.put(records.draft_table(done.letters, place))
    if not done.new:
        terminal.say(tr("These letters were there already."))
    if not agreed:
        terminal.say(tr("When both agree: {command}", command=f"cardscan introduce {first} {second} --agreed"))
