"""`cardscan show`: all that is known about a contact."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr


@click.command("show", cls=Command, help=tr("Show all about the contacts with these NUMBERS."))
@click.argument("numbers", type=options.number(), nargs=-1, required=True, metavar=tr("NUMBERS"))
@options.workspace()
@options.as_json()
def command(numbers: tuple[int, ...], workspace: Path | None, as_json: bool) -> None:
    """Show contacts."""
    from cardscan.cli import opened, records

    with opened.store(workspace) as (place, store):
        for number in numbers:
            record, drafts = store.record(number), store.drafts(record=number)
            if as_json:
                terminal.put_json(records.as_json(record, place, drafts))
            else:
                terminal.put(records.text(record, place, drafts))
