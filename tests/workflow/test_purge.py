"""Who is purged: those with whom there was nothing for long; who consents or is tagged is kept."""

from dataclasses import replace
from datetime import date

import pytest
from fake_reader import FakeReader, card, photo

from cardscan.errors import CardscanError
from cardscan.model import Declaration
from cardscan.workflow.process import Options, process
from cardscan.workflow.purge import before, preview, purge
from cardscan.workflow.session import reading, writing

TODAY = date(2026, 3, 31)
LIMIT = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("age", "day"),
    [
        ("90d", date(2025, 12, 31)),
        ("2w", date(2026, 3, 17)),
        ("1m", date(2026, 2, 28)),
        ("24M", date(2024, 3, 31)),
        (" 2 y ", date(2024, 3, 31)),
        ("9999y", date.min),
    ],
)
def test_an_age_is_counted_by_the_calendar(age, day):
    assert before(age, TODAY) == day


@pytest.mark.parametrize("age", ["", "12", "0m", "-1d", "1.5y", "1m2d", "99999d"])
def test_what_is_no_age_is_refused(age):
    with pytest.raises(CardscanError, match="no age"):
        before(age, TODAY)


@pytest.fixture
def people(workspace):
    """Five people of an old event; each has had something else since, the first nothing."""
    folder = workspace.root / "2020-05-01 Fair"
    for name in ("Anna Rossi", "Bo Lind", "Cy Young", "Dana Fox", "Eve Hall"):
        photo(folder / f"{name}.jpg", card(name, f"{name[:2].lower()}@lind.example"))
    process(workspace, (), Options(today=date(2020, 5, 2)), reader=FakeReader())
    with reading(workspace) as store:
        return {one.contact.name.given: one for one in store.records()}


def found(workspace):
    purged = preview(workspace, LIMIT)
    return [one.record.contact.name.given for one in purged.stale], purged.consenting, purged.tagged


def test_whatever_there_was_counts(workspace, people):
    assert found(workspace) == (["Anna", "Bo", "Cy", "Dana", "Eve"], 0, 0)
    with writing(workspace) as store:
        store.drafts.mark(store.drafts.find(record=people["Bo"].id)[0].id, "sent", date(2026, 2, 1))
        store.declare(people["Cy"].id, "reply", Declaration(date(2026, 2, 1)))
        store.edit_record(people["Dana"].id, people["Dana"].contact, ["title"])
        store.set_note(people["Eve"].id, replace(people["Eve"].note, note="sails"))
    assert found(workspace) == (["Anna"], 0, 0)


def test_who_consents_or_is_tagged_is_kept_and_who_objected_is_not(workspace, people):
    with writing(workspace) as store:
        store.declare(people["Anna"].id, "consent", Declaration(date(2020, 6, 1), "by phone"))
        store.declare(people["Bo"].id, "objection", Declaration(date(2020, 6, 1)))
        with store._database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE record SET note = json_set(note, '$.tags', json('[\"Keep\"]')) WHERE id = ?", (people["Cy"].id,)
            )
    assert found(workspace) == (["Dana", "Eve", "Bo"], 1, 1)
    done = purge(workspace, preview(workspace, LIMIT).stale)
    assert len(done.found.records) == 3
    with reading(workspace) as store:
        assert [one.contact.name.given for one in store.records()] == ["Anna", "Cy"]
        assert [(one.what, one.count) for one in store.audit.entries()] == [("purge", 3)]
    assert sorted(path.stem for path in (workspace.root / "2020-05-01 Fair").glob("*.jpg")) == [
        "Anna Rossi",
        "Cy Young",
    ]
