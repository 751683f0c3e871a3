"""`cardscan templates`: the letters' templates, built in and the user's own; `check` and `new`."""

from dataclasses import asdict
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command, LazyGroup, debug_option
from cardscan.errors import Exit
from cardscan.messages import tr, trn

_HELP = tr("List the letter templates: yours and the built-in ones.")
_CODES = tr("Exit code 0: all is well; 3: some template has a mistake.")

command = LazyGroup(
    name="templates",
    places={"list": "templates:listing", "check": "templates:check", "new": "templates:new"},
    default="list",
    help=_HELP,
    options_metavar=tr("[OPTIONS]"),
    subcommand_metavar=tr("COMMAND [ARGUMENTS]"),
    params=[debug_option()],
)


@click.command("list", cls=Command, help=_HELP)
@options.workspace()
@options.as_json()
def listing(workspace: Path | None, as_json: bool) -> None:
    """List templates."""
    from cardscan.cli import opened
    from cardscan.workflow import templates

    found = templates.listed(opened.workspace(workspace))
    if as_json:
        for one in found:
            terminal.put_json(asdict(one) | {"path": str(one.path)})
        return
    rows = [(one.language, one.name, terminal.near(one.path) if one.own else tr("built in")) for one in found]
    terminal.put(terminal.table((tr("Language"), tr("Letter"), tr("Template")), rows))
    terminal.say(tr("To change one: cardscan templates new LANGUAGE LETTER"))


@click.command("check", cls=Command, help=tr("Tell which line of your templates is wrong."), epilog=_CODES)
@options.workspace()
@options.as_json()
def check(workspace: Path | None, as_json: bool) -> int:
    """Look the user's templates over."""
    from cardscan.cli import opened
    from cardscan.workflow import templates

    place = opened.workspace(workspace)
    flaws = templates.look_over(place)
    for flaw in flaws:
        if as_json:
            terminal.put_json(asdict(flaw) | {"path": str(flaw.path)})
            continue
        where = terminal.near(flaw.path)
        where = tr("{file}, line {line}", file=where, line=flaw.line) if flaw.line else where
        terminal.put(f"{where}: {_said(flaw.code, flaw.message)}")
        if flaw.advice:
            terminal.put(f"  {flaw.advice}")
    if not as_json:
        looked = trn("{n} template of yours looked over", "{n} templates of yours looked over", templates.count(place))
        terminal.say(f"{looked}; " + (trn("{n} mistake", "{n} mistakes", len(flaws)) if flaws else tr("all is well")))
    return Exit.SOME_FAILED if flaws else Exit.DONE


@click.command(
    "new", cls=Command, help=tr("Begin a template of your own: LANGUAGE is es, it ...; LETTER is thanks ...")
)
@click.argument("language", metavar=tr("LANGUAGE"))
@click.argument("letter", metavar=tr("LETTER"))
@options.workspace()
def new(language: str, letter: str, workspace: Path | None) -> None:
    """Copy a built-in template."""
    from cardscan.cli import opened
    from cardscan.workflow import templates

    path = templates.begin(opened.workspace(workspace), language, letter)
    terminal.say(tr("Made {path}: it goes before the built-in one.", path=terminal.near(path)))
    terminal.say(tr("Change the words outside the braces; a line with nothing but | parts two wordings."))
    terminal.say(tr("Then: cardscan templates check"))


def _said(code: str, message: str) -> str:
    """Say a flaw; one that the letters showed is said as the linter of drafts says it."""
    from cardscan.workflow.words import about

    wrong = about(code)[0]
    return message if wrong == code else f"{wrong} («{message}»)"
