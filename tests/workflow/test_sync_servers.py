"""`sync` with servers that are unlike Radicale: no ETag told, cards worded anew, changes under our hands."""

from pathlib import Path

import keyring
import pytest
from fake_carddav import BOOK, Behaviour, fake_carddav
from fake_reader import FakeReader, card, photo

from cardscan.settings.workspace import create
from cardscan.workflow.contacts import edit
from cardscan.workflow.doubles import join
from cardscan.workflow.process import Options as ProcessOptions
from cardscan.workflow.process import process
from cardscan.workflow.session import reading
from cardscan.workflow.sync import Options, sync
from cardscan.workflow.undo import undo


@pytest.fixture
def it():
    return Behaviour()


@pytest.fixture
def workspace(tmp_path, it, monkeypatch):
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)
    monkeypatch.setenv("CARDSCAN_SYNC_PASSWORD", "right")
    made, _ = create(tmp_path / "ws")
    with fake_carddav(it) as url:
        made.config.write_text(f'[sync]\nurl = "{url}"\nuser = "zoe"\n', encoding="utf-8")
        folder = made.root / "2026-11-19 Breakfast"
        photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl", phone="+390255501234"))
        photo(folder / "2.jpg", card("Bo Lind", "bo@lind.example"))
        process(made, (), ProcessOptions(), reader=FakeReader())
        yield made


def outcomes(workspace, **more):
    summary = sync(workspace, Options(**more))
    assert summary.trouble is None
    return [one.outcome for one in summary.people]


def puts(it):
    return [one for one in it.asked if one.startswith("PUT")]


@pytest.mark.parametrize("rewrites", [False, True])
def test_a_server_that_tells_no_etag_and_words_cards_anew(workspace, it, rewrites):
    it.tells_etags, it.rewrites = False, rewrites
    assert outcomes(workspace) == ["created", "created"]
    assert outcomes(workspace) == ["same", "same"]
    edit(workspace, 1, ["title=Owner"])
    assert outcomes(workspace) == ["put", "same"]
    assert outcomes(workspace) == ["same", "same"]
    assert len(puts(it)) == 3
    assert sum("X-SERVER" in text for text in it.cards.values()) == 2 * rewrites


def test_a_card_that_changes_between_our_look_and_our_put_is_looked_at_again(workspace, it):
    outcomes(workspace)
    edit(workspace, 1, ["title=Owner"])
    changes = iter(range(2))

    def meanwhile(path):
        if (number := next(changes, None)) is not None:
            it.cards[path] = it.cards[path].replace("END:VCARD", f"X-N:{number}\r\nEND:VCARD")

    it.before_put = meanwhile
    assert outcomes(workspace) == ["put", "same"]
    text = next(text for text in it.cards.values() if "Rossi" in text)
    assert "TITLE:Owner" in text
    assert "X-N:0" in text
    assert "X-N:1" in text


def test_a_card_that_never_stands_still_is_given_up_and_named(workspace, it):
    outcomes(workspace)
    edit(workspace, 1, ["title=Owner"])

    def meanwhile(path):
        it.cards[path] = it.cards[path].replace("END:VCARD", "X-N:1\r\nEND:VCARD")

    it.before_put = meanwhile
    summary = sync(workspace, Options())
    assert [(one.outcome, one.why) for one in summary.people] == [
        ("refused", "it changes there all the time"),
        ("same", ""),
    ]


def test_a_card_refused_is_named_and_the_others_go_on(workspace, it):
    it.answers["PUT"] = [(403, {})]
    summary = sync(workspace, Options())
    assert [one.outcome for one in summary.people] == ["refused", "created"]
    assert "403" in summary.people[0].why
    assert outcomes(workspace) == ["created", "same"]


def test_a_full_address_book_ends_the_run(workspace, it):
    it.answers["PUT"] = [None, (507, {})]
    summary = sync(workspace, Options())
    assert [one.outcome for one in summary.people] == ["created"]
    assert "is full" in summary.trouble.message
    assert summary.left == 1


def test_a_card_that_cannot_be_read_is_left_as_it_is(workspace, it):
    outcomes(workspace)
    path = next(path for path, text in it.cards.items() if "Rossi" in text)
    it.cards[path] = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:=C3=91\r\nEND:VCARD\r\n"
    before = dict(it.cards)
    summary = sync(workspace, Options())
    assert [one.outcome for one in summary.people] == ["unusable", "same"]
    assert it.cards == before
    with reading(workspace) as store:
        assert store.record(1).contact.name.full == "Anna Rossi"


def test_hostile_text_from_there_stays_text(workspace, it):
    outcomes(workspace)
    path = next(path for path, text in it.cards.items() if "Rossi" in text)
    evil = "TITLE:Boss\\nBcc: eve@evil.example\u202e\x1b[31m{{ 7*7 }}\r\nFN:"
    it.cards[path] = it.cards[path].replace("FN:", evil, 1)
    assert outcomes(workspace)[0] == "taken"
    with reading(workspace) as store:
        title = store.record(1).contact.title.value
    assert title == "Boss Bcc: eve@evil.example[31m{{ 7*7 }}"


def test_cards_in_other_versions_keep_theirs(workspace, it):
    text = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:x\r\nN:Rossi;Anna;;;\r\nFN:Anna Rossi\r\nEMAIL:anna@rossi.example\r\n"
        "TEL;VALUE=uri;TYPE=cell:tel:+39-02-5550-1234\r\nPHOTO:data:image/jpeg;base64,AAAA\r\nEND:VCARD\r\n"
    )
    it.cards[f"{BOOK}x.vcf"] = text
    assert outcomes(workspace) == ["linked", "created"]
    now = it.cards[f"{BOOK}x.vcf"]
    assert "VERSION:4.0" in now
    assert "PHOTO:data:image/jpeg;base64,AAAA" in now
    assert now.count("TEL") == 1
    assert "ORG:Rossi Srl" in now
    assert outcomes(workspace) == ["same", "same"]
    edit(workspace, 1, ["phone="])
    assert outcomes(workspace) == ["put", "same"]
    assert "TEL" not in it.cards[f"{BOOK}x.vcf"]


def test_letters_follow_a_new_name_and_it_can_be_undone(workspace, it):
    outcomes(workspace)
    path = next(path for path, text in it.cards.items() if "Rossi" in text)
    it.cards[path] = (
        it.cards[path].replace("N:Rossi;Anna;;;", "N:Rossi;Annalisa;;;").replace("Anna Rossi", "Annalisa Rossi")
    )
    assert outcomes(workspace) == ["taken", "same"]
    with reading(workspace) as store:
        (draft,) = store.drafts.find(record=1)
        assert "Annalisa" in draft.draft.body
        assert "Annalisa" in Path(workspace.root / draft.file).read_text(encoding="utf-8")
        assert store.journal.last().what == "synced"
    assert outcomes(workspace) == ["same", "same"]
    undo(workspace)
    assert outcomes(workspace) == ["put", "same"]
    assert "N:Rossi;Anna;" in it.cards[path]


def test_of_two_contacts_that_are_joined_one_card_is_left(workspace, it):
    outcomes(workspace)
    join(workspace, 1, 2)
    assert sorted(outcomes(workspace)) == ["left", "put"]
    undo(workspace)
    assert len(it.cards) == 2
    assert sorted(outcomes(workspace)) == ["put", "same"]
    join(workspace, 1, 2)
    assert sorted(outcomes(workspace, delete=True)) == ["deleted", "put"]
    assert outcomes(workspace) == ["same"]
    assert len(it.cards) == 1


def test_nothing_of_a_person_is_in_the_logs(workspace, it, caplog):
    caplog.set_level("DEBUG")
    outcomes(workspace)
    assert "right" not in caplog.text
    assert "Rossi" not in caplog.text
