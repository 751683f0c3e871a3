"""One request answered in-process, for tests and debugging."""

from cardscan.settings.workspace import Workspace
from cardscan.web.app import make_app
from cardscan.web.desk import Desk
from cardscan.workflow.process import Reader

_PORT = 80


def ask(workspace: Workspace, address: str, *, reader: Reader | None = None) -> tuple[int, bytes]:
    """Answer a GET of an address such as `/api/overview`: the status, and the body."""
    app = make_app(workspace, port=_PORT, reader=reader)
    desk = app.extensions["cardscan"]
    assert isinstance(desk, Desk)  # what make_app laid there
    try:
        client = app.test_client()
        client.set_cookie(desk.guard.cookie, desk.guard.secret, domain="localhost")
        answered = client.get(address, headers={"Host": f"localhost:{_PORT}"})
        return answered.status_code, answered.data
    finally:
        desk.review.close()
