from datetime import UTC, date, datetime

from cardscan.messages import speaking
from cardscan.model import Contact, Declaration, Draft, Event, Former, Name, Note, Record
from cardscan.store.drafts import StoredDraft
from cardscan.store.history import HistoryEntry
from cardscan.workflow.story import story

FAIR = Event("fair", "Autumn fair", date(2026, 9, 14), "Kraków")
AT = datetime(2026, 9, 14, 20, tzinfo=UTC)


def draft(step, status, sent=None, subject="The price list"):
    day = date(2026, 9, 15)
    letter = Draft("a@a.example", "Anna", subject, "Hello", "en", "promised", day, step)
    return StoredDraft(step, 1, letter, "x.eml", "", status, AT, AT, "fair", sent=sent)


def person(**more):
    return Record(1, Contact(name=Name("Anna Rossi")), "ready", events=(FAIR,), created=AT, **more)


def test_the_story_is_told_day_by_day():
    record = person(
        note=Note("likes sailing", promised="the price list"),
        reply=Declaration(date(2026, 9, 20), "by phone"),
        former=(Former("company", "Old Srl", date(2025, 1, 1)),),
    )
    history = [
        HistoryEntry(AT, "added", "fair"),
        HistoryEntry(AT, "letter-approved", "1 promised"),
        HistoryEntry(AT, "odd", ""),
    ]
    told = story(record, [draft(1, "sent", date(2026, 9, 16)), draft(2, "written")], history, [("vcard", AT)])
    assert [(entry.on.isoformat(), entry.what) for entry in told] == [
        ("2025-01-01", "formerly"),
        ("2026-09-14", "met"),
        ("2026-09-14", "added"),
        ("2026-09-14", "letter-approved"),
        ("2026-09-14", "note"),
        ("2026-09-14", "promised"),
        ("2026-09-14", "letter-written"),
        ("2026-09-14", "exported"),
        ("2026-09-16", "letter-sent"),
        ("2026-09-20", "reply"),
    ]
    texts = {entry.what: entry.text for entry in told}
    assert texts["met"] == "Met at Autumn fair, Kraków"
    assert texts["letter-sent"] == "Letter 1 sent «The price list»"
    assert texts["reply"] == "Replied: by phone"
    assert texts["formerly"] == "Until then: Firm Old Srl"


def test_each_entry_is_one_line():
    record = person(note=Note(note="a ship\n\nand a dog", promised="a map\na key", background="tall\nloud"))
    texts = {entry.what: entry.text for entry in story(record)}
    assert texts["note"] == "Noted: a ship / and a dog"
    assert texts["promised"] == "Promised: a map / a key (open)"
    assert texts["background"] == "Your address book says: tall / loud"


def test_a_promise_is_open_until_a_letter_went_out():
    record = person(note=Note(promised="the price list"))
    assert [entry.is_open for entry in story(record, [draft(1, "approved")]) if entry.what == "promised"] == [True]
    (kept,) = [entry for entry in story(record, [draft(1, "sent", date(2026, 9, 16))]) if entry.what == "promised"]
    assert not kept.is_open
    assert "2026-09-16" in kept.text


def test_who_was_never_met_has_a_story_too():
    told = story(Record(1, Contact(), "ready", note=Note(background="knows the mayor"), origin="import"))
    assert [(entry.on, entry.what) for entry in told] == [(None, "background")]


def test_nothing_is_told_twice_and_in_the_language_that_is_spoken():
    history = [HistoryEntry(AT, "undone", ""), HistoryEntry(AT, "undone", "")]
    with speaking("es"):
        told = story(person(), [], history)
    assert [entry.what for entry in told] == ["met", "undone"]


def test_words_of_others_are_not_filled_in():
    told = story(person(note=Note("{record.id} {0} %s")))
    assert told[-1].text == "Noted: {record.id} {0} %s"


def test_a_card_that_was_recognised_names_its_event_and_no_number():
    history = [HistoryEntry(AT, "added", "fair"), HistoryEntry(AT, "merged", "18")]
    (told,) = [entry.text for entry in story(person(), history=history) if entry.what == "merged"]
    assert told == "The card from Autumn fair is the same person's"
    later = [HistoryEntry(AT, "added", "fair"), HistoryEntry(AT.replace(hour=21), "merged", "18")]
    (told,) = [entry.text for entry in story(person(), history=later) if entry.what == "merged"]
    assert "18" in told  # joined by the user, who saw both
