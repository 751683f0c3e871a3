"""`cardscan due`: today's letters."""

from datetime import date, timedelta
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.messages import tr, trn

_FARTHEST = 365  # days ahead


@click.command("due", cls=Command, help=tr("List the letters that are to be sent today; write those that came due."))
@click.option(
    "--days", type=click.IntRange(0, _FARTHEST), default=0, metavar=tr("N"), help=tr("Also those of the next N days.")
)
@click.option("--ics", type=options.PATH, metavar=tr("FILE"), help=tr("Also write a calendar file with reminders."))
@options.workspace()
@options.as_json()
def command(days: int, ics: Path | None, workspace: Path | None, as_json: bool) -> None:
    """List what is to be sent."""
    from cardscan.cli import opened, schedule
    from cardscan.workflow.due import save_calendar, today_and_on

    place, today = opened.workspace(workspace), date.today()
    coming, problems = today_and_on(place, today, _FARTHEST)
    listed = [one for one in coming if one.at.date() <= today + timedelta(days=days)]
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
        now = sum(one.is_now for one in listed)
        terminal.say(_counted(now, len(listed) - now, coming[0].at.date() if coming else None))


def _counted(now: int, later: int, following: date | None) -> str:
    """Say how many letters there are, and what to do with them; else when the next one is to be sent."""
    if not now + later:
        nothing = tr("Nothing is to be sent today.")
        return f"{nothing} " + tr("The next letter is for {day}.", day=following.isoformat()) if following else nothing
    counted = trn("{n} letter to send today", "{n} letters to send today", now)
    counted += ", " + tr("{n} later", n=later) if later else ""
    hint = tr("After sending: cardscan drafts sent NUMBER   When they answer: cardscan replied NUMBER")
    return f"{counted}\n{hint}"
