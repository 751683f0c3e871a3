"""`cardscan forget`: erase a person, with every trace of them in the workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, person, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.workflow.belongings import Belongings
    from cardscan.workflow.erase import Erased

_SHOWN = 5  # files of a kind that are named one by one

_HELP = tr("Erase PERSON (a number, or words) for good: contact, cards, letters, notes, photos, exports and all.")
_WITH_PHOTOS = tr("Erase also photos that show others too and in which the card cannot be painted over (PDF, HEIC).")


@click.command("forget", cls=Command, help=_HELP)
@person.argument()
@click.option("-y", "--yes", is_flag=True, help=tr("Do not ask."))
@click.option("--with-photos", is_flag=True, help=_WITH_PHOTOS)
@options.workspace()
def command(person: tuple[str, ...], yes: bool, with_photos: bool, workspace: Path | None) -> int:
    """Show what there is, ask, and erase it."""
    from cardscan.cli import opened
    from cardscan.cli.person import choose
    from cardscan.workflow import erase

    with opened.store(workspace) as (place, store):
        record = choose(store, person)
    found = erase.preview(place, [record.id])
    terminal.say("\n".join(told(found)))
    if not yes:
        stuck = found.photos_to("stuck")
        if stuck and not with_photos:
            terminal.say(
                tr(
                    "Other people's cards are in these photos, and theirs cannot be painted over: {files}",
                    files=_few(stuck),
                )
            )
            with_photos = terminal.confirm(tr("Erase the whole photos? The other contacts stay."))
        if not terminal.confirm(tr("Erase all this for good? It cannot be undone.")):
            terminal.say(tr("Nothing was erased."))
            return Exit.ERROR
    done = erase.erase(place, [record.id], with_photos=with_photos)
    return left(done)


def told(found: Belongings) -> Iterator[str]:
    """Say what will be erased."""
    from cardscan.cli import records

    yield records.table(found.records)
    rows = [
        (tr("Letters"), found.drafts),
        (tr("Card pictures"), found.pictures),
        (tr("Photos erased"), found.photos_to("erase")),
        (tr("Photos painted over"), found.photos_to("paint")),
        (tr("Notes"), list(found.notes)),
        (tr("Exports and other files"), found.files),
    ]
    yield terminal.labelled([(label, _few(paths)) for label, paths in rows if paths], indent="  ")


def left(done: Erased) -> int:
    """Say what could not be reached, and answer the exit code."""
    found = done.found
    clean = not (done.stuck or found.mentions or found.named_in)
    terminal.say(
        tr("Erased. No file of the workspace holds a trace of them.") if clean else tr("Erased, but for this:")
    )
    if done.stuck:
        stuck = tr("These photos still show their card: {files}", files=_few(done.stuck))
        terminal.complain(stuck, tr("Erase them yourself, or with: cardscan forget ... --with-photos"))
    if outside := found.photos_to("outside"):
        terminal.say(tr("Photos outside the workspace, which are yours to erase: {files}", files=_few(outside)))
    if found.mentions:
        terminal.say(tr("Your own files that name them, left as they are: {files}", files=_few(found.mentions)))
    if found.named_in:
        numbers = ", ".join(map(str, found.named_in))
        terminal.say(tr("Notes on other contacts, or letters to them, name them: {numbers}", numbers=numbers))
    if found.remote:
        terminal.say(
            trn(
                "{n} card is still in an address book on a server: cardscan sync --delete",
                "{n} cards are still in address books on servers: cardscan sync --delete",
                found.remote,
            )
        )
    terminal.say(tr("Letters that you sent, and exports and backups elsewhere, are beyond cardscan's reach."))
    return Exit.SOME_FAILED if done.stuck else Exit.DONE


def _few(paths: Sequence[Path]) -> str:
    named = ", ".join(terminal.near(path) for path in paths[:_SHOWN])
    more = len(paths) - _SHOWN
    return f"{named} {tr('and {n} more', n=more)}" if more > 0 else named
