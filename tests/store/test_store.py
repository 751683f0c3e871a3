import threading
from dataclasses import replace

import pytest
from store_values import ANA, EVENT, OTHER_EVENT, add, draft, reading, status

from cardscan.errors import CardscanError
from cardscan.model import Concern, Contact, Email, Event, Name, Note, Phone, Text
from cardscan.store import search
from cardscan.store.open import open_store


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "cardscan.db") as opened:
        yield opened


def test_a_record_comes_back_as_it_went_in(store):
    note = Note("sails", "a list", "es", "informal", "partner", ("bni",))
    a_reading = reading(sides=2, verdict="check", concerns=(Concern("phones[0]", "invalid"),))
    record = store.record(add(store, a_reading, note=note))
    assert record.contact == ANA
    assert record.verdict == "check"
    assert record.concerns == a_reading.concerns
    assert record.events == (EVENT,)
    assert record.note == note
    assert record.lines == a_reading.lines == store.lines(record.id)
    assert store.codes(record.id) == a_reading.codes
    assert [(card.photo, card.sha256, card.side, card.crop) for card in record.cards] == [
        ("a1-0.jpg", "a10", 0, "crops/a10-0.jpg"),
        ("a1-1.jpg", "a11", 1, "crops/a11-0.jpg"),
    ]
    assert record.cards[0].corners == a_reading.sides[0].corners
    assert record.cards[0].taken == a_reading.sides[0].taken
    assert record.created is not None
    assert record.created.utcoffset() is not None
    assert record.edited == ()


def test_all_is_there_after_reopening(tmp_path):
    path = tmp_path / "cardscan.db"
    with open_store(path) as store:
        before = store.record(add(store))
    with open_store(path, create=False) as store:
        assert store.records() == (before,)
        store.check()


@pytest.mark.parametrize(
    "text",
    ["=cmd|'/C calc'!A0", "a'; DROP TABLE record; --", "a\nb\r\n\x00c", 'é"\\', "דנה", "👩‍💻", "100%_", "half \ud800"],
)
def test_hostile_text_is_stored_and_found(store, text):
    contact = Contact(name=Name(text), company=Text(text), emails=(Email(text),), phones=(Phone(text),))
    number = add(store, reading(contact), event=Event(text, text, place=text), note=Note(text, tags=(text,)))
    whole = text.encode("utf-8", "backslashreplace").decode()
    record = store.record(number)
    assert record.contact.name.full == record.note.note == record.events[0].folder == whole
    assert [found.id for found in store.records(event=text)] == [number]
    assert [found.id for found in store.records(text=text)] == [number]
    assert store.records(text="zzz%") == ()
    store.check()


def test_a_file_name_in_a_foreign_encoding_is_kept(store):
    name = b"caf\xe9.jpg".decode("utf-8", "surrogateescape")
    store.photos.mark(name, "a1", None, "read")
    assert store.photos.find()[0].path == "caf\\udce9.jpg"


def test_the_same_card_is_not_stored_twice(store):
    first = add(store, reading(sides=2), note=Note("one"))
    before = store.record(first)
    assert add(store, reading(Contact(), sides=2), note=Note("two")) == first
    assert add(store, reading(), retake_of=first) == first
    assert store.records() == (before,)


def test_another_card_of_the_photo_and_the_same_photo_elsewhere_are_others(store):
    numbers = [add(store), add(store, reading(index=1)), add(store, event=OTHER_EVENT), add(store, event=None)]
    assert len(set(numbers)) == 4
    assert store.record(numbers[3]).events == ()


def test_a_photo_is_done_when_it_is_marked_and_not_before(store):
    store.add_reading(reading(), EVENT, ["c.jpg"], ["a.jpg"])
    assert status(store, "a10", EVENT.folder) == "pending"
    store.photos.mark("a.jpg", "a10", EVENT.folder, "read", engine="e")
    assert status(store, "a10", EVENT.folder) == "read"
    assert status(store, "a10", OTHER_EVENT.folder) != "read"
    assert status(store, "a10", None) != "read"
    assert status(store, "nowhere", None) is None


def test_failures_are_listed_until_the_photo_is_read(store):
    store.photos.mark("e/a.jpg", None, EVENT.folder, "failed", code="vanished", message="It is gone")
    store.photos.mark("e/a.jpg", "f1", EVENT.folder, "failed", code="empty", message="It is empty", hint="Again")
    store.photos.mark("e/b.jpg", "f2", EVENT.folder, "failed", code="damaged", message="It is damaged")
    assert [(row.path, row.code, row.hint) for row in store.photos.find(EVENT.folder) if row.status == "failed"] == [
        ("e/a.jpg", "empty", "Again"),
        ("e/b.jpg", "damaged", ""),
    ]
    assert store.photos.find(OTHER_EVENT.folder) == ()
    store.photos.mark("e/a.jpg", "new content", EVENT.folder, "read")
    store.photos.mark("e/b.jpg", "f2", EVENT.folder, "read")
    assert "failed" not in [row.status for row in store.photos.find()]
    assert len(store.photos.find(EVENT.folder)) == 2


def test_a_failed_photo_with_cards_keeps_them(store):
    """A second look that fails must not tear away what the first look found."""
    number = add(store)
    store.photos.mark("a1-0.jpg", "a10", EVENT.folder, "failed", code="unreadable", message="No")
    store.photos.mark("a1-0.jpg", "other", EVENT.folder, "read")
    assert store.record(number).cards[0].sha256 == "a10"


def test_events_are_brought_up_to_date_and_sorted(store):
    store.events.put(OTHER_EVENT)
    store.events.put(EVENT)
    store.events.put(replace(EVENT, name="BNI Centro", cost=None))
    assert store.events.all() == (replace(EVENT, name="BNI Centro", cost=None), OTHER_EVENT)


def test_a_better_photo_writes_over_what_was_read_but_not_over_an_edit(store):
    first = add(store, reading(replace(ANA, title=Text("Dlrectora"))), note=Note("sails"))
    store.edit_record(first, replace(ANA, company=Text("Río")), ["company"])
    add(store, reading(ANA, sha256="b2", sides=2), retake_of=first, note=Note("likes jazz"))
    record = store.record(first)
    assert (record.contact.title.value, record.contact.company.value) == ("Directora", "Río")
    assert record.note.note == "sails\nlikes jazz"
    assert [card.side for card in record.cards] == [0, 1, 2]
    (index,) = record.contact.title.evidence.lines
    assert record.lines[index].text == "line 1 of b2"
    assert [entry.what for entry in store.history.of(first)] == ["added", "edited", "met-again"]


def test_an_edit_settles_its_concerns_and_is_remembered_without_its_values(store):
    concerns = (Concern("name", "unsure"), Concern("phones[0]", "invalid"), Concern("phones[1]", "invalid"))
    number = add(store, reading(verdict="check", concerns=concerns))
    store.edit_record(number, replace(ANA, phones=()), ["phones"])
    record = store.record(number)
    assert (record.contact.phones, record.concerns, record.verdict) == ((), concerns[:1], "check")
    store.edit_record(number, replace(ANA, name=Name("Anna Diaz")), ["name", "phones"])
    record = store.record(number)
    assert (record.edited, record.concerns, record.verdict) == (("phones", "name"), (), "ready")
    assert store.records(text="anna") == (record,)
    assert "Anna" not in str(store.history.of(number))


def test_records_are_chosen_by_all_that_is_given(store):
    ana = add(store)
    jan = Contact(name=Name("Łukasz Wójcik"), company=Text("Meble Łódź"), emails=(Email("lw@meble.example"),))
    jan_id = add(store, reading(jan, sha256="c3", verdict="check"), OTHER_EVENT)

    def chosen(**given):
        return [record.id for record in store.records(**given)]

    assert chosen() == [ana, jan_id]
    assert chosen(event=EVENT.folder) == [ana]
    assert chosen(verdict="check") == [jan_id]
    assert chosen(ids=[jan_id, 999]) == [jan_id]
    assert chosen(ids=[]) == []
    assert chosen(event=EVENT.folder, verdict="check") == []
    for text in ("diaz", "DÍAZ ana", "rio", "600 00 00 01", "+34600000001", "ana@rio.example", "talleres ana"):
        assert chosen(text=text) == [ana], text
    for text in ("lodz", "Lukasz", "meble.example"):
        assert chosen(text=text) == [jan_id], text
    assert chosen(text="diaz wojcik") == []


def test_contacts_are_listed_for_matching(store):
    number = add(store)
    assert store.contacts() == ((number, ANA),)


def test_deleting_erases_and_does_not_bring_back(store):
    number, other = add(store, reading(sides=2), note=Note("secret-note")), add(store, reading(sha256="zz"))
    store.drafts.put(number, draft(), "drafts/1.eml", "h1")
    assert store.delete_record(number) == ("crops/a10-0.jpg", "crops/a11-0.jpg", "drafts/1.eml")
    assert [record.id for record in store.records()] == [other]
    assert store.drafts.find() == ()
    assert store.lines(number) == ()
    assert status(store, "a10", EVENT.folder) == "read"
    assert status(store, "a11", EVENT.folder) == "back"
    assert [entry.what for entry in store.history.of(number)] == ["deleted"]
    with pytest.raises(CardscanError, match=f"number {number}"):
        store.delete_record(number)
    store.check()


def test_what_is_erased_is_in_no_file(tmp_path):
    path = tmp_path / "cardscan.db"
    with open_store(path) as store:
        secret = Contact(name=Name("Secretname " * 3), company=Text("Hiddenfirm"))
        number = add(store, reading(secret), note=Note("Buriednote"))
        store.drafts.put(number, replace(draft(), body="Quietletter"), "d.eml", "h")
        store.delete_record(number)
        for file in tmp_path.iterdir():
            for word in (b"Secretname", b"secretname", b"Hiddenfirm", b"Buriednote", b"Quietletter"):
                assert word not in file.read_bytes(), file


def test_a_number_is_never_given_again(store):
    number = add(store)
    store.delete_record(number)
    assert add(store, reading(sha256="b2")) > number


def test_drafts_are_kept_by_record_step_and_event(store):
    number = add(store)
    first = store.drafts.put(number, draft(), "1.eml", "h1")
    store.drafts.mark(first, "sent")
    assert store.drafts.put(number, draft(subject="Again"), "1b.eml", "h1b") == first
    second = store.drafts.put(number, draft(step=2), "2.eml", "h2")
    fair = store.drafts.put(number, draft(subject="Fair"), "3.eml", "h3", OTHER_EVENT.folder)
    assert [stored.id for stored in store.drafts.find()] == [first, second, fair]
    assert [stored.id for stored in store.drafts.find(EVENT.folder)] == [first, second]
    assert [stored.id for stored in store.drafts.find(OTHER_EVENT.folder)] == [fair]
    assert store.drafts.find(record=999) == ()
    stored = store.drafts.latest(number, 1, EVENT.folder)
    assert (stored.draft, stored.file, stored.sha256, stored.status) == (draft(subject="Again"), "1b.eml", "h1b", "new")
    assert store.drafts.latest(number, 1).id == fair
    assert store.drafts.latest(number, 3) is None


def test_counts_are_those_of_the_event(store):
    number = add(store, reading(sides=2))
    add(store, reading(sha256="b2", verdict="check"), OTHER_EVENT)
    store.photos.mark("x.jpg", "x", EVENT.folder, "failed", code="empty")
    store.drafts.put(number, draft(), "1.eml", "h1")
    counts = store.counts(EVENT.folder)
    assert (counts.read, counts.failed, counts.backs, counts.ready, counts.check, counts.drafts) == (1, 1, 1, 1, 0, 1)
    assert (store.counts().contacts, store.counts(OTHER_EVENT.folder).drafts, store.counts("none").contacts) == (
        2,
        0,
        0,
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.record(5),
        lambda store: store.edit_record(5, ANA, []),
        lambda store: store.set_note(5, Note()),
        lambda store: store.delete_record(5),
        lambda store: store.drafts.put(5, draft(), "f", "h"),
        lambda store: add(store, retake_of=5),
    ],
)
def test_a_number_that_is_not_there_is_one_line_and_writes_nothing(store, act):
    with pytest.raises(CardscanError, match="no contact number 5"):
        act(store)
    assert store.photos.find() == ()
    assert store.history.of(5) == ()


def test_a_note_is_replaced(store):
    number = add(store, note=Note("old"))
    store.set_note(number, Note("new"))
    assert store.record(number).note == Note("new")


def test_a_transaction_is_all_or_nothing(store):
    def begin_and_stop():
        with store.transaction():
            add(store)
            assert len(store.records()) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin_and_stop()
    assert (store.records(), store.photos.find(), store.events.all()) == ((), (), ())
    add(store)
    assert len(store.records()) == 1


def test_another_thread_sees_only_what_is_finished(store):
    seen = []
    with store.transaction():
        add(store)
        other = threading.Thread(target=lambda: seen.append(len(store.records())))
        other.start()
        other.join()
    assert seen == [0]
    assert len(store.records()) == 1


def test_more_records_than_one_statement_takes(store, monkeypatch):
    monkeypatch.setattr(search, "_BATCH", 3)
    numbers = [add(store, reading(sha256=f"s{index}-")) for index in range(8)]
    records = store.records(ids=numbers)
    assert [record.id for record in records] == numbers
    assert [record.cards[0].sha256 for record in records] == [f"s{index}-0" for index in range(8)]
