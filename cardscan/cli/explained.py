"""What `--explain` prints and draws: lines, fields, candidates with scores and reasons, and the card with its boxes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.cli import terminal
from cardscan.files import safe_name, write_atomic
from cardscan.messages import tr
from cardscan.workflow.photos import EXPLAINED

if TYPE_CHECKING:
    from cardscan.workflow.explain import Explanation, Row


def put(found: Explanation, name: str, folder: Path | None = None) -> None:
    """Print an explanation on stdout and write its picture, `explained-NAME.png`, to `folder`, else where we are."""
    terminal.put("\n\n".join(filter(None, map("\n".join, (_lines(found), _settled(found), _candidates(found))))) + "\n")
    if found.picture:
        path = (folder or Path()) / f"{EXPLAINED}{safe_name(name, 'card')}.png"
        write_atomic(path, found.picture)
        terminal.say(tr("The picture is {path}", path=terminal.near(path)))


def _lines(found: Explanation) -> list[str]:
    texts = [f"  {i:>3}  {line.confidence:.2f}  {terminal.short(line.text)}" for i, line in enumerate(found.lines)]
    codes = [f"       {code.kind}  {terminal.short(code.text)}" for code in found.codes]
    return [tr("Lines, and how sure the reader is of them:"), *texts, *codes]


def _settled(found: Explanation) -> list[str]:
    return [
        tr("Fields, how sure each is, the lines it comes from, and why:"),
        *(_row(row, "{:.2f}") for row in found.settled),
    ]


def _candidates(found: Explanation) -> list[str]:
    if not found.candidates:
        return []
    return [tr("Candidates and their scores (log-odds):"), *(_row(row, "{:+.1f}") for row in found.candidates)]


def _row(row: Row, form: str) -> str:
    lines = ",".join(map(str, row.lines))
    value = terminal.short(row.value)
    return f"  {row.field:<12}{form.format(row.score):>6}  {value}  [{lines}]  {' '.join(row.reasons)}".rstrip()
