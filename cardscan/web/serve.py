"""The server itself: loopback only, several threads, stopped at once by ctrl-C."""

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from waitress import create_server

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.web.app import make_app
from cardscan.web.guard import MOST_UPLOAD
from cardscan.workflow.review import Review
from cardscan.workflow.review_contact import warm

_HOST = "127.0.0.1"
_THREADS = 8
_LOOK = 2.0  # seconds between two looks at what others did
_PATIENCE = 0.3  # seconds that answers under way are waited for when the server stops


class Server:
    """A server on a port of its own: bound when it is made, so that its link holds before it runs."""

    def __init__(self, workspace: Workspace, *, port: int = 0) -> None:
        self._socket = _bind(port)
        self.port: int = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(32)
        self.link = f"http://{_HOST}:{self.port}/?token={token}"
        self._stopped = Event()
        self.app: Flask = make_app(workspace, token, port=self.port)
        self._server = create_server(
            self.app,
            sockets=[self._socket],
            threads=_THREADS,
            ident=None,
            max_request_body_size=MOST_UPLOAD + 1_000_000,
            channel_timeout=60,
            expose_tracebacks=False,
            clear_untrusted_proxy_headers=True,
        )

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until ctrl-C or `close`; `ready` is called when the server is about to take requests."""
        ready()
        review = self.app.extensions["cardscan"].review
        Thread(target=self._watch, args=(review,), name="cardscan-watch", daemon=True).start()
        try:
            while not self._stopped.is_set():
                self._server.asyncore.loop(timeout=_PATIENCE, map=self._server._map, count=1)
        finally:
            self._close()

    def close(self) -> None:
        """Have `run` come to its end; for another thread."""
        self._stopped.set()
        self._server.pull_trigger()

    def _watch(self, review: Review) -> None:
        """Follow what other commands do, also while no page asks: who is erased is forgotten here too."""
        warm(review)
        while not self._stopped.wait(_LOOK):
            with suppress(CardscanError, SQLAlchemyError):  # whoever asks next is told
                review.queue()

    def _close(self) -> None:
        """Stop serving: answers under way get a moment."""
        self._stopped.set()
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=_PATIENCE)
        for channel in list(self._server._map.values()):
            channel.close()
        self._socket.close()
        self.app.extensions["cardscan"].review.close()


def _bind(port: int) -> socket.socket:
    """Take a port of this machine alone; any that is free for 0.

    Raises:
        CardscanError: Another program has it.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.bind((_HOST, port))
    except OSError as error:
        found.close()
        raise CardscanError(
            tr("port {port} cannot be used: {why}", port=port, why=error.strerror),
            hint=tr("Name another one, or leave --port out for a free one."),
            exit_code=Exit.USAGE,
        ) from error
    return found
