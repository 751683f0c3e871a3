"""What became of letters and contacts: `drafts approve`, `skip`, `sent`; `replied`, `objected`, `consent`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr, trn

if TYPE_CHECKING:
    from cardscan.store.drafts import StoredDraft
    from cardscan.store.standing import Kind
    from cardscan.workflow.standing import Which

_ONE = "\n\n" + tr("3 is every letter that waits for contact 3; 3.2 is one of them, as `cardscan drafts` numbers it.")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _numbers() -> Decorator:
    return click.argument("numbers", type=options.Letter(), nargs=-1, required=True, metavar=tr("NUMBERS"))


def _undo() -> Decorator:
    return click.option("--undo", is_flag=True, help=tr("Take it back."))


def _on(text: str) -> Decorator:
    return click.option("--on", metavar=tr("DATE"), callback=_day, help=text)


def _how(text: str) -> Decorator:
    return click.option("--how", default="", metavar=tr("TEXT"), help=text)


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date:
    """Read a day as people write it; today where none is given, and never one to come."""
    if value is None:
        return date.today()
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            day = datetime.strptime(value.strip(), pattern).date()
        except ValueError:
            continue
        if day > date.today():
            raise click.BadParameter(tr("{value!r} has not come yet", value=value), ctx, parameter)
        return day
    raise click.BadParameter(tr("{value!r} is no day, such as 2026-11-20", value=value), ctx, parameter)


@click.command("approve", cls=Command, help=tr("Say that the letters to NUMBERS are read over and good.") + _ONE)
@_numbers()
@options.event()
@_undo()
@options.workspace()
def approve(numbers: tuple[options.Named, ...], event: str | None, undo: bool, workspace: Path | None) -> int:
    """Approve letters, where nothing grave is against them."""
    from cardscan.cli import findings as words
    from cardscan.cli import opened
    from cardscan.workflow import standing

    done = standing.approve(opened.workspace(workspace), _which(numbers, event), undo=undo)
    if done.letters:
        taken_back = trn("{n} letter is no longer approved.", "{n} letters are no longer approved.", len(done.letters))
        terminal.say(
            taken_back if undo else trn("{n} letter is approved.", "{n} letters are approved.", len(done.letters))
        )
    _tell(done.already, tr("was so already"))
    for stored, findings in done.refused:
        terminal.say(tr("Not approved: {number} {name}", number=stored.record_id, name=stored.draft.to_name))
        for line in words.lines(findings):
            terminal.say(f"  {line}")
    return Exit.ERROR if done.refused else Exit.DONE


@click.command(
    "skip", cls=Command, help=tr("Do not send the letters to NUMBERS, nor later ones of the same meeting.") + _ONE
)
@_numbers()
@options.event()
@_undo()
@options.workspace()
def skip(numbers: tuple[options.Named, ...], event: str | None, undo: bool, workspace: Path | None) -> None:
    """Stop plans."""
    from cardscan.cli import opened
    from cardscan.workflow import standing

    done = standing.skip(opened.workspace(workspace), _which(numbers, event), undo=undo)
    _tell(done.letters, tr("waits to be sent again") if undo else tr("will not be sent"))
    _tell(done.already, tr("was so already"))


@click.command("sent", cls=Command, help=tr("Say that you sent the letters to NUMBERS.") + _ONE)
@_numbers()
@_on(tr("When you sent them; without it, today."))
@options.event()
@_undo()
@options.workspace()
def sent(numbers: tuple[options.Named, ...], on: date, event: str | None, undo: bool, workspace: Path | None) -> None:
    """Mark letters as sent."""
    from cardscan.cli import opened
    from cardscan.workflow import standing

    done = standing.sent(opened.workspace(workspace), _which(numbers, event), on, undo=undo)
    _tell(done.letters, tr("waits to be sent again") if undo else tr("sent"))
    _tell(done.already, tr("was so already"))


@click.command("replied", cls=Command, help=tr("Note that a contact answered: no later letters are written."))
@click.argument("number", type=options.number(), metavar=tr("NUMBER"))
@_on(tr("When; without it, today."))
@_how(tr("In what way: by phone, by e-mail ..."))
@_undo()
@options.workspace()
def replied(number: int, on: date, how: str, undo: bool, workspace: Path | None) -> None:
    """Note a reply."""
    said = tr("contact {number}: the reply is taken back") if undo else tr("contact {number} replied: the plan ends")
    _declare(workspace, number, "reply", None if undo else (on, how), said)


@click.command("objected", cls=Command, help=tr("Note that a contact wants no letters: none is ever written again."))
@click.argument("number", type=options.number(), metavar=tr("NUMBER"))
@_on(tr("When; without it, today."))
@_how(tr("In what way: by phone, by e-mail ..."))
@_undo()
@options.workspace()
def objected(number: int, on: date, how: str, undo: bool, workspace: Path | None) -> None:
    """Note an objection, and erase the letters that wait."""
    taken_back = tr("contact {number} may be written to again: cardscan process writes the letters")
    said = taken_back if undo else tr("contact {number} will not be written to; the letters that waited are erased")
    _declare(workspace, number, "objection", None if undo else (on, how), said)


@click.command("consent", cls=Command, help=tr("Note that a contact agreed to get offers from you, and how."))
@click.argument("number", type=options.number(), metavar=tr("NUMBER"))
@_on(tr("When; without it, today."))
@_how(tr("In what way: by phone, by e-mail ..."))
@_undo()
@options.workspace()
def consent(number: int, on: date, how: str, undo: bool, workspace: Path | None) -> None:
    """Note a consent, which says how it was given, or its withdrawal."""
    if not undo and not how.strip():
        text = tr("say how they agreed, such as: --how {example}", example=tr('"by e-mail, 3 May"'))
        raise click.UsageError(text, click.get_current_context())
    said = tr("contact {number}: the consent is withdrawn") if undo else tr("contact {number} consents")
    _declare(workspace, number, "consent", None if undo else (on, how), said)


def _declare(workspace: Path | None, number: int, kind: "Kind", given: tuple[date, str] | None, said: str) -> None:
    from cardscan.cli import opened, summary
    from cardscan.model import Declaration
    from cardscan.workflow import standing

    declaration = Declaration(given[0], " ".join(given[1].split())) if given else None
    done = standing.declare(opened.workspace(workspace), number, kind, declaration)
    terminal.say(said.format(number=number))
    if done.renewed:
        terminal.say(trn("{n} draft was written anew.", "{n} drafts were written anew.", done.renewed))
    if done.approved:
        terminal.say(summary.approved([one.record_id for one in done.approved]))


def _tell(letters: Sequence["StoredDraft"], what: str) -> None:
    for stored in letters:
        draft = stored.draft
        terminal.say(f"{stored.record_id}  {draft.to_name or draft.to or '-'}, «{draft.subject}»: {what}")


def _which(named: Sequence[options.Named], event: str | None) -> "Which":
    from cardscan.workflow.standing import Which

    numbers = tuple(number for number, place in named if place is None)
    return Which(numbers, event, tuple((number, place) for number, place in named if place is not None))
