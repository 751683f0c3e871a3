"""What the review page shows, how quickly, and in which language; hostile and lost things on it."""

import pytest
from browsing import SIZES, press, text, who
from drawn import PEOPLE, DrawnReader, evening, served

pytestmark = pytest.mark.browser


def test_a_line_of_the_card_goes_into_the_field(site, visit):
    page = visit(site)
    press(page, "j")
    who(page, "Anna Rossi")
    page.focus("[data-key='title']")
    page.locator(".boxes .line[aria-label='Rossi Legno Srl']").click()
    assert page.input_value("[data-key='title']") == "Rossi Legno Srl"
    assert page.evaluate("document.activeElement.dataset.key") == "title"


def test_letters_are_not_commands_while_typing(site, visit):
    page = visit(site)
    press(page, "j")
    who(page, "Anna Rossi")
    page.focus("#note-note")
    page.keyboard.type("jas?")
    assert page.input_value("#note-note") == "jas?"
    assert text(page, ".sheet h1") == "Anna Rossi"
    assert page.locator("dialog[open]").count() == 0


def test_search_and_filters_narrow_the_list(shown, visit):
    page = visit(shown)
    press(page, "/")
    page.keyboard.type("gardens")
    page.wait_for_function("() => document.querySelectorAll('.rows li').length === 1")
    press(page, "Enter")
    who(page, "Cy Young")
    page.locator(".count button").click()
    page.wait_for_function("() => document.querySelectorAll('.rows li').length === 4")
    page.select_option(".filters select >> nth=1", "ready")
    page.wait_for_function("() => document.querySelectorAll('.rows li').length === 2")


def test_the_help_is_a_dialog_that_keeps_the_focus(shown, visit):
    page = visit(shown)
    press(page, "j")
    who(page, "Anna Rossi")
    press(page, "?")
    page.wait_for_selector("dialog[open]")
    for _ in range(6):
        press(page, "Tab")
        assert page.evaluate("document.activeElement.matches('body, dialog, dialog *')")
    press(page, "Escape")
    page.wait_for_function("() => !document.querySelector('dialog')")
    assert page.evaluate("document.activeElement.textContent") == "Anna Rossi"


def test_the_next_contact_comes_at_once(shown, visit):
    page = visit(shown)
    press(page, "j")
    who(page, "Anna Rossi")
    page.wait_for_load_state("networkidle")  # the next ones are fetched ahead
    took = page.evaluate(
        """() => new Promise(done => {
          const heading = document.querySelector(".sheet h1"), began = performance.now();
          const shown = () =>
            heading.textContent === "Cy Young" ? done(performance.now() - began) : requestAnimationFrame(shown);
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
          shown();
        })"""
    )
    assert took < 1000  # 20 ms or so on a machine that has nothing else to do


@pytest.mark.parametrize(("locale", "search"), [("pl-PL", "Szukaj"), ("es-ES", "Buscar"), ("ro", "Caută")])
def test_the_page_speaks_the_browsers_language_and_the_letter_its_own(shown, visit, locale, search):
    page = visit(shown, locale=locale)
    assert page.get_attribute("html", "lang") == locale[:2]
    assert page.get_attribute("#search", "placeholder") == search
    press(page, "j")
    who(page, "Anna Rossi")
    assert page.get_attribute("#letter-body", "lang") == page.get_attribute("#letter-subject", "lang") == "it"


@pytest.mark.parametrize("size", SIZES)
def test_going_to_the_letter_moves_nothing_but_the_sheet(shown, visit, size):
    page = visit(shown, size=size)
    press(page, "j")
    who(page, "Anna Rossi")
    press(page, "l")
    page.evaluate("document.querySelector('.letter').scrollIntoView()")
    assert page.evaluate("[document.scrollingElement, document.querySelector('main')].map(one => one.scrollTop)") == [
        0,
        0,
    ]
    bar = page.locator(".sheet .action-bar").bounding_box()
    assert round(bar["y"] + bar["height"]) == page.viewport_size["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_lost_picture_is_said(site, visit):
    visit.watched.refusals = ("404",)
    for crop in (site.workspace.root / ".cardscan" / "cards").iterdir():
        crop.unlink()
    page = visit(site)
    press(page, "j")
    who(page, "Anna Rossi")
    page.locator(".lost").wait_for()
    assert "not there any more" in text(page, ".lost")
    press(page, "p")
    page.wait_for_function("() => document.querySelector('.stage img').naturalWidth > 0")
    page.locator(".lost").wait_for(state="hidden")


def test_a_script_on_a_card_is_text(tmp_path, visit):
    spec = {
        **PEOPLE["IMG_2"],
        "name": "<img src=x onerror=alert(1)> Lind",
        "company": "</script><script>alert(2)</script>",
    }
    with served(evening(tmp_path / "ws", {"IMG_2": spec}), DrawnReader({"IMG_2": spec})) as site:
        page = visit(site)
        press(page, "j")
        who(page, spec["name"])
        assert page.locator("img[src=x]").count() == 0
