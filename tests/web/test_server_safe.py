"""Attacks on the review server: all refused, or harmless."""

import contextlib
import http.client
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from asking import EVENT, ORIGIN, PORT, TOKEN, Page, evening
from fake_reader import FakeReader, card, photo

from cardscan.web.guard import MOST_JSON, MOST_UPLOAD
from cardscan.web.serve import Server
from cardscan.workflow.process import Options, process

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'\u2028"
JPEG = b"\xff\xd8\xff\xe0 a photo"
POSTS = (
    "/api/contacts/1/fields",
    "/api/contacts/1/note",
    "/api/contacts/1/confirm",
    "/api/contacts/1/delete",
    "/api/check",
    "/api/drafts/1/preview",
    "/api/drafts/1/text",
    "/api/drafts/1/renew",
    "/api/drafts/1/approve",
    "/api/drafts/1/skip",
    "/api/drafts/1/sent",
    "/api/drafts/1/reopen",
    "/api/drafts/1/date",
    "/api/drafts/sent",
    "/api/doubles/join",
    "/api/doubles/apart",
    "/api/undo",
    "/api/approve-ready",
    "/api/push",
    "/api/photos",
)
GETS = (
    "/api/messages",
    "/api/overview",
    "/api/contacts",
    "/api/contacts/1",
    "/api/doubles",
    "/api/job",
    "/api/changes",
    "/images/crop/1/0",
    "/images/thumb/1",
    "/images/photo/1/0",
    "/letters/1.eml",
    "/static/js/api.js",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A server that no test changes."""
    shown = Page(evening(tmp_path_factory.mktemp("safe") / "ws"))
    yield shown
    shown.close()


@pytest.fixture
def stranger(page):
    """Another browser: without the cookie."""
    return page.app.test_client(use_cookies=False)


def rules(page):
    return {
        (rule.rule, method) for rule in page.app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_address_is_known_to_these_tests(page):
    def plain(rule):
        return re.sub(r"<int:side>", "0", re.sub(r"<int:number>", "1", rule))

    tried = {*POSTS, *GETS}
    for rule, method in rules(page):
        if rule not in ("/", "/static/<path:filename>"):
            assert plain(rule) in tried, f"{method} {rule} is not attacked"
    assert {method for _, method in rules(page)} == {"GET", "POST"}


@pytest.mark.parametrize("path", [*GETS, *POSTS, "/", "/nowhere"])
@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT}.evil.example", "localhost:1", ""]
)
def test_other_names_of_this_machine_are_refused(page, path, host):
    method = "POST" if path in POSTS else "GET"
    headers = {"Host": host, "Origin": f"http://{host}", "X-Cardscan": "1"}
    answered = page.client.open(path, method=method, headers=headers, json={} if method == "POST" else None)
    assert answered.status_code == 403
    assert b"Rossi" not in answered.data


@pytest.mark.parametrize("path", GETS)
def test_without_the_cookie_nothing_is_shown(stranger, path):
    answered = stranger.get(path, headers={"Host": f"127.0.0.1:{PORT}"})
    assert answered.status_code == 403
    assert answered.get_json()["error"]["code"] == "refused"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example", "X-Cardscan": "1"},
        {"Origin": "null", "X-Cardscan": "1"},
        {"Origin": f"https://127.0.0.1:{PORT}", "X-Cardscan": "1"},
        {"Origin": "http://127.0.0.1:1", "X-Cardscan": "1"},
        {"Origin": f"http://localhost:{PORT}", "X-Cardscan": "1"},
        {"Origin": f"{ORIGIN}.evil.example", "X-Cardscan": "1"},
        {"Origin": f"{ORIGIN}/x", "X-Cardscan": "1"},
        {"Origin": ORIGIN},
        {"Origin": ORIGIN, "X-Cardscan": "1", "Sec-Fetch-Site": "cross-site"},
        {"Origin": ORIGIN, "X-Cardscan": "1", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_forged_posts_are_refused(page, path, headers):
    assert page.raw("POST", path, headers=headers, json={"version": 0}).status_code == 403


@pytest.mark.parametrize("path", POSTS)
def test_posts_without_the_cookie_are_refused(stranger, path):
    kind = "multipart/form-data; boundary=x" if path == "/api/photos" else "application/json"
    headers = {"Host": f"127.0.0.1:{PORT}", "Origin": ORIGIN, "X-Cardscan": "1"}
    assert stranger.post(path, headers=headers, data=b"{}", content_type=kind).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_of_another_page_could_send_is_no_json(page, kind):
    headers = {"Origin": ORIGIN, "X-Cardscan": "1"}
    assert page.raw("POST", "/api/undo", headers=headers, data=b"{}", content_type=kind).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/api/contacts/1", "/api/contacts/1/fields", "/", "/static/js/api.js"])
def test_other_methods_and_preflights_are_refused(page, method, path):
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answered = page.raw(method, path, headers=asked)
    assert answered.status_code == 405
    assert not [name for name in dict(answered.headers) if name.lower().startswith("access-control")]


@pytest.mark.parametrize("path", GETS)
def test_a_post_to_what_is_looked_at_is_refused(page, path):
    assert page.raw("POST", path, headers={"Origin": ORIGIN, "X-Cardscan": "1"}, json={}).status_code == 405


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_done_by_looking(page, path):
    assert page.raw("GET", path).status_code in (404, 405)


def test_a_forged_override_of_the_method_does_nothing(page):
    sent = {"X-HTTP-Method-Override": "POST", "Origin": ORIGIN, "X-Cardscan": "1"}
    assert page.raw("GET", "/api/undo?_method=POST", headers=sent).status_code == 405


def test_the_token_works_once_and_gives_a_cookie_that_scripts_cannot_read(tmp_path):
    page = Page(evening(tmp_path / "ws"), enter=False)
    assert page.raw("GET", "/").status_code == 403
    assert page.raw("GET", "/?token=wrong").status_code == 403
    assert page.raw("GET", "/?token=").status_code == 403
    assert page.raw("GET", "/?token=é").status_code == 403
    let_in = page.raw("GET", f"/?token={TOKEN}")
    assert (let_in.status_code, let_in.headers["Location"]) == (303, "/")
    cookie = let_in.headers["Set-Cookie"]
    assert cookie.startswith(f"cardscan_{PORT}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert TOKEN not in cookie
    # The same browser may follow its link again; another one may not.
    assert page.raw("GET", f"/?token={TOKEN}").status_code == 303
    other = page.app.test_client()
    told = other.get(f"/?token={TOKEN}", headers={"Host": f"127.0.0.1:{PORT}"})
    assert told.status_code == 403
    assert b"link" in told.data
    assert "Set-Cookie" not in told.headers


def test_many_at_once_use_the_token_once(tmp_path):
    page = Page(evening(tmp_path / "ws"), enter=False)
    found, start = [], threading.Barrier(8)

    def enter():
        start.wait()
        found.append(page.desk.guard.admit(TOKEN))

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(True) == 1


@pytest.mark.parametrize("cookie", ["", "x", "cardscan=1", f"cardscan_{PORT}={TOKEN}", f"cardscan_{PORT}=", "é=é"])
def test_made_up_cookies_open_nothing(stranger, cookie):
    answered = stranger.get("/api/contacts", headers={"Host": f"127.0.0.1:{PORT}", "Cookie": cookie})
    assert answered.status_code == 403


@pytest.mark.parametrize("path", ["/", *GETS, "/nowhere", "/api/contacts/99"])
def test_every_answer_bears_its_seals(page, path):
    with page.raw("GET", path) as answered:
        headers = answered.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-" in headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in headers


def test_the_shell_has_no_script_or_style_of_its_own(page):
    text = page.raw("GET", "/").text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=|\son\w+=", text)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", text)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/js/../../guard.py",
        "/images/crop/1/../../../cardscan.toml",
        "/images/crop/..%2f..%2fcardscan.toml/0",
        "/images/crop/1/%2e%2e",
        "/images/photo/-1/0",
        "/images/photo/1/0/../../../../etc/passwd",
        "/images/thumb/1%00",
        "/images/thumb/99999999999999999999999",
        "/api/contacts/1%2f..%2f2",
    ],
)
def test_paths_do_not_lead_out(page, path):
    answered = page.raw("GET", path)
    assert answered.status_code == 404
    assert answered.mimetype == "application/json"
    assert b"[sender]" not in answered.data
    assert b"root:" not in answered.data


def test_a_picture_that_the_database_places_elsewhere_is_not_served(tmp_path):
    page = Page(evening(tmp_path / "ws"))
    anna = page.contact("Anna Rossi")["id"]
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(JPEG + b"secret")
    inside = page.workspace.cards / "inside.jpg"
    inside.write_bytes(JPEG)
    link = page.workspace.cards / "link.jpg"
    link.symlink_to(secret)
    for crop, status in (("../secret.jpg", 404), (str(secret), 404), (page.workspace.relative(link), 404),
                         ("cardscan.toml", 404), (page.workspace.relative(inside), 200)):  # fmt: skip
        import sqlite3

        with sqlite3.connect(page.workspace.database) as database:
            database.execute("UPDATE card SET crop = ? WHERE record = ?", (crop, anna))
        database.close()
        answered = page.raw("GET", f"/images/crop/{anna}/0")
        assert answered.status_code == status, crop
        assert b"secret" not in answered.data
    assert answered.mimetype == "image/jpeg"


def test_script_in_every_field_stays_text_in_json(tmp_path):
    from cardscan.settings.workspace import create

    workspace, _ = create(tmp_path / "ws")
    hostile = card(
        SCRIPT + " X", "a@b.example", company=SCRIPT, phone=SCRIPT, language="en", concerns=[["name", SCRIPT]]
    )
    photo(workspace.root / "2026-11-19 <img src=x onerror=alert(1)>" / "a.jpg", hostile)
    process(workspace, [], Options(), reader=FakeReader())
    page = Page(workspace)
    number = page.get("/api/contacts")["contacts"][0]["id"]
    contact = page.get(f"/api/contacts/{number}")
    changes = {"title": SCRIPT, "department": SCRIPT, "address": SCRIPT}
    contact = page.post(f"/api/contacts/{number}/fields", {"version": contact["version"], "changes": changes})
    note = {"note": SCRIPT, "promised": SCRIPT, "tags": [SCRIPT]}
    contact = page.post(f"/api/contacts/{number}/note", {"version": contact["version"], "note": note})
    text = {"version": contact["drafts"][0]["version"], "subject": SCRIPT, "body": SCRIPT}
    page.post(f"/api/drafts/{contact['drafts'][0]['id']}/text", text)
    for path in (
        "/api/overview",
        "/api/contacts",
        f"/api/contacts/{number}",
        "/api/doubles",
        f"/api/contacts?q={SCRIPT}",
    ):
        answered = page.raw("GET", path)
        assert answered.mimetype == "application/json"
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
    (error,) = (page.raw("GET", f"/api/contacts?state={SCRIPT}"),)
    assert (error.status_code, error.mimetype) == (400, "application/json")
    assert page.raw("GET", f"/{SCRIPT}").mimetype == "application/json"
    assert SCRIPT.encode() not in page.raw("GET", f"/?token={SCRIPT}").data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("card.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("card.jpg", b'<?xml version="1.0"?><svg/>'),
        ("card.jpg", b"PK\x03\x04 a zip"),
        ("card.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("card.jpg", b"#!/bin/sh\nrm -rf ~\n"),
        ("card.jpg", b"MZ\x90\x00"),
        ("card.jpg", b""),
        ("card.svg", b"<svg/>"),
    ],
)
def test_what_is_no_photo_is_refused_in_a_clear_line(page, name, data):
    told = page.upload("2026-11-20 Fair", (name, io.BytesIO(data)), status=400)["error"]
    assert told["code"] == "refused"
    assert name in told["message"]
    assert re.search("not a picture|is empty", told["message"])
    assert not list(page.workspace.root.glob("2026-11-20 Fair/*"))


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.jpg",
        "/etc/evil.jpg",
        "..\\..\\evil.jpg",
        "C:\\evil.jpg",
        ".hidden.jpg",
        "a\x00b.jpg",
        "con.jpg",
        "x" * 400,
        "cardscan.toml",
        "..",
        "",
        "a/../../b.jpg",
        "\u202egpj.exe",
    ],
)
def test_names_of_uploads_never_become_paths(tmp_path, name):
    from cardscan.workflow.uploads import Refused, keep

    folder = tmp_path / "ws" / "event"
    folder.mkdir(parents=True)
    kept = keep(folder, name, JPEG)
    assert not isinstance(kept, Refused)
    assert kept.resolve().parent == folder
    assert kept.read_bytes() == JPEG
    assert kept.suffix.lower() in (".jpg",)
    assert not kept.name.startswith(".")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


def test_an_upload_writes_over_nothing(tmp_path):
    from cardscan.workflow.uploads import keep

    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "b.jpg").symlink_to(tmp_path / "elsewhere")
    assert keep(tmp_path, "a.jpg", JPEG).name == "a.jpg"
    assert keep(tmp_path, "a.jpg", JPEG + b"2").name == "a-2.jpg"
    assert keep(tmp_path, "b.jpg", JPEG).name == "b-2.jpg"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "event", ["", "..", "../up", "/tmp/x", "drafts", "Templates", ".cardscan", "a/b", "a\\b", "a\x00b"]
)
def test_names_of_events_never_lead_out(page, event):
    before = all_below(page.workspace.root.parent)
    page.upload(event, ("a.jpg", io.BytesIO(JPEG)), status=400)
    assert all_below(page.workspace.root.parent) == before


def all_below(folder):
    """All files and folders, but for those that SQLite lays beside its own as it needs them."""
    return {path for path in folder.rglob("*") if not path.name.startswith("cardscan.db-")}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b"{" * 5000,
        b"[" * 200000,
        b'{"version": 1e999}',
        b'{"version": true}',
        b'{"version": "0"}',
        b'{"version": -1}',
        b'{"version": 0, "changes": []}',
        b'{"version": 0, "changes": {"title": {}}}',
    ],
)
def test_odd_json_is_refused(page, body):
    headers = {"Origin": ORIGIN, "X-Cardscan": "1"}
    answered = page.raw("POST", "/api/contacts/1/fields", headers=headers, data=body, content_type="application/json")
    assert answered.status_code == 400
    assert answered.get_json()["error"]["code"] == "usage"


def test_huge_requests_are_refused_unread(page):
    class Endless(io.RawIOBase):
        def readinto(self, buffer):
            raise AssertionError("the body was read")

        def readable(self):
            return True

    headers = {"Origin": ORIGIN, "X-Cardscan": "1"}
    for path, kind, size, status in (
        ("/api/undo", "application/json", MOST_JSON + 1, 413),
        ("/api/photos", "multipart/form-data; boundary=x", 300_000_000, 413),
    ):
        unread = {"wsgi.input": Endless(), "CONTENT_LENGTH": str(size)}
        answered = page.raw("POST", path, headers=headers, content_type=kind, environ_overrides=unread)
        assert answered.status_code == status, path
    unread = {"wsgi.input": Endless(), "HTTP_TRANSFER_ENCODING": "chunked"}
    answered = page.raw("POST", "/api/undo", headers=headers, content_type="application/json", environ_overrides=unread)
    assert answered.status_code == 411


def test_a_fault_says_nothing_of_what_is_on_the_cards(tmp_path, monkeypatch):
    page = Page(evening(tmp_path / "ws"))

    def broken(*_):
        raise ValueError("Anna Rossi anna@rossi.example")

    monkeypatch.setattr("cardscan.web.api_read.contact_view", broken)
    answered = page.raw("GET", "/api/contacts/1")
    assert answered.status_code == 500
    assert answered.get_json()["error"]["code"] == "broken"
    assert b"Rossi" not in answered.data


@pytest.fixture
def served(tmp_path):
    """A real server on a port of its own."""
    server = Server(evening(tmp_path / "ws"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join(5)
    assert not thread.is_alive()


def spoken(port, text):
    """Say something on the wire, and hear the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(text)
        heard = b""
        while part := wire.recv(65536):
            heard += part
        return heard


def test_the_real_server_refuses_what_the_application_does(served):
    def get(path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=headers)
            answered = connection.getresponse()
            answered.read()
            return answered

    assert get("/api/contacts").status == 403
    answered = get(served.link[len(f"http://127.0.0.1:{served.port}") :])
    assert answered.status == 303
    assert "Server" not in answered.headers
    cookie = answered.headers["Set-Cookie"].split(";")[0]
    assert get("/api/contacts", Cookie=cookie).status == 200
    evil = f"GET /api/contacts HTTP/1.1\r\nHost: evil.example\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    assert spoken(served.port, evil.encode()).startswith(b"HTTP/1.1 403")
    both = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert spoken(served.port, both.encode())[9:12] in (b"400", b"403")
    forwarded = (
        f"GET /api/contacts HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: 127.0.0.1:{served.port}\r\n"
        f"Cookie: {cookie}\r\nConnection: close\r\n\r\n"
    )
    assert spoken(served.port, forwarded.encode()).startswith(b"HTTP/1.1 403")


def test_the_real_server_answers_413_to_an_upload_of_300_mb_at_once(served):
    begun = time.monotonic()
    head = (
        f"POST /api/photos HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 300000000\r\n\r\n"
    )
    assert spoken(served.port, head.encode()).startswith(b"HTTP/1.1 413")
    assert time.monotonic() - begun < 3
    assert MOST_UPLOAD < 300_000_000


def test_the_server_listens_on_this_machine_alone(served):
    table = Path(f"/proc/{os.getpid()}/net/tcp")
    if not table.exists():
        pytest.skip("this system tells its sockets otherwise")
    places = [line.split()[1] for line in table.read_text().splitlines()[1:] if line.split()[3] == "0A"]
    assert f"0100007F:{served.port:04X}" in places
    assert f"00000000:{served.port:04X}" not in places


def test_ctrl_c_stops_the_command_within_a_second(tmp_path):
    workspace = evening(tmp_path / "ws")
    assert any(seconds_to_stop(workspace) < 1 for _ in range(4))  # one of them, where others keep the machine busy


def seconds_to_stop(workspace):
    command = [sys.executable, "-m", "cardscan.cli.main", "review", "-w", str(workspace.root), "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        link = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=\S+", running.stderr.readline())
        assert link
        with socket.create_connection(("127.0.0.1", int(link[1])), timeout=5):
            running.stderr.readline()
            begun = time.monotonic()
            running.send_signal(signal.SIGINT)
            assert running.wait(20) == 0
        took = time.monotonic() - begun
        assert "Traceback" not in running.stderr.read()
        return took


def test_where_no_browser_opens_the_link_is_left_to_the_user(tmp_path):
    workspace = evening(tmp_path / "ws")
    command = [sys.executable, "-m", "cardscan.cli.main", "review", "-w", str(workspace.root)]
    alone = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=alone | {"BROWSER": "/bin/false"}) as running:
        said = [running.stderr.readline() for _ in range(3)]
        assert "?token=" in said[0]
        assert "ctrl-C" in said[1]
        assert "open the link yourself" in said[2]
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0


def test_a_used_link_says_in_words_what_to_do(tmp_path):
    page = Page(evening(tmp_path / "ws"))
    stranger = page.app.test_client()
    answered = stranger.get(f"/?token={TOKEN}", headers={"Host": f"127.0.0.1:{PORT}"})
    assert answered.status_code == 403
    assert "works once" in answered.text
    assert "cardscan review" in answered.text
    page.close()


def test_a_port_that_is_taken_is_said_in_a_line(tmp_path, capfd):
    from cardscan.cli.main import run

    workspace = evening(tmp_path / "ws")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["review", "-w", str(workspace.root), "--no-open", "--port", str(port)]) == 2
    assert f"port {port} cannot be used" in capfd.readouterr().err


def test_the_event_that_uploads_go_to_may_be_a_known_one(tmp_path):
    page = Page(evening(tmp_path / "ws"))
    photo(tmp_path / "new.jpg", card("Eva Novak", "eva@novak.example"))
    from cardscan.workflow.uploads import event_folder

    known = frozenset({EVENT, "../outside"})
    assert event_folder(page.workspace, EVENT, known) == page.workspace.root / EVENT
    with pytest.raises(Exception, match="no name for an event"):
        event_folder(page.workspace, "../outside", known)
