"""`cardscan show`: all that is known about a contact."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.cli import options, person, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr

if TYPE_CHECKING:
    from cardscan.model import Record
    from cardscan.settings.workspace import Workspace
    from cardscan.store.store import Store


@click.command("show", cls=Command, help=tr("Show all about contacts, by NUMBERS or by name, and their story."))
@click.argument("people", nargs=-1, required=True, metavar=tr("NUMBERS|NAME"))
@options.workspace()
@click.option("--explain", is_flag=True, help=tr("Say why the card was read as it was, and draw it with its boxes."))
@options.as_json()
def command(people: tuple[str, ...], workspace: Path | None, explain: bool, as_json: bool) -> None:
    """Show contacts."""
    from cardscan.cli import opened, records
    from cardscan.workflow.story import story

    with opened.store(workspace) as (place, store):
        for record in _meant(store, people):
            drafts = store.drafts.find(record=record.id)
            told = story(record, drafts, store.history.of(record.id), store.exported.of(record.id))
            if as_json:
                terminal.put_json(records.as_json(record, place, drafts) | {"story": records.told_json(told)})
            else:
                terminal.put(records.text(record, place, drafts))
                terminal.put(records.told(told))
            if explain:
                _explain(record, place, store)


def _meant(store: Store, people: tuple[str, ...]) -> list[Record]:
    """Answer the contacts of these numbers, or the one that all words together name."""
    if all(re.fullmatch(r"[0-9]{1,9}", word) for word in people):
        return [store.record(int(word)) for word in people]
    return [person.choose(store, people)]


def _explain(record: Record, place: Workspace, store: Store) -> None:
    from cardscan.cli import explained
    from cardscan.workflow.explain import explain

    crops = [place.root / card.crop for card in record.cards if card.crop]
    sides = [crop.read_bytes() for crop in crops if crop.is_file()]
    explained.put(explain(record.contact, record.lines, store.codes(record.id), sides), str(record.id), place.hidden)
