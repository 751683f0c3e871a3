import random
import time

import pytest

from cardscan.matching.known import KnownPeople
from cardscan.matching.names import Alike, compare, name_words
from cardscan.matching.traits import firm, is_personal
from cardscan.model import Contact, Email, Link, Name, Phone, Text


def person(name=None, *, email=(), mobile=(), phone=(), company=None, url=(), given=None):
    phones = [Phone(number, type="mobile") for number in _many(mobile)] + [
        Phone(number, type="work") for number in _many(phone)
    ]
    return Contact(
        name=Name(name, given=given) if name else None,
        company=Text(company) if company else None,
        emails=tuple(Email(address) for address in _many(email)),
        phones=tuple(phones),
        urls=tuple(Link(value) for value in _many(url)),
    )


def _many(value):
    return (value,) if isinstance(value, str) else value


def match(one, other):
    """Both ways round: who is stored first must not matter."""
    there, back = KnownPeople([(7, other)]).find(one), KnownPeople([(7, one)]).find(other)
    assert (there is None) == (back is None)
    assert there is None or there.reasons == back.reasons
    return there


FIRM = {"phone": "+48123456789", "company": "Nowak Meble Sp. z o.o."}

SAME = {
    "accents and case": (
        person("Łukasz WÓJCIK", email="lwojcik@meble.example", **FIRM),
        person("Lukasz Wojcik", email="lwojcik@meble.example"),
    ),
    "family name first": (person("POPESCU Ana Maria", **FIRM), person("Ana Maria Popescu", **FIRM)),
    "same firm under another legal form": (
        person("Ana Díaz", company="Talleres Río, S.L."),
        person("Ana Diaz", company="TALLERES RIO SLU"),
    ),
    "same own domain": (
        person("Ana Díaz", email="ana@rio.example"),
        person("Ana Díaz", email="info@rio.example", url="www.rio.example/es"),
    ),
    "second surname": (person("Ana Díaz López", company="Río"), person("Ana Díaz", company="Río")),
    "initial with the same mobile": (
        person("A. Díaz", mobile="+34600000001"),
        person("Ana Díaz", mobile="+34600000001"),
    ),
    "initial with the same e-mail": (
        person("A. Díaz", email="adiaz@rio.example"),
        person("Ana Díaz", email="adiaz@rio.example"),
    ),
    "e-mail and no name": (person(email="adiaz@rio.example"), person("Ana Díaz", email="adiaz@rio.example")),
    "letters that OCR confuses": (
        person("Ana Dlaz", email="adiaz@rio.example"),
        person("Ana Díaz", email="adiaz@rio.example"),
    ),
    "a space that OCR lost": (person("AnaDíaz", company="Río"), person("Ana Díaz", company="Río")),
    "new firm, same mobile": (
        person("Ana Díaz", mobile="+34600000001", company="Río", email="ana@rio.example"),
        person("Ana Díaz", mobile="+34600000001", company="Mar", email="ana.diaz@mar.example"),
    ),
}

OTHERS = {
    "colleagues": (person("Jan Nowak", **FIRM), person("Anna Nowak", **FIRM)),
    "one letter apart": (person("Mario Rossi", **FIRM), person("Maria Rossi", **FIRM)),
    "a couple with one address": (
        person("Mario Rossi", email="rossi@libero.it"),
        person("Maria Rossi", email="rossi@libero.it"),
    ),
    "a firm's address is nobody's": (
        person("Jan Nowak", email="biuro@meble.example"),
        person(email="biuro@meble.example"),
    ),
    "namesakes at gmail": (person("Ana Díaz", email="ana1@gmail.com"), person("Ana Díaz", email="ana2@gmail.com")),
    "namesakes": (person("Ana Díaz", company="Río"), person("Ana Díaz", company="Mar")),
    "namesakes with nothing": (person("Ana Díaz"), person("Ana Díaz")),
    "initials at one firm": (person("J. Smith", **FIRM), person("John Smith", **FIRM)),
    "two initials at one firm": (person("J. Smith", **FIRM), person("J. Smith", **FIRM)),
    "first name only, one switchboard": (person("Ana", **FIRM), person("Ana Díaz", **FIRM)),
    "no name, one switchboard": (person(**FIRM), person("Ana Díaz", **FIRM)),
    "siblings with two surnames": (
        person("Ana Díaz López", given="Ana", mobile="+34600000001"),
        person("Luis Díaz López", given="Luis", mobile="+34600000001"),
    ),
    "father and son": (
        person("Mario Rossi", email="mario@rossi.example", mobile="+393000000001", company="Rossi"),
        person("Mario Rossi", email="mariojr@rossi.example", mobile="+393000000002", company="Rossi"),
    ),
    "another extension": (
        person("A. Díaz", phone="+34910000000"),
        person("Ana Díaz", phone="+34910000000"),
    ),
    "social pages are no firm": (person("Ana Díaz", url="facebook.com/a"), person("Ana Díaz", url="facebook.com/b")),
    "nothing at all": (Contact(), Contact()),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_person_is_found(case):
    found = match(*SAME[case])
    assert found is not None
    assert found.id == 7
    assert 0.5 < found.score <= 1
    assert found.reasons


@pytest.mark.parametrize("case", OTHERS)
def test_other_people_are_kept_apart(case):
    assert match(*OTHERS[case]) is None


def test_the_reasons_say_what_the_two_have_in_common():
    one = person("Ana Díaz", email="ana@rio.example", mobile="+34600000001", company="Río SL")
    assert match(one, one).reasons == ("same-email", "same-mobile", "same-company", "same-domain", "same-name")


def test_the_better_match_wins_and_then_the_earlier_record():
    asked = person("Ana Díaz", email="ana@rio.example", company="Río")
    weak, strong = person("Ana Díaz", company="Río"), person("Ana Díaz", email="ana@rio.example")
    assert KnownPeople([(1, weak), (2, strong)]).find(asked).id == 2
    assert KnownPeople([(9, strong), (4, strong)]).find(asked).id == 4


def test_people_are_learned_changed_and_forgotten():
    known = KnownPeople()
    ana = person("Ana Díaz", company="Río")
    assert known.find(ana) is None
    known.add(1, ana)
    assert known.find(ana).id == 1
    known.add(1, person("Ana Díaz", company="Mar"))
    assert known.find(ana) is None
    known.remove(1)
    known.remove(1)
    assert known.find(person("Ana Díaz", company="Mar")) is None


def test_a_fax_is_shared():
    fax = (Phone("+34910000000", type="fax"),)
    one, other = Contact(name=Name("Ana Díaz"), phones=fax), Contact(name=Name("Ana Díaz"), phones=fax)
    assert match(one, other) is None


def test_twenty_thousand_people_are_searched_at_once():
    rng = random.Random(7)
    firsts, lasts = [f"Name{n}" for n in range(200)], [f"Family{n}" for n in range(400)]
    people = [
        (
            number,
            person(
                f"{rng.choice(firsts)} {rng.choice(lasts)}",
                email=f"p{number}@big.example",
                phone="+34910000000",
                company="Big SA",
            ),
        )
        for number in range(20_000)
    ]
    known = KnownPeople(people)
    started = time.process_time()  # whatever else the machine is doing
    found = [known.find(contact) for _, contact in people[:100]]
    assert time.process_time() - started < 3
    assert all(found)


@pytest.mark.parametrize(
    ("address", "company", "personal"),
    [
        ("ana.diaz@rio.example", "", True),
        ("a@rio.example", "", True),
        ("info@rio.example", "", False),
        ("info.madrid@rio.example", "", False),
        ("info2@rio.example", "", False),
        ("ufficio_vendite@rio.example", "", False),
        ("rio@rio.example", "", False),
        ("talleresrio@gmail.com", "Talleres Río SL", False),
        ("infante@rio.example", "", True),
        ("@rio.example", "", False),
        ("nonsense", "", False),
    ],
)
def test_personal_addresses_are_told_from_the_firms(address, company, personal):
    assert is_personal(Email(address), company) is personal


@pytest.mark.parametrize(
    ("company", "folded"),
    [
        ("Nowak Meble Sp. z o.o.", "nowak meble"),
        ("Talleres Río, S.L.", "talleres rio"),
        ("S.C. Dacia Tâmplărie S.R.L.", "dacia tamplarie"),
        ("SC Ana Flori SRL", "ana flori"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("S.A.", "sa"),
    ],
)
def test_legal_forms_do_not_part_firms(company, folded):
    assert firm(company) == folded


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ana Díaz", "DIAZ ANA", Alike.SAME),
        ("Jean-Pierre Roux", "Jean Pierre Roux", Alike.SAME),
        ("Ana Díaz", "Ana López", Alike.FAMILY),
        ("Ana Díaz", "B. Díaz", Alike.DIFFERENT),
        ("Ana Díaz", "A. D.", Alike.DIFFERENT),
        ("Maria Popescu", "Ana Maria Popescu", Alike.PARTIAL),
        ("Ana", "Ana Díaz", Alike.PARTIAL),
        ("Ana Díaz", "", Alike.UNKNOWN),
    ],
)
def test_names_compare(one, other, alike):
    assert compare(name_words(Name(one)), name_words(Name(other))).alike is alike
    assert compare(name_words(Name(other)), name_words(Name(one))).alike is alike
