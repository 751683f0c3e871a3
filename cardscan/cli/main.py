"""The command line's entry, and the one seam where errors become a line for people and an exit code."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

from cardscan import messages
from cardscan.cli import click_words, terminal
from cardscan.cli.command import LazyGroup, debug_option
from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr

COMMANDS = (
    "init",
    "process",
    "watch",
    "review",
    "due",
    "drafts",
    "templates",
    "push",
    "sync",
    "list",
    "find",
    "show",
    "edit",
    "replied",
    "objected",
    "consent",
    "introduce",
    "export",
    "import",
    "doubles",
    "merge",
    "apart",
    "delete",
    "undo",
    "forget",
    "subject-access",
    "purge",
    "backup",
    "restore",
    "audit",
    "read",
    "doctor",
)
_PLACES = {name: f"standing:{name}" for name in ("replied", "objected", "consent")}
_PLACES |= {name: f"doubles:{name}" for name in ("doubles", "merge", "apart")}
_PLACES |= {"import": "imports"}
_PLACES |= {"subject-access": "subject_access", "backup": "backup:backup", "restore": "backup:restore"}

_RARELY = 100_000
"""How many more objects there may be before Python looks for cycles among them.

At its own 700 it does so 160 times before a first card is read, which takes 50 ms; reading makes hardly any cycle.
"""


def main() -> None:
    """Run `cardscan` with the arguments of the process."""
    reads = sys.argv[1:2] == ["read"]
    if reads:
        gc.set_threshold(_RARELY)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads would wait for work that is never theirs
    click_words.lend()
    code = run(sys.argv[1:])
    if code == Exit.INTERRUPTED:
        sys.stderr.flush()
        os._exit(code)  # else Python waits for the photos that threads are reading; what is done is in the store
    if reads:
        _leave(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run `cardscan` with these arguments and answer the exit code; whatever goes wrong becomes a line on stderr."""
    terminal.speak_utf8()
    messages.use()
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_gone()
    except (KeyboardInterrupt, click.Abort):
        terminal.complain(tr("stopped; what was done is kept"), tr("The same command goes on from there."))
        return Exit.INTERRUPTED
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        return _explain(error)
    return int(code or Exit.DONE)


def _leave(code: int) -> NoReturn:
    """End at once: taking the models apart takes 0.1 s, and `read` leaves nothing open that is to be closed."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


def _invoke(arguments: Sequence[str]) -> int | None:
    """Run the command; click's own `main` would make an exit of errors that the seam is to explain."""
    root = group()
    try:
        with root.make_context("cardscan", list(arguments)) as context:
            code: int | None = root.invoke(context)
            return code
    except click.exceptions.Exit as done:  # what --help and --version end with
        return done.exit_code


def group() -> LazyGroup:
    """Make the command that all others are parts of."""
    return LazyGroup(
        name="cardscan",
        places={name: _PLACES.get(name, name) for name in COMMANDS},
        help=tr("From photos of business cards to contacts and next-day follow-up letters, on your own machine."),
        epilog=tr("Begin with: cardscan init"),
        options_metavar=tr("[OPTIONS]"),
        subcommand_metavar=tr("COMMAND [ARGUMENTS]"),
        params=[_version_option(), debug_option()],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        no_args_is_help=True,
    )


def _version_option() -> click.Option:
    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version, help=tr("Show the version.")
    )


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from importlib.metadata import version

    click.echo(f"cardscan {version('cardscan-followup')}")
    ctx.exit()


def _explain(error: Exception) -> int:
    """Say an error in a line, with what to do in a second one, and answer its exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return Exit.USAGE
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "cardscan"
        terminal.complain(error.format_message(), tr("More: {command} --help", command=command))
        return Exit.USAGE
    if isinstance(error, click.ClickException):
        terminal.complain(error.format_message())
        return Exit.ERROR
    if isinstance(error, CardscanError):
        terminal.complain(error.message, error.hint)
        return error.exit_code
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        terminal.complain(f"{where}{error.strerror}")
        return Exit.ERROR
    kind = type(error).__name__
    hint = tr("This is a fault in cardscan. Run the command again with --debug and report what it prints.")
    terminal.complain(tr("unexpected {kind}: {error}", kind=kind, error=error), hint)
    return Exit.ERROR


def _reader_gone() -> int:
    """End quietly where nobody reads stdout any more (`| head`): Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.DONE


if __name__ == "__main__":
    main()
