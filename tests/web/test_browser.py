"""The review page in a real browser: the whole way by keyboard, editing, undo, two tabs, joining, photos dragged in."""

import re

import pytest
from drawn import EVENT, PEOPLE, TWIN, DrawnReader, evening, lay_photo, picture, served

from cardscan.store.open import open_store

pytestmark = pytest.mark.browser

SIZES = ["desk", "phone"]


def text(page, selector):
    return page.locator(selector).inner_text()


def saved(page):
    page.wait_for_selector(".status[data-state=saved]", state="attached")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def who(page, name):
    """Wait until a contact is shown."""
    page.wait_for_function("name => document.querySelector('.sheet h1')?.textContent === name", arg=name)


def stored(site):
    """Contacts by name, each with the states of its letters."""
    with open_store(site.workspace.database, create=False) as store:
        return {
            record.contact.name.full: (record, [draft.status for draft in store.drafts.find(record=record.id)])
            for record in store.records()
        }


def toast(page, words):
    page.locator(".toast", has_text=words).last.wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_way_by_keyboard_alone(site, visit, size):
    page = visit(site, size=size)
    assert text(page, ".home h1") == "2 contacts need a look"
    press(page, "j")
    who(page, "Anna Rossi")  # two doubts: before Cy, who has one
    press(page, "a")
    toast(page, "Not approved: first look at Name, Phone")
    press(page, "e")
    assert page.evaluate("document.activeElement.dataset.key") == "name"
    assert page.locator(".boxes .lit").count() == 1
    page.keyboard.insert_text("Anna Rossini")
    press(page, "Enter")
    assert page.evaluate("document.activeElement.dataset.key") == "phones[0]"
    press(page, "Enter")
    who(page, "Anna Rossini")
    page.wait_for_selector(".sheet-head .state[data-state=ready]")
    press(page, "a")
    toast(page, "Approved: Anna Rossini")
    press(page, "j")
    who(page, "Cy Young")
    press(page, "c")
    page.wait_for_selector(".sheet-head .state[data-state=ready]")
    press(page, "Control+Enter")
    who(page, "Bo Lindqvist")
    press(page, "s")
    toast(page, "No letter for Bo Lindqvist")
    press(page, "j")
    who(page, "Dana Fox")
    press(page, "Control+Enter")
    toast(page, "Approved: Dana Fox")
    found = stored(site)
    assert {name: states for name, (_, states) in found.items()} == {
        "Anna Rossini": ["approved"], "Cy Young": ["approved"], "Bo Lindqvist": ["skipped"], "Dana Fox": ["approved"],
    }  # fmt: skip
    letters = "\n".join(path.read_text("utf-8") for path in site.workspace.drafts.rglob("*.eml"))
    assert letters.count("X-Unsent: 1") >= 3
    assert "anna@rossi-legno.example" in letters
    assert found["Anna Rossini"][0].contact.company.value == "Rossi Legno Srl"


def test_an_edit_is_saved_by_itself_and_undone(site, visit):
    page = visit(site)
    page.goto(page.url.split("#")[0] + "#/contact/2")
    who(page, "Bo Lindqvist")
    page.fill("[data-key='company']", "Harbour Press")
    page.press("[data-key='company']", "Escape")
    page.wait_for_function("() => document.querySelector('.who-under').textContent.includes('Harbour Press')")
    saved(page)
    assert stored(site)["Bo Lindqvist"][0].contact.company.value == "Harbour Press"
    press(page, "u")
    toast(page, "Undone")
    page.wait_for_function("() => document.querySelector(\"[data-key='company']\").value === 'Harbour Print'")
    assert stored(site)["Bo Lindqvist"][0].contact.company.value == "Harbour Print"


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


def test_a_wrong_address_is_said_while_typing_and_kept(site, visit):
    visit.watched.refusals = ("400",)
    page = visit(site)
    press(page, "j")
    who(page, "Anna Rossi")
    page.fill("[data-key='emails[0]']", "anna at rossi")
    page.wait_for_selector(".field[data-name=emails] .problem")
    page.press("[data-key='emails[0]']", "Escape")
    page.wait_for_selector(".status[data-state=failed]", state="attached")
    assert page.input_value("[data-key='emails[0]']") == "anna at rossi"
    assert stored(site)["Anna Rossi"][0].contact.emails[0].address == PEOPLE["IMG_1"]["email"]


def test_a_note_rewrites_the_letter_and_never_ones_own_text(site, visit):
    page = visit(site)
    page.goto(page.url.split("#")[0] + "#/contact/2")
    who(page, "Bo Lindqvist")
    page.fill("#note-note", "the new press from Kiel")
    page.wait_for_function("() => document.querySelector('#letter-body').value.includes('the new press from Kiel')")
    saved(page)
    page.fill("#letter-body", "Dear Bo,\n\nthis is mine.\n")
    saved(page)
    page.fill("#note-note", "the move to Leith")
    page.locator(".news button").click()
    page.wait_for_selector("dialog[open]")
    sides = page.locator("dialog pre").all_inner_texts()
    assert sides[0].startswith("Dear Bo")
    assert "Leith" in sides[1]
    press(page, "Enter")  # keeps mine
    assert page.input_value("#letter-body").startswith("Dear Bo,\n\nthis is mine.")
    page.locator(".news button").click()
    page.locator("dialog button[value=new]").click()
    page.wait_for_function("() => document.querySelector('#letter-body').value.includes('the move to Leith')")


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


@pytest.mark.parametrize("size", SIZES)
def test_two_cards_of_one_person_are_joined(tmp_path, visit, size):
    people = {**{stem: PEOPLE[stem] for stem in ("IMG_2", "IMG_3")}, "IMG_5": TWIN}
    workspace = evening(tmp_path / "ws", people)
    with served(workspace) as site:
        site.workspace = workspace
        page = visit(site, size=size)
        press(page, "m")
        page.wait_for_selector(".pair .choice-cell")
        assert page.locator(".pair-row.differs .pair-label").all_inner_texts() == ["Title", "Firm"]
        page.locator(".pair-row.differs").nth(1).locator("input").nth(1).check()
        press(page, "a")
        toast(page, "Joined: Dana Fox")
        assert len(stored_all(site)) == 2
        dana = stored(site)["Dana Fox"][0]
        assert dana.contact.company.value == "Northquay Events"
        assert {email.address for email in dana.contact.emails} >= {TWIN["email"]}
        press(page, "u")
        toast(page, "Undone")
        assert len(stored_all(site)) == 3


def stored_all(site):
    with open_store(site.workspace.database, create=False) as store:
        return store.records()


@pytest.mark.parametrize("size", SIZES)
def test_a_photo_dragged_onto_the_page_is_read(site, visit, size):
    page = visit(site, size=size)
    data = list(picture({"name": "Nina Weber"}))
    page.evaluate(
        """data => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(data)], "IMG_77.jpg", { type: "image/jpeg" }));
          for (const type of ["dragenter", "dragover", "drop"])
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        data,
    )
    page.wait_for_selector("dialog[open] #photo-event")
    assert page.input_value("#photo-event") == EVENT
    page.locator("dialog button[value=read]").click()
    page.locator("dialog button[value=close]").click()
    who(page, "Nina Weber")
    assert "Nina Weber" in stored(site)
    assert (site.workspace.root / EVENT / "IMG_77.jpg").is_file()


def test_all_that_are_ready_are_approved_and_handed_over(site, visit):
    page = visit(site)
    page.get_by_role("button", name=re.compile("Approve all 2")).click()
    page.locator("dialog button[value=yes]").click()
    page.locator("dialog .report li").first.wait_for()
    press(page, "Enter")
    assert sorted(states[0] for _, states in stored(site).values()) == ["approved", "approved", "written", "written"]
    page.get_by_role("button", name=re.compile("Hand over 2")).click()
    page.locator("dialog input[value=eml]").check()
    page.locator("dialog button[value=go]").click()
    page.locator("dialog .report li").first.wait_for()


def test_search_and_filters_narrow_the_list(site, visit):
    page = visit(site)
    press(page, "/")
    page.keyboard.type("gardens")
    page.wait_for_function("() => document.querySelectorAll('.rows li').length === 1")
    press(page, "Enter")
    who(page, "Cy Young")
    page.locator(".count button").click()
    page.wait_for_function("() => document.querySelectorAll('.rows li').length === 4")
    page.select_option(".filters select >> nth=1", "ready")
    page.wait_for_function("() => document.querySelectorAll('.rows li').length === 2")


def test_the_help_is_a_dialog_that_keeps_the_focus(site, visit):
    page = visit(site)
    press(page, "?")
    page.wait_for_selector("dialog[open]")
    for _ in range(6):
        press(page, "Tab")
        assert page.evaluate("document.activeElement.matches('body, dialog, dialog *')")
    press(page, "Escape")
    page.wait_for_function("() => !document.querySelector('dialog')")


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


def test_a_photo_that_is_added_outside_comes_into_the_list(site, visit):
    from cardscan.workflow.process import Options, process

    page = visit(site)
    page.wait_for_timeout(300)
    lay_photo(site.workspace.root / EVENT, "IMG_99", {"name": "Nina Weber"})
    process(site.workspace, (), Options(), reader=DrawnReader())
    page.wait_for_selector(".row-name:text('Nina Weber')")
