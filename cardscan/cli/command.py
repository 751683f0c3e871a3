"""Commands that load when they are called, share `--debug`, and offer what was probably meant."""

import difflib
from collections.abc import Sequence
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
    """A group whose commands are the modules `cardscan.cli.<name>`, imported one by one when they are needed."""

    def __init__(self, *, modules: Sequence[str], **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._modules = tuple(modules)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Answer the names in the order of use, not of the alphabet."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module."""
        if cmd_name not in self._modules:
            return None
        command: click.Command = import_module(f"cardscan.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Answer a misspelled command with the one that was probably meant."""
        if args and args[0] not in self._modules and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0].lower(), self._modules, n=1)
            text = tr("there is no command {name!r}.", name=args[0])
            raise click.UsageError(text + (" " + tr("Did you mean {name!r}?", name=close[0]) if close else ""), ctx)
        return super().resolve_command(ctx, args)


def debug_option() -> click.Option:
    """Make `--debug`; the seam in `main` looks for it by itself, so that it works before and behind the command."""
    text = tr("Show the full error of a program fault.")
    return click.Option(["--debug"], is_flag=True, expose_value=False, help=text)
