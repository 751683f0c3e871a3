"""Erases somebody in forked children, and kills each at another step: erase_kill_child.py FOLDER EVERY.

After a kill, `process` runs over the copy, and fails if it would read a photo anew.
"""

import os

from killed import Countdown, at_steps
from picture_reader import ANNA

from cardscan.settings.workspace import Workspace
from cardscan.store.database import Database
from cardscan.store.erasure import Erasure
from cardscan.store.store import Store
from cardscan.workflow import erase, process
from cardscan.workflow.session import reading


def install(countdown):
    countdown.around_all(erase, "write_atomic", "remove", "forget_letters")
    countdown.around_all(Erasure, "repaint", "forget_path", "erase")
    countdown.around_all(Database, "remake", "empty_log")
    Store.records = countdown.around(Store.records)


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
    os.fsync = lambda _: None  # a kill, unlike a power cut, loses nothing that was written
    from cardscan.imaging import redact  # noqa: F401  # so that the forks need not load the picture libraries each

    at_steps(forget, run_again)


main()
