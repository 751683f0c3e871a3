from datetime import date
from time import perf_counter

import pytest

from cardscan.followup.introduce import Acquaintances, suggest
from cardscan.model import Contact, Declaration, Email, Link, Name, Note, Record, Text


def person(number, name, title="", firm="", note="", *, email="", url="", objected=False):
    contact = Contact(
        "es",
        Name(name) if name else None,
        title=Text(title) if title else None,
        company=Text(firm) if firm else None,
        emails=(Email(email),) if email else (),
        urls=(Link(url),) if url else (),
    )
    objection = Declaration(date(2026, 5, 1)) if objected else None
    return Record(number, contact, "ready", note=Note(note), objection=objection)


ANA = person(1, "Ana Ruiz", "Florista", "Flores Ana", "busca fotógrafo para bodas")


def suggested(record, *others):
    return [suggestion.record for suggestion in suggest(record, Acquaintances((record, *others)))]


def test_who_meets_the_need_with_the_words_of_both():
    [found] = suggest(ANA, Acquaintances([ANA, person(2, "Leo Vidal", "Fotógrafo de eventos", "Luz S.L.")]))
    assert (found.kind, found.record, found.title) == ("contact", 2, "Leo Vidal, Fotógrafo de eventos, Luz S.L.")
    assert found.reasons == ("busca fotógrafo", "Fotógrafo")


def test_whose_need_the_contact_meets():
    bea = person(2, "Bea Soto", "Gerente", "Hotel Mar", "necesita una florista")
    [found] = suggest(ANA, Acquaintances([bea]))
    assert (found.record, found.reasons) == (2, ("necesita una florista", "Florista"))


def test_one_who_can_help_goes_before_one_who_can_be_helped_and_three_are_enough():
    helped = [person(n, f"Bea {n}", "Gerente", f"Hotel {n} Mar", "necesita una florista") for n in (2, 3)]
    helping = [person(n, f"Leo {n}", "Fotógrafo", f"Luz {n} Clara") for n in (7, 6)]
    assert suggested(ANA, *helped, *helping) == [6, 7, 2]


def test_both_ways_is_best():
    both = person(9, "Eva Gil", "Fotógrafa", "Eva Gil", "busca florista")
    assert suggested(ANA, person(2, "Leo Vidal", "Fotógrafo"), both) == [9, 2]


@pytest.mark.parametrize(
    "other",
    [
        person(1, "Leo Vidal", "Fotógrafo"),
        person(2, "Ruiz Ana", "Fotógrafa"),
        person(2, "Leo Vidal", "Fotógrafo", "Flores Ana, S.L."),
        person(2, "Leo Vidal", "Fotógrafo", "FLORES ANA"),
        person(2, "Leo Vidal", "Fotógrafo", objected=True),
        person(2, "", "Fotógrafo"),
        person(2, " ", "Fotógrafo"),
        person(2, "Leo Vidal", "Dentista", "Clínica Mar"),
        person(2, "Leo Vidal", "Marketing Manager", "Hotel Mar", "busca clientes"),
        person(2, "Leo Vidal", "Responsable de fotografía", "Bodegas Mar"),
        person(2, "Leo Vidal", "Fotógrafo", "Bodas Sur", email="leo@flores.example"),
        person(2, "Leo Vidal", "Fotógrafo", url="www.flores.example/leo"),
    ],
)
def test_whom_nobody_is_introduced_to(other):
    ana = person(1, "Ana Ruiz", "Florista", "Flores Ana", "busca fotógrafo", email="ana@flores.example")
    assert suggested(ana, other) == []


def test_a_free_mailbox_makes_no_colleagues():
    ana = person(1, "Ana Ruiz", "Florista", "", "busca fotógrafo", email="ana@gmail.com")
    assert suggested(ana, person(2, "Leo Vidal", "Fotógrafo", email="leo@gmail.com")) == [2]


def test_firms_of_the_same_first_name_are_not_one():
    ana = person(1, "Ana Ruiz", "Florista", "Sol", "busca fotógrafo")
    assert suggested(ana, person(2, "Leo Vidal", "Fotógrafo", "Sol Estudios")) == [2]
    assert suggested(ana, person(2, "Leo Vidal", "Fotógrafo", "Sol GmbH")) == []


def test_who_objected_is_introduced_to_nobody():
    assert (
        suggested(person(1, "Ana", "Florista", "", "busca fotógrafo", objected=True), person(2, "Leo", "Fotógrafo"))
        == []
    )


def test_the_head_of_a_firm_offers_what_the_firm_does():
    head = person(2, "Leo Vidal", "Director", "Estudio fotográfico Luz")
    assert suggested(ANA, head) == [2]
    assert suggested(ANA, person(2, "Leo Vidal", "Director de fotografía")) == [2]


def test_across_languages_and_without_a_note():
    jan = person(4, "Jan Kot", "Prezes", "Kot", "szuka księgowej")
    assert suggested(jan, person(5, "Eva Roth", "Steuerberaterin"), person(6, "Li Wu", "Cook")) == [5]
    assert suggested(person(5, "Eva Roth", "Steuerberaterin"), person(6, "Li Wu", "Cook")) == []


def test_the_order_of_the_store_does_not_matter():
    others = [person(n, f"Leo {n}", "Fotógrafo") for n in range(2, 9)]
    assert suggested(ANA, *others) == suggested(ANA, *reversed(others)) == [2, 3, 4]


def test_hostile_names_stay_on_one_line():
    nasty = person(2, "Leo\r\nBcc: x@y.example\u202e" * 50, "Fotógrafo")
    [found] = suggest(ANA, Acquaintances([nasty]))
    assert found.title.isprintable()
    assert len(found.title) < 260


def test_thousands_of_people_are_no_burden():
    trades = ("Fotógrafo", "Florista", "Contable", "Abogada", "Directora de hotel")
    crowd = [
        person(
            n, f"P{n} Q{n}", trades[n % 5], f"Firma{n} Sur{n}", "busca un contable" if n % 7 == 0 else "toca el cello"
        )
        for n in range(2000)
    ]
    began = perf_counter()
    known = Acquaintances(crowd)
    found = [suggest(record, known) for record in crowd[:50]]
    assert perf_counter() - began < 5
    assert sum(map(bool, found)) > 10
