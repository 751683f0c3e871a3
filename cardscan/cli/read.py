"""`cardscan read`: what is on these photos? Nothing is kept."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr
from cardscan.model import PhotoResult


@click.command("read", cls=Command, help=tr("Print the cards in PATHS (photos, folders). Nothing is kept."))
@click.argument("paths", type=options.PATH, nargs=-1, required=True, metavar=tr("PATHS"))
@options.engine()
@options.languages()
@options.region()
@options.check_dns()
@options.workers()
@options.executor()
@click.option("--explain", is_flag=True, help=tr("Say why each card is read as it is, and draw it with its boxes."))
@options.as_json()
def command(
    *,
    paths: tuple[Path, ...],
    engine: str | None,
    languages: tuple[str, ...],
    region: str | None,
    check_dns: bool,
    workers: int | None,
    executor: str | None,
    explain: bool,
    as_json: bool,
) -> int:
    """Print each photo's cards as they are read, in the order of the paths."""
    from cardscan.workflow.read import read

    failed = False
    results = read(
        paths,
        engine=engine,
        languages=languages,
        region=region,
        check_dns=check_dns,
        crops=explain,
        workers=workers,
        executor=executor,
    )
    for result in results:
        failed |= result.failure is not None
        _put(result, as_json=as_json)
        if explain:
            _explain(result)
    return Exit.SOME_FAILED if failed else Exit.DONE


def _put(result: PhotoResult, *, as_json: bool) -> None:
    from cardscan.cli import report
    from cardscan.pipeline import json

    if as_json:
        terminal.put_json(json.line(result))
        return
    if result.failure:
        terminal.complain(f"{result.path}: {result.failure.message}", result.failure.hint)
    if result.readings or not result.failure:
        terminal.put(report.result_text(result))


def _explain(result: PhotoResult) -> None:
    from cardscan.cli import explained
    from cardscan.workflow.explain import explain

    for number, reading in enumerate(result.readings, 1):
        name = result.path.stem if len(result.readings) == 1 else f"{result.path.stem}-{number}"
        sides = [side.crop for side in reading.sides]
        explained.put(explain(reading.contact, reading.lines, reading.codes, sides), name)
