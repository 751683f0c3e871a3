"""`cardscan push`: lay the approved letters into the drafts of one's own mailbox."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr

if TYPE_CHECKING:
    from cardscan.store.drafts import StoredDraft
    from cardscan.workflow.passwords import Asker


@click.command(
    "push",
    cls=Command,
    help=tr("Lay the approved drafts (or those for NUMBERS) into the drafts of your mailbox. Nothing is sent."),
)
@click.argument("numbers", type=options.number(), nargs=-1, metavar=tr("[NUMBERS]"))
@options.workspace()
@options.event()
@click.option("--all", "unapproved", is_flag=True, help=tr("Also the drafts that you have not approved yet."))
@click.option("-n", "--dry-run", is_flag=True, help=tr("Only say which drafts would go there; no connection is made."))
@options.as_json()
def command(
    *,
    numbers: tuple[int, ...],
    workspace: Path | None,
    event: str | None,
    unapproved: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Push, and say what came of it."""
    from cardscan.cli import opened, pushed
    from cardscan.workflow.push import Options, preview, push

    place = opened.workspace(workspace)
    asked = Options(numbers, event, unapproved)
    done = preview(place, asked) if dry_run else push(place, asked, asker=asker(), progress=_show)
    if as_json:
        terminal.put_json(pushed.as_json(done))
    else:
        terminal.put(pushed.text(done, numbers=numbers))
    if done.trouble:
        terminal.complain(done.trouble.message, done.trouble.hint)
    return Exit.SOME_FAILED if pushed.failed(done) else Exit.DONE


def asker() -> Asker | None:
    """Answer who can be asked: whoever sits at the terminal, if anybody does."""
    from getpass import getpass

    from cardscan.workflow.passwords import Asker

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return Asker(
        password=lambda question: getpass(terminal.harmless(question) + ": ", sys.stderr),
        keep=lambda: terminal.confirm(tr("Keep the password in the keyring of this computer?")),
    )


def _show(drafts: Sequence[StoredDraft]) -> Iterable[StoredDraft]:
    from cardscan.cli.progress import show_items

    return show_items(drafts, tr("Pushing"), tr("draft"))
