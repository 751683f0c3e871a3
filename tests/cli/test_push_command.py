"""`cardscan push` and `cardscan doctor --mail` as people and programs read them."""

import json

import keyring
import keyring.backends.fail
import pytest
from fake_imap import Behaviour, fake_imap
from fake_reader import card, photo

from cardscan.settings.workspace import find_workspace
from cardscan.workflow.session import writing


@pytest.fixture
def call(tmp_path, monkeypatch, call):
    """Run a command in a workspace with two letters, the second approved: exit code, stdout, stderr."""
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)
    monkeypatch.setenv("CARDSCAN_MAIL_PASSWORD", "right")
    assert call("init")[0] == 0
    photo(tmp_path / "2026-11-19 Breakfast" / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    photo(tmp_path / "2026-11-19 Breakfast" / "2.jpg", card("Bo Lind", "bo@lind.example"))
    assert call("process")[0] == 0
    with writing(find_workspace(tmp_path)) as store:
        store.drafts.mark(store.drafts.find()[1].id, "approved")
    return call


@pytest.fixture
def server(tmp_path):
    behaviour = Behaviour()
    with fake_imap(behaviour) as port:
        text = f'[sender]\nemail = "zoe@example.com"\n[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\n'
        (tmp_path / "cardscan.toml").write_text(text)
        yield behaviour


def test_approved_letters_are_laid_down_and_counted(call, server):
    code, out, _ = call("push", "--dry-run")
    assert code == 0
    assert out.startswith("1 draft would go into your mailbox.\n  2 Bo Lind: ")
    assert server.said == []
    code, out, err = call("push")
    assert (code, err) == (0, "")
    assert "1 draft is in Entwürfe of zoe@example.com; nothing was sent." in out
    assert "1 new" in out
    assert "1 there before" in call("push")[1]
    assert len(server.messages) == 1
    assert "not approved yet" in call("push", "1")[1]
    assert "2 drafts are in" in call("push", "--all")[1]


def test_json_tells_each_letter(call, server):
    code, out, _ = call("push", "--all", "--json")
    told = json.loads(out)
    assert code == 0
    assert [draft["outcome"] for draft in told["drafts"]] == ["added", "added"]
    assert told["mailbox"] == "Entwürfe"
    assert told["trouble"] is None
    listed = json.loads(call("drafts", "2", "--json")[1])
    assert listed["mailto"].startswith("mailto:bo@lind.example?subject=")
    assert listed["status"] == "pushed"


def test_a_run_that_breaks_off_says_so_and_what_to_do(call, server):
    server.cut_at = 2
    code, out, err = call("push", "--all")
    assert code == 3
    assert "1 draft is still to be pushed." in out
    assert "the connection was cut" in err
    assert "Run the command again" in err
    assert call("push", "--all")[0] == 0
    assert len(server.messages) == 2


def test_a_letter_refused_is_named(call, server):
    server.refuse, server.refuse_when = "too\x1b[31m odd", b"bo@lind"
    code, out, _ = call("push")
    assert code == 3
    assert "2 Bo Lind: the server refused it: too" in out
    assert "\x1b" not in out


def test_a_wrong_password_is_one_line_and_never_shown(call, server, monkeypatch):
    monkeypatch.setenv("CARDSCAN_MAIL_PASSWORD", "wr0ng")
    code, out, err = call("push", "--debug")
    assert code == 1
    assert "cardscan: the mail server does not let zoe@example.com in" in err
    assert "wr0ng" not in out + err


def test_doctor_looks_at_the_mailbox_only_when_asked(call, server):
    code, out, _ = call("doctor")
    assert "mailbox" not in out
    assert server.said == []
    code, out, _ = call("doctor", "--mail")
    assert "Entwürfe of zoe@example.com at localhost" in out
    server.secret = "other"
    code, out, _ = call("doctor", "--mail")
    assert code == 1
    assert "does not let" in out
