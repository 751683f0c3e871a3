"""`cardscan export`: contacts for a phone, a spreadsheet, an address book, a CRM."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.export.formats import Format
    from cardscan.settings.workspace import Workspace

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_LANGUAGES = ("en", "de", "es", "fr", "it", "pl")
_STATES = ("check", "ready", "waiting", "approved", "pushed", "sent", "skipped", "replied", "objected", "consented")
_STDOUT = Path("-")


def _list(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:  # noqa: ARG001  # click's signature
    """Print the formats."""
    if not asked or ctx.resilient_parsing:
        return
    from cardscan.export.formats import summaries

    for name, summary in summaries().items():
        terminal.put(f"{name:<10} {summary}")
    ctx.exit()


@click.command("export", cls=Command, help=tr("Write the contacts to FILE or - (stdout); --list names the formats."))
@click.argument("format_name", metavar=tr("FORMAT"))
@click.argument("file", type=options.PATH, required=False, metavar=tr("[FILE]"))
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help=tr("List the formats."))
@options.workspace()
@options.event()
@click.option(
    "--tag", "tags", multiple=True, metavar=tr("TAG"), help=tr("Only those with this tag, or one of several.")
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(_STATES),
    help=tr("Only those in this state, or one of several."),
)
@click.option("--changed", is_flag=True, help=tr("Only what changed since the last export in this format."))
@click.option("--check/--no-check", default=True, help=tr("Also those that should be looked at."))
@click.option("--each", type=options.PATH, metavar=tr("FOLDER"), help=tr("A file for each contact, in this folder."))
@click.option("--photos/--no-photos", default=None, help=tr("With the pictures of the cards (xlsx: unless told not)."))
@click.option("--version", type=click.Choice(["3.0", "4.0"]), help=tr("The version of vcard; without it, 3.0."))
@click.option(
    "--delimiter",
    type=click.Choice(list(_DELIMITERS)),
    help=tr("What parts the columns of csv; without it, what spreadsheets expect in your country."),
)
@click.option("-l", "--language", type=click.Choice(_LANGUAGES), help=tr("The language of your outlook."))
@click.option("-f", "--force", is_flag=True, help=tr("Write over what is there."))
def command(
    *,
    format_name: str,
    file: Path | None,
    workspace: Path | None,
    event: str | None,
    each: Path | None,
    force: bool,
    **given: Any,
) -> None:
    """Export contacts."""
    from cardscan.cli import opened
    from cardscan.export import formats
    from cardscan.workflow import export

    name = format_name.lower()
    kind = formats.get(name)
    _refuse(kind, each, file, given)
    with opened.store(workspace) as (place, store):
        wanted = export.Wanted(
            opened.event(store, event), given["tags"], given["states"], given["check"], given["changed"]
        )
        chosen = _chosen(place, name, kind, given)
        selection = export.select(store, wanted, name, each)
        if file == _STDOUT:
            _print(kind.load().render(selection, **chosen))
        elif (records := export.begin(selection)) is None:
            terminal.say(tr("Nothing changed since the last export in this format."))
        elif each:
            _told(export.save_each(each, kind, records, chosen, force=force), each)
        else:
            chunks = kind.load().render(records, **chosen)
            named = export.default_name(kind, date.today() if wanted.changed else None)
            path = export.save(place, file, named, chunks, force=force)
            _told(len(selection.digests), path)
            if name == "outlook":
                _warn(path)
        selection.mark()


def _refuse(kind: "Format", each: Path | None, file: Path | None, given: Mapping[str, Any]) -> None:
    """Say which options are for other formats than this one."""
    needed = {"version": "version", "delimiter": "delimiter", "language": "language", "photos": "photos"}
    for option, need in needed.items():
        if given[option] and need not in kind.options:
            raise _misused(tr("--{option} is not for this format", option=option))
    if each and not kind.alone:
        raise _misused(tr("--each is for vcard and jscontact"))
    if each and file:
        raise _misused(tr("name a file, or a folder with --each, but not both"))


def _chosen(place: "Workspace", name: str, kind: "Format", given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the options of the format: what the user gave, else what suits them."""
    from cardscan.messages import language
    from cardscan.workflow import export

    chosen: dict[str, Any] = {}
    if "delimiter" in kind.options:
        chosen["delimiter"] = _DELIMITERS[given["delimiter"]] if given["delimiter"] else _local(place)
    if "language" in kind.options:
        chosen["language"] = given["language"] or language()
    if "photos" in kind.options and (kind.photos if given["photos"] is None else given["photos"]):
        chosen["photos"] = export.pictures(place, name)
    if given["version"]:
        chosen["version"] = given["version"]
    return chosen


def _local(place: "Workspace") -> str:
    """Answer what spreadsheets expect between columns where the user is."""
    from cardscan.export import csv
    from cardscan.settings import config

    sender = config.load(place.config).sender
    return csv.delimiter(sender.language, sender.country)


def _print(chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _told(count: int, path: Path) -> None:
    terminal.say(trn("{n} contact is in {path}", "{n} contacts are in {path}", count, path=terminal.near(path)))


def _warn(path: Path) -> None:
    """Say that Outlook's own code page has not all of the characters, where it has not."""
    from cardscan.export.outlook import BOM

    with path.open("rb") as file:
        if file.read(len(BOM)) == BOM:
            terminal.say(tr("It is in UTF-8: the new Outlook reads that; Outlook for Windows may spoil some letters."))


def _misused(text: str) -> click.UsageError:
    return click.UsageError(text, click.get_current_context())
