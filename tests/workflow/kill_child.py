"""Runs `process` in forked children, and kills each at another step: kill_child.py FOLDER EVERY."""

import os
import shutil
import sys
from datetime import date
from pathlib import Path

from fake_reader import FakeReader
from killed import Countdown, at_steps

from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import Drafts
from cardscan.store.events import Events
from cardscan.store.photos import Photos
from cardscan.store.store import Store
from cardscan.workflow import letters, notes, process, session


def install(countdown):
    for module in (process, letters, notes):
        module.write_atomic = countdown.around(module.write_atomic)
    Store.transaction = countdown.around_context(Store.transaction)
    countdown.around_all(Store, "add_reading")
    countdown.around_all(Photos, "mark", "move")
    countdown.around_all(Events, "put", "rename")
    countdown.around_all(Drafts, "mark", "move")
    letters.move = countdown.around(letters.move)
    session._sweep = countdown.around(session._sweep)


def run(root, step=0):
    if step:
        install(Countdown(step))
    process.process(Workspace(root), (), process.Options(today=date(2026, 11, 20)), reader=FakeReader())


def main():
    top = Path(sys.argv[1])
    os.fsync = lambda _: None  # a kill, unlike a power cut, loses nothing that was written
    shutil.copytree(top / "photos", top / "warm")
    run(top / "warm")  # so that the forks need not load templates and calendars each
    at_steps(run, run)


main()
