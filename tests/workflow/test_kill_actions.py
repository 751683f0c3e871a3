"""Actions that are killed between any two of their steps leave all of it or nothing, once the next session began."""

import shutil
from contextlib import contextmanager

import pytest
from killed import Countdown
from made_actions import ACTIONS, TODAY, crops_of, files_of, make, tables_of

from cardscan.settings.workspace import Workspace
from cardscan.store import drafts as stored_drafts
from cardscan.store.database import Database
from cardscan.store.journal import Journal
from cardscan.workflow import acting, letters, session
from cardscan.workflow.process import Options, process
from cardscan.workflow.undo import undo

_MORE = (
    "objected",
    "text",
    "renewed",
    "introduced",
    "renamed",
    "text again",
    "merged the other way",
    "consented",
    "reopened",
)
NAMES = ["deleted all", "merged", *(pytest.param(one, marks=pytest.mark.thorough) for one in _MORE)]


class Killed(BaseException):
    """What nothing in the program catches; like a kill, it leaves what was done, and rolls back what was not."""


def die():
    raise Killed


class Actions(Countdown):
    def around_write(self, write):
        @contextmanager
        def wrapped(database, *, wipe=False):
            outermost = database._connection() is None
            with write(database, wipe=wipe) as connection:
                yield connection
                if outermost:
                    self.tick()
            if outermost:
                self.tick()

        return wrapped


def install(monkeypatch, countdown):
    for module in (acting, letters):
        monkeypatch.setattr(module, "write_atomic", countdown.around(module.write_atomic))
    monkeypatch.setattr(acting, "remove", countdown.around(acting.remove))
    monkeypatch.setattr(Journal, "carried_out", countdown.around(Journal.carried_out))
    monkeypatch.setattr(Database, "write", countdown.around_write(Database.write))


def state(workspace):
    """All that is kept; a session begins and ends first, which makes good what a kill left."""
    with session.writing(workspace):
        pass
    process(workspace, (), Options(today=TODAY), reader=None)
    return tables_of(workspace), files_of(workspace), crops_of(workspace)


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    return make(tmp_path_factory.mktemp("killed") / "ws")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("back", [False, True], ids=["done", "undone"])
def test_killed_anywhere_all_or_nothing(processed, tmp_path, monkeypatch, name, back):
    monkeypatch.setattr(stored_drafts, "now", lambda: "2026-11-20T10:00:00+00:00")
    start = Workspace(shutil.copytree(processed.root, tmp_path / "start"))
    act = undo if back else ACTIONS[name]
    if back:
        ACTIONS[name](start)
    before = state(Workspace(shutil.copytree(start.root, tmp_path / "before")))
    done = Workspace(shutil.copytree(start.root, tmp_path / "done"))
    act(done)
    after = state(done)
    step, finished, outcomes = 0, False, set()
    while not finished:
        step += 1
        workspace = Workspace(shutil.copytree(start.root, tmp_path / str(step)))
        with monkeypatch.context() as patched:
            install(patched, Actions(step, die))
            try:
                act(workspace)
                finished = True
            except Killed:
                pass
        found = state(workspace)
        assert found in (before, after), f"killed at step {step}"
        outcomes.add(found == after)
    assert step > 1
    assert True in outcomes
