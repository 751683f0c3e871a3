"""What people and programs read: stdout is data, stderr is for people; both speak UTF-8 wherever we are."""

import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from cardscan.messages import tr

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction (Unicode UAX #9)
_COMMANDING = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_TURNING}]")
_COMMANDING_IN_LINES = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_TURNING}]")

_LONGEST = 60  # characters of a cell


def speak_utf8() -> None:
    """Make both streams UTF-8, also where the locale is C; half characters of odd file names become escapes.

    A stream that is closed (`>&-`) becomes one that nobody reads, or that is empty.
    """
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def harmless(text: object, *, lines: bool = False) -> str:
    r"""Escape what could command the terminal or turn the text around: `\x1b`, `\u202e`; `lines` keeps line breaks."""
    return (_COMMANDING_IN_LINES if lines else _COMMANDING).sub(lambda found: _escape(found[0]), str(text))


def near(path: Path) -> str:
    """Name a path as short as it is clear from where we are, and harmless."""
    with suppress(ValueError):
        inside = path.relative_to(Path.cwd())
        return harmless(inside if inside.parts else path)
    return harmless(path)


def say(text: str = "") -> None:
    """Tell people something, on stderr."""
    click.echo(harmless(text, lines=True), err=True)


def put(text: str) -> None:
    """Put out data that people read, on stdout."""
    click.echo(harmless(text, lines=True))


def put_json(value: Any) -> None:
    """Put out data that programs read: one JSON value a line."""
    click.echo(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()


def complain(message: str, hint: str = "") -> None:
    """Say what is wrong in one line, and in a second one what to do."""
    click.echo(f"cardscan: {harmless(message)}", err=True)
    if hint:
        click.echo(f"  {harmless(hint)}", err=True)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out rows in columns, as wide as what people see: an ideograph takes two places, an accent none."""
    safe = [tuple(short(cell) for cell in row) for row in (heads, *rows)]
    widths = [max(_width(row[column]) for row in safe) for column in range(len(heads))]
    lines = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)) for row in safe
    )
    return "\n".join(line.rstrip() for line in lines)


def short(text: object) -> str:
    """Make text harmless, and cut what no name or address needs: a line of noise should not fill the screen."""
    safe = harmless(text)
    return safe if len(safe) <= _LONGEST else safe[: _LONGEST - 1] + "…"


def labelled(rows: Iterable[tuple[str, str]], *, indent: str = "", width: int = 12) -> str:
    """Lay out labels and their values, the values below each other; longer labels need more than `width`."""
    safe = [(f"{label}:", harmless(value)) for label, value in rows]
    width = max((width, *(_width(label) for label, _ in safe)))
    return "\n".join(f"{indent}{label}{' ' * (width - _width(label))} {value}" for label, value in safe)


def confirm(question: str) -> bool:
    """Ask yes or no on stderr; no answer (a pipe, Enter) is no."""
    choice = tr("[y/N]")
    click.echo(f"{harmless(question)} {choice} ", nl=False, err=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer in {"y", "yes", tr("yes").casefold(), tr("yes")[:1].casefold()}


def _escape(char: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or (
        f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"
    )


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
