"""`cardscan export`: contacts for a phone, a spreadsheet, an address book."""

import sys
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn


@click.command("export", cls=Command, help=tr("Write the contacts as vcard or csv, to FILE or - (stdout)."))
@click.argument("format_name", metavar=tr("FORMAT"))
@click.argument("file", type=options.PATH, required=False, metavar=tr("[FILE]"))
@options.workspace()
@options.event()
@click.option("--check/--no-check", default=True, help=tr("Also those that should be looked at."))
def command(format_name: str, file: Path | None, workspace: Path | None, event: str | None, check: bool) -> None:
    """Export contacts."""
    from cardscan.cli import opened
    from cardscan.export import formats
    from cardscan.workflow.contacts import save

    renderer = formats.get(format_name.lower())
    with opened.store(workspace) as (place, store):
        found = store.records(event=opened.event(store, event), verdict=None if check else "ready")
    data = renderer.render(found)
    if file == Path("-"):
        sys.stdout.buffer.write(data)
        return
    path = save(place, file, f"contacts{renderer.SUFFIX}", data)
    terminal.say(trn("{n} contact is in {path}", "{n} contacts are in {path}", len(found), path=path))
