"""A reader for tests of executors: a photo says itself what becomes of the process that reads it."""

import os
import signal
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import Failure, PhotoResult


@dataclass(frozen=True)
class ToldReader:
    """Reads `sleep 0.5`, `die` and `end`; tells as a failure where it was, what it called the photo, and in words."""

    def check(self) -> None:
        """Nothing is missing."""

    def fetch(self, path: Path) -> bytes | PhotoResult:
        if not path.exists():
            return PhotoResult(path, None, failure=Failure(path, "vanished", "gone"))
        return path.read_bytes()

    def read(self, path: Path, data: bytes) -> PhotoResult:
        what, _, more = data.decode().partition(" ")
        if what == "sleep":
            time.sleep(float(more))
        if what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "end":
            raise CardscanError("the engine is gone", hint="bring it back")
        failure = Failure(path, f"{os.getpid()}", f"{path} {tr('the file is empty')}")
        return PhotoResult(path, sha256(data).hexdigest(), failure=failure)


class LackingReader(ToldReader):
    """One whose engine is not installed."""

    def check(self) -> None:
        raise CardscanError("nothing to read with")
