"""Rules for the whole suite: tests that need a program skip with a reason, and fail where everything must run."""

import os
import shutil

import pytest

_NEEDED = {"tesseract": "the tesseract program is not installed"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests whose program is missing, unless CARDSCAN_TEST_EVERYTHING is set: then they run, and fail."""
    if os.environ.get("CARDSCAN_TEST_EVERYTHING"):
        return
    for item in items:
        for program, reason in _NEEDED.items():
            if item.get_closest_marker(program) and not shutil.which(program):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are compared in English, whatever the machine speaks."""
    monkeypatch.setenv("CARDSCAN_LANG", "en")
