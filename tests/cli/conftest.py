"""What the tests of the command line share: a reader without pictures, and a folder of one's own to run commands in."""

import pytest
from fake_reader import FakeReader

from cardscan.cli.main import run


@pytest.fixture
def reader(monkeypatch):
    """The pipeline, but for the pictures."""
    import cardscan.pipeline.read

    fake = FakeReader()
    monkeypatch.setattr(cardscan.pipeline.read, "read_photos", lambda paths, **options: fake(paths))
    return fake


@pytest.fixture
def call(tmp_path, monkeypatch, capfd, reader):
    """Run a command in a folder of its own: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments):
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return go
