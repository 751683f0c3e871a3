"""The contract between the page and its server, on a workspace that was processed."""

import email
import email.policy
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from asking import EVENT, Page, evening
from fake_reader import SQUARE, card, read_one

from cardscan.cli.main import run
from cardscan.model import Concern, PhotoResult
from cardscan.settings.workspace import Workspace
from cardscan.store.open import open_store
from cardscan.workflow.contacts import edit
from cardscan.workflow.session import writing

JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    """An evening that was processed once; each test has a copy of its own."""
    return evening(tmp_path_factory.mktemp("processed") / "ws")


@pytest.fixture
def workspace(processed, tmp_path):
    return Workspace(Path(shutil.copytree(processed.root, tmp_path / "ws")))


@pytest.fixture
def page(workspace):
    shown = Page(workspace)
    yield shown
    shown.close()


def names(page, query=""):
    return [one["name"] for one in page.get(f"/api/contacts{query}")["contacts"]]


def field(contact, key):
    return next(one for one in contact["fields"] if one["key"] == key)


def letter_file(page, draft):
    with open_store(page.workspace.database) as store:
        stored = store.drafts.get(draft["id"])
    return email.message_from_bytes((page.workspace.root / stored.file).read_bytes(), policy=email.policy.default)


def test_who_needs_a_person_most_comes_first(page):
    assert names(page) == ["Cy Young", "Anna Rossi", "Bo Lind", "Dana Fox"]
    assert page.get("/api/contacts")["counts"] == {
        "all": 4, "check": 1, "ready": 3, "approved": 0, "exported": 0, "skipped": 0,
    }  # fmt: skip


def test_a_list_is_narrowed_and_searched(page):
    assert names(page, "?state=check") == ["Cy Young"]
    assert names(page, "?language=it") == ["Anna Rossi"]
    assert names(page, "?q=ross") == ["Anna Rossi"]
    assert names(page, "?q=lind.ex") == ["Bo Lind"]
    assert names(page, f"?event={EVENT}&q=fox") == ["Dana Fox"]
    assert names(page, "?event=elsewhere") == []
    # The counts are of all states, so that the page can say how many the other ones hold.
    assert page.get("/api/contacts?state=check")["counts"]["ready"] == 3
    assert page.raw("GET", "/api/contacts?state=odd").status_code == 400


def test_the_overview_tells_what_lies_around(page):
    seen = page.get("/api/overview")
    assert seen["sender"]["name"] == "Zoe Field"
    (event,) = seen["events"]
    assert (event["key"], event["name"], event["date"]) == (EVENT, "Breakfast", "2026-11-19")
    assert event["counts"]["check"] == 1
    assert {"code": "it", "name": "Italian"} in seen["languages"]
    assert {one["name"] for one in seen["intents"]} >= {"first-meeting", "thanks"}
    assert seen["undo"] is None
    assert seen["job"] is None


def test_a_contact_shows_its_doubts_in_words(page):
    contact = page.contact("Cy Young")
    missing = field(contact, "emails[0]")
    assert missing["value"] == ""
    assert missing["doubtful"]
    assert missing["reasons"] == ["the e-mail address was not found"]
    assert not field(contact, "name")["doubtful"]
    assert field(contact, "name")["confidence"] == 0.99
    assert contact["lines"] == [{"index": 0, "text": "Cy Young", "side": 0, "quad": [list(one) for one in SQUARE]}]
    assert contact["cards"][0]["image"] == f"/images/crop/{contact['id']}/0"
    assert contact["previous"] is None
    assert contact["next"] == page.contact("Anna Rossi")["id"]


def test_next_and_previous_follow_the_list_that_is_shown(page):
    bo = page.contact("Bo Lind")["id"]
    inside = page.get(f"/api/contacts/{bo}?state=ready")
    assert inside["previous"] == page.contact("Anna Rossi")["id"]
    assert page.get(f"/api/contacts/{bo}?q=lind")["next"] is None


def test_numbers_are_shown_as_people_read_them(page):
    phone = field(page.contact("Anna Rossi"), "phones[0]")
    assert phone["value"] == "+390255501234"
    assert phone["shown"] == "+39 02 5550 1234"


def test_a_correction_settles_its_own_doubt_and_the_letter_follows(page):
    cy = page.contact("Cy Young")
    changes = {"emails[0]": "cy@young.example", "name.family": "Younger"}
    after = page.post(f"/api/contacts/{cy['id']}/fields", {"version": cy["version"], "changes": changes})
    assert after["verdict"] == "ready"
    assert after["state"] == "ready"
    assert field(after, "emails[0]")["value"] == "cy@young.example"
    assert field(after, "name")["value"] == "Cy Younger"
    assert after["drafts"][0]["to"] == "cy@young.example"
    assert letter_file(page, after["drafts"][0])["To"] == "Cy Younger <cy@young.example>"
    assert after["version"] > cy["version"]


def test_values_are_added_changed_and_taken_away_by_their_place(page):
    anna = page.contact("Anna Rossi")
    path = f"/api/contacts/{anna['id']}/fields"
    more = {"phones[1]": "+39 333 555 0100", "phones[1].type": "mobile", "title": "Titolare"}
    anna = page.post(path, {"version": anna["version"], "changes": more})
    assert [one["value"] for one in anna["fields"] if one["name"] == "phones"] == ["+390255501234", "+393335550100"]
    assert field(anna, "phones[1]")["type"] == "mobile"
    anna = page.post(path, {"version": anna["version"], "changes": {"phones[0]": "", "phones[1]": "333 555 0101"}})
    assert [one["value"] for one in anna["fields"] if one["name"] == "phones"] == ["+393335550101"]
    assert field(anna, "phones[0]")["type"] == "mobile"


def test_a_doubt_about_another_number_stays(page):
    with writing(page.workspace) as store:
        record = next(one for one in store.records() if one.contact.phones)
        doubts = (Concern("phones[0]", "unsure"), Concern("phones[1]", "invalid"))
        store.edit_record(record.id, record.contact, [], doubts)
    edit(page.workspace, record.id, ["phones[1]=+39 333 555 0100"])
    anna = page.get(f"/api/contacts/{record.id}")
    assert field(anna, "phones[0]")["doubtful"]
    assert not field(anna, "phones[1]")["doubtful"]
    changes = {"phones[1]": ""}
    anna = page.post(
        f"/api/contacts/{record.id}/fields", {"version": anna["version"], "changes": changes, "confirm": ["phones[0]"]}
    )
    assert not field(anna, "phones[0]")["doubtful"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"emails[0]": "no address"}, "no address"),
        ({"phones[0]": "ring me"}, "ring me"),
        ({"shoe": "44"}, "shoe"),
        ({"phones[0].type": "pager"}, "pager"),
        ({"name=x": "y"}, "name=x"),
        ({"note": "not a field of the card"}, "note"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(page, changes, said):
    anna = page.contact("Anna Rossi")
    path = f"/api/contacts/{anna['id']}/fields"
    error = page.post(path, {"version": anna["version"], "changes": changes}, status=400)["error"]
    assert said in error["message"]
    assert page.contact("Anna Rossi")["version"] == anna["version"]


def test_two_tabs_the_second_is_told_and_sees_the_contact_as_it_is(page):
    anna = page.contact("Anna Rossi")
    path = f"/api/contacts/{anna['id']}/fields"
    page.post(path, {"version": anna["version"], "changes": {"title": "Titolare"}})
    told = page.post(path, {"version": anna["version"], "changes": {"title": "Direttrice"}}, status=409)
    assert told["error"]["code"] == "conflict"
    assert field(told["current"], "title")["value"] == "Titolare"
    assert field(page.contact("Anna Rossi"), "title")["value"] == "Titolare"


def test_a_change_from_the_command_line_is_seen(page):
    now = page.get("/api/changes")["now"]
    assert page.get(f"/api/changes?since={now}")["contacts"] == []
    anna = page.contact("Anna Rossi")
    edit(page.workspace, anna["id"], ["title=Titolare"])
    assert page.get(f"/api/changes?since={now}")["contacts"] == [anna["id"]]
    late = {"version": anna["version"], "changes": {"title": "Direttrice"}}
    page.post(f"/api/contacts/{anna['id']}/fields", late, status=409)


def test_all_doubts_can_be_confirmed(page):
    cy = page.contact("Cy Young")
    after = page.post(f"/api/contacts/{cy['id']}/confirm", {"version": cy["version"]})
    assert (after["verdict"], after["state"]) == ("ready", "ready")


def test_a_note_is_kept_and_the_letter_follows(page):
    anna = page.contact("Anna Rossi")
    note = {"note": "parla di barche", "promised": "", "tags": ["barche", "Milano"], "register": "informal"}
    after = page.post(f"/api/contacts/{anna['id']}/note", {"version": anna["version"], "note": note})
    assert after["note"]["tags"] == ["barche", "Milano"]
    assert "parla di barche" in after["drafts"][0]["body"]
    assert page.get("/api/overview")["tags"] == ["barche", "Milano"]
    assert names(page, "?tag=barche") == ["Anna Rossi"]


def test_a_preview_shows_the_letter_and_stores_nothing(page):
    anna = page.contact("Anna Rossi")
    draft = anna["drafts"][0]
    asked = {"note": {"note": "colleziona orologi"}, "language": "en"}
    seen = page.post(f"/api/drafts/{draft['id']}/preview", asked)
    assert seen["language"] == "en"
    assert "colleziona orologi" in seen["body"]
    assert {"level", "text", "code", "detail"} == seen["findings"][0].keys()
    again = page.contact("Anna Rossi")
    assert again["version"] == anna["version"]
    assert again["drafts"][0] == draft
    # A preview of what is stored is what is stored.
    assert page.post(f"/api/drafts/{draft['id']}/preview", {"note": {}})["body"] == draft["body"]


def test_a_letter_is_approved_reopened_skipped_and_sent(page):
    draft = page.contact("Anna Rossi")["drafts"][0]
    for verb, state, whose in (
        ("approve", "approved", "approved"),
        ("reopen", "written", "ready"),
        ("skip", "skipped", "skipped"),
        ("reopen", "written", "ready"),
        ("sent", "sent", "exported"),
        ("reopen", "written", "ready"),
    ):
        draft = page.post(f"/api/drafts/{draft['id']}/{verb}", {"version": draft["version"]})
        assert draft["state"] == state
        assert page.contact("Anna Rossi")["state"] == whose
    page.post(f"/api/drafts/{draft['id']}/reopen", {"version": draft["version"]}, status=400)


def test_nothing_grave_is_approved(page):
    draft = page.contact("Cy Young")["drafts"][0]
    told = page.post(f"/api/drafts/{draft['id']}/approve", {"version": draft["version"]}, status=400)["error"]
    assert told["code"] == "refused"
    assert "no-recipient" in [one["code"] for one in told["findings"]]
    assert page.contact("Cy Young")["drafts"][0]["state"] == "written"


def test_a_letter_of_an_older_version_is_not_approved(page):
    draft = page.contact("Anna Rossi")["drafts"][0]
    page.post(f"/api/drafts/{draft['id']}/skip", {"version": draft["version"]})
    told = page.post(f"/api/drafts/{draft['id']}/approve", {"version": draft["version"]}, status=409)
    assert told["current"]["state"] == "skipped"


def test_ones_own_text_is_never_written_over_until_one_asks(page):
    anna = page.contact("Anna Rossi")
    draft = anna["drafts"][0]
    own = {"version": draft["version"], "subject": "Barche", "body": "Cara Anna,\n\nle mie parole.\n\nZoe"}
    mine = page.post(f"/api/drafts/{draft['id']}/text", own)
    assert (mine["state"], mine["subject"]) == ("changed", "Barche")
    assert mine["machine"] == {"subject": draft["subject"], "body": draft["body"]}
    assert letter_file(page, draft)["Subject"] == "Barche"
    note = {"version": page.contact("Anna Rossi")["version"], "note": {"note": "parla di barche"}}
    after = page.post(f"/api/contacts/{anna['id']}/note", note)["drafts"][0]
    assert "le mie parole" in after["body"]
    renewed = page.post(f"/api/drafts/{draft['id']}/renew", {"version": after["version"]})
    assert renewed["state"] == "written"
    assert "parla di barche" in renewed["body"]


def test_validation_as_one_types(page):
    def check(field, value):
        return page.post("/api/check", {"field": field, "value": value})

    assert check("phones", "02 5550 1234") == {"valid": True, "normal": "+39 02 5550 1234", "message": ""}
    assert not check("phones", "12")["valid"]
    assert check("emails", "Anna@Rossi.example")["normal"] == "anna@rossi.example"
    assert check("emails", "anna at")["message"] == "This is no e-mail address."
    assert check("title", "anything")["valid"]
    assert check("phones", "")["valid"]


def test_every_action_can_be_undone(page):
    anna = page.contact("Anna Rossi")
    page.post(f"/api/contacts/{anna['id']}/fields", {"version": anna["version"], "changes": {"title": "Titolare"}})
    assert page.get("/api/overview")["undo"]["what"] == "correction"
    done = page.post("/api/undo", {"action": None})
    assert done["contacts"] == [anna["id"]]
    assert [one["key"] for one in page.contact("Anna Rossi")["fields"]] == [one["key"] for one in anna["fields"]]


def test_an_erased_contact_is_gone_and_comes_back(page):
    anna = page.contact("Anna Rossi")
    page.post(f"/api/contacts/{anna['id']}/delete", {"version": anna["version"]})
    assert page.raw("GET", f"/api/contacts/{anna['id']}").status_code == 404
    assert "Anna Rossi" not in names(page)
    page.post("/api/undo", {"action": None})
    assert "Anna Rossi" in names(page)


def test_two_that_look_alike_are_joined_or_kept_apart(page):
    bo, dana = page.contact("Bo Lind"), page.contact("Dana Fox")
    page.post(f"/api/contacts/{dana['id']}/fields", {"version": dana["version"], "changes": {"name": "Bo Lind"}})
    edit(page.workspace, dana["id"], ["company=Lind AB"])
    edit(page.workspace, bo["id"], ["company=Lind AB"])
    (pair,) = page.get("/api/doubles")["pairs"]
    assert {pair["one"]["id"], pair["other"]["id"]} == {bo["id"], dana["id"]}
    assert "same-name" not in pair["reasons"]
    emails = next(one for one in pair["fields"] if one["name"] == "emails")
    assert (emails["one"], emails["other"], emails["same"]) == (["bo@lind.example"], ["dana@fox.example"], False)
    assert page.get("/api/overview")["doubles"] == 1
    assert page.get(f"/api/contacts/{bo['id']}")["doubles"][0]["id"] == dana["id"]
    versions = [pair["one"]["version"], pair["other"]["version"]]
    asked = {"keep": pair["one"]["id"], "other": pair["other"]["id"], "versions": versions, "choose": {}}
    page.post("/api/doubles/join", {**asked, "versions": [0, 0]}, status=409)
    assert page.post("/api/doubles/join", asked)["contact"] == bo["id"]
    joined = page.get(f"/api/contacts/{bo['id']}")
    assert len([one for one in joined["fields"] if one["name"] == "emails"]) == 2
    page.post("/api/undo", {"action": None})
    page.post("/api/doubles/apart", {"one": bo["id"], "other": dana["id"]})
    assert page.get("/api/doubles") == {"pairs": []}


def test_all_that_is_ready_is_approved_and_what_is_not_is_left(page):
    page.post("/api/approve-ready", {"event": EVENT})
    job = page.job()
    assert job["state"] == "done"
    assert job["report"][0] == {"text": "3 letters are approved.", "level": "good"}
    assert page.get("/api/contacts")["counts"]["approved"] == 3
    assert page.contact("Cy Young")["drafts"][0]["state"] == "written"
    page.post("/api/push", {"event": EVENT, "to": "eml"})
    job = page.job()
    assert any(str(page.workspace.drafts) in line["text"] for line in job["report"])


def test_a_mailbox_that_nobody_named_is_said_in_the_report(page):
    page.post("/api/approve-ready", {"event": ""})
    page.job()
    page.post("/api/push", {"event": "", "to": "imap"})
    job = page.job()
    assert job["state"] == "failed"
    assert job["report"][-2]["text"] == "cardscan does not know your mail server"


class Reader:
    """Reads every photo as one card, whatever is in it."""

    def __call__(self, paths):
        for path in paths:
            spec = {"cards": [card("Eva Novak", "eva@novak.example")], "fail": None, "back": False, "salt": ""}
            spoof = path.with_suffix(".spec")
            spoof.write_text(json.dumps(spec), encoding="utf-8")
            result = read_one(spoof)
            spoof.unlink()
            yield PhotoResult(path, result.sha256, result.readings)


def test_photos_dragged_onto_the_page_are_read(workspace):
    page = Page(workspace, reader=Reader())
    begun = page.upload("2026-11-20 Fair", ("IMG 7.jpg", io.BytesIO(JPEG)), ("no.jpg", io.BytesIO(b"<svg/>")))
    assert begun["kind"] == "photos"
    job = page.job()
    assert job["state"] == "done", job
    assert job["report"][0]["level"] == "error"
    assert "no.jpg" in job["report"][0]["text"]
    eva = page.get(f"/api/contacts/{job['contacts'][0]}")
    assert eva["events"] == ["2026-11-20 Fair"]
    assert eva["drafts"][0]["to"] == "eva@novak.example"
    saved = page.workspace.root / "2026-11-20 Fair" / "IMG 7.jpg"
    assert saved.read_bytes() == JPEG
    assert saved.stat().st_mode & 0o077 == 0


def test_while_another_cardscan_is_at_work_the_page_is_told_to_wait(page, monkeypatch):
    monkeypatch.setattr("cardscan.web.desk._PATIENCE", 0.0)
    anna = page.contact("Anna Rossi")
    asked = {"version": anna["version"], "changes": {"title": "Titolare"}}
    holder = (
        "import sys, pathlib\n"
        "from cardscan.workflow.session import writing\n"
        "from cardscan.settings.workspace import Workspace\n"
        "with writing(Workspace(pathlib.Path(sys.argv[1]))):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holder, str(page.workspace.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        told = page.post(f"/api/contacts/{anna['id']}/fields", asked, status=423)
        assert told["error"]["code"] == "locked"
        assert page.get("/api/contacts")["counts"]["all"] == 4
        other.stdin.close()
    page.post(f"/api/contacts/{anna['id']}/fields", asked)


def test_texts_come_in_the_browsers_language(page):
    def spoken(accept, query=""):
        return page.raw("GET", f"/api/messages{query}", headers={"Accept-Language": accept}).get_json()

    assert spoken("es-MX,es;q=0.9,en;q=0.5")["language"] == "es"
    assert spoken("nl,xx")["language"] == "en"
    assert spoken("es", "?lang=pl")["language"] == "pl"
    polish = spoken("pl")["plural_table"]
    assert [polish[n] for n in (1, 2, 5, 22, 112)] == [0, 1, 2, 1, 2]
    assert all(len(forms) == 3 for forms in spoken("pl")["plurals"].values())
    told = page.raw("GET", "/api/contacts/99", headers={"Accept-Language": "it"}).get_json()
    assert told["error"]["message"] != "There is no contact number 99"
    page.raw("GET", "/?lang=ro")
    assert spoken("es")["language"] == "ro"


def test_two_servers_of_one_workspace_work_side_by_side(workspace):
    one, other = Page(workspace, port=4801), Page(workspace, port=4802)
    anna = one.contact("Anna Rossi")
    one.post(f"/api/contacts/{anna['id']}/fields", {"version": anna["version"], "changes": {"title": "Titolare"}})
    assert field(other.contact("Anna Rossi"), "title")["value"] == "Titolare"
    assert one.desk.guard.cookie != other.desk.guard.cookie


def test_a_workspace_that_is_brought_back_is_seen(page):
    assert len(names(page)) == 4
    with writing(Workspace(page.workspace.root)) as store:
        store.delete_record(page.contact("Bo Lind")["id"])
    assert len(names(page)) == 3


def test_get_answers_one_request_without_a_server(workspace, tmp_path, capfd):
    assert run(["review", "-w", str(tmp_path / "ws"), "--get", "/api/contacts"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["counts"]["all"] == 4
    assert err == "200\n"
    assert run(["review", "-w", str(tmp_path / "ws"), "--get", "/api/contacts/99"]) == 1
    assert capfd.readouterr().err == "404\n"
