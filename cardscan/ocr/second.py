"""The second reader: lines that the first one may have misread, read again by Tesseract, all in one process a card."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from cardscan.model import Pixels

CODES = {"es": "spa", "it": "ita", "ro": "ron", "pl": "pol", "en": "eng", "de": "deu", "fr": "fra", "pt": "por"}
"""Tesseract's names of the languages of cards."""
CYRILLIC = ("rus", "ukr", "bul")

_HEIGHT, _MARGIN, _PAPER = 46, 12, 235
_LINE, _SPARSE = "7", "11"
_SLOWEST = 30
"""Seconds after which Tesseract is given up on, for good: a card takes half of one."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the second reader sees it: confidence in 0..1, box in pixels (left, top, right, bottom)."""

    text: str
    confidence: float
    box: tuple[int, int, int, int] = (0, 0, 0, 0)


class SecondReader(Protocol):
    """Something that reads strips of text, or a whole upright card, in given languages (Tesseract's names)."""

    def languages(self) -> frozenset[str]:
        """Return the languages that it can read."""

    def read_strips(self, strips: Sequence[Pixels], language: str) -> list[tuple[Word, ...]]:
        """Read one line of text in each strip (H x W x 3, BGR)."""

    def read_card(self, pixels: Pixels, language: str) -> list[tuple[Word, ...]]:
        """Read all lines of an upright card (H x W x 3, BGR)."""


class TesseractReader:
    """Tesseract as a program: it loads its model once for all strips of a card. One that hangs is asked no more."""

    def __init__(self) -> None:
        self._hangs = False

    def languages(self) -> frozenset[str]:
        """Return the languages that are installed; none where Tesseract itself is missing or hangs."""
        return frozenset() if self._hangs else _installed()

    def read_strips(self, strips: Sequence[Pixels], language: str) -> list[tuple[Word, ...]]:
        """Read one line of text in each strip; strips that cannot be read give no words."""
        pages: list[list[Word]] = [[] for _ in strips]
        for row in self._run([prepare(strip) for strip in strips], language, _LINE, invert=False):
            if 0 < int(row["page_num"]) <= len(pages):
                pages[int(row["page_num"]) - 1].append(_word(row))
        return [tuple(words) for words in pages]

    def read_card(self, pixels: Pixels, language: str) -> list[tuple[Word, ...]]:
        """Read all lines of an upright card."""
        lines: dict[tuple[str, str, str], list[Word]] = {}
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8)
        for row in self._run([grey], language, _SPARSE, invert=True):
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(_word(row))
        return [tuple(words) for words in lines.values()]

    def _run(self, pictures: Sequence[Pixels], language: str, mode: str, *, invert: bool) -> list[dict[str, str]]:
        """Let one process read all pictures; return the rows of its words, none where it fails."""
        try:
            return _words(_read(pictures, language, mode, invert=invert))
        except subprocess.TimeoutExpired:
            self._hangs = True
        except (OSError, cv2.error):
            pass  # the disk is full, the program is gone
        return []


def prepare(strip: Pixels) -> Pixels:
    """Make a strip what Tesseract reads best: grey, dark on light, letters some 30 pixels high, a margin."""
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    scale = _HEIGHT / grey.shape[0]
    grey = cv2.resize(
        grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    ).astype(np.float32)
    paper = float(np.median(grey))
    if (grey < paper - 40).mean() < (grey > paper + 40).mean():
        grey, paper = 255 - grey, 255 - paper
    ink = float(np.percentile(grey, 1))
    stretched = np.clip((grey - ink) * (_PAPER / max(paper - ink, 20.0)), 0, _PAPER).astype(np.uint8)
    margins = (_MARGIN,) * 4
    return np.asarray(cv2.copyMakeBorder(stretched, *margins, cv2.BORDER_CONSTANT, value=_PAPER), np.uint8)


def _read(pictures: Sequence[Pixels], language: str, mode: str, *, invert: bool) -> str:
    """Return the table of words that Tesseract prints.

    Raises:
        OSError: It cannot be started, or there is no room for the pictures.
        subprocess.TimeoutExpired: It hangs.
    """
    with tempfile.TemporaryDirectory(prefix="cardscan-") as name:
        folder = Path(name)
        paths = [folder / f"{i}.png" for i in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        listed = folder / "list.txt"
        listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        options = ["-l", language, "--psm", mode, "--dpi", "150", "-c", f"tessedit_do_invert={int(invert)}", "tsv"]
        done = subprocess.run(  # noqa: S603 — the program as found, arguments of our own
            [shutil.which("tesseract") or "tesseract", str(listed), "stdout", *options],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads fight one another, and ours
            capture_output=True,
            timeout=_SLOWEST,
            check=False,
        )
    return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> list[dict[str, str]]:
    """Take the words out of a table; of one that broke off, those that are whole."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row.get("level") == "5" and (row.get("text") or "").strip()]


def _word(row: dict[str, str]) -> Word:
    left, top, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
    return Word(row["text"].strip(), float(row["conf"]) / 100, (left, top, left + width, top + height))


@cache
def _installed() -> frozenset[str]:
    program = shutil.which("tesseract")
    if not program:
        return frozenset()
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_SLOWEST, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split("\n")[1:]) - {"", "osd"}
