"""Erases somebody in forked children, and kills each at another step: erase_kill_child.py FOLDER EVERY.

FOLDER/photos is copied to FOLDER/<step>/ before each run; after a kill, `process` runs over the copy, and fails if it
would read a photo anew. Prints the last step, which no run reached: its folder holds a clean erasure.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from picture_reader import ANNA

from cardscan.settings.workspace import Workspace
from cardscan.store.database import Database
from cardscan.store.erasure import Erasure
from cardscan.store.store import Store
from cardscan.workflow import erase, process
from cardscan.workflow.session import reading


class Countdown:
    """Kills this process at the wanted step, the way a power cut does: no handler, no clean-up."""

    def __init__(self, step):
        self.left = step

    def tick(self):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function):
        def wrapped(*args, **options):
            self.tick()
            result = function(*args, **options)
            self.tick()
            return result

        return wrapped


def install(countdown):
    for name in ("write_atomic", "remove", "forget_letters"):
        setattr(erase, name, countdown.around(getattr(erase, name)))
    for name in ("repaint", "forget_path", "erase"):
        setattr(Erasure, name, countdown.around(getattr(Erasure, name)))
    for name in ("remake", "empty_log"):
        setattr(Database, name, countdown.around(getattr(Database, name)))
    Store.records = countdown.around(Store.records)


def in_child(work):
    """Do the work in a fork and answer whether it came to its end."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("the run failed")
    return os.WIFEXITED(status)


def forget(root, step):
    with reading(Workspace(root)) as store:
        ids = [one.id for one in store.records() if one.contact.name.full == ANNA["name"]]
    install(Countdown(step))
    erase.erase(Workspace(root), ids)


def run_again(root):
    def nothing(paths):
        raise AssertionError(f"read anew: {list(paths)}")

    process.process(Workspace(root), (), process.Options(), reader=nothing)


def main():
    top, every = Path(sys.argv[1]), int(sys.argv[2])
    os.fsync = lambda _: None  # a kill, unlike a power cut, loses nothing that was written
    from cardscan.imaging import redact  # noqa: F401  # so that the forks need not load the picture libraries each

    step, finished = 0, False
    while not finished:
        step += every
        root = top / str(step)
        shutil.copytree(top / "photos", root)
        finished = in_child(lambda root=root, step=step: forget(root, step))
        in_child(lambda root=root: run_again(root))
    sys.stdout.write(str(step))


main()
