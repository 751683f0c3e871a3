"""A folder that files are put into, whole and under harmless names."""

from pathlib import Path
from typing import Protocol

from cardscan.files import safe_name, write_atomic, write_error


class Sink(Protocol):
    """A place that takes files: a folder, a mailbox, later an address book on a server."""

    def put(self, name: str, data: bytes) -> object:
        """Store `data` under `name`, in place of what was there; answer where it is, or what became of it."""
        ...


class FolderSink:
    """A folder as a Sink; it is made where there is none, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, data: bytes) -> Path:
        """Write a file into the folder, never outside it, and return where it is.

        Raises:
            CardscanError: The folder or the file cannot be written; nothing is left behind.
        """
        path = self._root / safe_name(name, "unnamed")
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(self._root, error) from error
        write_atomic(path, data)
        return path
