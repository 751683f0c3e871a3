"""The user's drafts mailbox: where the password comes from, and the open mailbox."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

from cardscan.errors import CardscanError
from cardscan.export.imap import ImapDrafts, Login, Security, open_drafts
from cardscan.messages import tr
from cardscan.settings.mail import MailSettings
from cardscan.workflow.passwords import Asker, is_known, let_in

PASSWORD_VARIABLE = "CARDSCAN_MAIL_PASSWORD"  # noqa: S105  # where it is, not what it is
_TOKEN_TIME = 120  # seconds; a token program may open the browser


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


def whose_password(mail: MailSettings, user: str) -> str | None:
    """Say whose password somebody must type, as in `anna at imap.example`; None where none need be typed."""
    if not mail.host or not user or mail.token_command or is_known(mail.host, user, PASSWORD_VARIABLE):
        return None
    return tr("{user} at {host}", user=user, host=mail.host)


def _let_in(mail: MailSettings, user: str, asker: Asker | None, enter: Callable[[Login], ImapDrafts]) -> ImapDrafts:
    if mail.token_command:
        return enter(Login(user, run_token_command(mail.token_command), "token"))
    return let_in(mail.host, user, PASSWORD_VARIABLE, asker, lambda secret: enter(Login(user, secret)))


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
