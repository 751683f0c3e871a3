"""What other commands do while the server runs: erase somebody, restore a backup, remove the folder."""

import shutil
import subprocess
import sys
import time
from functools import _lru_cache_wrapper

import pytest
from asking import Page, evening
from picture_reader import ANNA, Photos, person, trace

from cardscan.settings.workspace import create
from cardscan.web.serve import Server
from cardscan.workflow.backup import back_up
from cardscan.workflow.contacts import edit
from cardscan.workflow.process import Options, process
from cardscan.workflow.review_contact import warm
from cardscan.workflow.session import writing


@pytest.fixture
def page(tmp_path):
    photos, (workspace, _) = Photos(), create(tmp_path / "ws")
    photos.lay(workspace.root / "Fair" / "1.jpg", ANNA)
    photos.lay(workspace.root / "Fair" / "2.jpg", person(2))
    process(workspace, (), Options(), reader=photos)
    opened = Page(workspace)
    yield opened
    opened.close()


def look_around(page, number):
    """Ask for all that a person would look at, so that all that can be remembered is."""
    warm(page.desk.review)
    page.get("/api/doubles")
    for path in ("/api/overview", "/api/contacts", "/api/contacts?q=zolw", f"/api/contacts/{number}"):
        page.get(path)
    letter = page.get(f"/api/contacts/{number}")["drafts"][0]["id"]
    page.post(f"/api/drafts/{letter}/preview", {"note": {"note": "paints turtles"}})
    page.post("/api/approve-ready", {"event": ""})
    page.job()
    version = page.get(f"/api/contacts/{number}")["version"]
    page.post(f"/api/contacts/{number}/note", {"version": version, "note": {"note": "paints turtles"}})
    assert "turtles" in str(page.get(f"/api/contacts/{number}"))


def remembered(page):
    review = page.desk.review
    kept = {name: value for name, value in vars(review).items() if name not in ("_store", "workspace")}
    circle = [vars(review.circle), vars(review.circle.acquaintances)]
    return repr([kept, circle, page.desk.jobs.latest()])


def caches():
    modules = [module for name, module in sys.modules.items() if name.startswith("cardscan.")]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, _lru_cache_wrapper)]
    ours = [one for one in found if one.__module__.startswith("cardscan.")]
    bounded = [one for one in ours if one.cache_info().maxsize is not None]
    return {one.__qualname__: one.cache_info().currsize for one in bounded if one.cache_info().currsize}


def test_whoever_is_forgotten_by_a_command_is_forgotten_by_the_server(page):
    number = page.contact(ANNA["name"])["id"]
    look_around(page, number)
    assert "Żółwińska" in remembered(page)
    assert caches()
    command = [
        sys.executable,
        "-m",
        "cardscan.cli.main",
        "forget",
        str(number),
        "--yes",
        "-w",
        str(page.workspace.root),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert trace(page.workspace.root, ANNA) == []  # the log too: the server's open files keep nothing alive
    page.get("/api/changes")
    assert not caches()
    assert "Żółwińska" not in remembered(page)
    assert page.raw("GET", f"/api/contacts/{number}").status_code == 404
    assert page.raw("GET", f"/images/crop/{number}/0").status_code == 404
    refused = page.post(f"/api/contacts/{number}/note", {"version": 1, "note": {"note": "x"}}, 404)
    assert refused["error"]["code"] == "missing"
    assert [one["name"] for one in page.get("/api/contacts")["contacts"]] == [person(2)["name"]]
    assert trace(page.workspace.root, ANNA) == []


def test_the_server_looks_by_itself_while_no_page_asks(tmp_path, monkeypatch):
    monkeypatch.setattr("cardscan.web.serve._LOOK", 0.05)
    workspace = evening(tmp_path / "ws")
    server = Server(workspace)
    review = server.app.extensions["cardscan"].review
    from threading import Thread

    running = Thread(target=server.run)
    running.start()
    try:
        until(lambda: len(review.queue().briefs) == 4)
        with writing(workspace) as store:
            store.delete_record(1)
        until(lambda: len(review._queue.briefs) == 3)
    finally:
        server.close()
        running.join(5)
    assert not running.is_alive()


def until(true, seconds=5):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_folder_that_is_gone_is_said_in_a_line(page):
    number = page.contact(ANNA["name"])["id"]
    away = page.workspace.root.with_name("elsewhere")
    page.workspace.root.rename(away)
    for path in ("/api/overview", "/api/contacts", f"/api/contacts/{number}", "/api/changes", "/api/doubles"):
        answered = page.raw("GET", path)
        assert answered.status_code == 500
        assert answered.get_json()["error"]["code"] == "broken"
        assert (
            "cardscan.db" in answered.get_json()["error"]["message"] or "ws" in answered.get_json()["error"]["message"]
        )
        assert "Error" not in answered.get_json()["error"]["message"]
    refused = page.post(f"/api/contacts/{number}/note", {"version": 1, "note": {"note": "x"}}, 500)["error"]
    assert "Error" not in refused["message"]
    assert page.raw("GET", f"/images/thumb/{number}").status_code == 500
    assert not page.workspace.root.exists()  # nothing is made there anew
    away.rename(page.workspace.root)
    assert page.get(f"/api/contacts/{number}")["id"] == number


def test_a_restored_backup_is_seen_at_once_though_versions_are_the_same(page, tmp_path):
    from cardscan.workflow.restore import restore

    number = page.contact(ANNA["name"])["id"]
    version = page.get(f"/api/contacts/{number}")["version"]
    back_up(page.workspace, tmp_path / "then.zip")
    edit(page.workspace, number, ["title=Owner"])
    now = page.get(f"/api/contacts/{number}")
    assert page.get("/api/contacts")["contacts"][0]["title"] or now["version"] > version
    moment = page.get("/api/changes")["now"]
    restore(tmp_path / "then.zip", page.workspace.root, force=True)
    edit(page.workspace, number, ["title=Florist"])  # the same version once more, with something else in it
    seen = page.get(f"/api/contacts/{number}")
    assert seen["version"] == now["version"]
    assert [one["value"] for one in seen["fields"] if one["key"] == "title"] == ["Florist"]
    listed = next(one for one in page.get("/api/contacts")["contacts"] if one["id"] == number)
    assert listed["title"] == "Florist"
    assert number in page.get(f"/api/changes?since={moment}")["contacts"]
    assert [one["id"] for one in page.get("/api/contacts?q=florist")["contacts"]] == [number]


def test_a_database_that_is_damaged_meanwhile_is_said_in_a_line(page):
    page.get("/api/contacts")
    page.desk.review.close()
    other = Page(page.workspace)
    page.workspace.database.write_bytes(b"nonsense" * 1000)
    answered = other.raw("GET", "/api/contacts")
    assert answered.status_code == 500
    assert "unexpected" not in answered.get_json()["error"]["message"]
    other.close()


def test_two_servers_of_one_folder_see_what_the_other_does(page):
    beside = Page(page.workspace, port=4712)
    number = page.contact(ANNA["name"])["id"]
    one, other = page.get(f"/api/contacts/{number}"), beside.get(f"/api/contacts/{number}")
    page.post(f"/api/contacts/{number}/fields", {"version": one["version"], "changes": {"title": "Owner"}})
    refused = beside.post(
        f"/api/contacts/{number}/fields", {"version": other["version"], "changes": {"title": "Florist"}}, 409
    )
    assert [field["value"] for field in refused["current"]["fields"] if field["key"] == "title"] == ["Owner"]
    assert beside.client.get_cookie(page.desk.guard.cookie, domain="127.0.0.1") is None
    beside.close()


def test_photos_read_by_a_command_meanwhile_come_into_the_list(page):
    photos = Photos()
    photos.lay(page.workspace.root / "Fair" / "3.jpg", person(3))
    moment = page.get("/api/changes")["now"]
    process(page.workspace, (), Options(), reader=photos)
    changed = page.get(f"/api/changes?since={moment}")["contacts"]
    assert person(3)["name"] in [one["name"] for one in page.get("/api/contacts")["contacts"] if one["id"] in changed]
    shutil.rmtree(page.workspace.root / "Fair")
    assert page.raw("GET", f"/images/photo/{changed[0]}/0").status_code == 404
