"""`cardscan sync` as people and programs read it."""

import json

import keyring
import keyring.backends.fail
import pytest
from fake_carddav import BOOK, Behaviour, fake_carddav
from fake_reader import card, photo


@pytest.fixture
def it():
    return Behaviour()


@pytest.fixture
def call(tmp_path, monkeypatch, call, it):
    """Run a command in a workspace with two contacts and an address book: exit code, stdout, stderr."""
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)
    monkeypatch.setenv("CARDSCAN_SYNC_PASSWORD", "right")
    assert call("init")[0] == 0
    photo(tmp_path / "2026-11-19 Breakfast" / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    photo(tmp_path / "2026-11-19 Breakfast" / "2.jpg", card("Bo Lind", "bo@lind.example"))
    assert call("process")[0] == 0
    with fake_carddav(it) as url:
        (tmp_path / "cardscan.toml").write_text(f'[sync]\nurl = "{url}"\nuser = "zoe"\n')
        yield call


def test_it_says_what_would_be_done_and_then_what_was_done(call, it):
    code, out, err = call("sync", "--dry-run")
    assert (code, err) == (0, "")
    assert "2 contacts would be in People at 127.0.0.1" in out
    assert "1 Anna Rossi: new there" in out
    assert it.cards == {}
    code, out, err = call("sync")
    assert (code, err) == (0, "")
    assert "2 contacts are in People" in out
    assert "2 new" in out
    assert "2 as before" in call("sync")[1]


def test_conflicts_are_shown_with_what_to_do(call, it):
    call("edit", "1", "title=Owner")
    call("sync")
    path = next(path for path, text in it.cards.items() if "Rossi" in text)
    it.cards[path] = it.cards[path].replace("TITLE:Owner", "TITLE:Boss\x7f\u202e")
    call("edit", "1", "title=Founder")
    code, out, _ = call("sync")
    assert code == 0
    assert "1 Anna Rossi: title: here 'Founder', there 'Boss'" in out
    assert "cardscan sync NUMBER --prefer mine" in out
    told = json.loads(call("sync", "--json")[1])
    assert told["contacts"][0]["conflicts"] == [{"fact": "title", "mine": "Founder", "theirs": "Boss"}]
    assert "title: here" not in call("sync", "1", "--prefer", "mine")[1]
    assert "TITLE:Founder" in it.cards[path]


def test_what_was_deleted_is_told_once_on_either_side(call, it):
    call("sync")
    del it.cards[next(path for path, text in it.cards.items() if "Rossi" in text)]
    code, out, _ = call("sync")
    assert code == 0
    assert "1 Anna Rossi: was deleted there" in out
    assert "cardscan sync NUMBER" in out
    assert "Anna Rossi" not in call("sync")[1]
    assert call("delete", "2", "--yes")[0] == 0
    assert "Bo Lind: was deleted here, and is still there" in call("sync")[1]
    assert "1 deleted there" in call("sync", "--delete")[1]
    assert it.cards == {}


def test_a_run_that_fails_says_so_and_counts_what_is_left(call, it):
    it.answers["PUT"] = (507, {})
    code, out, err = call("sync")
    assert code == 3
    assert "2 contacts are still to be done." in out
    assert "the address book is full" in err
    it.answers["PUT"] = [(403, {})]
    code, out, err = call("sync")
    assert (code, err) == (3, "")
    assert "1 Anna Rossi: error 403" in out


def test_one_line_where_it_cannot_begin(call, it, tmp_path, monkeypatch):
    monkeypatch.setenv("CARDSCAN_SYNC_PASSWORD", "wr0ng")
    code, out, err = call("sync", "--debug")
    assert code == 1
    assert "does not let zoe in" in err
    assert "wr0ng" not in out + err
    monkeypatch.delenv("CARDSCAN_SYNC_PASSWORD")
    assert "CARDSCAN_SYNC_PASSWORD" in call("sync")[2]
    (tmp_path / "cardscan.toml").write_text("")
    assert "under [sync]" in call("sync")[2]
    (tmp_path / "cardscan.toml").write_text('[sync]\npassword = "x"\n')
    assert "no password belongs into a file" in call("sync")[2]


def test_people_are_taken_in_when_asked_for(call, it):
    it.cards[f"{BOOK}x.vcf"] = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:x\r\nN:Fox;Dana;;;\r\nFN:Dana Fox\r\nEND:VCARD\r\n"
    call("sync")
    assert "1 imported" in call("sync", "--import")[1]
    assert "Dana Fox" in call("list")[1]
