"""Make foreign text fit for a letter: one line, no invisible characters, no odd blanks around punctuation."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that no name needs: controls, bidi marks, zero-width joiners, lone surrogates, line separators."""


def one_line(text: str | None, limit: int = 200) -> str:
    """`text` on one line, without invisible characters; cut at a word, with an ellipsis, where longer than `limit`."""
    # The first cut only bounds the work on absurd input; ten times the limit leaves room for runs of blanks.
    head = (text or "")[: limit * 10]
    seen = head if head.isprintable() else "".join(map(_visible, head))
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def many_lines(text: str, limit: int = 1000) -> str:
    """`text` with each of its lines made `one_line`, the empty ones at both ends gone."""
    lines = text[:limit].splitlines()
    return "\n".join(one_line(line) for line in lines).strip("\n")


def tidy(text: str) -> str:
    """`text` without what an empty variable leaves behind: double blanks, ` .`, `,.`, empty brackets, blank lines.

    No-break spaces stay: French typography sets them before `:` and `?`.
    """
    text = re.sub(r"[ \t]+", " ", text.replace("\r\n", "\n"))
    text = re.sub(r" ?\( ?\)", "", text)
    text = re.sub(r" +([,.;?!])(?![.\w])", r"\1", text)
    text = re.sub(r",(?=[.;:!?,])", "", text)
    text = re.sub(r"(?<![.])\.\.(?![.])", ".", text)
    text = re.sub(r" *\n *", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in _INVISIBLE else letter
