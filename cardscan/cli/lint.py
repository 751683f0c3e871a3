"""`cardscan drafts lint`: what is to be said against the drafts, and what to do about it."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.workflow.linting import Judged

_HELP = tr("Look over the drafts for NUMBERS, or all: what is wrong, and what to do.")
_CODES = tr("Exit code 0: no errors; 3: some draft has an error, which keeps it from being approved.")


@click.command("lint", cls=Command, help=_HELP, epilog=_CODES)
@click.argument("numbers", type=options.number(), nargs=-1, metavar=tr("[NUMBERS]"))
@options.workspace()
@options.event()
@options.as_json()
def command(numbers: tuple[int, ...], workspace: Path | None, event: str | None, as_json: bool) -> int:
    """Lint drafts as they lie on disk."""
    from cardscan.cli import opened
    from cardscan.settings import config
    from cardscan.workflow import linting

    with opened.store(workspace) as (place, store):
        key = opened.event(store, event)
        for number in numbers:
            store.record(number)
        drafts = linting.waiting(place, store, key, numbers)
        if numbers and not drafts:
            raise CardscanError(tr("there is no draft for this contact"), exit_code=Exit.ERROR)
        judged = list(linting.judge(place, store, config.load(place.config).sender, drafts))
    for one in judged:
        _put(one, as_json=as_json)
    faulty = sum(bool(one.errors) for one in judged)
    if not as_json:
        _sum_up(len(judged), faulty)
    return Exit.SOME_FAILED if faulty else Exit.DONE


def _put(one: "Judged", *, as_json: bool) -> None:
    """Put out one draft with its findings; for people, only where there are any."""
    from cardscan.cli import findings
    from cardscan.workflow import words

    if as_json:
        said = [
            asdict(finding) | dict(zip(("what", "todo"), words.about(finding.code), strict=True))
            for finding in one.findings
        ]
        terminal.put_json(
            {"id": one.stored.id, "contact": one.stored.record_id, "file": one.stored.file, "findings": said}
        )
    elif one.findings:
        terminal.put(f"{one.stored.record_id} {one.draft.to_name or one.draft.to or '-'}: {one.draft.subject}")
        for line in findings.lines(one.findings):
            terminal.put(f"  {line}")


def _sum_up(drafts: int, faulty: int) -> None:
    looked = trn("{n} draft looked over", "{n} drafts looked over", drafts)
    with_errors = trn("{n} has errors (!) and cannot be approved", "{n} have errors (!) and cannot be approved", faulty)
    without = tr("no errors")
    terminal.say(f"{looked}; {with_errors if faulty else without}")
