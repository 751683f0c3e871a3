"""The review page in a real browser: the whole way by keyboard, editing, undo, joining, photos dragged in."""

import re

import pytest
from browsing import SIZES, press, saved, stored, text, toast, who
from drawn import EVENT, PEOPLE, TWIN, evening, picture, served

from cardscan.store.open import open_store

pytestmark = pytest.mark.browser


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
    if size == "desk":
        page.locator("dialog button[value=read]").click()
    else:  # a new event, and Enter in its name
        page.select_option("#photo-event", "")
        page.fill("#photo-name", "Fair")
        page.fill("#photo-date", "2026-11-21")
        page.press("#photo-name", "Enter")
    page.locator("dialog button[value=close]").click()
    who(page, "Nina Weber")
    assert "Nina Weber" in stored(site)
    assert (site.workspace.root / (EVENT if size == "desk" else "2026-11-21 Fair") / "IMG_77.jpg").is_file()


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


def test_the_send_date_is_chosen_warned_of_and_undone(site, visit):
    page = visit(site)
    page.goto(page.url.split("#")[0] + "#/contact/2")
    who(page, "Bo Lindqvist")
    before = page.input_value("#letter-day")
    christmas = f"{int(before[:4]) + 2}-12-25"
    page.fill("#letter-day", christmas)
    page.press("#letter-day", "Tab")
    toast(page, "To be sent on")
    page.wait_for_function("() => document.querySelector('.day-said').textContent.includes('Christmas')")
    assert stored_day(site, 2) == christmas
    page.fill("#note-note", "the new press from Kiel")
    page.wait_for_function("() => document.querySelector('#letter-body').value.includes('the new press from Kiel')")
    page.press("#note-note", "Escape")
    saved(page)
    assert stored_day(site, 2) == page.input_value("#letter-day") == christmas
    page.fill("#letter-day", "2020-01-01")
    page.press("#letter-day", "Tab")
    page.wait_for_function("() => document.querySelector('.day-said').textContent.startsWith('Choose today')")
    assert stored_day(site, 2) == christmas


def stored_day(site, number):
    with open_store(site.workspace.database, create=False) as store:
        return store.drafts.find(record=number)[0].draft.send_date.isoformat()
