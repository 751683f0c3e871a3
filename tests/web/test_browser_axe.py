"""Nothing of the review page is closed to people who hear it, tab through it, or need its contrasts."""

import pytest
from drawn import PEOPLE, TWIN, evening, served

from cardscan.workflow.contacts import edit
from cardscan.workflow.own_text import set_text
from cardscan.workflow.session import begin, reading

pytestmark = pytest.mark.browser

PEOPLE_AND_TWIN = {**PEOPLE, "IMG_5": TWIN}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
ALL = [("desk", False), ("desk", True), ("phone", False), ("phone", True)]
TWO_FIRST = [
    ALL[0],
    pytest.param(*ALL[1], marks=pytest.mark.thorough),
    pytest.param(*ALL[2], marks=pytest.mark.thorough),
    ALL[3],
]
NAMES = ["desk-light", "desk-dark", "phone-light", "phone-dark"]


def violations(page):
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        (one["id"], node["target"], node["failureSummary"])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def look(page, *views):
    """Go from view to view, and find nothing grave on any."""
    for view in views:
        view(page)
        assert (view.__name__, violations(page)) == (view.__name__, [])


def go(page, place, selector):
    page.evaluate("place => { location.hash = place; }", place)
    page.wait_for_selector(selector)


def leave(page):
    """Close the dialog: the focus is where it was before."""
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog')")
    assert page.evaluate("document.activeElement !== document.body")


def home(page):
    go(page, "#/", ".home:not([hidden]) .event")


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


def day(page):
    go(page, "#/contact/4", ".letter:not(.no-letter) #letter-day")
    page.fill("#letter-day", "2020-01-01")
    page.press("#letter-day", "Tab")
    page.wait_for_function("() => document.querySelector('.day-said').textContent")


def merge(page):
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_selector(".pair .choice-cell")


def help_(page):
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


def queue(page):
    leave(page) if page.locator("dialog").count() else page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_function("() => document.activeElement.matches('.row')")


def compare(page):
    go(page, "#/contact/2", ".news button")
    page.locator(".news button").last.click()
    page.wait_for_selector("dialog[open] pre")


def upload(page):
    leave(page)
    page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array([1])], "x.jpg", { type: "image/jpeg" }));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_selector("dialog[open] #photo-event")
    page.select_option("#photo-event", "")


def approving(page):
    leave(page)
    home(page)
    page.locator(".home-acts button:has(.icon-tick)").click()
    page.wait_for_selector("dialog[open]")


def report(page):
    page.locator("dialog button[value=yes]").click()
    page.wait_for_selector("dialog .report li")


def handing_over(page):
    leave(page)
    page.locator(".home-acts button:has(.icon-sent)").click()
    page.wait_for_selector("dialog[open] input[value=eml]")
    page.locator("dialog input[value=eml]").check()


def files(page):
    page.locator("dialog button[value=go]").click()
    page.wait_for_selector("dialog .files a")


def nobody(page):
    page.keyboard.press("Escape")
    go(page, "#/queue", "#search")
    page.fill("#search", "zzzz")
    page.wait_for_function("() => !document.querySelector('.rows li')")


def gone(page):
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('gone')); }")
    page.wait_for_selector(".status[data-state=failed]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def conflict(page):
    """Another window wrote meanwhile: both values are shown."""
    go(page, "#/contact/3", ".sheet h1")
    page.wait_for_function("() => document.querySelector('.sheet h1').textContent === 'Dana Fox'")
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    edit(page.workspace, 3, ["title=Founder"])
    page.fill("[data-key='title']", "Baker")
    page.press("[data-key='title']", "Escape")
    page.wait_for_selector("dialog[open] .choice")


def settled(page):
    page.locator("dialog button[value=done]").click()
    page.wait_for_function("() => !document.querySelector('dialog')")
    page.wait_for_selector(".status[data-state=saved]", state="attached")
    page.evaluate("delete document.hidden")


@pytest.mark.parametrize(("size", "dark"), TWO_FIRST, ids=NAMES)
def test_axe_finds_nothing_grave(tmp_path, visit, axe, size, dark):
    visit.watched.refusals = ("400",)
    with served(evening(tmp_path / "ws", PEOPLE_AND_TWIN)) as server:
        page = visit(server, size=size, dark=dark)
        page.evaluate(axe)
        look(page, home, contact, *((field,) if size == "desk" else ()), refused, day, merge, help_, queue)


@pytest.mark.parametrize(("size", "dark"), TWO_FIRST, ids=NAMES)
def test_axe_finds_nothing_grave_in_dialogs_and_trouble(tmp_path, visit, axe, size, dark):
    visit.watched.refusals = ("409",)
    workspace = evening(tmp_path / "ws")
    with reading(workspace) as store:
        own = store.drafts.find(record=2)[0]
    set_text(workspace, own.id, "Mine", "Dear Bo,\n\nthis is mine.\n")
    with served(workspace) as server:
        page = visit(server, size=size, dark=dark)
        page.workspace = workspace
        page.evaluate(axe)
        look(page, conflict, settled, compare, upload, approving, report, handing_over, files, nobody, gone)


@pytest.mark.parametrize(("size", "dark"), TWO_FIRST, ids=NAMES)
def test_axe_finds_nothing_grave_where_there_is_nothing(tmp_path, visit, axe, size, dark):
    workspace, _ = begin(tmp_path / "ws")  # as `cardscan review` does
    with served(workspace) as server:
        page = visit(server, size=size, dark=dark)
        page.evaluate(axe)
        page.wait_for_selector(".home .empty")
        assert violations(page) == []
        page.keyboard.press("m")
        page.wait_for_selector(".merge.none:not([hidden])")
        assert violations(page) == []
