"""`cardscan watch`: process the photos that are there, and those that come, until Ctrl-C."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr

_THERE = click.Path(path_type=Path, exists=True)


@click.command("watch", cls=Command, help=tr("Process photos as they come into the folders (PATHS)."))
@click.argument("paths", type=_THERE, nargs=-1, metavar=tr("[PATHS]"))
@options.workspace()
@options.engine()
@options.languages()
@options.region()
@options.check_dns()
@options.workers()
@options.executor()
@click.option("--retry", is_flag=True, help=tr("Also read again, once, the photos that failed before."))
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
    """Watch, say what comes of each photo, and at the end of all."""
    from cardscan.cli.watch_lines import Lines
    from cardscan.settings.workspace import find_workspace
    from cardscan.workflow.process import Options
    from cardscan.workflow.watch import watch
    from cardscan.workflow.workspaces import choose_workspace

    chosen, created = choose_workspace(paths, here=Path(), root=workspace, empty=True)
    asked = Options(engine, languages, region, check_dns=check_dns, workers=workers, executor=executor, retry=retry)
    lines = Lines(chosen, paths, created=created, as_json=as_json)
    try:
        watch(chosen, paths, asked, lines)
    finally:
        if text := lines.end(elsewhere=find_workspace(Path()) != chosen):
            terminal.put(text)
    return Exit.DONE
