"""`cardscan review`: look at the contacts and letters in a browser, on this machine alone."""

from pathlib import Path

import click

from cardscan.cli import options, terminal
from cardscan.cli.command import Command
from cardscan.errors import Exit
from cardscan.messages import tr

_MOST = 65_535
_GOOD = 400


@click.command("review", cls=Command, help=tr("Review contacts and letters in the browser, on this computer alone."))
@options.workspace()
@click.option("--port", type=options.number(_MOST), metavar=tr("N"), help=tr("The port; without it, one that is free."))
@click.option("--no-open", "closed", is_flag=True, help=tr("Do not open the browser: only say the link."))
@click.option("--get", "address", metavar=tr("ADDRESS"), help=tr("Answer one request (such as /api/overview) and end."))
def command(workspace: Path | None, port: int | None, closed: bool, address: str | None) -> int:
    """Serve until ctrl-C."""
    from cardscan.cli import opened
    from cardscan.workflow.session import begin

    place = opened.workspace(workspace)
    begin(place.root)
    if address is not None:
        return _answer_one(place.root, address)
    return _serve(place.root, port or 0, closed=closed)


def _serve(root: Path, port: int, *, closed: bool) -> int:
    from cardscan.settings.workspace import Workspace
    from cardscan.web.serve import Server

    server = Server(Workspace(root), port=port)
    try:
        terminal.say(tr("The review page: {link}", link=server.link))
        terminal.say(tr("The link works once. Stop with ctrl-C."))
        server.run(lambda: None if closed else _open(server.link))
    except KeyboardInterrupt:
        terminal.say(tr("The review is over."))
    return Exit.DONE


def _open(link: str) -> None:
    """Open the browser, and do not wait for it; say so where there is none."""
    import webbrowser
    from threading import Thread

    from cardscan.messages import language, speaking

    spoken = language()

    def act() -> None:
        try:
            opened = webbrowser.open(link)
        except Exception:  # each system's ways of opening one fail in ways of their own
            opened = False
        if not opened:
            with speaking(spoken):
                terminal.say(tr("No browser could be opened: open the link yourself."))

    Thread(target=act, daemon=True).start()


def _answer_one(root: Path, address: str) -> int:
    """Answer a request in this process; it is the user's own, so that no token is needed."""
    import sys

    from cardscan.settings.workspace import Workspace
    from cardscan.web.one import ask

    status, data = ask(Workspace(root), address)
    terminal.say(str(status))
    sys.stdout.buffer.write(data)
    return Exit.DONE if status < _GOOD else Exit.ERROR
