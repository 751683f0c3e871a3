"""`cardscan doctor`: is all there that cardscan needs?"""

from dataclasses import asdict
from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr


@click.command("doctor", cls=Command, help=tr("Tell what is missing on this machine, and what mends it."))
@options.workspace()
@click.option("--mail", is_flag=True, help=tr("Also open the drafts mailbox, over the network."))
@options.as_json()
def command(*, workspace: Path | None, mail: bool, as_json: bool) -> int:
    """Examine, and say what was found."""
    from cardscan.cli.push import asker
    from cardscan.settings.workspace import find_workspace
    from cardscan.workflow.doctor import examine

    findings = list(examine(find_workspace(workspace or Path()), mail=mail, asker=asker() if mail else None))
    missing = [finding for finding in findings if finding.state == "missing"]
    if as_json:
        terminal.put_json({"ok": not missing, "findings": [asdict(finding) for finding in findings]})
    else:
        marks = {"ok": "ok", "optional": "-", "missing": "!"}
        for finding in findings:
            terminal.put(f"{marks[finding.state]:>2}  {_about(finding.about):<24} {terminal.harmless(finding.detail)}")
            if finding.hint and finding.state != "ok":
                terminal.put(" " * 29 + tr("to mend it: {hint}", hint=terminal.harmless(finding.hint)))
    return Exit.ERROR if missing else Exit.DONE


def _about(thing: str) -> str:
    """Name a thing for people; packages keep their name."""
    names = {
        "system": tr("system"),
        "engine": tr("engine"),
        "workspace": tr("workspace"),
        "settings": tr("settings"),
        "templates": tr("templates"),
        "database": tr("database"),
        "mailbox": tr("mailbox"),
    }
    first, *name = thing.split(" ")
    return " ".join([names.get(first, first), *name])
