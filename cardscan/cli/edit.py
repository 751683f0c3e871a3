"""`cardscan edit`: correct a contact; its draft follows."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn

_FIELDS = (
    "name given family prefix suffix title department company phone mobile fax email url social tax_id address "
    "note promised language register intent tags gender"
)


@click.command(
    "edit",
    cls=Command,
    help=tr("Correct a contact; its draft follows.\n\nFIELD=VALUE sets, FIELD= clears, phone+=VALUE adds. Fields:")
    + " "
    + _FIELDS,
    epilog=tr('Such as: cardscan edit 12 name="Anna Rossi" phone=+390255501234 promised="the price list" language=it'),
)
@click.argument("number", type=options.number(), metavar=tr("NUMBER"))
@click.argument("changes", nargs=-1, metavar=tr("FIELD=VALUE ..."))
@click.option("--ok", "confirmed", is_flag=True, help=tr("All is right as it is: nothing is left to check."))
@options.workspace()
def command(number: int, changes: tuple[str, ...], confirmed: bool, workspace: Path | None) -> None:
    """Edit a contact and say what came of it."""
    from cardscan.cli import opened, summary
    from cardscan.workflow import words
    from cardscan.workflow.contacts import edit

    if not changes and not confirmed:
        raise click.UsageError(tr("nothing to change: name a FIELD=VALUE, or --ok"), click.get_current_context())
    done = edit(opened.workspace(workspace), number, changes, confirmed=confirmed)
    terminal.say(tr("Contact {id} is changed.", id=number))
    if done.renewed:
        terminal.say(trn("{n} draft was written anew.", "{n} drafts were written anew.", done.renewed))
    if done.kept:
        terminal.say(
            trn("{n} draft that you changed was left alone.", "{n} drafts that you changed were left alone.", done.kept)
        )
    if done.approved:
        terminal.say(summary.approved([one.record_id for one in done.approved]))
    for problem in done.problems:
        terminal.say(f"! {problem}")
    for concern in done.record.concerns:
        terminal.say(f"  ? {words.reason(concern.field, concern.reason)}")
