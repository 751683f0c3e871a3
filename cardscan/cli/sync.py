"""`cardscan sync`: keep an address book on a server and the contacts alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr

if TYPE_CHECKING:
    from cardscan.workflow.card_merge import Prefer
    from cardscan.workflow.sync_plan import Step


@click.command(
    "sync",
    cls=Command,
    help=tr("Bring the contacts (or NUMBERS) and your address book on a server together (CardDAV)."),
)
@click.argument("numbers", type=options.number(), nargs=-1, metavar=tr("[NUMBERS]"))
@options.workspace()
@options.event()
@click.option("-n", "--dry-run", is_flag=True, help=tr("Only say what would be done; nothing is changed on any side."))
@click.option(
    "--prefer",
    type=click.Choice(["mine", "theirs"]),
    help=tr("Where both sides changed the same thing: take what is here (mine) or there (theirs)."),
)
@click.option("--delete", is_flag=True, help=tr("Delete there the cards of contacts that you deleted here."))
@click.option(
    "--import", "take_in", is_flag=True, help=tr("Take people from there who are unknown here, as imported contacts.")
)
@options.as_json()
def command(
    *,
    numbers: tuple[int, ...],
    workspace: Path | None,
    event: str | None,
    dry_run: bool,
    prefer: str | None,
    delete: bool,
    take_in: bool,
    as_json: bool,
) -> int:
    """Synchronise, and say what came of it."""
    from cardscan.cli import opened, synced
    from cardscan.cli.push import asker
    from cardscan.workflow.sync import Options, sync

    asked = Options(numbers, event, dry_run, delete, cast("Prefer | None", prefer), take_in)
    done = sync(opened.workspace(workspace), asked, asker=asker(), progress=_show)
    if as_json:
        terminal.put_json(synced.as_json(done))
    else:
        terminal.put(synced.text(done))
    if done.trouble:
        terminal.complain(done.trouble.message, done.trouble.hint)
    return Exit.SOME_FAILED if synced.failed(done) else Exit.DONE


def _show(steps: Sequence[Step]) -> Iterable[Step]:
    from cardscan.cli.progress import show_items

    return show_items(steps, tr("Synchronising"), tr("contact"))
