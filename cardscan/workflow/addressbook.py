"""The user's address book on a server, opened: the settings say where, the user who."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from cardscan.errors import CardscanError
from cardscan.export.carddav import AddressBook
from cardscan.export.carddav_discovery import open_book, server
from cardscan.export.carddav_http import Talk, host_of
from cardscan.messages import tr
from cardscan.settings.sync import SyncSettings
from cardscan.workflow.passwords import Asker, let_in

PASSWORD_VARIABLE = "CARDSCAN_SYNC_PASSWORD"  # noqa: S105  # where it is, not what it is


@contextmanager
def open_address_book(settings: SyncSettings, user: str, asker: Asker | None) -> Iterator[AddressBook]:
    """Open the address book that the settings name.

    Raises:
        CardscanError: No server or user is named, there is no password, or the address book cannot be found.
    """
    if not settings.url or not user:
        raise CardscanError(
            tr("cardscan does not know your address book's server"),
            hint=tr("Write url and user into cardscan.toml, under [sync]."),
        )
    url = server(settings.url)
    with ExitStack() as stack:

        def enter(secret: str) -> AddressBook:
            return open_book(stack.enter_context(Talk(user, secret)), url, settings.address_book)

        yield let_in(host_of(url), user, PASSWORD_VARIABLE, asker, enter)
