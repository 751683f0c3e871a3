"""People of a made address book, among them those who only look like one: families, fathers and sons, namesakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samples.training.people import Makers, Someone, parts

_FAMILIES, _FATHERS, _NAMESAKES, _AT_ONE_FIRM = 0.02, 0.01, 0.015, 0.005
"""So many families, fathers with sons, namesakes in two towns and at one firm there are, of all people."""

_BIG = 0.04
"""So many of all people are at one big firm."""


def look_alikes(makers: Makers, count: int) -> list[Someone]:
    """Make so many people, of families and firms; the last of them stand alone."""
    people = [
        *(one for _ in range(round(count * _FAMILIES)) for one in _family(makers)),
        *(one for _ in range(round(count * _FATHERS)) for one in _father_and_son(makers)),
        *(one for _ in range(round(count * _NAMESAKES)) for one in _namesakes(makers)),
        *_big_firm(makers, round(count * _BIG), round(count * _AT_ONE_FIRM)),
    ]
    while len(people) < count:
        people += _colleagues(makers)
    return people


def _family(makers: Makers) -> Iterator[Someone]:
    """Two to four of one family name at one firm and address: one number, perhaps one mailbox or one mobile."""
    language = makers.language()
    family = makers.name(language)[1]
    firm = makers.firm(language, family)
    shared_mail = makers.private(language, family, family) if makers.often(0.3) else ""
    shared_mobile = makers.mobile(language) if makers.often(0.15) else ""
    names = {makers.name(language)[0] for _ in range(makers.rng.choice((2, 2, 3, 4)))}
    if makers.often(0.3):  # a brother and a sister whose names differ in a letter
        names = {"it": {"Paolo", "Paola"}, "es": {"Mario", "Maria"}, "ro": {"Daniel", "Daniela"}}.get(language, names)
    for given in sorted(names):
        one = makers.someone(language, given, family, firm)
        one = replace(one, private=shared_mail or one.private, email="" if shared_mail else one.email)
        yield replace(one, mobile=shared_mobile or one.mobile, direct="")


def _father_and_son(makers: Makers) -> Iterator[Someone]:
    """Two of one name at one firm and address; some cards say which of them it is."""
    language = makers.language()
    given, family = makers.name(language)
    firm = makers.firm(language, family)
    suffixes = parts()["generations"][language] if makers.often(0.25) else ["", ""]
    taken = set[str]()
    for suffix in suffixes:
        one = replace(makers.someone(language, given, family, firm), suffix=suffix, direct="")
        while one.email and one.email in taken:
            box, _, domain = one.email.partition("@")
            one = replace(one, email=f"{box}{makers.rng.choice(('2', '.jr', '1', 'b'))}@{domain}")
        taken.add(one.email)
        yield one


def _namesakes(makers: Makers) -> Iterator[Someone]:
    """Two or three of one name, each with a firm and a town of their own."""
    language = makers.language()
    given, family = makers.name(language)
    for _ in range(makers.rng.choice((2, 2, 2, 3))):
        yield makers.someone(language, given, family, makers.firm(language))


def _big_firm(makers: Makers, count: int, pairs: int) -> Iterator[Someone]:
    """One firm with a switchboard and many people, some of whom bear the same name."""
    language = makers.language()
    firm = makers.firm(language)
    for _ in range(pairs):
        given, family = makers.name(language)
        for at in range(2):
            one = makers.someone(language, given, family, firm)
            box, _, domain = one.email.partition("@")
            yield replace(one, email=f"{box}{at + 1 if at else ''}@{domain}" if box else "")
    for _ in range(count - 2 * pairs):
        yield makers.someone(language, *makers.name(language), firm)


def _colleagues(makers: Makers) -> Iterator[Someone]:
    """One to six people of one firm."""
    language = makers.language()
    names = [makers.name(language) for _ in range(makers.rng.choice((1, 1, 1, 1, 2, 2, 3, 6)))]
    firm = makers.firm(language, names[0][1] if makers.often(0.3) else "")
    for given, family in names:
        yield makers.someone(language, given, family, firm)
