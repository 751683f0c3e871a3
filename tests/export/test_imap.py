"""The drafts mailbox, against a server that misbehaves."""

import logging
import ssl
from email import message_from_bytes
from email.policy import default

import pytest
from fake_imap import Behaviour, authority, fake_imap

from cardscan.errors import CardscanError, WrongLoginError
from cardscan.export.imap import Login, open_drafts
from cardscan.export.imap_errors import LetterRefusedError

ONE, TWO = "1" * 32, "2" * 32


def letter(text="Hola, Íñigo", subject="Señal", number=1):
    return (
        f"From: zoe@example.com\r\nTo: ana@x.example\r\nSubject: {subject}\r\nX-Unsent: 1\r\n"
        f"Message-ID: <{number}@example.com>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def put(behaviour, *letters, secret="right", kind="password", mailbox="", user="zoe", **more):
    """Open the mailbox, lay letters down, close it."""
    with (
        fake_imap(behaviour, more.pop("tls", None)) as port,
        open_drafts(
            more.pop("host", "localhost"),
            Login(user, secret, kind),
            port=port,
            security=more.pop("security", "none"),
            mailbox=mailbox,
            timeout=more.pop("timeout", 5),
            **more,
        ) as drafts,
    ):
        return [drafts.put(name, data) for name, data in letters]


def test_a_letter_is_laid_down_once_as_mail_programs_do():
    server = Behaviour()
    assert put(server, (ONE, letter()), (TWO, letter(number=2)), (ONE, letter())) == ["added", "added", "there"]
    assert put(server, (ONE, letter()), (TWO, letter(number=2))) == ["there", "there"]
    assert {flags for flags, _ in server.messages.values()} == {r"\Draft \Seen"}
    message = message_from_bytes(server.texts()[0], policy=default)
    assert message["Date"]
    assert message["X-Unsent"] is None
    assert message["X-Cardscan-Draft"].split()[0] == ONE
    assert message["Subject"] == "Señal"
    assert message.get_content().strip() == "Hola, Íñigo"


def test_bare_line_ends_become_those_of_mail():
    server = Behaviour()
    put(server, (ONE, letter().replace(b"\r\n", b"\n")))
    assert b"\n" not in server.texts()[0].replace(b"\r\n", b"")
    assert put(server, (ONE, letter())) == ["there"]


def test_a_new_version_takes_the_place_of_one_that_nobody_touched():
    server = Behaviour()
    put(server, (ONE, letter()), (TWO, letter(number=2)))
    assert put(server, (ONE, letter("Hola otra vez", number=3))) == ["replaced"]
    assert len(server.messages) == 2
    assert any("otra vez" in text.decode() for text in server.texts())


def test_a_server_that_cannot_remove_one_letter_gets_it_marked():
    server = Behaviour(capabilities="IMAP4rev1 AUTH=PLAIN")
    put(server, (ONE, letter()))
    assert put(server, (ONE, letter("otra"))) == ["replaced"]
    assert len(server.texts()) == 1
    assert not [line for line in server.said if "EXPUNGE" in line]
    assert put(server, (ONE, letter("otra"))) == ["there"]


def test_what_the_user_changed_in_the_mailbox_stays_alone():
    server = Behaviour()
    put(server, (ONE, letter()))
    server.messages[1][1] = server.messages[1][1].replace(b"Hola", b"Buenos dias")
    before = server.texts()
    assert put(server, (ONE, letter("otra"))) == ["edited"]
    assert server.texts() == before


def test_a_letter_whose_mark_the_server_lost_is_known_by_its_message_id():
    server = Behaviour()
    put(server, (ONE, letter()))
    flags, data = server.messages[1]
    server.messages[1] = [flags, data.partition(b"\r\n")[2]]
    assert put(server, (ONE, letter())) == ["there"]


def test_a_deleted_letter_counts_as_gone():
    server = Behaviour()
    put(server, (ONE, letter()))
    server.messages[1][0] += r" \Deleted"
    assert put(server, (ONE, letter())) == ["added"]


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_cut_in_a_letter_leaves_no_double(after):
    server = Behaviour(cut_at=2, cut_after=after)
    letters = [(str(number) * 32, letter(number=number)) for number in range(1, 5)]
    with pytest.raises(CardscanError, match="cut"):
        put(server, *letters)
    assert len(server.messages) == 1 + after
    assert put(server, *letters) == ["there", "there" if after else "added", "added", "added"]
    assert len(server.messages) == 4


def test_a_connection_cut_before_the_old_version_went_is_made_good():
    server = Behaviour()
    put(server, (ONE, letter()))
    server.cut_at, server.cut_after = 2, True
    with pytest.raises(CardscanError):
        put(server, (ONE, letter("otra")))
    assert len(server.messages) == 2
    assert put(server, (ONE, letter("otra"))) == ["there"]
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        ([("", "INBOX"), (r"\Drafts", "[Gmail]/Borradores"), ("", "Drafts")], "[Gmail]/Borradores"),
        ([("", "INBOX"), ("", "INBOX/Entw&APw-rfe")], "INBOX/Entwürfe"),
        ([("", "Szkice"), (r"\Noselect", "Drafts")], "Szkice"),
        ([("", "Archive/2019/Drafts"), ("", "BOZZE"), ("", "INBOX/Drafts")], "INBOX/Drafts"),
        ([(r"asked \Drafts", "Notes"), ("", "Drafts")], "Notes"),
    ],
)
def test_the_mailbox_of_drafts_is_found(folders, found):
    server = Behaviour(folders=folders, capabilities="IMAP4rev1 AUTH=PLAIN SPECIAL-USE")
    with fake_imap(server) as port, open_drafts("localhost", Login("z", "right"), port=port, security="none") as drafts:
        assert drafts.name == found


def test_without_a_mailbox_of_drafts_the_names_are_told():
    server = Behaviour(folders=[("", "INBOX"), ("", "Pr&APM-ximos")])
    with pytest.raises(CardscanError) as caught:
        put(server)
    assert "drafts_mailbox" in caught.value.hint
    assert "Próximos" in caught.value.hint
    assert put(server, (ONE, letter()), mailbox="Próximos") == ["added"]
    with pytest.raises(CardscanError, match="'Nada' cannot be opened"):
        put(server, mailbox="Nada")


def test_a_letter_that_is_refused_lets_others_pass():
    server = Behaviour(refuse="[LIMIT] too large", refuse_when=b"Grande")
    with pytest.raises(LetterRefusedError, match="too large"):
        put(server, (ONE, letter("Grande")))
    assert put(server, (TWO, letter())) == ["added"]


def test_a_full_mailbox_is_said():
    with pytest.raises(CardscanError, match="full") as caught:
        put(Behaviour(refuse="[OVERQUOTA] Quota exceeded"), (ONE, letter()))
    assert caught.value.hint


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 AUTH=PLAIN", "IMAP4rev1"])
def test_a_wrong_password_is_said_and_never_shown(capabilities, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(WrongLoginError, match="does not let zoe in") as caught:
        put(Behaviour(capabilities=capabilities), secret="s3cret-word")
    assert "app password" in caught.value.hint
    assert "s3cret-word" not in caplog.text + str(caught.value) + repr(Login("zoe", "s3cret-word"))


def test_a_password_with_accents_goes_through_where_the_server_allows_it():
    assert put(Behaviour(secret="contraseña ü"), secret="contraseña ü") == []
    with pytest.raises(WrongLoginError, match="accents"):
        put(Behaviour(capabilities="IMAP4rev1"), secret="contraseña")


def test_an_oauth_token_logs_in():
    assert put(Behaviour(secret="ya29.x"), (ONE, letter()), secret="ya29.x", kind="token") == ["added"]
    with pytest.raises(WrongLoginError, match="Invalid") as caught:
        put(Behaviour(secret="ya29.x"), secret="ya29.old", kind="token")
    assert "token_command" in caught.value.hint


@pytest.mark.parametrize("word", ["AUTHENTICATE", "LIST", "SELECT", "APPEND"])
def test_a_server_that_does_not_answer_is_not_waited_for(word):
    with pytest.raises(CardscanError, match="no answer in time"):
        put(Behaviour(silent=word), (ONE, letter()), timeout=0.3)


def test_a_server_that_hangs_up_at_once_is_said():
    with pytest.raises(CardscanError, match="too many"):
        put(Behaviour(greeting="* BYE too many connections"))


def test_a_connection_is_safe_or_not_at_all(monkeypatch, tmp_path):
    ours, server = authority(), Behaviour()
    with pytest.raises(CardscanError, match="certificate is not valid"):
        put(server, tls=ours, security="tls")
    ours.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert put(server, (ONE, letter()), tls=ours, security="tls") == ["added"]
    with pytest.raises(CardscanError, match="certificate is not valid"):
        put(server, tls=ours, security="tls", host="127.0.0.1")
    server.said.clear()
    with pytest.raises(CardscanError, match="no safe connection"):
        put(server, security="tls")
    with pytest.raises(CardscanError, match="offers no safe connection"):
        put(server, security="starttls")
    assert not [line for line in server.said if line.startswith(("LOGIN", "AUTH"))]
    assert ssl.create_default_context().check_hostname


def test_a_server_that_is_not_there_is_said():
    with (
        pytest.raises(CardscanError, match="no mail server answers"),
        open_drafts("localhost", Login("z", "x"), port=1),
    ):
        pass
    with (
        pytest.raises(CardscanError, match="no such mail server"),
        open_drafts("mail.invalid", Login("z", "x")),
    ):
        pass
