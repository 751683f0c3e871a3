from dataclasses import replace
from datetime import date, datetime

import pytest
from store_values import ANA, EVENT, OTHER_EVENT, reading

from cardscan.model import Address, Contact, Email, Event, Former, Name, Note, Phone, Text
from cardscan.store import soundness
from cardscan.store.open import open_store

PEOPLE = (
    Contact(
        name=Name("Łucja Żółć-Söderström", "Łucja", "Żółć-Söderström"),
        company=Text("Großhandel Ørsted"),
        phones=(Phone("+48221234567", "(22) 123-45-67"),),
        emails=(Email("l.zolc@hurt.example"),),
        address=Address("ul. Długa 1, Łódź", "ul. Długa 1", "90-001", "Łódź", None, "PL"),
    ),
    Contact(name=Name("Anna Rossi", "Anna", "Rossi"), company=Text("Bo Design"), phones=(Phone("+390255501234"),)),
    Contact(name=Name("Bo Lind", "Bo", "Lind"), company=Text("Rossi S.A."), title=Text("Direttrice vendite")),
    Contact(name=Name("Marcus Barossi", "Marcus", "Barossi")),
)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "x.db") as opened:
        for place, contact in enumerate(PEOPLE):
            one = reading(contact, sha256=f"p{place}")
            event = Event("2026-09-14 Fair", "Autumn fair", date(2026, 9, 14), "Kraków") if place < 2 else None
            note = Note("loves sailing", promised="price list", tags=("IT", "Client")) if not place else Note()
            opened.add_reading(one, event, ["", ""][:1], [f"{place}.jpg"], note=note)
        yield opened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lucja", [1]),
        ("ŁUCJA zolc", [1]),
        ("soderstrom", [1]),
        ("grosshandel orsted", [1]),
        ("lodz", [1]),
        ("Polonia", [1]),  # Italian and Spanish for Poland
        ("sailing client", [1]),
        ("it", [1]),  # a tag of two letters
        ("price", [1]),
        ("l.zolc@hurt", [1]),
        ("+48 22 123 45 67", [1]),
        ("0048221234567", [1]),
        ("22 123 45 67", [1]),
        ("022 1234567", [1]),
        ("+48 (0) 22 123 45 67", [1]),
        ("4567", [1]),
        ("bo", [3, 2]),  # a name that begins with it, then a firm
        ("rossi", [2, 4, 3]),  # a word of the name, a part of one, a firm
        ("anna", [2]),
        ("vendite", [3]),
        ("autumn", [1, 2]),
        ("krakow 2026-09", [1, 2]),
        ("wrzesień", [1, 2]),
        ("14.9.2026 anna", [2]),
        ("09/2026", [1, 2]),
        ("14/9", [1, 2]),
        ("9/14", [1, 2]),  # as Americans write it
        ("14.9.", [1, 2]),
        ("14/9 anna", [2]),
        ("15/9", []),
        ("anna 02 5550", [2]),
        ("rossi zzz", []),
        ("...", []),
        ("", []),
        ('"', []),
        ("'; DROP TABLE record --", []),
        ("NEAR(anna) AND *", []),
        ("\0", []),
    ],
)
def test_finds_as_one_would_ask(store, text, expected):
    found = store.finder.find(text)
    assert sorted(found) == sorted(expected)
    if text in ("bo", "rossi"):
        assert found == expected


def test_a_number_that_was_stored_without_its_country_is_found_with_it(store):
    store.add_reading(
        reading(Contact(name=Name("Z"), phones=(Phone("600123456", valid=False),)), sha256="z"), None, [""], ["z"]
    )
    assert store.finder.find("+48 600 123 456") == [5]
    assert store.finder.find("+48 600 123 457") == []


def test_words_follow_whatever_changes_a_contact(store):
    store.finder.find("sailing")
    store.set_note(1, Note("loves golf"))
    assert store.finder.find("sailing") == []
    assert store.finder.find("golf") == [1]
    store.edit_record(1, replace(PEOPLE[0], title=Text("Księgowa")), ["title"])
    assert store.finder.find("ksiegowa") == [1]
    assert store.finder.find("żółć") == [1]
    store.delete_record(1)
    assert store.finder.find("zolc") == []


def test_an_old_job_is_found(store):
    store.imports.complete(2, PEOPLE[1], (Former("company", "Ferramenta Bianchi", date(2025, 1, 1)),), Note())
    assert store.finder.find("bianchi") == [2]


def test_folding_words_is_no_change_of_the_contact(store):
    before = store.record(1).version
    assert store.finder.refresh() == len(PEOPLE)
    assert store.finder.refresh() == 0
    assert store.record(1).version == before
    store.set_note(1, Note("x"))
    assert store.record(1).version == before + 1


def test_the_index_is_what_the_contacts_are(store):
    store.finder.find("x")
    store.set_note(1, Note("loves golf"))
    store.finder.find("x")
    with store._database.write() as connection:
        connection.exec_driver_sql("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("typed", "meant"), [("rosi", "rossi"), ("soderstrim", "soderstrom"), ("anna", None), ("q", None)]
)
def test_near_misses_are_offered(store, typed, meant):
    near = store.finder.near(typed)
    assert (meant in near) if meant else near == ()


def test_a_database_that_cannot_be_written_is_searched_all_the_same(store, tmp_path, monkeypatch):
    from cardscan.errors import CardscanError

    def refused():
        raise CardscanError("no")

    monkeypatch.setattr(store._database, "write", refused)
    assert store.finder.find("rossi")[0] == 2


def test_an_older_database_gets_its_words(tmp_path):
    path = tmp_path / "old.db"
    with open_store(path) as store:
        store.add_reading(reading(ANA, sha256="o"), EVENT, [""], ["o.jpg"], note=Note("knows the mayor"))
        with store._database.write() as connection:
            connection.exec_driver_sql("UPDATE record SET words = ''")
    with open_store(path) as store:
        assert store.finder.find("mayor directora") == [1]


def test_lists_show_what_they_need(store):
    number = store.imports.add(Contact(name=Name("Ola Nowak"), emails=(Email("o@n.example"),)), Note(), "uid-1")
    entries = store.listing.entries([number, 1, 999])
    assert [(one.id, one.name, one.unmet) for one in entries] == [
        (number, "Ola Nowak", True),
        (1, PEOPLE[0].name.full, False),
    ]
    assert entries[1].events == ("Autumn fair",)
    assert store.listing.unmet() == {number}
    assert store.listing.tagged("client") == {1}
    assert store.imports.by_uid() == {"uid-1": number}


class TestSoundness:
    @pytest.fixture
    def looked(self, tmp_path, monkeypatch):
        """Open a database that remembers, and tell whether it was looked through."""
        import cardscan.store.open as module

        looks = []
        real = module._look_through
        monkeypatch.setattr(module, "_look_through", lambda *given: (looks.append(1), real(*given)))

        def go():
            looks.clear()
            with open_store(tmp_path / "x.db", note=tmp_path / "sound"):
                pass
            return bool(looks)

        return go

    def test_it_is_not_looked_through_again_where_it_is_as_it_was_left(self, looked):
        assert looked()
        assert not looked()
        assert not looked()

    def test_it_is_when_a_byte_changed(self, looked, tmp_path):
        looked()
        path = tmp_path / "x.db"
        path.write_bytes(path.read_bytes())
        assert looked()

    def test_it_is_when_a_log_is_there(self, looked, tmp_path):
        looked()
        with open_store(tmp_path / "x.db") as store:
            store.events.put(OTHER_EVENT)
            assert looked()

    def test_it_is_once_a_day(self, looked, monkeypatch):
        looked()
        now = datetime.now().timestamp()
        monkeypatch.setattr(soundness.time, "time", lambda: now + 90_000)
        assert looked()

    def test_a_strange_note_is_no_note(self, looked, tmp_path):
        looked()
        (tmp_path / "sound").write_bytes(b"\xff\0 nonsense")
        assert looked()
