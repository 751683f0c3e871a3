"""What came of a run, as plain values."""

from dataclasses import dataclass, field
from pathlib import Path

from cardscan.model import Failure, Verdict


@dataclass(frozen=True, slots=True)
class Met:
    """A contact that a run added or met again: its number, what to call it, and the fields to look at and why.

    `name` is the firm's where the card names no person; `drafts` were written to them by this run.
    """

    id: int
    name: str
    verdict: Verdict
    check: tuple[tuple[str, str], ...] = ()
    event: str | None = None
    firm: str = ""
    drafts: int = 0


@dataclass(slots=True)
class Summary:
    """What came of a run.

    `unchanged` photos were done before, `moved` ones among them are in another event now; `failed_before` ones are read
    again only when asked; `empty` ones show no card.
    `renewed` drafts were written anew, `kept` ones would have been, had the user not changed them; so would those to
    the contacts `approved`, had they not been approved.
    `next_letters` of plans came due and were written; `due` letters are to be sent today, or were to be before.
    `doubles` are pairs of contacts that may be one person, which the user is to say.
    `unwritten` says that a mistake in gives.toml or in a template kept letters from being written or renewed.
    `nameless` says that the letters lack the sender's name.
    """

    root: Path
    drafts_folder: Path
    created: bool = False
    photos: int = 0
    cards: int = 0
    unchanged: int = 0
    moved: int = 0
    drafts: int = 0
    renewed: int = 0
    kept: int = 0
    approved: list[int] = field(default_factory=list)
    next_letters: int = 0
    due: int = 0
    added: list[Met] = field(default_factory=list)
    known: list[Met] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    failed_before: list[Failure] = field(default_factory=list)
    without_event: int = 0
    doubles: set[tuple[int, int]] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    unwritten: bool = False
    nameless: bool = False

    @property
    def ready(self) -> list[Met]:
        """New contacts that need no look."""
        return [met for met in self.added if met.verdict == "ready"]

    @property
    def check(self) -> list[Met]:
        """New contacts that a person should look at."""
        return [met for met in self.added if met.verdict == "check"]

    def add(self, later: "Summary") -> None:
        """Add what came of a later run: what is counted adds up, what is left to do is as that run found it."""
        for name in ("photos", "cards", "moved", "drafts", "renewed", "next_letters", "without_event"):
            setattr(self, name, getattr(self, name) + getattr(later, name))
        for name in ("added", "known", "empty", "failures"):
            getattr(self, name).extend(getattr(later, name))
        for name in ("kept", "due", "failed_before", "problems", "unwritten", "nameless"):
            setattr(self, name, getattr(later, name))
        self.approved = list(dict.fromkeys((*self.approved, *later.approved)))
        self.doubles = self.doubles | later.doubles
