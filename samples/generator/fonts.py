"""Typefaces, found by file name where the system keeps them, and asked whether they hold every letter of a text."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path

from PIL import ImageFont

HERE = Path(__file__).parent
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/Library/Fonts", "~/.local/share/fonts")


class FontMissingError(Exception):
    """A typeface is not installed, or lacks a letter."""


@cache
def load_fonts() -> dict[str, dict[str, str]]:
    """File names by family and style."""
    return tomllib.loads((HERE / "fonts.toml").read_text(encoding="utf-8"))


@cache
def _installed() -> dict[str, Path]:
    folders = [*filter(None, [os.environ.get("CARD_FONTS")]), *FOLDERS]
    wanted = {name for styles in load_fonts().values() for name in styles.values()}
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(Path(folder).expanduser().rglob("*.[ot]tf")):
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def missing_fonts() -> list[str]:
    """The font files that are named in `fonts.toml` and are not installed."""
    return sorted({name for styles in load_fonts().values() for name in styles.values()} - set(_installed()))


@cache
def font(family: str, style: str, size: int) -> ImageFont.FreeTypeFont:
    """A typeface at `size` pixels; a family without that style answers in its regular one.

    Raises:
        FontMissingError: The file is not installed.
    """
    styles = load_fonts()[family]
    name = styles.get(style, styles["regular"])
    if name not in _installed():
        raise FontMissingError(f"{name} is not installed (see samples/generator/README.md)")
    return ImageFont.truetype(str(_installed()[name]), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _holds(family: str, style: str, letter: str) -> bool:
    face = font(family, style, 40)
    return letter.isspace() or bytes(face.getmask(letter)) != bytes(face.getmask("\U0010fffe"))


def check_letters(family: str, style: str, text: str) -> None:
    """Make sure that no letter would print as an empty box.

    Raises:
        FontMissingError: The typeface lacks one.
    """
    if lacking := sorted({letter for letter in text if not _holds(family, style, letter)}):
        raise FontMissingError(f"{family} {style} lacks {''.join(lacking)}")
