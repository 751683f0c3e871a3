"""`cardscan audit`: what was erased, given out and kept safe, without a word of whose it was."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr


@click.command("audit", cls=Command, help=tr("List what was erased, given out or kept safe, and when; never whose."))
@options.workspace()
@options.as_json()
def command(workspace: Path | None, as_json: bool) -> None:
    """List the audit log."""
    from cardscan.cli import opened

    with opened.store(workspace) as (_, store):
        entries = store.audit.entries()
    if as_json:
        for one in entries:
            row = {"at": one.at.isoformat(), "what": one.what, "count": one.count, "detail": one.detail}
            terminal.put_json(row)
        return
    if not entries:
        terminal.say(tr("Nothing was erased, given out or kept safe yet."))
        return
    rows = [
        (one.at.astimezone().strftime("%Y-%m-%d %H:%M"), one.what, str(one.count), one.detail or "-") for one in entries
    ]
    terminal.put(terminal.table((tr("When"), tr("What"), tr("Contacts"), tr("Detail")), rows))
