"""`cardscan drafts`: the letters that wait to be sent."""

from importlib.util import find_spec
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command, LazyGroup, debug_option
from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr, trn

_HELP = tr("List the drafts, or print those for NUMBERS.")

COMMANDS = {
    "list": "drafts:listing",
    "lint": "lint",
    "approve": "standing:approve",
    "sent": "standing:sent",
    "skip": "standing:skip",
}
if not find_spec("cardscan.cli.lint"):  # lands by LINT
    del COMMANDS["lint"]

command = LazyGroup(
    name="drafts",
    places=COMMANDS,
    default="list",
    help=_HELP,
    options_metavar=tr("[OPTIONS]"),
    subcommand_metavar=tr("[NUMBERS] | COMMAND [ARGUMENTS]"),
    params=[debug_option()],
)


@click.command("list", cls=Command, help=_HELP)
@click.argument("numbers", type=options.number(), nargs=-1, metavar=tr("[NUMBERS]"))
@options.workspace()
@options.event()
@options.as_json()
def listing(numbers: tuple[int, ...], workspace: Path | None, event: str | None, as_json: bool) -> None:
    """List or print drafts."""
    from cardscan.cli import opened, records

    with opened.store(workspace) as (place, store):
        key = opened.event(store, event)
        for number in numbers:
            store.record(number)
        found = [one for one in store.drafts(key) if not numbers or one.record_id in numbers]
    if as_json:
        for one in found:
            terminal.put_json(records.draft_json(one, place))
    elif numbers:
        if not found:
            raise CardscanError(tr("there is no draft for this contact"), exit_code=Exit.ERROR)
        for one in found:
            terminal.put(records.letter(one, place))
    else:
        if found:
            terminal.put(records.draft_table(found, place))
        terminal.say(
            trn("{n} draft in {folder}", "{n} drafts in {folder}", len(found), folder=terminal.near(place.drafts))
        )
