"""A workspace of four contacts behind the review server, and a browser's way of asking it."""

import time
from datetime import date

from fake_reader import FakeReader, card, photo

from cardscan.settings.workspace import create
from cardscan.web.app import make_app
from cardscan.workflow.process import Options, process

TODAY = date(2026, 11, 20)
PORT = 4711
ORIGIN = f"http://127.0.0.1:{PORT}"
EVENT = "2026-11-19 Breakfast"
TOKEN = "the-token"


def evening(root):
    """An event of three photos with four cards; the third person's address was not found."""
    workspace, _ = create(root)
    workspace.config.write_text(
        '[sender]\nname = "Zoe Field"\nemail = "zoe@field.example"\ncountry = "IT"\n', encoding="utf-8"
    )
    folder = workspace.root / EVENT
    anna = card("Anna Rossi", "anna@rossi.example", company="Rossi Srl", phone="+390255501234", language="it")
    photo(folder / "IMG_1.jpg", anna)
    photo(folder / "IMG_2.jpg", card("Bo Lind", "bo@lind.example"), card("Cy Young", concerns=[["emails", "missing"]]))
    photo(folder / "IMG_10.jpg", card("Dana Fox", "dana@fox.example"))
    process(workspace, [], Options(today=TODAY), reader=FakeReader())
    return workspace


class Page:
    """The page in a browser that was let in: asks as its scripts do."""

    def __init__(self, workspace, *, reader=None, port=PORT, enter=True):
        self.workspace = workspace
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        self.app = make_app(workspace, TOKEN, port=port, reader=reader or FakeReader())
        self.client = self.app.test_client()
        self.desk = self.app.extensions["cardscan"]
        if enter:
            assert self.raw("GET", f"/?token={TOKEN}").status_code == 303

    def close(self):
        self.desk.review.close()

    def raw(self, method, path, *, headers=None, host=None, **more):
        """Ask with headers of one's own."""
        sent = {"Host": host or f"127.0.0.1:{self.port}", **(headers or {})}
        return self.client.open(path, method=method, headers=sent, base_url=self.origin, **more)

    def get(self, path):
        answered = self.raw("GET", path)
        assert answered.status_code == 200, answered.text
        assert answered.mimetype == "application/json"
        return answered.get_json()

    def post(self, path, data, status=200):
        answered = self.raw("POST", path, headers={"Origin": self.origin, "X-Cardscan": "1"}, json=data)
        assert answered.status_code == status, answered.text
        return answered.get_json()

    def upload(self, event, *files, status=200):
        headers = {"Origin": self.origin, "X-Cardscan": "1"}
        parts = {"event": event, "files": [(data, name) for name, data in files]}
        answered = self.raw(
            "POST", "/api/photos", headers=headers, data=parts, content_type="multipart/form-data", buffered=True
        )
        assert answered.status_code == status, answered.text
        return answered.get_json()

    def contact(self, name):
        """Ask for the contact of a name."""
        found = [one["id"] for one in self.get("/api/contacts")["contacts"] if one["name"] == name]
        return self.get(f"/api/contacts/{found[0]}")

    def job(self):
        """Wait for the work in the background, and answer it."""
        for _ in range(400):
            job = self.get("/api/job")
            if job["state"] != "running":
                return job
            time.sleep(0.02)
        raise AssertionError(job)
