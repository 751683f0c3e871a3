"""Letters handed over by the page: into the mailbox with a password that is typed, or as files for the mail program."""

import logging
from datetime import date
from email import message_from_bytes
from email.policy import default

import keyring
import keyring.backends.fail
import pytest
from asking import EVENT, Page, evening
from fake_imap import Behaviour, fake_imap
from fake_reader import FakeReader, card, photo

from cardscan.model import Concern, Evidence
from cardscan.settings.workspace import create
from cardscan.web import api_jobs
from cardscan.workflow.clues import clues
from cardscan.workflow.contacts import edit
from cardscan.workflow.process import Options, process
from cardscan.workflow.session import writing
from cardscan.workflow.standing import Which, approve


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    monkeypatch.delenv("CARDSCAN_MAIL_PASSWORD", raising=False)
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)


@pytest.fixture
def page(tmp_path):
    workspace = evening(tmp_path / "ws")
    for number in (1, 2):
        edit(workspace, number, ["note=told me about her boat", "gender=f"])
    approve(workspace, Which((1, 2)))
    opened = Page(workspace)
    yield opened
    opened.close()


def with_mailbox(page, port):
    with page.workspace.config.open("a") as file:
        file.write(f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\nuser = "zoe"\n')


def everything_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_password_is_asked_for_used_once_and_kept_nowhere(page, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with fake_imap(Behaviour(secret="s3cret-word")) as server:
        with_mailbox(page, server)
        refused = page.post("/api/push", {"to": "imap", "event": ""}, 400)
        assert refused["error"]["code"] == "password"
        assert "zoe at localhost" in refused["error"]["message"]
        assert refused["error"]["keyring"] is False
        assert page.get("/api/job") is None
        job = page.post("/api/push", {"to": "imap", "event": "", "password": "s3cret-word", "keep": True})
        assert "s3cret" not in str(job)
        done = page.job()
    assert (done["state"], done["asks"]) == ("done", ""), done
    assert {page.contact(name)["drafts"][0]["state"] for name in ("Anna Rossi", "Bo Lind")} == {"pushed"}
    assert b"s3cret" not in everything_below(page.workspace.root)
    assert "s3cret" not in str(done) + caplog.text + "".join(capfd.readouterr())
    assert page.post("/api/push", {"to": "imap", "event": ""}, 400)["error"]["code"] == "password"


def test_a_wrong_password_is_asked_for_anew(page):
    with fake_imap(Behaviour()) as server:
        with_mailbox(page, server)
        page.post("/api/push", {"to": "imap", "event": "", "password": "wrong"})
        done = page.job()
        assert (done["state"], done["asks"]) == ("failed", "password")
        page.post("/api/push", {"to": "imap", "event": "", "password": "right"})
        assert page.job()["state"] == "done"


def test_a_password_is_kept_only_where_that_is_asked_for(page, monkeypatch):
    kept = []
    monkeypatch.setattr("cardscan.workflow.passwords.has_keyring", lambda: True)
    monkeypatch.setattr(api_jobs, "has_keyring", lambda: True)
    monkeypatch.setattr(keyring, "set_password", lambda *all_of_it: kept.append(all_of_it))
    with fake_imap(Behaviour()) as server:
        with_mailbox(page, server)
        assert page.post("/api/push", {"to": "imap", "event": ""}, 400)["error"]["keyring"] is True
        page.post("/api/push", {"to": "imap", "event": "", "password": "right"})
        assert page.job()["state"] == "done"
        assert kept == []
        page.post("/api/push", {"to": "imap", "event": "", "password": "right", "keep": True})
        assert page.job()["state"] == "done"
    assert kept == [("cardscan localhost", "zoe", "right")]


def test_a_known_password_is_not_asked_for(page, monkeypatch):
    monkeypatch.setenv("CARDSCAN_MAIL_PASSWORD", "right")
    with fake_imap(Behaviour()) as server:
        with_mailbox(page, server)
        page.post("/api/push", {"to": "imap", "event": ""})
        assert page.job()["state"] == "done"


def test_without_a_server_the_settings_are_named(page):
    page.post("/api/push", {"to": "imap", "event": ""})
    [first, hint] = page.job()["report"]
    assert "mail server" in first["text"]
    assert "[mail]" in hint["text"]


def test_letters_as_files_are_opened_and_marked_as_sent_at_once(page):
    page.post("/api/push", {"to": "eml", "event": ""})
    job = page.job()
    assert [one["name"] for one in job["letters"]] == ["Anna Rossi", "Bo Lind"]
    assert str(page.workspace.drafts / EVENT) in " ".join(one["text"] for one in job["report"])
    for one in job["letters"]:
        answered = page.raw("GET", one["href"])
        assert answered.status_code == 200
        assert answered.mimetype == "message/rfc822"
        assert answered.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answered.headers["Content-Disposition"].endswith(".eml")
        assert answered.headers["Cache-Control"] == "no-store"
        letter = message_from_bytes(answered.data, policy=default)
        assert one["name"].split()[0].lower() in letter["To"].lower()
        assert letter["X-Unsent"] == "1"  # mail programs open it as a draft
    done = page.post("/api/drafts/sent", {"letters": [one["id"] for one in job["letters"]]})
    assert sorted(done["contacts"]) == [1, 2]
    assert {page.contact(name)["drafts"][0]["sent"] for name in ("Anna Rossi", "Bo Lind")} == {date.today().isoformat()}
    page.post("/api/undo", {"action": None})  # one for all
    assert {page.contact(name)["drafts"][0]["state"] for name in ("Anna Rossi", "Bo Lind")} == {"approved"}


@pytest.mark.parametrize("letters", [None, [], ["1"], [True], [-1], "1", [1, None]])
def test_letters_that_are_none_are_not_marked(page, letters):
    assert page.post("/api/drafts/sent", {"letters": letters}, 400)["error"]["code"] == "usage"


def test_a_letters_file_is_read_from_its_own_folder_only(page, tmp_path):
    secret = tmp_path / "secret.eml"
    secret.write_text("Subject: secret\n\nsecret")
    inside = page.workspace.root / "cardscan.toml"
    for path in ("../secret.eml", str(secret), "cardscan.toml", "drafts/../../secret.eml", "drafts/gone.eml"):
        with writing(page.workspace) as store:
            store.drafts.move(1, path)
        answered = page.raw("GET", "/letters/1.eml")
        assert answered.status_code == 404, path
        assert b"secret" not in answered.data
    assert inside.exists()
    assert page.raw("GET", "/letters/99.eml").status_code == 404
    assert page.raw("GET", "/letters/..%2fsecret.eml").status_code == 404


def test_a_letters_file_needs_the_cookie(page):
    stranger = Page(page.workspace, enter=False)
    assert stranger.raw("GET", "/letters/1.eml").status_code == 403
    stranger.close()


def test_a_numbers_extension_is_shown_and_changed_in_its_box(tmp_path):
    workspace, _ = create(tmp_path)
    photo(workspace.root / EVENT / "1.jpg", card("Anna Rossi", "anna@rossi.example", phone="+48717893026"))
    process(workspace, [], Options(today=date(2026, 11, 20)), reader=FakeReader())
    page = Page(workspace)
    anna = page.contact("Anna Rossi")

    def phone(one):
        return next(field for field in one["fields"] if field["key"] == "phones[0]")

    def put(text):
        nonlocal anna
        anna = page.post(
            f"/api/contacts/{anna['id']}/fields", {"version": anna["version"], "changes": {"phones[0]": text}}
        )
        return phone(anna)["shown"], phone(anna)["parts"]["extension"]

    assert put("+48 71 789 30 26 wew. 14") == ("+48 71 789 30 26 ext. 14", "14")
    assert put(phone(anna)["shown"]) == ("+48 71 789 30 26 ext. 14", "14")
    assert page.post("/api/check", {"field": "phones", "value": "+48 71 789 30 26 wew. 14"}) == {
        "valid": True,
        "normal": "+48 71 789 30 26 ext. 14",
        "message": "",
    }
    assert put("+48 71 789 30 26 ext. 7") == ("+48 71 789 30 26 ext. 7", "7")
    assert put("+48 71 789 30 26") == ("+48 71 789 30 26", "")
    page.close()


def test_reasons_are_words_and_few():
    assert clues(("looks_like_name", "largest", "among_largest", "top", "title_words", "nobody_knows")) == [
        "it looks like a name",
        "it is written large",
        "it stands at the top",
    ]
    assert clues(("line_model", "two_to_four_words")) == []


def test_candidates_tell_in_words_why(page):
    with writing(page.workspace) as store:
        record = store.record(1)
        assert record.lines
        store.edit_record(1, record.contact, [], (Concern("name", "unsure"),))
    reasons = [
        reason
        for field in page.contact("Anna Rossi")["fields"]
        for one in field["candidates"]
        for reason in one["reasons"]
    ]
    assert all("_" not in reason for reason in reasons)
    assert Evidence().reasons == ()
