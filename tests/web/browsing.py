"""What tests of the page do again and again in a browser."""

from cardscan.store.open import open_store

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
