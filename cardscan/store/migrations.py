"""How the store's tables came to be: one function a change, each run once, in one transaction, in this order.

`PRAGMA user_version` counts the changes that a database has seen. A published change is never edited: add another.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Engine

from cardscan.errors import CardscanError
from cardscan.messages import tr

APPLICATION_ID = 0x43415244  # "CARD" in ASCII, at offset 68 of the file (sqlite.org/fileformat2.html)


def first_tables(connection: Connection) -> None:
    """Make the tables of events, photos, records, drafts and history."""
    _run(connection, _FIRST_TABLES)


def plan_of_letters(connection: Connection) -> None:
    """Let contacts reply, consent and object, and letters be of several kinds, about another contact, and sent."""
    _run(connection, _PLAN_OF_LETTERS)


def contact_book(connection: Connection) -> None:
    """Let contacts be found by any word, joined, exported, synchronised and forgotten, and every action be undone."""
    for statement in _CONTACT_BOOK:
        connection.exec_driver_sql(statement)


def long_runs(connection: Connection) -> None:
    """Let what is still to be done with files be found without a look at all that was ever done."""
    connection.exec_driver_sql("CREATE INDEX action_pending ON action (id) WHERE pending = 1")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (first_tables, plan_of_letters, contact_book, long_runs)


def migrate(engine: Engine, path: object) -> None:
    """Bring the database of `engine` to this version of cardscan; `path` names it in messages.

    Raises:
        CardscanError: It is another program's, or a newer cardscan wrote it.
    """
    with engine.connect() as connection:
        version = _version(connection, path)
    for number in range(version, len(MIGRATIONS)):
        _apply(engine, number, path)


def _apply(engine: Engine, number: int, path: object) -> None:
    """Run one migration, unless another process did meanwhile."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if _version(connection, path) != number:
            return
        MIGRATIONS[number](connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {number + 1}")


def _version(connection: Connection, path: object) -> int:
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    owner: int = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    tables: int = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    if owner != APPLICATION_ID and (owner or version or tables):
        raise CardscanError(
            tr("{path} is the database of another program", path=path),
            hint=tr("Move it away, or choose another workspace."),
        )
    if version > len(MIGRATIONS):
        raise CardscanError(
            tr("{path} was written by a newer cardscan", path=path),
            hint=tr("Upgrade cardscan: pip install --upgrade cardscan-followup"),
        )
    return version


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            connection.exec_driver_sql(statement)


_FIRST_TABLES = """
CREATE TABLE event (
    folder TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    date TEXT,
    place TEXT,
    purpose TEXT,
    cost FLOAT,
    hours FLOAT
);
CREATE TABLE photo (
    id INTEGER PRIMARY KEY NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT,
    event TEXT REFERENCES event (folder) ON UPDATE CASCADE,
    status TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    engine TEXT NOT NULL,
    read_at TEXT NOT NULL
);
CREATE UNIQUE INDEX photo_once ON photo (sha256, ifnull(event, '')) WHERE sha256 IS NOT NULL;
CREATE INDEX photo_path ON photo (path);
CREATE INDEX photo_event ON photo (event);
CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact TEXT NOT NULL,
    edited TEXT NOT NULL,
    verdict TEXT NOT NULL,
    concerns TEXT NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL
);
CREATE INDEX record_name ON record (name);
CREATE INDEX record_company ON record (company);
CREATE INDEX record_email ON record (email);
CREATE INDEX record_phone ON record (phone);
CREATE TABLE reading (
    record INTEGER PRIMARY KEY NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    lines TEXT NOT NULL,
    codes TEXT NOT NULL
);
CREATE TABLE card (
    id INTEGER PRIMARY KEY NOT NULL,
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    photo INTEGER NOT NULL REFERENCES photo (id),
    page INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    side INTEGER NOT NULL,
    taken TEXT,
    corners TEXT NOT NULL,
    crop TEXT NOT NULL
);
CREATE UNIQUE INDEX card_once ON card (photo, page, idx);
CREATE INDEX card_record ON card (record);
CREATE TABLE meeting (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    event TEXT NOT NULL REFERENCES event (folder) ON UPDATE CASCADE,
    PRIMARY KEY (record, event)
);
CREATE INDEX meeting_event ON meeting (event);
CREATE TABLE draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    event TEXT REFERENCES event (folder) ON UPDATE CASCADE,
    step INTEGER NOT NULL,
    draft TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
);
CREATE UNIQUE INDEX draft_once ON draft (record, step, ifnull(event, ''));
CREATE INDEX draft_event ON draft (event);
CREATE TABLE history (
    id INTEGER PRIMARY KEY NOT NULL,
    record INTEGER NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX history_record ON history (record);
"""

_PLAN_OF_LETTERS = """
ALTER TABLE record ADD COLUMN consent TEXT;
ALTER TABLE record ADD COLUMN objection TEXT;
ALTER TABLE record ADD COLUMN reply TEXT;
ALTER TABLE draft ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN about INTEGER REFERENCES record (id) ON DELETE CASCADE;
ALTER TABLE draft ADD COLUMN sent TEXT;
DROP INDEX draft_once;
CREATE UNIQUE INDEX draft_once ON draft (record, step, ifnull(event, ''), kind, ifnull(about, 0));
CREATE INDEX draft_about ON draft (about);
CREATE TABLE objector (
    key TEXT PRIMARY KEY NOT NULL,
    objection TEXT NOT NULL
)
"""

_CONTACT_BOOK = (
    "ALTER TABLE record ADD COLUMN uid TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE record ADD COLUMN origin TEXT NOT NULL DEFAULT 'card'",
    "ALTER TABLE record ADD COLUMN former TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE record ADD COLUMN words TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE record ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE draft ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
    """CREATE TRIGGER record_version AFTER UPDATE ON record WHEN NEW.version = OLD.version AND (
    NEW.words = OLD.words OR NEW.contact <> OLD.contact OR NEW.note <> OLD.note OR NEW.former <> OLD.former)
    BEGIN UPDATE record SET version = OLD.version + 1 WHERE id = OLD.id; END""",
    """CREATE TRIGGER draft_version AFTER UPDATE ON draft WHEN NEW.version = OLD.version
    BEGIN UPDATE draft SET version = OLD.version + 1 WHERE id = OLD.id; END""",
    """CREATE VIRTUAL TABLE found USING fts5(
    name, company, email, phone, words, content='record', content_rowid='id', tokenize='trigram')""",
    "INSERT INTO found (found) VALUES ('rebuild')",
    """CREATE TRIGGER record_found_new AFTER INSERT ON record BEGIN
    INSERT INTO found (rowid, name, company, email, phone, words)
    VALUES (NEW.id, NEW.name, NEW.company, NEW.email, NEW.phone, NEW.words); END""",
    """CREATE TRIGGER record_found_gone AFTER DELETE ON record BEGIN
    INSERT INTO found (found, rowid, name, company, email, phone, words)
    VALUES ('delete', OLD.id, OLD.name, OLD.company, OLD.email, OLD.phone, OLD.words); END""",
    # Words that wait to be folded anew are empty: whoever searches folds them. No trigger calls itself, so the one
    # that empties them takes the old ones from the index by its own hand.
    """CREATE TRIGGER record_found_changed
    AFTER UPDATE OF name, company, email, phone, words, contact, note, former ON record BEGIN
    INSERT INTO found (found, rowid, name, company, email, phone, words)
    VALUES ('delete', OLD.id, OLD.name, OLD.company, OLD.email, OLD.phone, OLD.words);
    INSERT INTO found (rowid, name, company, email, phone, words)
    VALUES (NEW.id, NEW.name, NEW.company, NEW.email, NEW.phone, CASE WHEN NEW.words = OLD.words AND (
    NEW.contact <> OLD.contact OR NEW.note <> OLD.note OR NEW.former <> OLD.former) THEN '' ELSE NEW.words END);
    UPDATE record SET words = '' WHERE id = OLD.id AND words <> '' AND NEW.words = OLD.words AND (
    NEW.contact <> OLD.contact OR NEW.note <> OLD.note OR NEW.former <> OLD.former); END""",
    "CREATE INDEX record_wordless ON record (id) WHERE words = ''",
    """CREATE TABLE action (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    undoes INTEGER,
    undone TEXT,
    pending INTEGER NOT NULL
    )""",
    """CREATE TABLE action_record (
    action INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (action, record)
    )""",
    "CREATE INDEX action_record_record ON action_record (record)",
    """CREATE TABLE apart (
    one INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    PRIMARY KEY (one, other)
    )""",
    "CREATE INDEX apart_other ON apart (other)",
    """CREATE TABLE exported (
    record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    digest TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (record, target)
    )""",
    """CREATE TABLE remote (
    target TEXT NOT NULL,
    href TEXT NOT NULL,
    record INTEGER REFERENCES record (id) ON DELETE SET NULL,
    uid TEXT NOT NULL,
    etag TEXT NOT NULL,
    made INTEGER NOT NULL,
    mine TEXT NOT NULL,
    theirs TEXT NOT NULL,
    PRIMARY KEY (target, href)
    )""",
    "CREATE INDEX remote_record ON remote (record)",
    """CREATE TRIGGER record_remote_gone BEFORE DELETE ON record
    BEGIN DELETE FROM remote WHERE record = OLD.id AND NOT made;
    UPDATE remote SET mine = '{}', theirs = '{}' WHERE record = OLD.id; END""",
    "CREATE TABLE salt (value TEXT PRIMARY KEY NOT NULL)",
    "INSERT INTO salt (value) VALUES (lower(hex(randomblob(32))))",
    """CREATE TABLE audit (
    id INTEGER PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    count INTEGER NOT NULL,
    detail TEXT NOT NULL
    )""",
)
