"""Runs `process` in forked children, and kills each at another step: kill_child.py FOLDER EVERY.

FOLDER/photos is copied to FOLDER/<step>/ before each run. A step is a moment before or after a file is written, or a
transaction is committed. Only every EVERYth step is tried; prints the last one, which no run
reached: its folder holds a clean run.
"""

import os
import shutil
import signal
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fake_reader import FakeReader

from cardscan.settings.workspace import Workspace
from cardscan.store.store import Store
from cardscan.workflow import letters, notes, process, session


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

    def around_context(self, function):
        @contextmanager
        def wrapped(*args, **options):
            self.tick()
            with function(*args, **options) as value:
                self.tick()
                yield value
                self.tick()
            self.tick()

        return wrapped


def install(countdown):
    for module in (process, letters, notes):
        module.write_atomic = countdown.around(module.write_atomic)
    Store.transaction = countdown.around_context(Store.transaction)
    for name in (
        "set_draft_status",
        "mark_photo",
        "put_event",
        "add_reading",
        "move_photo",
        "rename_event",
        "set_draft_file",
    ):
        setattr(Store, name, countdown.around(getattr(Store, name)))
    letters.move = countdown.around(letters.move)
    session._sweep = countdown.around(session._sweep)


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


def run(root, step=0):
    if step:
        install(Countdown(step))
    process.process(Workspace(root), (), process.Options(today=date(2026, 11, 20)), reader=FakeReader())


def main():
    top, every = Path(sys.argv[1]), int(sys.argv[2])
    os.fsync = lambda _: None  # a kill, unlike a power cut, loses nothing that was written
    shutil.copytree(top / "photos", top / "warm")
    run(top / "warm")  # so that the forks need not load templates and calendars each
    step, finished = 0, False
    while not finished:
        step += every
        root = top / str(step)
        shutil.copytree(top / "photos", root)
        finished = in_child(lambda root=root, step=step: run(root, step))
        if not finished:
            in_child(lambda root=root: run(root))
    sys.stdout.write(str(step))


main()
