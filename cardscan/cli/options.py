"""Options that several commands share, so that they are spelled and explained alike."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cardscan.messages import tr

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
PATH = click.Path(path_type=Path)


def number(most: int | None = None) -> click.IntRange:
    """A whole number from 1 on."""
    kind = click.IntRange(1, most)
    kind.name = tr("number")  # click says "'abc' is not a valid integer range"
    return kind


Named = tuple[int, int | None]
"""A contact's number, and the place of one letter among theirs, where one is meant."""


class Letter(click.ParamType[Named]):
    """`3`, all letters of contact 3, or `3.2`, the second of them."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Named:
        """Read the number."""
        found = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,4}))?", str(value))
        if not found or 0 in (parts := [int(part) for part in found.groups() if part]):
            self.fail(tr("{value!r} is no number of a contact (3) or of a letter (3.2)", value=value), param, ctx)
        return parts[0], parts[1] if len(parts) > 1 else None


def as_json() -> Decorator:
    """`--json`: for programs."""
    return click.option("--json", "as_json", is_flag=True, help=tr("Print JSON, for programs."))


def workspace() -> Decorator:
    """`--workspace`: where the contacts lie."""
    return click.option(
        "-w",
        "--workspace",
        "workspace",
        type=PATH,
        metavar=tr("FOLDER"),
        help=tr("The workspace; without it, the one that you are in."),
    )


def engine() -> Decorator:
    """`--engine`: what reads the text."""
    return click.option(
        "-e", "--engine", metavar=tr("NAME"), help=tr("The program that reads the text: rapidocr, tesseract ...")
    )


def languages() -> Decorator:
    """`--language`: may be given several times."""
    return click.option(
        "-l",
        "--language",
        "languages",
        multiple=True,
        metavar=tr("CODE"),
        callback=_codes,
        help=tr("A language of the cards (it, es, pl ...); may be given several times."),
    )


def region() -> Decorator:
    """`--region`: for numbers without a country code."""
    return click.option(
        "-r",
        "--region",
        metavar=tr("CODE"),
        callback=_code,
        help=tr("The country (IT, ES, PL ...) of phone numbers printed without one."),
    )


def check_dns() -> Decorator:
    """`--check-dns`: the one thing about a card that the network is asked."""
    return click.option(
        "--check-dns",
        is_flag=True,
        help=tr("Ask the network whether the e-mail addresses' domains take mail."),
    )


def workers() -> Decorator:
    """`--workers`: how many photos at a time."""
    return click.option("--workers", type=number(64), metavar=tr("N"), help=tr("How many photos are read at a time."))


def executor() -> Decorator:
    """`--executor`: where photos are read, if not here."""
    return click.option(
        "--executor",
        metavar="dask://HOST:PORT",
        help=tr("Let the machines of a Dask cluster read the photos; they get the photos, and keep nothing."),
    )


def event() -> Decorator:
    """`--event`: only the contacts of one event."""
    return click.option(
        "--event", metavar=tr("EVENT"), help=tr("Only this event: its folder or name, or the beginning of one.")
    )


def _codes(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    codes = [code for value in values for code in value.replace("+", ",").split(",") if code.strip()]
    return tuple((_code(ctx, parameter, code) or "").lower() for code in codes)


def _code(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no code of two letters; upper case, as ISO 3166-1 writes countries."""
    if value is None:
        return None
    code = value.strip()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise click.BadParameter(tr("{value!r} is not a code of two letters", value=value), ctx, parameter)
    return code.upper()
