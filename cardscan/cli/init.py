"""`cardscan init`: make a folder a workspace."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr


@click.command("init", cls=Command, help=tr("Make FOLDER (or this one) a workspace."))
@click.argument("folder", type=options.PATH, default=Path(), metavar=tr("[FOLDER]"))
def command(folder: Path) -> None:
    """Make a workspace and say what to do next."""
    from cardscan.workflow.session import begin

    workspace, made = begin(folder)
    root, config = folder.resolve(), terminal.near(workspace.config.resolve())
    if made:
        terminal.say(tr("{folder} is now a cardscan workspace.", folder=root))
    else:
        terminal.say(tr("{folder} is a cardscan workspace already; nothing was changed.", folder=root))
    terminal.say(tr("Next:"))
    terminal.say(tr("  1. Write your name, firm and e-mail into {path}", path=config))
    terminal.say(tr("  2. Copy the photos of each event into a folder of its own, such as:"))
    terminal.say(f"     {terminal.near(root / '2026-11-20 BNI Milano')}")
    terminal.say(tr("  3. Run: cardscan process"))
