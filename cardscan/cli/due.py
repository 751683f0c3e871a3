"""`cardscan due`: today's letters."""

from datetime import date
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn


@click.command("due", cls=Command, help=tr("List the letters that are to be sent today; write those that came due."))
@click.option(
    "--days", type=click.IntRange(0, 365), default=0, metavar=tr("N"), help=tr("Also those of the next N days.")
)
@click.option("--ics", type=options.PATH, metavar=tr("FILE"), help=tr("Also write a calendar file with reminders."))
@options.workspace()
@options.as_json()
def command(days: int, ics: Path | None, workspace: Path | None, as_json: bool) -> None:
    """List what is to be sent."""
    from cardscan.cli import opened, schedule
    from cardscan.workflow.due import save_calendar, today_and_on

    place = opened.workspace(workspace)
    listed, problems = today_and_on(place, date.today(), days)
    if as_json:
        for one in listed:
            terminal.put_json(schedule.as_json(one, place))
    elif listed:
        terminal.put(schedule.text(listed, place))
    for problem in problems:
        terminal.say(f"! {problem}")
    if ics:
        save_calendar(listed, ics)
        terminal.say(tr("The calendar is in {file}", file=terminal.near(ics)))
    if not as_json:
        terminal.say(_counted(sum(one.is_now for one in listed), len(listed)))


def _counted(now: int, listed: int) -> str:
    if not listed:
        return tr("Nothing is to be sent today.")
    counted = trn("{n} letter to send today", "{n} letters to send today", now)
    later = tr("{n} later", n=listed - now)
    hint = tr("After sending: cardscan drafts sent NUMBER   When they answer: cardscan replied NUMBER")
    return f"{counted}, {later}\n{hint}" if listed > now else f"{counted}\n{hint}"
