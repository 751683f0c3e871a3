"""How soon does the review server answer with 2,000 contacts and their letters? The list, a contact, a search, an edit.

    .venv/bin/python -m benchmarks.review           # 2,000 contacts
    .venv/bin/python -m benchmarks.review 10000

The people are those of benchmarks.contacts, and each has the letter that the program writes. Times are those of the
whole answer with its JSON, in-process, without the wire: of the processor, and in brackets by the clock, which other
work on the machine makes longer. The server's warming up, while the browser opens, goes before. Nothing is asserted:
the figures are for people.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks.contacts import fill
from cardscan.settings import config
from cardscan.settings.workspace import Workspace, create
from cardscan.web.app import make_app
from cardscan.web.desk import Desk
from cardscan.workflow.letters import Letters
from cardscan.workflow.review import Review
from cardscan.workflow.review_contact import warm
from cardscan.workflow.session import writing

COUNT = 2_000
ROUNDS = 25
TYPED = ("r", "ro", "ros", "ross", "rossi", "rossi mi")
PORT = 80


def main() -> None:
    """Make the contacts and their letters, then ask as the page does."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace, _ = create(Path(folder) / "ws")
        begun = time.perf_counter()
        fill(workspace.database, count)
        write_letters(workspace)
        sys.stdout.write(f"{count} contacts with letters made in {time.perf_counter() - begun:.0f} s\n")
        app = make_app(workspace, port=PORT)
        desk = app.extensions["cardscan"]
        assert isinstance(desk, Desk)  # what make_app lays there
        client = app.test_client()
        client.set_cookie(desk.guard.cookie, desk.guard.secret, domain="localhost")
        measure(workspace, client, count, desk.review)
        desk.review.close()


def measure(workspace: Workspace, client: FlaskClient, count: int, review: Review) -> None:
    """Time the answers."""

    def get(path: str) -> int:
        answered = client.get(path, headers={"Host": f"localhost:{PORT}"})
        assert answered.status_code == 200, answered.text
        return len(answered.data)

    def post(path: str, data: object) -> int:
        sent = {"Host": f"localhost:{PORT}", "Origin": f"http://localhost:{PORT}", "X-Cardscan": "1"}
        answered = client.post(path, json=data, headers=sent)
        assert answered.status_code == 200, answered.text
        return len(answered.data)

    def written(number: int) -> None:
        with writing(workspace) as store:
            store.set_note(number, store.record(number).note)

    told("the list, the first time", [timed(lambda: get("/api/contacts"))])
    told("warming up", [timed(lambda: warm(review))])
    told("the list", [timed(lambda: get("/api/contacts")) for _ in range(ROUNDS)])
    after = []
    for number in range(1, ROUNDS):
        written(number)
        after.append(timed(lambda: get("/api/contacts")))
    told("the list after another window wrote", after)
    told("the overview", [timed(lambda: get("/api/overview")) for _ in range(ROUNDS)])
    told("the list, searched as one types", [timed(lambda text=text: get(f"/api/contacts?q={text}")) for text in TYPED])
    told("changes, asked every few seconds", [timed(lambda: get("/api/changes?since=0")) for _ in range(ROUNDS)])
    step = max(1, count // ROUNDS)
    numbers = range(1, count, step)
    first = [timed(lambda number=number: get(f"/api/contacts/{number}")) for number in numbers]
    told("a contact, the first of its event", first)
    following = [timed(lambda number=number: get(f"/api/contacts/{number + 1}")) for number in numbers]
    told("the next contact", following)
    told("looking for doubles", [timed(lambda: get("/api/doubles"))])
    note = {"note": {"note": "likes boats"}}
    told("a letter as one types", [timed(lambda: post("/api/drafts/1/preview", note)) for _ in range(5)])
    saves(client, post)


def saves(client: FlaskClient, post: Callable[[str, object], int]) -> None:
    """Time what is written."""
    corrected, noted, approved = [], [], []
    for number in range(1, ROUNDS):
        edit = {"version": seen(client, number)["version"], "changes": {"title": "Owner"}}
        corrected.append(timed(lambda edit=edit, number=number: post(f"/api/contacts/{number}/fields", edit)))
        jotted = {"version": seen(client, number)["version"], "note": {"note": f"likes boats, of {number} metres"}}
        noted.append(timed(lambda jotted=jotted, number=number: post(f"/api/contacts/{number}/note", jotted)))
        letter = seen(client, number)["drafts"][0]
        if letter["findings"] and any(one["level"] == "error" for one in letter["findings"]):
            continue
        path, version = f"/api/drafts/{letter['id']}/approve", {"version": letter["version"]}
        approved.append(timed(lambda path=path, version=version: post(path, version)))
    told("a correction", corrected)
    told("a note", noted)
    told("an approval", approved)


def seen(client: FlaskClient, number: int) -> dict[str, Any]:
    """Ask for a contact."""
    answered = client.get(f"/api/contacts/{number}", headers={"Host": f"localhost:{PORT}"})
    contact: dict[str, Any] = answered.get_json()
    return contact


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Do something, and answer how long it took: the processor, and by the clock."""
    begun, worked = time.perf_counter(), time.thread_time()
    act()
    return time.thread_time() - worked, time.perf_counter() - begun


def told(what: str, times: list[tuple[float, float]]) -> None:
    """Print the middle and the worst of some times."""
    if not times:
        return
    (middle, slow), (worst, slowest) = (
        [of([one[kind] for one in times]) * 1000 for kind in (0, 1)] for of in (statistics.median, max)
    )
    sys.stdout.write(f"{what:<38}{middle:>8.1f} ms median ({slow:.1f}){worst:>10.1f} ms at most ({slowest:.1f})\n")
    sys.stdout.flush()


def write_letters(workspace: Workspace) -> None:
    """Write the first letter to everybody, as a run does."""
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        records = store.records()
        for start in range(0, len(records), 200):
            with store.transaction():
                for record in records[start : start + 200]:
                    letters.add(record, record.events[-1], date(2026, 1, 5))
        letters.settle()


if __name__ == "__main__":
    main()
