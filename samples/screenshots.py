"""Makes docs/images: the review page with the people of `samples/photos`, read by the program itself.

.venv/bin/python -m samples.screenshots

What the program is sure of on these photos is doubted here by hand in a few places, so that there is one to see, and
one person comes a second time with the card of another firm. Needs the test extra and /usr/bin/chromium.
"""

import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from cardscan.model import Concern, PhotoResult, Reading
from cardscan.pipeline.read import read_photos
from cardscan.settings.workspace import Workspace, create
from cardscan.web.serve import Server
from cardscan.workflow.process import Options, process
from samples.generator.design import draw_card, load_designs
from samples.generator.people import load_people

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
EVENT = "2026-09-24 Encuentro Europeo de Pymes"
AGAIN = "2026-10-02 Feria de Logística"
CHANGED = "iturralde"
NEW_JOB = {
    "title": "Directora general",
    "brand": "Puerto Norte Carga",
    "legal": "Puerto Norte Carga, S.L.",
    "phones": [{"number": "+34963817977", "print": "963 817 977", "kind": "work"}],
    "emails": ["begona@puertonorte-carga.es"],
    "urls": ["puertonorte-carga.es"],
    "social": [],
    "tax": [],
}
TODAY = date(2026, 9, 25)
CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
COLOURS = 128  # a third of the bytes, and nothing that an eye would miss
SIZE = {"width": 1440, "height": 900}

DOUBTS = {
    "IMG_2042": (("name", 0.61), ("phones[0]", 0.43)),
    "IMG_2044": (("company", 0.58),),
    "IMG_2053": (("name", 0.52),),
}


def main() -> None:
    """Read the photos, open the page, and keep what it looks like."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        workspace = met(Path(folder) / "cards")
        with served(workspace) as link, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
            page = browser.new_page(viewport=SIZE, color_scheme="light", locale="en-GB", reduced_motion="reduce")
            page.goto(link)
            page.wait_for_selector("body[data-started]")
            walk(page)
            browser.close()


def walk(page: Page) -> None:
    """Go through the page as a reviewer does, and take a picture at each stop."""
    page.wait_for_selector(".home .event")
    keep(page, "queue")
    page.keyboard.press("j")
    page.wait_for_selector(".sheet .doubtful")
    page.keyboard.press("e")
    keep(page, "contact")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_selector(".pair .choice-cell")
    keep(page, "merge")


def keep(page: Page, name: str) -> None:
    """Take a picture once all pictures on the page are there."""
    page.wait_for_function("() => [...document.images].every((one) => one.complete || one.loading === 'lazy')")
    page.wait_for_timeout(600)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT).save(IMAGES / f"{name}.png", optimize=True)
    sys.stdout.write(f"docs/images/{name}.png\n")


def met(root: Path) -> Workspace:
    """Make a workspace in which the samples' people were met, one of them again with another firm."""
    workspace, _ = create(root)
    shutil.copy(ROOT / "samples" / "cardscan.toml", workspace.config)
    shutil.copytree(ROOT / "samples" / "photos", root / EVENT)
    process(workspace, (), Options(today=TODAY), reader=doubting)
    (root / AGAIN).mkdir()
    scan().save(root / AGAIN / "IMG_3001.jpg", quality=88)
    process(workspace, (root / AGAIN,), Options(today=TODAY))
    return workspace


def scan() -> Image.Image:
    """Draw the second card of somebody who has changed the firm, on a grey table."""
    card = draw_card({**load_people()[CHANGED], **NEW_JOB}, load_designs()["left"], np.random.default_rng(5)).image
    table = Image.new("RGB", (card.width + 300, card.height + 300), "#55606a")
    table.paste(card, (150, 150))
    return table


def doubting(paths: Iterable[Path]) -> Iterator[PhotoResult]:
    """Read photos as the program does, and doubt what DOUBTS says."""
    for result in read_photos(list(paths), engine="rapidocr", region="ES"):
        found = DOUBTS.get(result.path.stem, ())
        readings = tuple(doubted(reading, found) for reading in result.readings) if found else result.readings
        yield replace(result, readings=readings)


def doubted(reading: Reading, found: Iterable[tuple[str, float]]) -> Reading:
    """Take some of the certainty out of a reading."""
    contact = reading.contact
    for key, confidence in found:
        field = key.split("[")[0]
        value = getattr(contact, field)
        first = value[0] if isinstance(value, tuple) else value
        unsure = replace(first, evidence=replace(first.evidence, confidence=confidence))
        contact = replace(contact, **{field: (unsure, *value[1:]) if isinstance(value, tuple) else unsure})
    return replace(
        reading, contact=contact, verdict="check", concerns=tuple(Concern(key, "unsure") for key, _ in found)
    )


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    """Serve a workspace; yields the link."""
    server = Server(workspace)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.link
    finally:
        server.close()
        thread.join(5)


if __name__ == "__main__":
    main()
