"""`cardscan export`: contacts for a phone, a spreadsheet, an address book."""

import sys
from functools import partial
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import CardscanError
from cardscan.messages import tr, trn

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


@click.command("export", cls=Command, help=tr("Write the contacts as vcard or csv, to FILE or - (stdout)."))
@click.argument("format_name", metavar=tr("FORMAT"))
@click.argument("file", type=options.PATH, required=False, metavar=tr("[FILE]"))
@options.workspace()
@options.event()
@click.option("--check/--no-check", default=True, help=tr("Also those that should be looked at."))
@click.option(
    "--delimiter",
    type=click.Choice(list(_DELIMITERS)),
    help=tr("What parts the columns of csv; without it, what spreadsheets expect in your country."),
)
@click.option("-f", "--force", is_flag=True, help=tr("Write over FILE if it is there."))
def command(
    *,
    format_name: str,
    file: Path | None,
    workspace: Path | None,
    event: str | None,
    check: bool,
    delimiter: str | None,
    force: bool,
) -> None:
    """Export contacts."""
    from cardscan.cli import opened
    from cardscan.export import csv, formats
    from cardscan.settings import config
    from cardscan.workflow.contacts import save

    renderer = formats.get(format_name.lower())
    with opened.store(workspace) as (place, store):
        found = store.records(event=opened.event(store, event), verdict=None if check else "ready")
    render = renderer.render
    if renderer is csv:
        sender = config.load(place.config).sender
        local = csv.delimiter(sender.language, sender.country)
        render = partial(csv.render, delimiter=_DELIMITERS[delimiter] if delimiter else local)
    elif delimiter:
        raise click.UsageError(tr("--delimiter is for csv"), click.get_current_context())
    if file == Path("-"):
        sys.stdout.buffer.write(render(found))
        return
    if not found:
        raise CardscanError(tr("there are no contacts to export"), hint=tr("See what there is: cardscan list"))
    path = save(place, file, f"contacts{renderer.SUFFIX}", render(found), force=force)
    counted = trn("{n} contact is in {path}", "{n} contacts are in {path}", len(found), path=terminal.near(path))
    terminal.say(counted)
