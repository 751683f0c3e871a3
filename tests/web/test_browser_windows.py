"""Two windows on the same contacts, commands beside the page, and a page that goes: nothing typed is lost."""

import pytest
from browsing import press, saved, stored, text, who
from drawn import EVENT, DrawnReader, lay_photo

pytestmark = pytest.mark.browser


def test_two_tabs_choose_instead_of_overwriting(site, visit):
    visit.watched.refusals = ("409",)
    one = visit(site)
    one.goto(one.url.split("#")[0] + "#/contact/2")
    who(one, "Bo Lindqvist")
    other = visit(site, beside=one)
    other.goto(other.url.split("#")[0] + "#/contact/2")
    who(other, "Bo Lindqvist")
    other.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")  # it does not look for changes
    one.fill("[data-key='title']", "Founder")
    one.press("[data-key='title']", "Escape")
    saved(one)
    one.wait_for_function("() => document.querySelector('.who-under').textContent.includes('Founder')")
    other.fill("[data-key='title']", "Printer")
    other.press("[data-key='title']", "Escape")
    other.wait_for_selector("dialog[open]")
    assert "Founder" in text(other, "dialog")
    assert "Printer" in text(other, "dialog")
    assert stored(site)["Bo Lindqvist"][0].contact.title.value == "Founder"
    press(other, "Enter")
    saved(other)
    one.wait_for_function(
        "() => document.querySelector(\"[data-key='title']\").value === 'Printer'"
    )  # it sees the change


def test_two_tabs_choose_whose_letter_stays(site, visit):
    visit.watched.refusals = ("409",)
    one = visit(site)
    one.goto(one.url.split("#")[0] + "#/contact/2")
    who(one, "Bo Lindqvist")
    other = visit(site, beside=one)
    other.goto(other.url.split("#")[0] + "#/contact/2")
    who(other, "Bo Lindqvist")
    other.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    for page, words in ((one, "Dear Bo,\n\nfrom the first.\n"), (other, "Dear Bo,\n\nfrom the second.\n")):
        page.fill("#letter-body", words)
        page.press("#letter-body", "Escape")
        if page is one:
            saved(one)
            one.wait_for_selector(".letter-head .state[data-state=changed]")
    other.wait_for_selector("dialog[open] pre")
    assert [text.split("the ")[1].strip() for text in other.locator("dialog pre").all_inner_texts()] == [
        "second.",
        "first.",
    ]
    other.locator("dialog button[value=theirs]").click()
    other.wait_for_function("() => document.querySelector('#letter-body').value.includes('from the first')")
    saved(other)


def test_what_was_typed_survives_the_end_of_the_page(site, visit):
    visit.watched.refusals = ("409",)  # the page's last words may still be on their way when it comes back
    page = visit(site)
    page.goto(page.url.split("#")[0] + "#/contact/2")
    who(page, "Bo Lindqvist")
    page.fill("#note-note", "typed a moment ago")
    page.reload()
    page.wait_for_selector("body[data-started]")
    saved(page)
    page.wait_for_function("() => document.querySelector('#note-note').value === 'typed a moment ago'")
    assert stored(site)["Bo Lindqvist"][0].note.note == "typed a moment ago"


def test_a_photo_that_is_added_outside_comes_into_the_list(site, visit):
    from cardscan.workflow.process import Options, process

    page = visit(site)
    page.wait_for_timeout(300)
    lay_photo(site.workspace.root / EVENT, "IMG_99", {"name": "Nina Weber"})
    process(site.workspace, (), Options(), reader=DrawnReader())
    page.wait_for_selector(".row-name:text('Nina Weber')")
