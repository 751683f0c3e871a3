"""The use case of the whole evening: `process`, run whenever something has come into the folders and is complete.

What the system tells of changes only wakes the watch; what there is to do it finds by looking, again and again. So
nothing is lost by a computer that slept, a drive that was taken away, or a folder that tells nothing. Another
run on the same workspace is waited for, and what it left is found by the hashes in the store.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from time import monotonic, thread_time
from typing import Protocol

from cardscan.errors import CardscanError, Exit, Locked
from cardscan.model import Failure, PhotoResult
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.workflow.alarm import Alarm
from cardscan.workflow.process import Options, Reader, process
from cardscan.workflow.session import patient
from cardscan.workflow.settling import Backoff, Complaints, Pace, Settling
from cardscan.workflow.summary import Summary
from cardscan.workflow.watched import Look, Watched

_PUT_OFF = 10.0  # a run that could not be done is tried again after so many seconds at most
_GIVEN_UP = 300.0  # likewise, photos that could not be opened
_SHARE = 25  # looks take one part in so many of a processor's time


class Audience(Protocol):
    """Whom a watch tells what it does."""

    def waiting(self, unfinished: int) -> None:
        """Nothing is to be done; so many photos are still being written."""

    def progress(self, results: Iterator[PhotoResult], total: int) -> Iterable[PhotoResult]:
        """Pass the results on."""

    def tell(self, summary: Summary) -> None:
        """Something more was kept."""

    def ran(self, summary: Summary) -> None:
        """A run came to its end."""

    def failed(self, failure: Failure) -> None:
        """A photo could not be read, and nobody is writing it."""

    def trouble(self, error: CardscanError) -> None:
        """A run could not be done; it is tried again."""

    def away(self, path: Path) -> None:
        """A folder is not there; it is waited for."""

    def back(self, path: Path) -> None:
        """It is there again."""


def watch(
    workspace: Workspace,
    paths: Sequence[Path],
    options: Options,
    audience: Audience,
    *,
    reader: Reader | None = None,
    stop: Event | None = None,
    pace: Pace | None = None,
) -> None:
    """Process what is there and what comes, until `stop` is set or Ctrl-C.

    Args:
        workspace: Where the contacts are kept.
        paths: Photos and folders; the whole workspace where there are none.
        options: As for `process`; `retry` is for the first run, `today` is told by the calendar.
        audience: Whom to tell.
        reader: Reads the photos; the pipeline, if not given.
        stop: Ends the watch from another thread.
        pace: How patient it is.

    Raises:
        CardscanError: The first run cannot be done; what goes wrong later is waited for.
        KeyboardInterrupt: Ctrl-C within a run; what was done is kept. While it waits, it just ends.
    """
    if reader is None:
        _check(workspace, options)
    watched = Watched(workspace, paths)
    _Watch(watched, options, audience, reader=reader, stop=stop or Event(), pace=pace or Pace()).run()


class _Watch:
    """A watch under way."""

    def __init__(
        self, watched: Watched, options: Options, audience: Audience, *, reader: Reader | None, stop: Event, pace: Pace
    ) -> None:
        self._watched = watched
        self._options = options
        self._audience = audience
        self._reader = reader
        self._stop = stop
        self._pace = pace
        self._settling = Settling(pace)
        self._complaints = Complaints(self._settling)
        self._trouble, self._passing = Backoff(pace.retry, _PUT_OFF), Backoff(pace.retry, _GIVEN_UP)
        self._alarm = Alarm(watched.matters, stop)
        self._away: Collection[Path] = ()
        self._day: date | None = None  # of the last run; None until one was done
        self._told = ""  # the trouble of the last run
        self._running = False

    def run(self) -> None:
        """Watch until the end."""
        try:
            while not self._stop.is_set():
                self._alarm.wait(*self._step())
        except KeyboardInterrupt:
            if self._running:
                raise
        finally:
            self._alarm.close()

    def _step(self) -> tuple[float, float]:
        """Look, and do what there is to do; answer how many seconds may pass until the next look, and how many must."""
        began, used = monotonic(), thread_time()
        try:
            look = self._watched.look()
        except OSError:  # a drive that is just being taken away
            look = Look(away=(self._watched.workspace.root,))
        self._tell_away(look.away)
        self._alarm.listen(look.roots)
        if not look.here:
            self._audience.waiting(0)
            return self._pace.beat, self._pace.tick
        changed = self._settling.see(look, began)
        self._alarm.saw(changed=changed)
        if changed:
            self._trouble.clear()  # it may be over: settings were mended
        used = thread_time() - used
        if self._is_due(began):
            self._run(look, self._settling.unfinished(began))
        now = monotonic()
        for failure in self._complaints.ripe(now):
            self._audience.failed(failure)
        self._audience.waiting(sum(self._settling.photo(path) is not None for path in self._settling.unfinished(now)))
        least = max(self._pace.tick, 4 * used)
        return max(self._pause(now), least, 0 if self._settling.is_restless(now) else _SHARE * used), least

    def _is_due(self, now: float) -> bool:
        if self._trouble.at is not None:
            return self._trouble.is_over(now)
        another_day = self._day != date.today() and not self._settling.is_restless(now)  # letters come due
        return another_day or self._settling.is_due(now) or self._passing.is_over(now)

    def _run(self, look: Look, unfinished: frozenset[Path]) -> None:
        """Process what is there, but for what is being written."""
        today = date.today()
        options = replace(self._options, today=today, retry=self._options.retry and self._day is None)
        self._running = True  # and it stays so if this is interrupted
        try:
            with patient(self._pace.patience):
                summary = process(
                    self._watched.workspace,
                    look.here if self._watched.paths else (),
                    options,
                    reader=self._reader,
                    progress=self._audience.progress,
                    tell=self._audience.tell,
                    leave=unfinished,
                )
        except CardscanError as error:
            self._running = False
            self._put_off(error)
        except BrokenPipeError:  # nobody listens any more
            raise
        except OSError as error:
            self._running = False
            self._put_off(CardscanError(f"{error.filename or look.here[0]}: {error.strerror or error}"))
        else:
            self._running = False
            self._settling.ran(unfinished)
            self._ran(summary, today)

    def _ran(self, summary: Summary, today: date) -> None:
        self._day, self._told = today, ""
        summary.failures = [one for one in summary.failures if one.code != "no-photos"]  # those are waited for
        self._trouble.clear()
        if self._complaints.take(summary.failures):
            self._passing.later(monotonic())
        else:
            self._passing.clear()
        self._audience.ran(summary)

    def _put_off(self, error: CardscanError) -> None:
        """Try again later, and say why, once; what is wrong from the start, or with the options, ends the watch."""
        if not self._watched.is_there():
            return  # the next look says so
        if error.exit_code == Exit.USAGE or (self._day is None and not isinstance(error, Locked)):
            raise error
        self._trouble.later(monotonic())
        if error.message != self._told:
            self._told = error.message
            self._audience.trouble(error)

    def _tell_away(self, away: Collection[Path]) -> None:
        for path in away:
            if path not in self._away:
                self._audience.away(path)
        for path in self._away:
            if path not in away:
                self._audience.back(path)
        self._away = away

    def _pause(self, now: float) -> float:
        """Answer how long to wait for the next look, unless something is heard."""
        if self._settling.is_restless(now):
            return 0.0
        due = [one.at - now for one in (self._trouble, self._passing) if one.at is not None]
        return min([self._pace.beat / 5 if self._alarm.is_deaf else self._pace.beat, *due])


def _check(workspace: Workspace, options: Options) -> None:
    """See that photos can be read, before there are any."""
    from cardscan.ocr import engines
    from cardscan.pipeline.executors import choose

    settings = config.load(workspace.config)
    if options.executor is None:
        engines.get(options.engine or settings.reading.engine).check()
    else:
        choose(options.executor, options.workers)
