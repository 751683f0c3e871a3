"""What the linter found, in words: what is wrong, and what to do."""

from collections.abc import Iterable

from cardscan.cli import terminal
from cardscan.model import Finding
from cardscan.workflow.words import about


def lines(findings: Iterable[Finding]) -> list[str]:
    """Say findings, one a line; `!` marks those that keep a draft from being approved."""
    return [f"{'!' if finding.level == 'error' else '?'} {line(finding)}" for finding in findings]


def line(finding: Finding) -> str:
    """Say a finding in one line: what is wrong, the words it is about, what to do."""
    wrong, todo = about(finding.code)
    words = f" («{terminal.harmless(finding.detail)}»)" if finding.detail else ""
    return f"{wrong}{words}: {todo}" if todo else f"{wrong}{words}"
