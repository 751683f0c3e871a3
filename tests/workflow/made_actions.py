"""A workspace after its first run, and all that a user can do in it: by name, each changes something."""

import sqlite3
from contextlib import closing
from datetime import date

from fake_reader import FakeReader, card, photo

from cardscan.model import Declaration
from cardscan.settings.workspace import create
from cardscan.store import tables
from cardscan.store.open import open_store
from cardscan.workflow.contacts import delete, edit
from cardscan.workflow.doubles import join, keep_apart
from cardscan.workflow.introduce import introduce
from cardscan.workflow.own_text import renew_text, set_text
from cardscan.workflow.process import Options, process
from cardscan.workflow.standing import Which, approve, declare, sent, skip

EVENT = "2026-11-19 Breakfast"
TODAY = date(2026, 11, 20)
SAID = Declaration(TODAY, "by phone")
LOOSE = {"version", "updated"}
LASTING = {"history", "action", "action_record", "found"}


def tables_of(workspace):
    """All rows but for what every write changes, and what tells of the past."""
    found = {}
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.row_factory = sqlite3.Row
        for table in tables.metadata.sorted_tables:
            if table.name not in LASTING:
                unkept = LOOSE | ({"id"} if table.name == "card" else set())
                rows = (
                    {k: v for k, v in dict(row).items() if k not in unkept}
                    for row in connection.execute(f"SELECT * FROM {table.name}")
                )
                found[table.name] = sorted(map(repr, rows))
        found["found"] = connection.execute("SELECT count(*) FROM found WHERE found MATCH '\"rossi\"'").fetchall()
    return found


def files_of(workspace):
    return {
        path.relative_to(workspace.root): path.read_bytes() for path in workspace.drafts.rglob("*") if path.is_file()
    }


def crops_of(workspace):
    return sorted(path.name for path in workspace.cards.iterdir())


def drafts(workspace, record=None):
    with open_store(workspace.database, create=False) as store:
        return store.drafts.find(record=record)


def make(folder):
    """Four contacts with a letter each; Anna's is the user's own, Bo's is approved."""
    made, _ = create(folder)
    made.config.write_text(
        '[sender]\nname = "Zoe Field"\nemail = "zoe@example.com"\ncountry = "IT"\n', encoding="utf-8"
    )
    folder = made.root / EVENT
    photo(folder / "IMG_1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl"))
    photo(folder / "IMG_2.jpg", card("Bo Lind", "bo@lind.example"), card("Cy Young", concerns=[["emails", "missing"]]))
    photo(folder / "IMG_10.jpg", card("Dana Fox", "dana@fox.example"))
    process(made, (), Options(today=TODAY), reader=FakeReader())
    anna = made.root / drafts(made, 1)[0].file
    anna.write_text("Subject: Mine\n\nmy own words\n", encoding="utf-8")
    approve(made, Which((2,)))
    return made


ACTIONS = {
    "edited": lambda ws: edit(ws, 1, ["title=Boss", "note=sails"]),
    "renamed": lambda ws: edit(ws, 4, ["name=Dana Foxglove", "email=d@foxglove.example"]),
    "noted": lambda ws: edit(ws, 4, ["note=sails", "promised=the price list"]),
    "confirmed": lambda ws: edit(ws, 3, [], confirmed=True),
    "approved": lambda ws: approve(ws, Which((4,))),
    "reopened": lambda ws: approve(ws, Which((2,)), undo=True),
    "skipped": lambda ws: skip(ws, Which((1, 4))),
    "sent": lambda ws: sent(ws, Which((2,)), TODAY),
    "replied": lambda ws: declare(ws, 1, "reply", SAID),
    "objected": lambda ws: declare(ws, 1, "objection", SAID),
    "consented": lambda ws: declare(ws, 4, "consent", SAID),
    "deleted": lambda ws: delete(ws, [1]),
    "deleted all": lambda ws: delete(ws, [1, 2, 3, 4]),
    "introduced": lambda ws: introduce(ws, 1, 2, TODAY),
    "merged": lambda ws: join(ws, 2, 1),
    "merged the other way": lambda ws: join(ws, 1, 2, {"name": "other"}),
    "apart": lambda ws: keep_apart(ws, 4, 2),
    "text": lambda ws: set_text(ws, drafts(ws, 4)[0].id, "Hello", "Other words"),
    "text again": lambda ws: set_text(ws, drafts(ws, 1)[0].id, "Hello", "Other words"),
    "renewed": lambda ws: renew_text(ws, drafts(ws, 1)[0].id),
}
