"""`cardscan find`: contacts as one would ask for them."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr, trn

_SHOWN = 50


@click.command(
    "find",
    cls=Command,
    help=tr("Find contacts. WORDS may be parts of a name, firm, city, event, note or tag, a number in any spelling."),
    epilog=tr('Such as: cardscan find rossi milano   cardscan find "+39 02 5550"   cardscan find 2026-09 --tag client'),
    context_settings={"ignore_unknown_options": False},
)
@click.argument("words", nargs=-1, metavar=tr("WORDS"))
@options.workspace()
@options.event()
@click.option("--tag", metavar=tr("TAG"), help=tr("Only those with this tag."))
@click.option("--all", "everybody", is_flag=True, help=tr("List all that fit, not the best {n} only.", n=_SHOWN))
@options.as_json()
def command(
    *,
    words: tuple[str, ...],
    workspace: Path | None,
    event: str | None,
    tag: str | None,
    everybody: bool,
    as_json: bool,
) -> int:
    """Find contacts, and say what was probably meant where there are none."""
    from cardscan.cli import opened, records
    from cardscan.workflow.find import find

    if not (words or event or tag):
        raise click.UsageError(tr("say what to look for"), click.get_current_context())
    with opened.store(workspace) as (_, store):
        found = find(store, " ".join(words), event=event, tag=tag)
        shown = found.numbers if everybody else found.numbers[:_SHOWN]
        if as_json:
            for record in store.each(shown):
                terminal.put_json(records.as_json(record))
        elif shown:
            terminal.put(records.listed(store.listing.entries(shown)))
    if not as_json:
        _sum_up(len(found.numbers), len(shown), found.near)
    return Exit.DONE if shown else Exit.ERROR


def _sum_up(found: int, shown: int, near: tuple[str, ...]) -> None:
    if not found:
        terminal.say(
            tr("Nobody is found.") + (" " + tr("Did you mean: {words}?", words=", ".join(near)) if near else "")
        )
    elif found > shown:
        terminal.say(tr("{n} contacts; these are the first {shown}. Add a word, or --all.", n=found, shown=shown))
    else:
        terminal.say(trn("{n} contact", "{n} contacts", found))
