"""`cardscan process`: read the new photos, keep the contacts, write the drafts."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr


@click.command("process", cls=Command, help=tr("Read the new photos (in PATHS) and write the drafts."))
@click.argument("paths", type=options.PATH, nargs=-1, metavar=tr("[PATHS]"))
@options.workspace()
@options.engine()
@options.languages()
@options.region()
@options.check_dns()
@options.workers()
@options.executor()
@click.option("--retry", is_flag=True, help=tr("Also read again the photos that failed before."))
@options.as_json()
def command(
    *,
    paths: tuple[Path, ...],
    workspace: Path | None,
    engine: str | None,
    languages: tuple[str, ...],
    region: str | None,
    check_dns: bool,
    workers: int | None,
    executor: str | None,
    retry: bool,
    as_json: bool,
) -> int:
    """Process and say what came of it."""
    from cardscan.cli import summary as told
    from cardscan.cli.progress import show
    from cardscan.settings.workspace import find_workspace
    from cardscan.workflow.process import Options, process
    from cardscan.workflow.workspaces import choose_workspace

    chosen, created = choose_workspace(paths, here=Path(), root=workspace)
    asked = Options(engine, languages, region, check_dns=check_dns, workers=workers, executor=executor, retry=retry)
    done = process(chosen, paths, asked, progress=show)
    done.created = created
    if as_json:
        terminal.put_json(told.as_json(done))
    else:
        terminal.put(told.text(done, elsewhere=find_workspace(Path()) != chosen))
    return Exit.SOME_FAILED if done.failures or done.unwritten else Exit.DONE
