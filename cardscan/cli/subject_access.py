"""`cardscan subject-access`: all that is held about a person, for that person to read."""

from pathlib import Path

import click

from cardscan.cli import options, person, terminal
from cardscan.cli.command import Command
from cardscan.messages import LANGUAGES, speaking, tr

_HELP = tr("Write all that is held about PERSON (a number, or words) into FOLDER: a page to read, JSON and pictures.")


@click.command("subject-access", cls=Command, help=_HELP)
@person.argument()
@click.option("-o", "--folder", type=options.PATH, metavar=tr("FOLDER"), help=tr("Where to; without it, exports."))
@click.option(
    "-l",
    "--language",
    type=click.Choice(LANGUAGES),
    help=tr("The language of the page; without it, the person's own."),
)
@options.workspace()
def command(person: tuple[str, ...], folder: Path | None, language: str | None, workspace: Path | None) -> None:
    """Gather it and write it."""
    from cardscan.cli import opened
    from cardscan.cli.person import choose
    from cardscan.files import write_atomic
    from cardscan.workflow import access, access_page
    from cardscan.workflow.letter_files import make_folder

    with opened.store(workspace) as (place, store):
        record = choose(store, person)
    target = folder or place.exports / f"subject-access-{record.id}"
    make_folder(target)
    held = access.gather(place, record.id)
    spoken = language or (record.note.language or record.contact.language or "")
    if spoken in LANGUAGES:
        with speaking(spoken):
            page = access_page.render(held)
    else:
        page = access_page.render(held)
    for number, picture in enumerate(held.pictures, 1):
        write_atomic(target / f"card-{number}.jpg", picture)
    write_atomic(target / "subject-access.json", access.as_json(held))
    write_atomic(target / "subject-access.html", page)
    terminal.say(tr("All that is held is in {path}", path=terminal.near(target / "subject-access.html")))
    terminal.say(tr("Read it before you give it away: notes may speak of others."))
