"""`cardscan list`: the contacts, one a line."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn


@click.command("list", cls=Command, help=tr("List the contacts. WORDS look for name, firm, e-mail or phone."))
@click.argument("words", nargs=-1, metavar=tr("[WORDS]"))
@options.workspace()
@options.event()
@click.option("--check", is_flag=True, help=tr("Only those that should be looked at."))
@options.as_json()
def command(words: tuple[str, ...], workspace: Path | None, event: str | None, check: bool, as_json: bool) -> None:
    """List the contacts."""
    from cardscan.cli import opened, records

    with opened.store(workspace) as (_, store):
        found = store.records(
            event=opened.event(store, event), verdict="check" if check else None, text=" ".join(words) or None
        )
    if as_json:
        for record in found:
            terminal.put_json(records.as_json(record))
        return
    if found:
        terminal.put(records.table(found))
    elif not (words or event or check):
        terminal.say(tr("There are no contacts yet. Process some photos first: cardscan process"))
        return
    counted = trn("{n} contact", "{n} contacts", len(found))
    waiting = sum(record.verdict == "check" for record in found)
    terminal.say(counted + (", " + tr("{n} to check (?)", n=waiting) if waiting else ""))
