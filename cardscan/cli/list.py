"""`cardscan list`: the contacts, one a line."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn


@click.command("list", cls=Command, help=tr("List the contacts; with WORDS, those that `find` would find."))
@click.argument("words", nargs=-1, metavar=tr("[WORDS]"))
@options.workspace()
@options.event()
@click.option("--check", is_flag=True, help=tr("Only those that should be looked at."))
@click.option("--met/--imported", "met", default=None, help=tr("Only those that you met, or that you only imported."))
@options.as_json()
def command(
    *, words: tuple[str, ...], workspace: Path | None, event: str | None, check: bool, met: bool | None, as_json: bool
) -> None:
    """List the contacts."""
    from cardscan.cli import opened, records

    with opened.store(workspace) as (_, store):
        numbers = store.numbers(event=opened.event(store, event), verdict="check" if check else None)
        if text := " ".join(words).strip():
            fitting = frozenset(store.finder.find(text))
            numbers = [number for number in numbers if number in fitting]
        if met is not None:
            unmet = store.listing.unmet()
            numbers = [number for number in numbers if (number in unmet) is not met]
        if as_json:
            for record in store.each(numbers):
                terminal.put_json(records.as_json(record))
            return
        found = store.listing.entries(numbers)
    if found:
        terminal.put(records.listed(found))
    elif not (words or event or check or met is not None):
        terminal.say(tr("There are no contacts yet. Process some photos first: cardscan process"))
        return
    waiting, imported = sum(one.verdict == "check" for one in found), sum(one.unmet for one in found)
    counted = [trn("{n} contact", "{n} contacts", len(found))]
    counted += [tr("{n} to check (?)", n=waiting)] if waiting else []
    counted += [tr("{n} only imported (+)", n=imported)] if imported else []
    terminal.say(", ".join(counted))
