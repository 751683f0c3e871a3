"""What a watch says: a line a contact as it comes, failures on stderr, and what it waits for, on a terminal only."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cardscan.cli import summary as told
from cardscan.cli import terminal
from cardscan.errors import CardscanError
from cardscan.messages import tr, trn
from cardscan.model import Failure, PhotoResult
from cardscan.settings.workspace import Workspace
from cardscan.workflow.photos import home
from cardscan.workflow.summary import Met, Summary
from cardscan.workflow.words import reason


class Lines:
    """Says what comes of each run, and sums it up; with `as_json`, one line a run that did something, for programs."""

    def __init__(self, workspace: Workspace, paths: Sequence[Path], *, created: bool, as_json: bool) -> None:
        self._folders = ", ".join(terminal.near(path) for path in paths or (home(workspace),))
        self._as_json = as_json
        self._all = Summary(workspace.root, workspace.drafts, created=created)
        self._now: Summary | None = None  # of the run that is under way, as far as it is told
        self._said = (0, 0, 0)
        self._problems: list[str] = []
        self._failed: dict[Path, Failure] = {}
        self._last: list[Failure] = []  # of the last run
        self._runs = 0
        self._status = Status()

    def waiting(self, unfinished: int) -> None:
        """Show what is waited for."""
        text = tr("Waiting for photos in {folder}. Ctrl-C ends it.", folder=self._folders)
        if unfinished:
            text = trn("{n} photo is still being written.", "{n} photos are still being written.", unfinished)
        self._status.show(text)

    def progress(self, results: Iterator[PhotoResult], total: int) -> Iterable[PhotoResult]:
        """Show which photo is being read."""
        for number in range(1, total + 1):
            self._status.show(tr("Reading photo {n} of {total}", n=number, total=total))
            if (result := next(results, None)) is None:
                return
            yield result
        yield from results

    def tell(self, summary: Summary) -> None:
        """Say of each contact, and each photo without a card, what came of it."""
        if self._now is not summary:
            self._now, self._said = summary, (0, 0, 0)
        if self._as_json:
            return
        added, known, empty = self._said
        self._said = len(summary.added), len(summary.known), len(summary.empty)
        lines = [_person(met, known=False) for met in summary.added[added:]]
        lines += [_person(met, known=True) for met in summary.known[known:]]
        none = tr("no card was found")
        lines += [f"{terminal.near(path)} – {none}" for path in summary.empty[empty:]]
        self._put(lines)

    def ran(self, summary: Summary) -> None:
        """Say what else a run did, and what is new to be said of it."""
        self.tell(summary)
        changes = told.changed(replace(summary, kept=0) if summary.kept == self._all.kept else summary)
        if self._as_json:
            self._put_json(summary, news=bool(summary.photos or changes or summary.drafts))
        else:
            self._put(changes)
            if summary.failed_before and not self._runs:
                self._warn(told.failed_before(summary))
        for problem in summary.problems:
            if problem not in self._problems:
                self._warn(f"! {terminal.harmless(problem)}")
        self._problems, self._last = summary.problems, summary.failures
        self._all.unchanged = self._all.unchanged if self._runs else summary.unchanged
        self._runs += 1
        self._all.add(summary)
        self._now = None

    def failed(self, failure: Failure) -> None:
        """Say that a photo cannot be read, why, and what to do."""
        self._failed[failure.path] = failure
        why = ". ".join(part for part in (failure.message, failure.hint) if part)
        self._warn(f"{_clock()}  ! {terminal.near(failure.path)}: {terminal.harmless(why)}")

    def trouble(self, error: CardscanError) -> None:
        """Say why a run cannot be done now."""
        self._status.clear()
        terminal.complain(error.message, tr("The watch goes on as soon as that is over."))

    def away(self, path: Path) -> None:
        """Say that a folder is gone."""
        self._warn(tr("{folder} is not there; it is waited for.", folder=terminal.near(path)))

    def back(self, path: Path) -> None:
        """Say that it is there again."""
        self._warn(tr("{folder} is there again.", folder=terminal.near(path)))

    def end(self, *, elsewhere: bool) -> str:
        """Answer what came of it all, as `process` says it; nothing for programs, which were told line by line."""
        self._status.clear()
        if self._now:
            self._all.add(self._now)  # it was interrupted
        if self._as_json or not (self._runs or self._now):
            return ""
        self._all.failures = [*self._failed.values(), *(one for one in self._last if one.path not in self._failed)]
        return "\n" + told.text(self._all, elsewhere=elsewhere)

    def _put_json(self, summary: Summary, *, news: bool) -> None:
        if news or summary.failures != self._last or not self._runs:
            self._status.clear()
            terminal.put_json(told.as_json(summary))

    def _put(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._status.clear()
            terminal.put(f"{_clock()}  {line}")

    def _warn(self, text: str) -> None:
        self._status.clear()
        terminal.say(text)


class Status:
    """A line at the end of the terminal that the next one takes the place of; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._text = ""

    def show(self, text: str) -> None:
        """Show a line."""
        if text != self._text and sys.stderr.isatty():
            self._write(text)
            self._text = text

    def clear(self) -> None:
        """Make room for what is said."""
        if self._text:
            self._write("")
            self._text = ""

    def _write(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r{' ' * width}\r{text[:width]}")
        sys.stderr.flush()


def _person(met: Met, *, known: bool) -> str:
    """Say who it is, and what came of the card: ready, or what to look at; and whether a letter was written."""
    firm = terminal.short(met.firm) if met.firm != met.name else ""
    who = ", ".join(part for part in (terminal.short(met.name) or tr("(no name)"), firm) if part)
    why = "; ".join(reason(*one) for one in met.check)
    if known:
        what = [tr("already known, card added")]
    else:
        what = [tr("please check: {why}", why=terminal.harmless(why)) if why else tr("ready")]
    if met.drafts:
        what.append(tr("draft written"))
    return f"{who} – {'; '.join(what)}"


def _clock() -> str:
    return f"{datetime.now():%H:%M}"
