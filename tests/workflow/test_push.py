"""`push` from the store to the mailbox: against a real Dovecot, and against a server that misbehaves."""

import datetime
import sys
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import keyring
import keyring.backend
import keyring.backends.fail
import pytest
from dovecot import DRAFTS, PASSWORD, USER, dovecot
from fake_imap import Behaviour, fake_imap

from cardscan.errors import CardscanError
from cardscan.followup.eml import render
from cardscan.model import Contact, Declaration, Draft, Email, Name, Reading, Sender, Side
from cardscan.settings.workspace import Workspace, create
from cardscan.workflow.passwords import Asker
from cardscan.workflow.push import Options, preview, push
from cardscan.workflow.session import reading, writing

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SENDER = Sender("Zoë Field", email="zoe@example.com")
GREETINGS = ("Estimada señora Ñúñez", "Gentile Dott.ssa Città", "Stimată doamnă Țăruș", "Dzień dobry, Panie Łukaszu")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    monkeypatch.delenv("CARDSCAN_MAIL_PASSWORD", raising=False)
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)


def a_workspace(root, count=3, status="approved") -> Workspace:
    """A workspace with letters that are ready to go."""
    place, _ = create(root / "ws")
    with writing(place, create=True) as store, store.transaction():
        for number in range(1, count + 1):
            name, to = f"Ana {number} Łoś", f"ana{number}@x.example"
            contact = Contact(name=Name(name), emails=(Email(to),))
            side = Side(root / f"{number}.jpg", f"{number:x}", 0, 0, None, SQUARE, b"")
            read = Reading((side,), (), (), contact, "ready")
            record = store.add_reading(read, None, [f"{number}.jpg"], [f"{number}.jpg"])
            greeting = GREETINGS[number % len(GREETINGS)]
            body = f"{greeting}:\n\nUn gusto, nº {number}. https://x.example/{number}\n\nZoë"
            draft = Draft(to, name, f"Señal nº {number}", body, "es", "first-meeting", datetime.date(2026, 11, 20))
            path = place.drafts / f"letter-{number}.eml"
            data = render(draft, SENDER)
            path.write_bytes(data)
            stored = store.drafts.put(record, draft, place.relative(path), sha256(data).hexdigest())
            store.drafts.mark(stored, status)
    return place


def configure(place, port, security="none", extra="", user=USER):
    place.config.write_text(
        f'[sender]\nemail = "{user}"\n[mail]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\n{extra}'
    )


def outcomes(summary):
    return [letter.outcome for letter in summary.letters]


def statuses(place):
    with reading(place) as store:
        return [draft.status for draft in store.drafts.find()]


def typed(word="right", *, keep=False):
    return Asker(password=lambda _: word, keep=lambda: keep)


def edit(place, number=1, old="Un gusto", new="Un verdadero gusto"):
    """Change a letter's file as a text editor does: the plain text, as UTF-8, with bare line ends."""
    path = place.drafts / f"letter-{number}.eml"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(old.encode(), new.encode(), 1))


@pytest.mark.dovecot
def test_sixty_letters_reach_a_real_mailbox_once(tmp_path, monkeypatch):
    place = a_workspace(tmp_path, 60)
    monkeypatch.setenv("CARDSCAN_MAIL_PASSWORD", PASSWORD)
    with dovecot() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        configure(place, server.tls, "tls")
        assert outcomes(push(place, Options())) == ["added"] * 60
        assert set(statuses(place)) == {"pushed"}
        there = letters_in(server)
        assert sorted(there) == sorted(f"Señal nº {number}" for number in range(1, 61))
        for number in range(1, 61):
            flags, message = there[f"Señal nº {number}"]
            assert {b"\\Draft", b"\\Seen"} <= set(flags)
            assert message["To"].addresses[0].display_name == f"Ana {number} Łoś"
            assert message["From"].addresses[0].addr_spec == "zoe@example.com"
            text = message.get_body(("plain",)).get_content()
            assert text.startswith(GREETINGS[number % len(GREETINGS)])
            assert f'<a href="https://x.example/{number}">' in message.get_body(("html",)).get_content()
            assert message.defects == []
            assert message["Bcc"] is None

        assert outcomes(push(place, Options())) == ["there"] * 60
        edit(place, 7, new="¡Qué gusto")
        configure(place, server.starttls, "starttls")
        assert sorted(outcomes(push(place, Options()))) == ["replaced"] + ["there"] * 59
        there = letters_in(server)
        assert len(there) == 60
        assert "¡Qué gusto" in there["Señal nº 7"][1].get_body(("html",)).get_content()
        assert outcomes(push(place, Options())) == ["there"] * 60


@pytest.mark.dovecot
def test_a_full_real_mailbox_and_a_wrong_password_are_said(tmp_path, monkeypatch):
    place = a_workspace(tmp_path, 3)
    with dovecot(most=2) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        configure(place, server.tls, "tls")
        with pytest.raises(CardscanError, match="does not let"):
            push(place, Options(), asker=typed("wrong"))
        done = push(place, Options(), asker=typed(PASSWORD))
        assert (outcomes(done), done.left) == (["added", "added"], 1)
        assert "full" in done.trouble.message
        token = f'user = "token@example.com"\ntoken_command = [{sys.executable!r}, "-c", "print(\'ya29.a-token\')"]\n'
        configure(place, server.tls, "tls", token)
        assert outcomes(push(place, Options((1,)))) == ["added"]


def letters_in(server):
    """What an IMAP client library reads: flags and message by subject."""
    client = server.client()
    client.select_folder(DRAFTS, readonly=True)
    found = client.fetch(client.search(), [b"FLAGS", b"BODY.PEEK[]"])
    client.logout()
    messages = [(one[b"FLAGS"], message_from_bytes(one[b"BODY[]"], policy=default)) for one in found.values()]
    subjects = [str(message["Subject"]) for _, message in messages]
    assert len(set(subjects)) == len(subjects)
    return dict(zip(subjects, messages, strict=True))


@pytest.mark.parametrize(("count", "after"), [(60, True), (6, False)])
def test_a_run_that_is_cut_goes_on_without_doubles(tmp_path, count, after):
    half = count // 2
    place, server = a_workspace(tmp_path, count), Behaviour(cut_at=half + 1, cut_after=after)
    with fake_imap(server) as port:
        configure(place, port)
        done = push(place, Options(), asker=typed())
        assert (outcomes(done), done.left) == (["added"] * half, half)
        assert "cut" in done.trouble.message
        assert statuses(place) == ["pushed"] * half + ["approved"] * half
        again = push(place, Options(), asker=typed())
        assert outcomes(again) == ["there"] * (half + after) + ["added"] * (half - after)
    assert len(server.messages) == count


def test_only_approved_letters_go_and_nobody_who_objected(tmp_path):
    place, server = a_workspace(tmp_path, 5), Behaviour()
    with writing(place) as store:
        ids = [draft.id for draft in store.drafts.find()]
        for number, status in zip(ids, ("written", "sent", "skipped", "approved", "approved"), strict=True):
            store.drafts.mark(number, status)
        store.declare(5, "objection", Declaration(datetime.date(2026, 11, 20)))
    with fake_imap(server) as port:
        configure(place, port)
        planned = ["unapproved", "settled", "settled", "chosen", "objected"]
        assert outcomes(preview(place, Options())) == planned
        assert server.said == []
        assert sorted(outcomes(push(place, Options(), asker=typed()))) == sorted([*planned[:3], "added", "objected"])
        assert outcomes(push(place, Options((1,), unapproved=True), asker=typed())) == ["added"]
    assert statuses(place)[:4] == ["pushed", "sent", "skipped", "pushed"]


def test_what_left_the_mailbox_does_not_come_back_unless_asked_for(tmp_path):
    place, server = a_workspace(tmp_path, 2), Behaviour()
    with fake_imap(server) as port:
        configure(place, port)
        push(place, Options(), asker=typed())
        del server.messages[1]
        assert outcomes(push(place, Options(), asker=typed())) == ["gone", "there"]
        assert outcomes(push(place, Options((1,)), asker=typed())) == ["added"]


def test_a_letter_to_somebody_who_objected_since_is_pointed_out(tmp_path):
    place, server = a_workspace(tmp_path, 2), Behaviour()
    with fake_imap(server) as port:
        configure(place, port)
        push(place, Options(), asker=typed())
        with writing(place) as store:
            store.declare(1, "objection", Declaration(datetime.date(2026, 11, 20)))
        first = push(place, Options(), asker=typed()).letters[0]
    assert (first.outcome, first.why) == ("objected", "there")


def test_a_file_that_is_no_letter_any_more_stops_no_other(tmp_path):
    place, server = a_workspace(tmp_path, 4), Behaviour()
    (place.drafts / "letter-1.eml").write_bytes(b"")
    (place.drafts / "letter-2.eml").unlink()
    edit(place, 3, old="To: ", new="X-To: ")
    with fake_imap(server) as port:
        configure(place, port)
        done = push(place, Options(), asker=typed())
    assert outcomes(done) == ["unusable", "removed", "unusable", "added"]
    assert [letter.why for letter in done.letters][::2] == ["empty", "no-recipient"]


def test_a_refused_letter_stops_no_other(tmp_path):
    place, server = a_workspace(tmp_path, 3), Behaviour(refuse="too odd", refuse_when=b"ana2@")
    with fake_imap(server) as port:
        configure(place, port)
        done = push(place, Options(), asker=typed())
    assert outcomes(done) == ["added", "refused", "added"]
    assert statuses(place) == ["pushed", "approved", "pushed"]


class Keyring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self):
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password


def test_the_password_is_asked_for_once_and_kept_where_the_user_wants(tmp_path, monkeypatch):
    place, mine = a_workspace(tmp_path, 1), Keyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: mine)
    monkeypatch.setattr(keyring, "get_password", mine.get_password)
    monkeypatch.setattr(keyring, "set_password", mine.set_password)
    server = Behaviour()
    with fake_imap(server) as port:
        configure(place, port)
        with pytest.raises(CardscanError, match="no password") as caught:
            push(place, Options())
        assert "CARDSCAN_MAIL_PASSWORD" in caught.value.hint
        with pytest.raises(CardscanError, match="does not let"):
            push(place, Options(), asker=typed("wrong", keep=True))
        assert not mine.kept
        push(place, Options(), asker=typed(keep=False))
        assert not mine.kept
        push(place, Options(), asker=typed(keep=True))
        assert mine.kept == {("cardscan localhost", USER): "right"}
        assert outcomes(push(place, Options())) == ["there"]
        server.secret = "changed"
        with pytest.raises(CardscanError, match="does not let"):
            push(place, Options())
        assert outcomes(push(place, Options(), asker=typed("changed", keep=True))) == ["there"]
        assert set(mine.kept.values()) == {"changed"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["no-such-program"], "cannot be run"),
        ([sys.executable, "-c", "print('ya29.secret'); raise SystemExit(1)"], "gave no token"),
        ([sys.executable, "-c", ""], "gave no token"),
        ([sys.executable, "-c", "print('ya29.wrong')"], "does not let"),
    ],
)
def test_a_token_program_that_fails_is_said_without_its_words(tmp_path, command, said):
    place = a_workspace(tmp_path, 1)
    with fake_imap(Behaviour(secret="ya29.x")) as port:
        configure(place, port, extra=f"token_command = {command!r}\n")
        with pytest.raises(CardscanError, match=said) as caught:
            push(place, Options())
    assert "ya29" not in caught.value.message + caught.value.hint


def test_without_a_server_the_settings_are_named(tmp_path):
    place = a_workspace(tmp_path, 1)
    place.config.write_text("")
    with pytest.raises(CardscanError, match="mail server") as caught:
        push(place, Options())
    assert "[mail]" in caught.value.hint
