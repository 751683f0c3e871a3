"""`cardscan drafts`: the letters that wait to be sent."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command, LazyGroup, debug_option
from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.model import Finding
    from cardscan.settings.workspace import Workspace
    from cardscan.store.drafts import StoredDraft
    from cardscan.store.store import Store

_HELP = tr("List the drafts, or print those for NUMBERS.")

COMMANDS = {
    "list": "drafts:listing",
    "lint": "lint",
    "approve": "standing:approve",
    "sent": "standing:sent",
    "skip": "standing:skip",
}

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
        found = [one for one in store.drafts.find(key) if not numbers or one.record_id in numbers]
        judged = _judged(place, store, found) if numbers or as_json else {}
    if as_json:
        for one in found:
            said = [asdict(finding) for finding in judged.get(one.id, ())]
            terminal.put_json(records.draft_json(one, place) | {"findings": said})
    elif numbers:
        if not found:
            raise CardscanError(tr("there is no draft for this contact"), exit_code=Exit.ERROR)
        for one in found:
            terminal.put(records.letter(one, place, judged.get(one.id, ())))
    else:
        if found:
            terminal.put(records.draft_table(found, place, records.named(list(store.drafts.find()))))
        terminal.say(
            trn("{n} draft in {folder}", "{n} drafts in {folder}", len(found), folder=terminal.near(place.drafts))
        )


def _judged(place: "Workspace", store: "Store", drafts: list["StoredDraft"]) -> dict[int, tuple["Finding", ...]]:
    """What the linter says to the drafts that are still to be sent."""
    from cardscan.settings import config
    from cardscan.workflow import letter_files, linting

    waiting = [one for one in drafts if letter_files.state(place, one) in letter_files.WAITING]
    sender = config.load(place.config).sender
    return {one.stored.id: one.findings for one in linting.judge(place, store, sender, waiting)}
