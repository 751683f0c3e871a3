"""Nothing of the review page is closed to people who hear it, tab through it, or need its contrasts."""

import pytest
from drawn import PEOPLE, TWIN, evening, served

pytestmark = pytest.mark.browser

PEOPLE_AND_TWIN = {**PEOPLE, "IMG_5": TWIN}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}


def violations(page):
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        (one["id"], node["target"], node["failureSummary"])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def home(page):
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_selector(".home:not([hidden]) .event")


def contact(page):
    page.keyboard.press("j")
    page.wait_for_selector(".sheet:not([hidden]) .doubtful")
    page.wait_for_function("() => document.querySelector('.stage img').naturalWidth > 0")


def field(page):
    page.keyboard.press("e")
    page.locator("#note-note").fill("a note")
    page.locator("[data-key='emails[0]']").fill("no address")
    page.wait_for_selector(".problem")


def refused(page):
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")  # refused: that message is looked at too
    page.wait_for_selector(".toast")


def merge(page):
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_selector(".pair .choice-cell")


def help_(page):
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


def queue(page):
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_function("() => document.activeElement.matches('.row')")


DESK = (home, contact, field, refused, merge, help_, queue)
PHONE = (home, contact, refused, merge, queue)


@pytest.mark.parametrize(
    ("size", "dark"),
    [("desk", False), ("desk", True), ("phone", False), ("phone", True)],
    ids=["desk-light", "desk-dark", "phone-light", "phone-dark"],
)
def test_axe_finds_nothing_grave(tmp_path, visit, axe, size, dark):
    visit.watched.refusals = ("400",)
    with served(evening(tmp_path / "ws", PEOPLE_AND_TWIN)) as server:
        page = visit(server, size=size, dark=dark)
        page.evaluate(axe)
        for view in DESK if size == "desk" else PHONE:
            view(page)
            assert (view.__name__, violations(page)) == (view.__name__, [])
