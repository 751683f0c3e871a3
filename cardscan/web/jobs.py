"""Work that takes longer than an answer may: one piece at a time, in a thread, with progress and a plain report."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, Literal, TypeVar

from cardscan.errors import CardscanError, WrongLoginError
from cardscan.messages import language, speaking, tr
from cardscan.web.answers import Refusal

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """A piece of work: how far it is, and, once it is done, what came of it, line by line with its level.

    `letters` are those to be opened by the user; `asks` names what is lacking to do it again, such as `password`.
    """

    id: int
    kind: str
    done: int = 0
    total: int = 0
    state: Literal["running", "done", "failed"] = "running"
    report: list[tuple[str, str]] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    asks: str = ""

    def say(self, text: str, level: str = "info") -> None:
        """Add a line to the report; `level` is `good`, `info`, `warning` or `error`."""
        self.report.append((text, level))

    def count(self, items: Iterable[T], total: int) -> Iterator[T]:
        """Pass items on, and count them."""
        self.total = total
        for item in items:
            yield item
            self.done += 1

    def view(self) -> dict[str, Any]:
        """Answer the job as plain values."""
        return {
            "id": self.id,
            "kind": self.kind,
            "done": self.done,
            "total": self.total,
            "state": self.state,
            "report": [{"text": text, "level": level} for text, level in self.report],
            "contacts": list(self.contacts),
            "letters": [{**one, "href": f"/letters/{one['id']}.eml"} for one in self.letters],
            "asks": self.asks,
        }


class Jobs:
    """The server's pieces of work; the latest is remembered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._latest: Job | None = None

    def latest(self) -> Job | None:
        """Answer the piece of work that is under way, or the last one."""
        return self._latest

    def forget(self) -> None:
        """Forget the last piece of work once it is done: its report may name people who are gone."""
        with self._lock:
            if self._latest and self._latest.state != "running":
                self._latest = Job(self._latest.id, self._latest.kind, state=self._latest.state)

    def refuse_two(self) -> None:
        """Refuse to begin while something else is under way."""
        if self._latest and self._latest.state == "running":
            raise Refusal(423, tr("Something else is still being done."), tr("Wait until it is done."))

    def begin(self, kind: str, work: Callable[[Job], None]) -> Job:
        """Do a piece of work in a thread of its own, in the language of whoever asks for it.

        Raises:
            Refusal: Another piece is under way.
        """
        with self._lock:
            self.refuse_two()
            job = self._latest = Job((self._latest.id if self._latest else 0) + 1, kind)
        Thread(target=_do, args=(job, work, language()), name=f"cardscan-{kind}", daemon=True).start()
        return job


def _do(job: Job, work: Callable[[Job], None], spoken: str) -> None:
    with speaking(spoken):
        try:
            work(job)
            job.state = "done"
        except CardscanError as error:
            job.say(error.message, "error")
            if error.hint:
                job.say(error.hint)
            job.asks = "password" if isinstance(error, WrongLoginError) else ""
            job.state = "failed"
        except Exception as error:
            _log.error("a job failed: %s", type(error).__name__)  # its text may hold what is on a card
            job.say(tr("This failed by a fault in cardscan: {kind}", kind=type(error).__name__), "error")
            job.state = "failed"
