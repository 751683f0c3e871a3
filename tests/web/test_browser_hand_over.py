"""Approved letters handed over from the page: a password is asked for, and files are opened and marked as sent."""

from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from fake_imap import Behaviour, fake_imap

from cardscan.workflow.contacts import edit
from cardscan.workflow.session import reading
from cardscan.workflow.standing import Which, approve


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    monkeypatch.delenv("CARDSCAN_MAIL_PASSWORD", raising=False)
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    monkeypatch.setattr(keyring, "get_password", lambda *_: None)


@pytest.fixture
def approved(site):
    with reading(site.workspace) as store:
        ready = [record.id for record in store.records() if record.verdict == "ready"]
    for number in ready:
        edit(site.workspace, number, ["note=told me about her boat", "gender=f"])
    approve(site.workspace, Which(tuple(ready)))
    return site


def states(site):
    with reading(site.workspace) as store:
        return sorted(letter.status for letter in store.drafts.find())


def hand_over(page, to):
    page.get_by_role("button", name="Hand over 2 letters").click()
    page.locator(f"dialog input[value={to}]").check()
    page.locator("dialog button[value=go]").click()


def test_a_wrong_password_then_the_right_one(approved, visit):
    visit.watched.refusals = (400,)
    with fake_imap(Behaviour()) as port:
        with approved.workspace.config.open("a") as file:
            file.write(f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\n')
        page = visit(approved)
        hand_over(page, "imap")
        box = page.get_by_label("Password", exact=True)
        assert box.get_attribute("type") == "password"
        assert box.evaluate("box => box === document.activeElement")
        box.fill("wrong")
        box.press("Enter")
        page.locator("dialog .report li").first.wait_for()
        page.get_by_role("button", name="Close", exact=True).last.click()
        page.get_by_label("Password", exact=True).fill("right")
        page.get_by_label("Password", exact=True).press("Enter")
        page.locator("dialog .report li[data-level=good]").wait_for()
    assert states(approved).count("pushed") == 2


def test_files_are_opened_and_marked_as_sent(approved, visit):
    page = visit(approved)
    hand_over(page, "eml")
    links = page.locator("dialog .files a")
    links.first.wait_for()
    assert links.count() == 2
    with page.expect_download() as download:
        links.first.click()
    assert download.value.suggested_filename.endswith(".eml")
    assert b"X-Unsent: 1" in Path(download.value.path()).read_bytes()
    with page.expect_response("**/api/drafts/sent") as marked:
        page.get_by_role("button", name="mark them as sent").click()
    assert marked.value.status == 200
    assert states(approved).count("sent") == 2
