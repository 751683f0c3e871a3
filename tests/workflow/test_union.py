import random
from dataclasses import replace
from datetime import date

import pytest

from cardscan.folding import fold
from cardscan.model import (
    Address,
    Concern,
    Contact,
    Email,
    Event,
    Evidence,
    Former,
    Link,
    Name,
    Phone,
    Record,
    TaxId,
    Text,
)
from cardscan.workflow.spellings import said
from cardscan.workflow.union import seen_on, unite

OLD, NEW = Event("old", "Old", date(2025, 3, 1)), Event("new", "New", date(2026, 3, 1))
ANNA = Contact(
    language="it",
    name=Name("Anna Rossi", "Anna", "Rossi"),
    title=Text("Buyer"),
    department=Text("Purchasing"),
    company=Text("Rossi Srl"),
    phones=(Phone("+390255501234", type="work"), Phone("+393200000001", type="mobile")),
    emails=(Email("anna@rossi.example"), Email("anna.rossi@gmail.com")),
    urls=(Link("rossi.example"),),
    social=(Link("linkedin.com/in/anna"),),
    address=Address("Via Roma 1, Milano", city="Milano"),
    tax_ids=(TaxId("P.IVA", "01234567897"),),
)
MOVED = Contact(
    language="it",
    name=Name("Anna Rossi", "Anna", "Rossi"),
    title=Text("Head of Sales"),
    company=Text("Verdi SpA"),
    phones=(Phone("+390255509999", type="work"),),
    emails=(Email("a.rossi@verdi.example"),),
)


def record(number, contact, event=NEW, **more):
    return Record(number, contact, "ready", events=(event,) if event else (), **more)


def values(contact):
    """All that a contact says, as texts by field, but for its language, which is a guess."""
    found = set()
    for name in ("name", "title", "department", "company", "address"):
        if (value := getattr(contact, name)) is not None:
            found.add((name, fold(said(value)).replace(" ", "")))
    for name in ("phones", "emails", "urls", "social", "tax_ids"):
        found |= {(name, fold(said(value)).replace(" ", "")) for value in getattr(contact, name)}
    return found


def all_values(united):
    return values(united.contact) | {(one.field, fold(one.value).replace(" ", "")) for one in united.former}


def made(draw):
    """A made contact: few values each, so that many are shared."""

    def one(kind, *texts):
        text = draw.choice((None, *texts))
        return kind(text) if text else None

    def some(kind, *texts):
        return tuple(map(kind, draw.sample(texts, draw.randrange(len(texts)))))

    return Contact(
        name=one(Name, "Anna Rossi", "Anna Rossì", "A. Rossi", "Anna Maria Rossi", "Rossi Anna"),
        title=one(Text, "Buyer", "Head of Sales", "Häd of Sales"),
        department=one(Text, "Purchasing", "Sales"),
        company=one(Text, "Rossi Srl", "Rossi S.r.l.", "Verdi SpA"),
        phones=tuple(
            Phone(number, type=draw.choice((None, "work", "mobile", "fax")), extension=draw.choice((None, "12")))
            for number in draw.sample(("+390255501234", "+393200000001", "+390255509999"), draw.randrange(3))
        ),
        emails=some(Email, "anna@rossi.example", "a.rossi@verdi.example", "anna@gmail.com"),
        urls=some(Link, "rossi.example", "verdi.example"),
        social=some(Link, "@anna", "linkedin.com/in/anna"),
        address=one(Address, "Via Roma 1, Milano", "Corso Verdi 2, Torino"),
        tax_ids=tuple(TaxId("P.IVA", number) for number in draw.sample(("1", "2", "3"), draw.randrange(3))),
    )


@pytest.mark.parametrize("seed", range(300))
def test_no_value_is_ever_dropped(seed):
    draw = random.Random(seed)
    events = (OLD, NEW, Event("undated", "Undated"), None)
    fields = ("name", "title", "company", "phones", "emails", "tax_ids")
    one, other = (
        record(
            number,
            made(draw),
            draw.choice(events),
            edited=tuple(draw.sample(fields, draw.randrange(3))),
            former=tuple(Former("company", text) for text in draw.sample(("Neri", "Gialli"), draw.randrange(3))),
        )
        for number in (1, 2)
    )
    choose = {name: draw.choice(("keep", "other")) for name in draw.sample(fields, draw.randrange(3))}
    united = unite(one, other, 5, choose)
    wanted = values(one.contact) | values(other.contact)
    wanted |= {(former.field, former.value.lower()) for former in (*one.former, *other.former)}
    assert wanted <= all_values(united)
    for name, whose in choose.items():  # what the user chose stands
        chosen = getattr((one if whose == "keep" else other).contact, name)
        if isinstance(chosen, tuple):
            assert {said(value) for value in getattr(united.contact, name)} == {said(value) for value in chosen}
        elif chosen is not None:
            assert fold(said(getattr(united.contact, name))).split() == fold(said(chosen)).split()


@pytest.mark.parametrize("kept_is_newer", [False, True])
def test_a_new_job_takes_the_office_with_it_and_leaves_mobiles_and_private_addresses(kept_is_newer):
    pair = (record(1, MOVED), record(2, ANNA, OLD)) if kept_is_newer else (record(1, ANNA, OLD), record(2, MOVED))
    united = unite(*pair, shift=0)
    contact = united.contact
    assert (contact.company.value, contact.title.value, contact.department) == ("Verdi SpA", "Head of Sales", None)
    assert [phone.number for phone in contact.phones] == ["+390255509999", "+393200000001"]
    assert [email.address for email in contact.emails] == ["a.rossi@verdi.example", "anna.rossi@gmail.com"]
    assert (contact.urls, contact.tax_ids, contact.address) == ((), (), None)
    assert contact.social == ANNA.social
    assert {one.until for one in united.former} == {NEW.date}
    assert {(one.field, one.value) for one in united.former} == {
        ("title", "Buyer"),
        ("department", "Purchasing"),
        ("company", "Rossi Srl"),
        ("address", "Via Roma 1, Milano"),
        ("phones", "+390255501234"),
        ("emails", "anna@rossi.example"),
        ("urls", "rossi.example"),
        ("tax_ids", "01234567897"),
    }


def test_two_firms_on_one_day_are_two_roles():
    for event in (NEW, Event("elsewhere", "Elsewhere", NEW.date), None):
        united = unite(record(1, ANNA, NEW if event else None), record(2, MOVED, event), 0)
        assert united.contact.company.value == "Rossi Srl"
        assert [phone.number for phone in united.contact.phones] == [
            "+390255501234",
            "+393200000001",
            "+390255509999",
        ]
        assert len(united.contact.emails) == 3
        assert set(united.former) == {Former("title", "Head of Sales"), Former("company", "Verdi SpA")}


def test_a_new_title_in_the_same_firm_leaves_the_office_alone():
    newer = replace(ANNA, title=Text("Head of Sales"), phones=(), emails=(), company=Text("ROSSI S.R.L."))
    united = unite(record(1, ANNA, OLD), record(2, newer), 0)
    assert united.contact.title.value == "Head of Sales"
    assert united.contact.phones == ANNA.phones
    assert united.contact.emails == ANNA.emails
    assert united.former == (Former("title", "Buyer", NEW.date),)


def test_a_misread_firm_is_no_new_job():
    newer = replace(MOVED, company=Text("Rosi Srl"), emails=(), title=None)
    united = unite(record(1, ANNA, OLD), record(2, newer), 0)
    assert united.contact.emails == ANNA.emails
    assert len(united.contact.phones) == 3


def test_an_imported_contact_gives_way_to_a_card_but_not_what_was_edited():
    imported = replace(ANNA, title=Text("Assistant"))
    united = unite(record(1, imported, None, origin="import", edited=("address",)), record(2, MOVED), 0)
    assert united.contact.company.value == "Verdi SpA"
    assert united.contact.address == ANNA.address
    assert Former("title", "Assistant", NEW.date) in united.former


def test_what_the_user_edited_stands_and_the_card_is_noted_beside():
    edited = record(1, ANNA, OLD, edited=("company", "phones"))
    united = unite(edited, record(2, MOVED), 0)
    assert united.contact.company == ANNA.company
    assert united.contact.phones == ANNA.phones
    assert Former("company", "Verdi SpA") in united.former
    assert Former("phones", "+390255509999") in united.former
    assert united.edited == ("company", "phones")


def test_of_spellings_the_one_with_accents_and_the_fuller_name_stand():
    cases = {
        ("Jose Garcia", "José García"): "José García",
        ("José García", "JOSE GARCIA"): "José García",
        ("A. Rossi", "Anna Rossi"): "Anna Rossi",
        ("Anna Rossi", "A. Rossi"): "Anna Rossi",
        ("Anna Maria Rossi", "Anna Rossi"): "Anna Maria Rossi",
        ("Anna Rossi", "Anna Bianchi"): "Anna Bianchi",
    }
    for (older, newer), stands in cases.items():
        one, other = (replace(ANNA, name=Name(full, prefix=title)) for full, title in ((older, None), (newer, "Dr")))
        assert unite(record(1, one, OLD), record(2, other), 0).contact.name.full == stands


def test_parts_of_a_name_and_kinds_of_numbers_complete_each_other():
    one = Contact(name=Name("Anna Rossi"), phones=(Phone("+390255501234"),))
    other = Contact(name=Name("ANNA ROSSI", "Anna", "Rossi", "Dott.ssa"), phones=(Phone("+390255501234", type="work"),))
    contact = unite(record(1, one), record(2, other), 0).contact
    assert (contact.name.full, contact.name.family, contact.name.prefix) == ("Anna Rossi", "Rossi", "Dott.ssa")
    assert [phone.type for phone in contact.phones] == ["work"]


def test_evidence_and_concerns_follow_their_values():
    sure = Evidence(0.9, (1,))
    one = Contact(name=Name("Anna Rossi"), phones=(Phone("+391"), Phone("+392")), emails=())
    other = Contact(title=Text("Buyer", sure), phones=(Phone("+392"), Phone("+393", evidence=sure)))
    kept = record(
        1, one, concerns=(Concern("phones[1]", "invalid"), Concern("emails", "missing"), Concern("title", "missing"))
    )
    more = record(
        2, other, concerns=(Concern("title", "unsure"), Concern("phones[1]", "invalid"), Concern("name", "missing"))
    )
    united = unite(kept, more, 7)
    assert united.contact.title.evidence.lines == (8,)
    assert set(united.concerns) == {
        Concern("phones[1]", "invalid"),
        Concern("emails", "missing"),
        Concern("title", "unsure"),
        Concern("phones[2]", "invalid"),
    }
    assert united.verdict == "check"
    assert unite(record(1, one), record(2, other), 0).verdict == "ready"


def test_the_day_of_a_card_is_that_of_the_event():
    assert seen_on(record(1, ANNA, OLD)) == OLD.date
    assert seen_on(record(1, ANNA, None)) is None


@pytest.mark.parametrize("first", [True, False])
def test_a_firm_without_its_legal_form_is_no_former_firm(first):
    names = ("Rossi Legno", "Rossi Legno S.r.l.")
    kept, other = (Contact(company=Text(name)) for name in (names if first else names[::-1]))
    united = unite(Record(1, kept, "ready", events=(NEW,)), Record(2, other, "ready", events=(OLD,)), 0)
    assert united.contact.company.value == "Rossi Legno S.r.l."
    assert united.former == ()
