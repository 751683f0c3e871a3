"""The user's drafts mailbox: where the password comes from, and the open mailbox."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import cast

from cardscan.errors import CardscanError
from cardscan.export.imap import ImapDrafts, Login, Security, open_drafts
from cardscan.export.imap_errors import WrongLoginError
from cardscan.messages import tr
from cardscan.settings.mail import MailSettings

PASSWORD_VARIABLE = "CARDSCAN_MAIL_PASSWORD"  # noqa: S105  # where it is, not what it is
_TOKEN_TIME = 120  # seconds; a token program may open the browser


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who can be asked: for the password, and whether to keep it in the keyring."""

    password: Callable[[str], str]
    keep: Callable[[], bool]


@contextmanager
def open_mailbox(mail: MailSettings, user: str, asker: Asker | None) -> Iterator[ImapDrafts]:
    """Open the drafts mailbox that the settings name.

    The password is that of the environment, else that of the computer's keyring, else asked for; one from the keyring
    that is refused is asked for anew, and one that was asked for and let in may be kept.

    Raises:
        CardscanError: No server or user is named, there is no password, or the mailbox cannot be opened.
    """
    if not mail.host or not user:
        raise CardscanError(
            tr("cardscan does not know your mail server"),
            hint=tr("Write host and user into cardscan.toml, under [mail]."),
        )
    with ExitStack() as stack:

        def enter(login: Login) -> ImapDrafts:
            safely = cast(Security, mail.security)
            return stack.enter_context(
                open_drafts(mail.host, login, port=mail.port, security=safely, mailbox=mail.drafts_mailbox)
            )

        yield _let_in(mail, user, asker, enter)


def _let_in(mail: MailSettings, user: str, asker: Asker | None, enter: Callable[[Login], ImapDrafts]) -> ImapDrafts:
    if mail.token_command:
        return enter(Login(user, run_token_command(mail.token_command), "token"))
    if given := os.environ.get(PASSWORD_VARIABLE):
        return enter(Login(user, given.rstrip("\r\n")))
    if kept := _from_keyring(mail.host, user):
        try:
            return enter(Login(user, kept))
        except WrongLoginError:
            if asker is None:
                raise
    if asker is None:
        raise CardscanError(
            tr("there is no password for {user} at {host}", user=user, host=mail.host),
            hint=tr("Run the command in a terminal, or set {variable}.", variable=PASSWORD_VARIABLE),
        )
    typed = asker.password(tr("Password of {user} at {host}", user=user, host=mail.host))
    opened = enter(Login(user, typed))
    if _has_keyring() and asker.keep():
        _into_keyring(mail.host, user, typed)
    return opened


def run_token_command(command: tuple[str, ...]) -> str:
    """Run the program that prints an OAuth access token on its first line; it may talk to the user on stderr.

    Raises:
        CardscanError: It cannot be run, fails, or prints nothing; what it printed is not repeated.
    """
    hint = tr("Check token_command in cardscan.toml, under [mail].")
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_TOKEN_TIME, check=False)  # noqa: S603
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else tr("no answer in time")
        raise CardscanError(
            tr("{program} cannot be run: {why}", program=command[0], why=why or type(error).__name__), hint=hint
        ) from None
    token = next(iter(done.stdout.split()), "")
    if done.returncode or not token:
        raise CardscanError(tr("{program} gave no token", program=command[0]), hint=hint)
    return token


def _from_keyring(host: str, user: str) -> str | None:
    """Ask the keyring, where there is one; a locked or broken one knows nothing."""
    try:
        import keyring

        return keyring.get_password(_service(host), user)
    except Exception:  # backends raise errors of their own desktops
        return None


def _has_keyring() -> bool:
    """Tell whether passwords can be kept: the library is optional, and a machine without a desktop has no keyring."""
    try:
        import keyring

        return float(keyring.get_keyring().priority) > 0
    except Exception:
        return False


def _into_keyring(host: str, user: str, password: str) -> None:
    try:
        import keyring

        keyring.set_password(_service(host), user, password)
    except Exception as error:
        raise CardscanError(tr("the keyring takes no password: {why}", why=type(error).__name__)) from None


def _service(host: str) -> str:
    return f"cardscan {host}"
