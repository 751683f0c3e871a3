import os
import sqlite3
import stat
from contextlib import closing

import pytest
import sqlalchemy
from store_values import ANA, add, reading, status

from cardscan.errors import CardscanError
from cardscan.model import Contact, Name, Note
from cardscan.store import migrations
from cardscan.store.migrations import APPLICATION_ID, MIGRATIONS
from cardscan.store.open import open_store
from cardscan.store.tables import metadata


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cardscan.db"


def refused(path, **how):
    """Open a database that must be refused, in one line, and be left as it was."""
    before, mode = path.read_bytes(), path.stat().st_mode
    with pytest.raises(CardscanError) as caught, open_store(path, **how) as store:
        store.check()
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message + caught.value.hint
    assert caught.value.hint
    assert (path.read_bytes(), path.stat().st_mode) == (before, mode)
    return f"{caught.value.message} / {caught.value.hint}"


def filled(path, count=25):
    with open_store(path) as store, store.transaction():
        for index in range(count):
            add(store, reading(sha256=f"s{index}"))
    return path


def test_a_new_database_is_private_and_alone(path):
    with open_store(path) as store:
        add(store)
        assert {entry.name for entry in path.parent.iterdir()} == {"cardscan.db", "cardscan.db-wal", "cardscan.db-shm"}
        for entry in path.parent.iterdir():
            assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["cardscan.db"]


def test_a_database_that_became_public_is_made_private_again(path):
    filled(path, 1).chmod(0o644)
    with open_store(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_restored_backup_is_taken_up(path):
    with closing(sqlite3.connect(filled(path, 2))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with open_store(path) as store, store._database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert len(store.records()) == 2


def test_the_promised_settings_hold(path):
    with open_store(path) as store, store._database.read() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "secure_delete": 1}


_SEARCH = {"found", *(f"found_{part}" for part in ("config", "data", "docsize", "idx"))}  # FTS5's own


def test_migrations_make_the_tables_that_queries_expect(path):
    with open_store(path) as store:
        found = sqlalchemy.inspect(store._database._engine)
        assert set(found.get_table_names()) - {"sqlite_sequence"} - _SEARCH == set(metadata.tables)
        for table in metadata.sorted_tables:
            columns = {
                column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table.name)
            }
            assert columns == {
                column.name: (str(column.type.compile(found.dialect)), column.nullable) for column in table.columns
            }, table.name
            keys = {
                (tuple(key["constrained_columns"]), key["referred_table"]) for key in found.get_foreign_keys(table.name)
            }
            assert keys == {((key.parent.name,), key.column.table.name) for key in table.foreign_keys}
            assert set(found.get_pk_constraint(table.name)["constrained_columns"]) == set(
                table.primary_key.columns.keys()
            )


def test_a_migration_keeps_what_is_there_and_runs_once(path, monkeypatch):
    runs = []

    def add_nickname(connection):
        runs.append(connection.exec_driver_sql("SELECT count(*) FROM record").scalar())
        connection.exec_driver_sql("ALTER TABLE record ADD COLUMN nickname TEXT")

    filled(path, 3)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, add_nickname))
    for _ in range(2):
        with open_store(path) as store:
            assert len(store.records()) == 3
    assert runs == [3]


def test_a_migration_that_fails_changes_nothing(path, monkeypatch):
    def fail(connection):
        connection.exec_driver_sql("CREATE TABLE half (x)")
        connection.exec_driver_sql("DROP TABLE draft")
        raise KeyboardInterrupt

    filled(path, 1)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, fail))
    with pytest.raises(KeyboardInterrupt):
        open_store(path)
    monkeypatch.undo()
    with open_store(path) as store:
        assert store.drafts.find() == ()
        assert "half" not in sqlalchemy.inspect(store._database._engine).get_table_names()


def test_no_database_is_made_unless_asked_for(path):
    with pytest.raises(CardscanError, match="no database"):
        open_store(path, create=False)
    assert list(path.parent.iterdir()) == []


def test_a_newer_database_asks_for_an_upgrade(path):
    with closing(sqlite3.connect(filled(path, 1))) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    assert "pgrade" in refused(path)


@pytest.mark.parametrize(
    "setting", ["CREATE TABLE notes (x)", "PRAGMA user_version = 1", f"PRAGMA application_id = {APPLICATION_ID + 1}"]
)
def test_another_programs_database_is_left_alone(path, setting):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(setting)
    assert "another program" in refused(path)


@pytest.mark.parametrize("create", [True, False])
def test_an_empty_file_has_lost_its_content(path, create):
    path.touch()
    assert "damaged" in refused(path, create=create)


@pytest.mark.parametrize("content", [b"hello", b"\x00" * 5000, b"\xff\xd8\xff" * 3000, b"SQLite format 3\x00"])
def test_a_file_that_is_no_database_is_left_alone(path, content):
    path.write_bytes(content)
    assert "damaged" in refused(path)


@pytest.mark.parametrize("keep", [0.02, 0.3, 0.5, 0.9])
def test_a_cut_off_database_is_refused(path, keep):
    content = filled(path).read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert "damaged" in refused(path)


@pytest.mark.parametrize("start", [100, 4096, 40_960])
def test_an_overwritten_database_is_refused(path, start):
    content = bytearray(filled(path).read_bytes())
    content[start : start + 6000] = b"\xa5" * 6000
    path.write_bytes(content)
    assert "damaged" in refused(path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET contact = '{'",
        "UPDATE record SET contact = '[]'",
        "UPDATE record SET created = 'yesterday'",
        "UPDATE record SET note = CAST(x'7b22ff' AS TEXT)",
        "DELETE FROM event",
        "DROP TABLE card",
    ],
)
def test_damage_inside_a_value_is_found_by_the_check(path, change):
    with closing(sqlite3.connect(filled(path, 1))) as connection:
        connection.execute(change)
        connection.commit()
    with open_store(path) as store, pytest.raises(CardscanError, match="damaged"):
        store.check()


def test_a_folder_in_its_place_is_one_line(path):
    path.mkdir()
    with pytest.raises(CardscanError) as caught:
        open_store(path)
    assert "\n" not in caught.value.message


def test_a_missing_folder_is_one_line(path):
    with pytest.raises(CardscanError, match="folder does not exist"):
        open_store(path / "none" / "cardscan.db")


def test_a_full_database_keeps_what_it_had(path):
    """The page limit makes SQLite answer as it does on a full disk."""
    with open_store(path) as store:
        add(store)
        with store._database.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        big = reading(Contact(name=Name("x" * 100_000)), sha256="big")
        with pytest.raises(CardscanError, match="disk is full") as caught:
            add(store, big)
        assert caught.value.hint
        assert [record.contact for record in store.records()] == [ANA]
        assert status(store, "big0", None) != "read"
        store.check()
    with open_store(path) as store:
        assert len(store.records()) == 1


def test_a_backup_that_nobody_can_write_is_read(path, monkeypatch):
    filled(path, 3)
    for log in path.parent.glob(f"{path.name}-*"):
        log.unlink()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    with open_store(path, create=False) as store:
        assert len(store.records()) == 3
        assert list(path.parent.iterdir()) == [path]
        with pytest.raises(CardscanError, match="no permission"):
            store.set_note(1, Note("new"))
