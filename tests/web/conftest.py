"""A server with a processed evening, and a browser that may not err nor leave this machine."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from drawn import evening, served

from cardscan.settings.workspace import Workspace

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync")  # fmt: skip
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
STARTED = "body[data-started]"


@dataclass
class Watched:
    """What a browser did that it should not have."""

    host: str = ""
    faults: list[str] = field(default_factory=list)
    refusals: tuple[str, ...] = ()
    """Statuses that the test provokes: chromium writes each to the console."""

    def watch(self, page):
        page.on("console", lambda said: said.type in ("error", "warning") and self.faults.append(said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: self.see(asked.url))

    def see(self, url):
        if not url.startswith((self.host, "data:", "blob:")):
            self.faults.append(f"asked another host: {url}")


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def processed(tmp_path_factory):
    """A workspace with an event of four contacts, two of them to check: made once, to be copied."""
    return evening(tmp_path_factory.mktemp("processed") / "ws")


@pytest.fixture
def site(processed, tmp_path):
    """A served workspace of one's own."""
    yield from _served(shutil.copytree(processed.root, tmp_path / "ws"))


@pytest.fixture(scope="module")
def shown(processed, tmp_path_factory):
    """A served workspace for tests that only look: one for all of a module."""
    yield from _served(shutil.copytree(processed.root, tmp_path_factory.mktemp("shown") / "ws"))


def _served(root):
    workspace = Workspace(Path(root))
    with served(workspace) as server:
        server.workspace = workspace
        yield server


@pytest.fixture
def visit(chromium):
    """Open a server's page: `visit(server, size="desk", dark=False)`; another tab of the same window by `beside=`.

    At the end nothing may have been written to the console, and no other host asked.
    """
    contexts, watched = [], Watched()

    def open_page(server, *, size="desk", dark=False, beside=None, **options):
        watched.host = f"http://127.0.0.1:{server.port}/"
        if beside is None:
            scheme = "dark" if dark else "light"
            context = chromium.new_context(
                viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce", **options
            )
            context.set_default_timeout(8000)
            contexts.append(context)
        page = beside.context.new_page() if beside else contexts[-1].new_page()
        watched.watch(page)
        page.goto(f"{watched.host}{'' if beside else _entrance(server, page.context)}")
        page.wait_for_selector(STARTED)
        server.cookies = page.context.cookies()
        return page

    open_page.watched = watched
    yield open_page
    for context in contexts:
        context.close()
    assert [
        fault for fault in watched.faults if not any(f"status of {status}" in fault for status in watched.refusals)
    ] == []


def _entrance(server, context):
    """The link works once; who comes after that to the same server brings the cookie that it gave."""
    if not hasattr(server, "cookies"):
        return server.link.partition(f":{server.port}/")[2]
    context.add_cookies(server.cookies)
    return ""


@pytest.fixture(scope="session")
def axe():
    """The accessibility checker's script, from npm."""
    return (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
