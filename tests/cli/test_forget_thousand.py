"""One of 1,000 contacts is forgotten after a life of letters, exports and backups: a grep finds nothing left."""

from datetime import date

import pytest
from picture_reader import ANNA, Photos, contact_of, person, shows, trace

from cardscan.model import Declaration, Draft, Event, Note
from cardscan.settings.workspace import Workspace
from cardscan.workflow.session import reading, writing


@pytest.fixture
def life(tmp_path, call, monkeypatch):
    """A workspace of 1,000 contacts, most of them out of an address book, and all that can be made of one of them."""
    photos = Photos()
    monkeypatch.setattr("cardscan.pipeline.read.read_photos", lambda paths, **_: photos(paths))
    call("init", "ws")
    root = tmp_path / "ws"
    with writing(Workspace(root), create=True) as store, store.transaction():
        for number in range(101, 999):
            store.imports.add(contact_of(person(number)), Note())
        for number in range(1, 100, 2):
            folder = root / f"2026-0{number % 9 + 1}-10 Event"
            keep(store, root, photos, photos.lay(folder / f"IMG_{number}.jpg", person(number), person(number + 1)))
    folder = root / "2026-01-10 Event"
    photos.lay(folder / "A.jpg", ANNA)
    photos.lay(folder / "B.png", person(999), ANNA | {"seed": 900002}, kind="PNG")
    (folder / "notes.csv").write_text(f"name,note\n{ANNA['name']},paints turtles\n", encoding="utf-8")
    code, _, said = call("process", "-w", "ws")
    assert code == 0, said
    return root, photos


def keep(store, root, photos, path):
    """Store what is in a photo as a run does, with its crops; the letters are sent, which saves writing them."""
    (result,) = photos([path])
    event, photo = Event(path.parent.name, path.parent.name), path.relative_to(root).as_posix()
    for reading_ in result.readings:
        crop = f".cardscan/cards/{result.sha256[:20]}-{reading_.sides[0].index}.jpg"
        (root / crop).write_bytes(reading_.sides[0].crop)
        number = store.add_reading(reading_, event, [crop], [photo])
        contact = reading_.contact
        draft = Draft(contact.emails[0].address, contact.name.full, "Hi", "Hi", "it", "it/x", date(2026, 1, 11))
        store.drafts.mark(
            store.drafts.put(number, draft, f"drafts/{event.folder}/{number}.eml", "", event.folder),
            "sent",
            date(2026, 1, 11),
        )
    store.photos.mark(photo, result.sha256, event.folder, "read")


def number_of(root, name):
    with reading(Workspace(root)) as store:
        return next(one.id for one in store.records() if one.contact.name.full == name)


def live(root, call, number):
    """Do with a contact what people do in a year."""
    other = number_of(root, person(999)["name"])
    for words in (
        ("edit", number, "title=Malarka", "note=paints; introduce to nobody", "mobile+=+48600990001"),
        ("introduce", number, other),
        ("show", number, "--explain"),
        ("drafts", "approve", number),
        ("drafts", "sent", number),
        ("consent", number, "--how", f"mail from {ANNA['email']}"),
        ("replied", number, "--how", "by phone"),
        ("due", "--days", "365", "--ics", root / "due.ics"),
        ("subject-access", number),
        ("objected", number, "--how", f"mail from {ANNA['email']}"),
        ("backup", root / "backup.zip"),
    ):
        code, _, said = call(*words, "-w", root)
        assert code in (0, 3) or words[0] == "drafts", (words, said)
    for name in ("vcard", "csv", "google", "outlook", "hubspot", "xlsx", "jscontact"):
        call("export", name, "-w", root)


@pytest.mark.slow
def test_nothing_is_left_of_one_of_a_thousand(life, call, tmp_path, monkeypatch):
    root, photos = life
    number = number_of(root, ANNA["name"])
    live(root, call, number)
    before = {where.partition("/")[0] for where, _, _ in trace(root, ANNA)}
    assert {"cardscan.db", "drafts", "exports", "due.ics", "backup.zip", "2026-01-10 Event", ".cardscan"} <= before
    with reading(Workspace(root)) as store:
        everybody = len(store.records())
    assert everybody >= 1000
    code, _, said = call("forget", "zolwinska", "--yes", "-w", root)
    assert code == 0, said
    assert "No file of the workspace holds a trace" in said
    assert trace(root, ANNA) == []
    assert not shows(root / "2026-01-10 Event" / "B.png", ANNA | {"seed": 900002})
    assert shows(root / "2026-01-10 Event" / "B.png", person(999))
    with reading(Workspace(root)) as store:
        assert len(store.records()) == everybody - 1
        store.check()
        assert store.audit.entries()[-1].what == "forget"
    photos.lay(root / "2026-09-10 Event" / "Z.jpg", ANNA | {"seed": 900005})
    assert call("process", "-w", root)[0] == 0
    with reading(Workspace(root)) as store:
        (back,) = store.records(ids=[number_of(root, ANNA["name"])])
        assert back.objection == Declaration(date.today())
        assert store.drafts.find(record=back.id) == ()
