import pytest

from cardscan.matching.known import KnownPeople
from cardscan.matching.pairs import Pair, find_pairs
from cardscan.matching.tables import table
from cardscan.model import Address, Contact, Email, Link, Name, Phone, Text
from cardscan.workflow.words import likenesses


def card(name=None, *, email=(), mobile=(), phone=(), company=None, title=None, town=None, social=(), suffix=None):
    numbers = [Phone(number, type="mobile") for number in _many(mobile)]
    return Contact(
        name=Name(name, suffix=suffix) if name else None,
        title=Text(title) if title else None,
        company=Text(company) if company else None,
        phones=(*numbers, *(Phone(number, type="work") for number in _many(phone))),
        emails=tuple(map(Email, _many(email))),
        social=tuple(map(Link, _many(social))),
        address=Address(town, city=town) if town else None,
    )


def _many(value):
    return (value,) if isinstance(value, str) else value


MOBILE, OTHER_MOBILE, SWITCHBOARD = "+34600000001", "+34655123987", "+34910000000"
NICKNAMES = [
    ("José Díaz", "Pepe Díaz"), ("Francisco Roca", "Paco Roca"), ("José María Roca", "Chema Roca"),
    ("Małgorzata Nowak", "Gosia Nowak"), ("Aleksandra Nowak", "Ola Nowak"), ("Alessandro Neri", "Sandro Neri"),
    ("Giuseppe Neri", "Beppe Neri"), ("William Smith", "Bill Smith"), ("Gheorghe Popa", "Gigi Popa"),
    ("Johannes Huber", "Hannes Huber"), ("Frédéric Petit", "Fred Petit"), ("José Silva", "Zé Silva"),
    ("Oleksandr Koval", "Sasha Koval"),
]  # fmt: skip
CERTAIN = {
    "a mobile that stays in a new job": (
        card("Ana Díaz", mobile=MOBILE, company="Río", title="Gerente", town="Vigo"),
        card("Ana Díaz", mobile=MOBILE, company="Mar", title="Directora", town="Madrid"),
    ),
    "a profile that stays": (
        card("Ana Díaz", social="linkedin.com/in/anadiaz7", company="Río"),
        card("Ana Díaz", social="www.linkedin.com/in/anadiaz7/", company="Mar"),
    ),
    "umlauts written apart": (
        card("Jörg Müller", company="Grün GmbH"),
        card("Joerg Mueller", company="Gruen GmbH"),
    ),
    "another alphabet's spelling": (
        card("Yuliia Koval", email="koval.y@rio.example"),
        card("Iulia Koval", email="koval.y@rio.example"),
    ),
    "a first name misread, the rest the same": (
        card("Lllchino Prada", email="luchino.prada@lfd.example", mobile=MOBILE),
        card("Luchino Prada", email="luchino.prada@lfd.example", mobile=MOBILE),
    ),
    "a mobile that a card calls a phone": (
        card("Ana Díaz", mobile=MOBILE, company="Río"),
        card("Ana Díaz", phone=MOBILE, company="Mar"),
    ),
    "married, with the old address and mobile": (
        card("Anna Kowalska", email="anna@meble.example", mobile=MOBILE),
        card("Anna Nowak", email="anna@meble.example", mobile=MOBILE),
    ),
    "a second surname left out": (
        card("Rui Silva Santos", mobile=MOBILE, company="Mar"),
        card("Rui Silva", mobile=MOBILE, company="Mar"),
    ),
}
ASKED = {
    "two mobiles in one firm": (
        card("Ana Díaz", mobile=MOBILE, company="Río"),
        card("Ana Díaz", mobile=OTHER_MOBILE, company="Río"),
    ),
    "an initial in one firm": (card("J. Smith", company="Acme"), card("John Smith", company="Acme")),
    "a rare name in a new job": (
        card("Wilhelmina Przybylska", company="Río", town="Vigo"),
        card("Wilhelmina Przybylska", company="Mar", town="Vigo"),
    ),
    "a firm that bears their name": (
        card("Mario Brambilla", company="Brambilla Legnami", title="Titolare"),
        card("Mario Brambilla", company="Brambilla Legnami", title="Titolare"),
    ),
    "married, with the old mobile": (
        card("Anna Kowalska", mobile=MOBILE, company="Meble"),
        card("Anna Nowak", mobile=MOBILE, company="Meble"),
    ),
    "a family's mailbox": (
        card("Mario Rossi", email="rossi.rossi@libero.it", mobile=MOBILE, title="Titolare"),
        card("Mario Rossi", email="rossi.rossi@libero.it", mobile=OTHER_MOBILE, title="Geometra"),
    ),
}
APART = {
    "a brother and a sister": (
        card("Paolo Rossi", mobile=MOBILE, company="Rossi"),
        card("Paola Rossi", mobile=MOBILE, company="Rossi"),
    ),
    "sisters with two first names": (
        card("María José Roca", phone=SWITCHBOARD, company="Roca"),
        card("María Carmen Roca", phone=SWITCHBOARD, company="Roca"),
    ),
    "senior and junior": (
        card("John Smith", suffix="Sr", mobile=MOBILE, email="john@smith.example"),
        card("John Smith", suffix="Jr", mobile=MOBILE, email="john@smith.example"),
    ),
    "namesakes in two towns": (
        card("Ana García", mobile=MOBILE, company="Río", town="Vigo"),
        card("Ana García", mobile=OTHER_MOBILE, company="Mar", town="Sevilla"),
    ),
    "namesakes in one big firm": (
        card("Ana García", email="ana.garcia@big.example", mobile=MOBILE, company="Big", phone=SWITCHBOARD),
        card("Ana García", email="ana.garcia2@big.example", mobile=OTHER_MOBILE, company="Big", phone=SWITCHBOARD),
    ),
    "the M. of another": (
        card("Ann M. Harford", mobile=MOBILE, company="Harford"),
        card("Marcus Harford", mobile=MOBILE, company="Harford"),
    ),
}


def between(one, other):
    """Both ways round: who is stored first must not matter."""
    there, back = KnownPeople([(7, other)]).matches(one), KnownPeople([(7, one)]).matches(other)
    assert [match.certain for match in there] == [match.certain for match in back]
    return there


@pytest.mark.parametrize("case", CERTAIN)
def test_one_person_is_certain(case):
    (match,) = between(*CERTAIN[case])
    assert match.certain


@pytest.mark.parametrize(("full", "short"), NICKNAMES)
def test_a_nickname_is_the_same_person(full, short):
    (match,) = between(card(full, mobile=MOBILE), card(short, mobile=MOBILE))
    assert match.certain
    assert "nickname" in match.reasons


@pytest.mark.parametrize("case", ASKED)
def test_a_doubtful_case_is_asked(case):
    (match,) = between(*ASKED[case])
    assert not match.certain
    assert KnownPeople([(7, ASKED[case][0])]).find(ASKED[case][1]) is None


@pytest.mark.parametrize("case", APART)
def test_people_who_only_look_alike_are_not_asked_about(case):
    assert between(*APART[case]) == ()


def test_what_many_share_says_little():
    asked = card("Ana Díaz", company="Big", phone=SWITCHBOARD)
    few = KnownPeople([(1, asked)])
    names = ("Bo Kim", "Cy Lund", "Di Moss", "Ed Nash", "Flo Orr", "Gus Pike", "Ida Quin", "Kay Rush")
    many = KnownPeople(
        [(1, asked), *((i, card(name, company="Big", phone=SWITCHBOARD)) for i, name in enumerate(names, 2))]
    )
    assert few.matches(asked)[0].score > many.matches(asked)[0].score


def test_all_pairs_are_found_but_those_said_to_be_two():
    same = card("Ana Díaz", mobile=MOBILE)
    people = [(3, same), (1, same), (2, card("Bo Kim", mobile=OTHER_MOBILE)), (9, card("J. Smith", company="Acme"))]
    people.append((4, card("John Smith", company="Acme")))
    certain, asked = find_pairs(people)
    assert (certain.one, certain.other, certain.certain) == (1, 3, True)
    assert (asked.one, asked.other, asked.certain) == (4, 9, False)
    assert isinstance(asked, Pair)
    assert find_pairs(people, apart=[(3, 1)]) == (asked,)
    assert find_pairs(people, apart={(1, 3), (4, 9)}) == ()


def test_all_reasons_have_words():
    sections = table("weights")
    reasons = {word for kind in ("own", "firm", "beside", "against") for word in sections[kind]}
    reasons -= {"stranger", "end", "more", "least"}
    cases = (*CERTAIN.values(), *ASKED.values())
    reasons |= {reason for one, other in cases for match in between(one, other) for reason in match.reasons}
    assert "nickname" not in likenesses(["nickname"])
    assert not reasons & set(likenesses(sorted(reasons)))
