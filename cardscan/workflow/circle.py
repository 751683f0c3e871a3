"""Who is known, as letters need to know it: who could help whom; it follows the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import RLock

from cardscan.followup.introduce import Acquaintances
from cardscan.store.store import Store

_KNOWN: ContextVar["Circle | None"] = ContextVar("circle", default=None)


class Circle:
    """The people of a store; only those who changed are read again, so that a server keeps one from act to act."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._clear()

    def _clear(self) -> None:
        self.acquaintances = Acquaintances()
        self._file: tuple[int, int] | None = None
        self._marks: dict[int, str] = {}
        self._learnt: set[int] = set()  # also those whose mark is not certain yet

    @classmethod
    def known(cls) -> "Circle":
        """Answer the circle that whoever acts knows already, else a new one."""
        return _KNOWN.get() or cls()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Let what the block does know this circle; nobody else brings it up to date meanwhile."""
        with self._lock:
            before = _KNOWN.set(self)
            try:
                yield
            finally:
                _KNOWN.reset(before)

    def follow(self, store: Store, *, wait: bool = True) -> None:
        """Learn what changed in the store since the last time; without `wait`, not while somebody acts with it.

        What is read in an open transaction may be taken back: it is read again the next time.
        """
        if not self._lock.acquire(blocking=wait):
            return
        try:
            self._follow(store)
        finally:
            self._lock.release()

    def _follow(self, store: Store) -> None:
        if self._file != (file := _identity(store.path)):  # such as a backup that was restored
            self._clear()
            self._file = file
        marks = store.heads.marks()
        for number in self._learnt - marks.keys():
            self.acquaintances.forget(number)
        self._learnt = set(marks)
        changed = [number for number, mark in marks.items() if self._marks.get(number) != mark]
        for person in store.heads.people(changed):
            self.acquaintances.learn(person.id, person.contact, person.note, objected=person.objected)
        self._marks = marks
        if not store.heads.is_certain:
            for number in changed:
                del marks[number]


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:  # whoever reads the store is told
        return 0, 0
    return status.st_dev, status.st_ino
