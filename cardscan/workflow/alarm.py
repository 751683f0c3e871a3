"""Wakes a watch when something changes in its folders, where the system tells of changes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles.main import FileChange

Root = tuple[Path, int, int]
"""A folder with its device and its number there, which tell another folder of the same name from it."""

_SLICE = 0.1  # seconds; an interrupt and the stop are noticed so soon
_STEP = 0.05


class Alarm:
    """Listens to folders, and lets time pass.

    What it hears is a hint to look, and no more: network drives, some mounted folders and systems at their limit of
    watches tell nothing, and a folder that was just made may tell too little.
    watchfiles could poll such folders itself, but would go through drafts and card pictures too; whoever
    looks at the photos from time to time needs no second one to do so.
    """

    def __init__(self, matters: Callable[[str], bool], stop: Event) -> None:
        self._matters = matters
        self._stop = stop
        self._changes: Generator[set[FileChange], None, None] | None = None
        self._roots: Sequence[Root] = ()
        self._heard = True
        self._missed = False

    @property
    def is_deaf(self) -> bool:
        """Whether the folders tell nothing of their changes."""
        return self._missed or self._changes is None

    def saw(self, *, changed: bool) -> None:
        """Learn whether a look found changes: where nothing was heard of them, the next will not be either."""
        self._missed = (changed or self._missed) and not self._heard

    def listen(self, roots: Sequence[Root]) -> None:
        """Listen to these folders and all in them, and to no others any more."""
        if roots == self._roots:
            return
        self.close()
        self._roots = roots
        if roots:
            self._listen([root[0] for root in roots])

    def _listen(self, folders: Iterable[Path]) -> None:
        from watchfiles import watch

        self._heard = True  # as far as is known
        self._changes = watch(
            *folders,
            watch_filter=None,  # else it would not return while only other files change
            debounce=round(_SLICE * 1000),
            step=round(_STEP * 1000),
            stop_event=self._stop,
            rust_timeout=round(_SLICE * 1000),
            yield_on_timeout=True,
            force_polling=False,
            ignore_permission_denied=True,
        )
        self._next()  # it begins to listen only now

    def wait(self, seconds: float, least: float) -> None:
        """Wait so long, or until something changed that matters, but the least of seconds even then."""
        began, self._heard = monotonic(), False
        end = began + seconds
        while not self._stop.is_set() and (left := end - monotonic()) > 0:
            if self._changes is None:
                self._stop.wait(min(left, _SLICE))  # in slices: Windows lets no Ctrl-C through a long one
            elif any(self._matters(name) for _, name in self._next()):
                self._heard, end = True, began + least

    def close(self) -> None:
        """Listen no more."""
        if self._changes is not None:
            self._changes.close()
            self._changes = None

    def _next(self) -> set[FileChange]:
        try:
            return next(self._changes) if self._changes else set()
        except (OSError, RuntimeError, StopIteration):  # no folder, no more watches to be had, a fault in its thread
            with suppress(RuntimeError):
                self.close()
            return set()
