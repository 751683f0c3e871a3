"""How soon is the next contact on the screen, with 2,000 in the list? In Chromium, from key press to painted frame.

    .venv/bin/python -m benchmarks.review_page           # 2,000 contacts
    .venv/bin/python -m benchmarks.review_page 500

The people are those of benchmarks.contacts, with the picture of a sample card each. Nothing is asserted: the figures
are for people, who know what else their machine is doing. Needs the test extra and /usr/bin/chromium.
"""

import sqlite3
import statistics
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.contacts import fill
from benchmarks.review import write_letters
from cardscan.settings.workspace import Workspace, create
from cardscan.web.serve import Server

COUNT = 2_000
PRESSES = 30
CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
SAMPLE = Path(__file__).parent.parent / "samples" / "photos" / "IMG_2041.jpg"

WATCH = """() => {
  window.took = [];
  let begun = 0;
  addEventListener("keydown", () => { begun = performance.now(); }, true);
  const painted = () => requestAnimationFrame(() => setTimeout(() => window.took.push(performance.now() - begun)));
  new MutationObserver(painted).observe(document.querySelector(".sheet h1"), { childList: true });
}"""


def main() -> None:
    """Make the contacts, open the page, press keys."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        workspace, _ = create(Path(folder) / "ws")
        fill(workspace.database, count)
        write_letters(workspace)
        paint_cards(workspace)
        server = Server(workspace)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            measure(server.link, count)
        finally:
            server.close()
            thread.join(5)


def measure(link: str, count: int) -> None:
    """Time the page in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(link)
        page.wait_for_selector("body[data-started]", timeout=60_000)
        started = page.evaluate("performance.now()")
        told(f"the page with {count} contacts opened", [started])
        page.keyboard.press("j")
        page.wait_for_selector(".sheet:not([hidden])")
        page.wait_for_timeout(1500)
        page.evaluate(WATCH)
        told("next contact, looked at for 0.7 s each", walk(page, 700))
        told("next contact, leafing at 5 a second", walk(page, 200))
        told("back to the contact before", walk(page, 200, "k"))
        browser.close()


def walk(page: Page, pause: int, key: str = "j") -> list[float]:
    """Press a key again and again; answer the milliseconds from each press to the painted contact."""
    page.evaluate("() => { window.took = []; }")
    for _ in range(PRESSES):
        page.keyboard.press(key)
        page.wait_for_timeout(pause)
    page.wait_for_timeout(1000)
    found: list[float] = page.evaluate("() => window.took")
    return found


def paint_cards(workspace: Workspace) -> None:
    """Give each card a picture of the usual size: a sample photo's."""
    with Image.open(SAMPLE) as photo:
        card = photo.convert("RGB").resize((1100, 700))
    card.save(workspace.root / "card.jpg", "JPEG", quality=85)
    with closing(sqlite3.connect(workspace.database)) as database, database:
        database.execute("update card set crop = 'card.jpg'")


def told(what: str, times: list[float]) -> None:
    """Print the middle and the worst of some times in milliseconds, and how many there were."""
    middle, worst = statistics.median(times), max(times)
    sys.stdout.write(f"{what:<42}{middle:>8.0f} ms median{worst:>8.0f} ms at most   ({len(times)})\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
