"""What a backup says of itself: which files it holds, of which size and with which hash."""

from __future__ import annotations

from datetime import datetime  # msgspec reads the types when it runs

import msgspec

MANIFEST = "manifest.json"
FORMAT = 1


class Entry(msgspec.Struct, frozen=True):
    """A file in a backup: its size in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds; `workspace` is the folder of the database, from the top of the archive."""

    cardscan: str
    format: int
    made: datetime
    workspace: str
    contacts: int
    photos: bool
    files: dict[str, Entry]
