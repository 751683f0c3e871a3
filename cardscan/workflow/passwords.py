"""Where the password of a server comes from: the environment, the keyring, whoever sits at the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cardscan.errors import CardscanError, WrongLoginError
from cardscan.messages import tr

Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who can be asked: for the password, and whether to keep it in the keyring."""

    password: Callable[[str], str]
    keep: Callable[[], bool]


def let_in(host: str, user: str, variable: str, asker: Asker | None, enter: Callable[[str], Opened]) -> Opened:
    """Enter a server with the password of the environment, else that of the computer's keyring, else one asked for.

    One from the keyring that is refused is asked for anew, and one that was asked for and let in may be kept.

    Args:
        host: The server.
        user: Who logs in.
        variable: Where in the environment the password may be.
        asker: Who can be asked; nobody where None.
        enter: Logs in with a password; raises WrongLoginError where it is refused.

    Raises:
        CardscanError: There is no password, or `enter` raised it.
    """
    if given := os.environ.get(variable):
        return enter(given.rstrip("\r\n"))
    if kept := _from_keyring(host, user):
        try:
            return enter(kept)
        except WrongLoginError:
            if asker is None:
                raise
    if asker is None:
        raise CardscanError(
            tr("there is no password for {user} at {host}", user=user, host=host),
            hint=tr("Run the command in a terminal, or set {variable}.", variable=variable),
        )
    typed = asker.password(tr("Password of {user} at {host}", user=user, host=host))
    opened = enter(typed)
    if has_keyring() and asker.keep():
        _into_keyring(host, user, typed)
    return opened


def is_known(host: str, user: str, variable: str) -> bool:
    """Tell whether there is a password without asking anybody."""
    return bool(os.environ.get(variable) or _from_keyring(host, user))


def _from_keyring(host: str, user: str) -> str | None:
    """Ask the keyring, where there is one; a locked or broken one knows nothing."""
    try:
        import keyring

        return keyring.get_password(_service(host), user)
    except Exception:  # backends raise errors of their own desktops
        return None


def has_keyring() -> bool:
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
