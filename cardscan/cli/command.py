"""Commands that load when they are called, share `--debug`, and offer what was probably meant."""

import difflib
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from cardscan.messages import tr


class Command(click.Command):
    """A command that takes `--debug` in its own place too."""

    def __init__(self, name: str | None, **options: Any) -> None:
        super().__init__(name, options_metavar=tr("[OPTIONS]"), **options)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Add the option that every command shares."""
        return [*super().get_params(ctx), debug_option()]


class LazyGroup(click.Group):
    """A group whose commands are found in modules of `cardscan.cli`, imported one by one when they are needed.

    Args:
        places: Where each command is: `module`, whose `command` it is, or `module:name`.
        default: The command that is meant where none is named: its arguments and options are the group's own.
        options: What click's group takes.
    """

    def __init__(self, *, places: Mapping[str, str], default: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._places = dict(places)
        self._default = default

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Answer the names in the order of use, not of the alphabet."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module."""
        if cmd_name not in self._places:
            return None
        module, _, name = self._places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"cardscan.cli.{module}"), name or "command")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Name the default command where none is named: its arguments are no words, but numbers or options."""
        word = args[0] if args else ""
        if self._default and not word[:1].isalpha() and word not in ctx.help_option_names:
            args = [self._default, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the default command's options too, which are the group's own, and then the commands."""
        if self._default and (command := self.get_command(ctx, self._default)):
            command.format_options(ctx, formatter)
            self.format_commands(ctx, formatter)
            return
        super().format_options(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Answer a misspelled command with the one that was probably meant."""
        if args and args[0] not in self._places and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0].lower(), self._places, n=1)
            text = tr("there is no command {name!r}.", name=args[0])
            raise click.UsageError(text + (" " + tr("Did you mean {name!r}?", name=close[0]) if close else ""), ctx)
        return super().resolve_command(ctx, args)


def debug_option() -> click.Option:
    """Make `--debug`; the seam in `main` looks for it by itself, so that it works before and behind the command."""
    text = tr("Show the full error of a program fault.")
    return click.Option(["--debug"], is_flag=True, expose_value=False, help=text)
