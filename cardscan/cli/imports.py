"""`cardscan import`: an address book's people, so that they are known on the next scan."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr, trn

_MOST_PROBLEMS = 10


@click.command(
    "import",
    cls=Command,
    help=tr("Take in address books (vCard, or CSV of Google, Outlook, HubSpot or any table with a header).")
    + "\n\n"
    + tr("People who are known are completed, nothing is overwritten. Nobody is written to before you met them."),
)
@click.argument("files", type=options.PATH, nargs=-1, required=True, metavar=tr("FILES"))
@options.workspace()
@click.option("-n", "--dry-run", is_flag=True, help=tr("Change nothing; only say what would come of it."))
@options.as_json()
def command(files: tuple[Path, ...], workspace: Path | None, dry_run: bool, as_json: bool) -> int:
    """Import, and sum up what came of it."""
    from cardscan.cli import opened, progress
    from cardscan.workflow.imports import import_files

    done = import_files(opened.workspace(workspace), files, dry_run=dry_run, progress=progress.entries)
    if as_json:
        added = len(done.added) if dry_run else done.added
        counted = {"added": added, "completed": done.completed, "known": done.known, "problems": done.problems}
        terminal.put_json(counted)
    else:
        terminal.say(trn("{n} entry was read.", "{n} entries were read.", done.entries))
        terminal.say("  " + trn("{n} is a new contact.", "{n} are new contacts.", len(done.added)))
        terminal.say("  " + trn("{n} completes a contact.", "{n} complete contacts.", len(done.completed)))
        terminal.say("  " + trn("{n} was known already.", "{n} were known already.", done.known))
        for problem in done.problems[:_MOST_PROBLEMS]:
            terminal.say(f"! {problem}")
        if len(done.problems) > _MOST_PROBLEMS:
            terminal.say("! " + tr("and {n} more", n=len(done.problems) - _MOST_PROBLEMS))
        if dry_run:
            terminal.say(tr("Nothing was changed."))
        elif done.action:
            terminal.say(tr("To take it back: {command}", command=f"cardscan undo {done.action}"))
    return Exit.SOME_FAILED if done.problems else Exit.DONE
