"""Rules for the whole suite: tests that need more skip with a reason, and fail where everything must run."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from samples.generator.fonts import missing_fonts

# OpenVINO reports each import of its model converter to its maker over the network, from a test as from anywhere.
sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]  # None stops an import

AXE = Path(__file__).parent / "web" / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests that lack something, unless CARDSCAN_TEST_EVERYTHING is set: then they run, and fail."""
    if os.environ.get("CARDSCAN_TEST_EVERYTHING"):
        return
    lacking = {}
    if not shutil.which("tesseract"):
        lacking["tesseract"] = "the tesseract program is not installed"
    if not find_spec("distributed"):
        lacking["dask"] = "the extra is not installed: pip install 'cardscan-followup[dask]'"
    if not shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"):
        lacking["dovecot"] = "the dovecot mail server is not installed"
    if not Path("/usr/bin/chromium").exists() or not AXE.exists():
        lacking["browser"] = "chromium, or axe-core of tests/web/package.json, is not installed"
    if fonts := missing_fonts():
        lacking["fonts"] = f"not installed: {', '.join(fonts[:3])} (samples/generator/README.md)"
    for item in items:
        for marker, reason in lacking.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are compared in English, whatever the machine speaks."""
    monkeypatch.setenv("CARDSCAN_LANG", "en")
