"""`cardscan show`: all that is known about a contact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr

if TYPE_CHECKING:
    from cardscan.model import Record
    from cardscan.settings.workspace import Workspace
    from cardscan.store.store import Store


@click.command("show", cls=Command, help=tr("Show all about the contacts with these NUMBERS."))
@click.argument("numbers", type=options.number(), nargs=-1, required=True, metavar=tr("NUMBERS"))
@options.workspace()
@click.option("--explain", is_flag=True, help=tr("Say why the card was read as it was, and draw it with its boxes."))
@options.as_json()
def command(numbers: tuple[int, ...], workspace: Path | None, explain: bool, as_json: bool) -> None:
    """Show contacts."""
    from cardscan.cli import opened, records

    with opened.store(workspace) as (place, store):
        for number in numbers:
            record, drafts = store.record(number), store.drafts(record=number)
            if as_json:
                terminal.put_json(records.as_json(record, place, drafts))
            else:
                terminal.put(records.text(record, place, drafts))
            if explain:
                _explain(record, place, store)


def _explain(record: Record, place: Workspace, store: Store) -> None:
    from cardscan.cli import explained
    from cardscan.workflow.explain import explain

    crops = [place.root / card.crop for card in record.cards if card.crop]
    sides = [crop.read_bytes() for crop in crops if crop.is_file()]
    explained.put(explain(record.contact, record.lines, store.codes(record.id), sides), str(record.id), place.hidden)
