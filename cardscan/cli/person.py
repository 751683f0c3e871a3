"""The person that a command is about: a number, or words as `find` takes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cardscan.cli import terminal
from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from cardscan.model import Record
    from cardscan.store.store import Store

_MOST = 30  # of those who are meant perhaps, so many are listed


def argument() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """PERSON: several words are one person."""
    return click.argument("person", nargs=-1, required=True, metavar=tr("PERSON"))


def choose(store: Store, words: Sequence[str]) -> Record:
    """Answer the contact that is meant; where several may be, list them and ask for a number.

    Raises:
        CardscanError: Nobody is found, or several are and nobody answers.
    """
    text = " ".join(words).strip()
    if text.isdecimal() and len(text) < 10:
        return store.record(int(text))
    found = store.records(ids=store.finder.find(text)) if text else ()
    if len(found) == 1:
        return found[0]
    if not found:
        hint = tr("See the numbers with: cardscan list")
        raise CardscanError(tr("nobody is found for {value!r}", value=text), hint=hint, exit_code=Exit.USAGE)
    from cardscan.cli import records

    terminal.say(records.table(found[:_MOST]))
    return _asked(found)


def _asked(found: Sequence[Record]) -> Record:
    click.echo(tr("Several may be meant. Which number?") + " ", nl=False, err=True)
    answer = sys.stdin.readline().strip()
    for record in found:
        if answer == str(record.id):
            return record
    hint = tr("Name the number, as in: {command} {number}", command=_command(), number=found[0].id)
    raise CardscanError(tr("it is not said who is meant"), hint=hint, exit_code=Exit.USAGE)


def _command() -> str:
    context = click.get_current_context(silent=True)
    return context.command_path if context else "cardscan"
