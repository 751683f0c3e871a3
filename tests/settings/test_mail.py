"""The [mail] section of cardscan.toml."""

import pytest

from cardscan.errors import CardscanError
from cardscan.settings import config
from cardscan.settings.mail import MailSettings, load_mail


def write(folder, text):
    path = folder / "cardscan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_and_no_file_are_the_defaults(tmp_path):
    assert load_mail(write(tmp_path, config.template())) == MailSettings()
    assert load_mail(tmp_path / "none.toml") == MailSettings()


def test_values_are_read(tmp_path):
    text = '[mail]\nhost = " IMAP.Gmail.com"\nport = 1993\nuser = "zoe"\ntoken_command = ["get", "-x"]\n'
    text += 'security = "starttls"\n'
    expected = MailSettings("imap.gmail.com", 1993, "zoe", "starttls", "", ("get", "-x"))
    assert load_mail(write(tmp_path, text)) == expected
    assert config.load(tmp_path / "cardscan.toml") == config.Settings()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('hots = "x"', "unknown key 'hots'"),
        ('port = "993"', "number without quotes"),
        ("port = true", "number without quotes"),
        ("port = 70000", "number without quotes"),
        ("host = 3", "text in quotes"),
        ('host = "https://mail.example"', "server's name alone"),
        ('security = "ssl"', '"starttls"'),
        ('security = "none"\nhost = "mail.example"', "on this machine"),
        ('token_command = "get token"', "list of texts"),
        ('user = "zoe\\nx"', "one line"),
    ],
)
def test_a_wrong_value_is_one_clear_line(tmp_path, line, said):
    with pytest.raises(CardscanError) as caught:
        load_mail(write(tmp_path, f"[mail]\n{line}\n"))
    assert said in caught.value.message
    assert "line 2" in caught.value.message


@pytest.mark.parametrize("key", ["password", "token"])
def test_a_password_in_the_file_is_refused_and_not_repeated(tmp_path, key):
    with pytest.raises(CardscanError, match="no password belongs") as caught:
        load_mail(write(tmp_path, f'[mail]\n{key} = "s3cret"\n'))
    assert "keyring" in caught.value.hint
    assert "s3cret" not in str(caught.value) + caught.value.hint
