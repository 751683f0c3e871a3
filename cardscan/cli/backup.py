"""`cardscan backup` and `cardscan restore`: one archive of the contacts, and back again; both verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.workflow.manifest import Manifest


@click.command(
    "backup", cls=Command, help=tr("Write contacts, cards, letters, notes and settings into one FILE (zip).")
)
@click.argument("file", type=options.PATH, required=False, metavar=tr("[FILE]"))
@click.option("--photos", is_flag=True, help=tr("The photos too."))
@click.option("--check", is_flag=True, help=tr("Write nothing: verify the backup FILE."))
@click.option("-f", "--force", is_flag=True, help=tr("Write over FILE if it is there."))
@options.workspace()
def backup(file: Path | None, photos: bool, check: bool, force: bool, workspace: Path | None) -> None:
    """Back up, or verify a backup."""
    if check:
        if file is None:
            raise click.UsageError(tr("say which backup: cardscan backup --check FILE"), click.get_current_context())
        from cardscan.workflow.restore import check as verify

        terminal.say(tr("The backup is sound: {what}", what=_holds(verify(file))))
        return
    from cardscan.cli import opened
    from cardscan.workflow.backup import back_up, default_name

    place = opened.workspace(workspace)
    path = file or default_name(place)
    manifest = back_up(place, path, photos=photos, force=force)
    terminal.say(
        tr("{path} holds {what}; it was read back and is sound.", path=terminal.near(path), what=_holds(manifest))
    )
    if not photos:
        terminal.say(tr("The photos are not in it: --photos takes them too."))


@click.command("restore", cls=Command, help=tr("Restore the backup FILE into a new FOLDER."))
@click.argument("file", type=options.PATH, metavar=tr("FILE"))
@click.argument("folder", type=options.PATH, required=False, metavar=tr("[FOLDER]"))
@click.option("-f", "--force", is_flag=True, help=tr("Take the place of FOLDER; the older one is kept beside it."))
def restore(file: Path, folder: Path | None, force: bool) -> None:
    """Restore a backup."""
    from cardscan.workflow.restore import restore as put_back

    target = folder or Path(file.stem)
    manifest, aside = put_back(file, target, force=force)
    where = terminal.near(target / manifest.workspace)
    terminal.say(tr("{path} is restored: {what}", path=where, what=_holds(manifest)))
    if aside:
        terminal.say(tr("What was there before is in {path}", path=terminal.near(aside)))
    if not manifest.photos:
        terminal.say(tr("The photos were not in the backup: copy them into their folders, and they are known again."))


def _holds(manifest: Manifest) -> str:
    contacts = trn("{n} contact", "{n} contacts", manifest.contacts)
    files = trn("{n} file", "{n} files", len(manifest.files))
    made = manifest.made.astimezone().strftime("%Y-%m-%d %H:%M")
    return tr("{contacts} in {files}, of {when}", contacts=contacts, files=files, when=made)
