from datetime import date

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.settings.workspace import create
from cardscan.workflow.process import Options, process

TODAY = date(2026, 11, 20)


@pytest.fixture
def workspace(tmp_path):
    made, _ = create(tmp_path / "ws")
    made.config.write_text(
        '[sender]\nname = "Zoe Field"\nemail = "zoe@example.com"\ncountry = "IT"\n', encoding="utf-8"
    )
    return made


@pytest.fixture
def evening(workspace):
    """An event of three photos with four cards."""
    folder = workspace.root / "2026-11-19 Breakfast"
    photo(folder / "IMG_1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(folder / "IMG_2.jpg", card("Bo Lind", "bo@lind.example"), card("Cy Young", concerns=[["emails", "missing"]]))
    photo(folder / "IMG_10.jpg", card("Dana Fox", "dana@fox.example"))
    return folder


@pytest.fixture
def run(workspace):
    """Process the workspace; answers the summary, and the reader as its attribute."""

    def go(*paths, reader=None, **options):
        go.reader = reader or FakeReader()
        return process(workspace, paths, Options(today=TODAY, **options), reader=go.reader)

    return go
