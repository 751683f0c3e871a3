"""Actions that are killed at one step after another, to see that nothing is left half done."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path


def kill():
    """End this process the way a power cut does: no handler, no clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Countdown:
    """Ends what is at work at the wanted step; a step is a moment before or after something lasts."""

    def __init__(self, step, end=kill):
        self.left = step
        self.end = end

    def tick(self):
        self.left -= 1
        if self.left == 0:
            self.end()

    def around(self, function):
        def wrapped(*args, **options):
            self.tick()
            result = function(*args, **options)
            self.tick()
            return result

        return wrapped

    def around_all(self, owner, *names):
        for name in names:
            setattr(owner, name, self.around(getattr(owner, name)))

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


def at_steps(act, again):
    """Call `act(root, step)` in forks, on copies of FOLDER/photos, and `again(root)` after each; for a child's main.

    The command line is FOLDER EVERY: only every EVERYth step is tried. Prints the last one, which no run reached: its
    folder holds a run that nothing disturbed.
    """
    top, every = Path(sys.argv[1]), int(sys.argv[2])
    step, finished = 0, False
    while not finished:
        step += every
        root = top / str(step)
        shutil.copytree(top / "photos", root)
        finished = in_child(lambda root=root, step=step: act(root, step))
        in_child(lambda root=root: again(root))
    sys.stdout.write(str(step))


def steps_of(child, top, every):
    """Run such a child over top/photos, and answer its last step."""
    done = subprocess.run(
        [sys.executable, child, top, str(every)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
