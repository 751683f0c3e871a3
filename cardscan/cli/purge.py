"""`cardscan purge`: erase contacts with whom there was nothing for long."""

from datetime import date
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn

_HELP = tr("Erase the contacts with whom there was nothing for long. Without --yes it only lists them.")
_AGE = tr("No meeting, letter, reply, edit or note for so long: 90d, 8w, 24m, 2y.")


@click.command("purge", cls=Command, help=_HELP)
@click.option("--older-than", "age", required=True, metavar=tr("AGE"), help=_AGE)
@click.option("-y", "--yes", is_flag=True, help=tr("Erase them."))
@click.option("--with-photos", is_flag=True, help=tr("Erase also photos that cannot be painted over (PDF, HEIC)."))
@options.workspace()
@options.as_json()
def command(*, age: str, yes: bool, with_photos: bool, workspace: Path | None, as_json: bool) -> int | None:
    """List whom it would be, or erase them."""
    from cardscan.cli import opened, records
    from cardscan.cli.forget import left
    from cardscan.workflow import purge

    place = opened.workspace(workspace)
    found = purge.preview(place, purge.before(age, date.today()))
    if as_json:
        for one in found.stale:
            terminal.put_json(records.as_json(one.record) | {"since": one.since.isoformat()})
    elif found.stale:
        names = records.table([one.record for one in found.stale]).splitlines()
        since = [tr("Since"), *(one.since.isoformat() for one in found.stale)]
        terminal.put("\n".join(f"{day:<12}{line}" for day, line in zip(since, names, strict=True)))
    kept = found.consenting + found.tagged
    if kept:
        terminal.say(
            trn(
                "{n} more is as old, and is kept: consenting, or tagged «{tag}».",
                "{n} more are as old, and are kept: consenting, or tagged «{tag}».",
                kept,
                tag=purge.KEEP,
            )
        )
    if not found.stale:
        terminal.say(tr("Nobody is to be erased."))
        return None
    if not yes:
        counted = trn("{n} contact would be erased", "{n} contacts would be erased", len(found.stale))
        terminal.say(
            counted + tr(", with card pictures, letters and all: cardscan purge --older-than {age} --yes", age=age)
        )
        return None
    done = purge.purge(place, found.stale, with_photos=with_photos)
    terminal.say(trn("{n} contact was erased.", "{n} contacts were erased.", len(done.found.records)))
    return left(done)
