"""Who among the stored contacts could help whom: one's trade meets the need that another's note tells."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock

from cardscan.folding import fold
from cardscan.followup.clean import one_line
from cardscan.followup.needs import need_mentions
from cardscan.followup.phrases import words_of
from cardscan.followup.topics import domains_of, trade_mentions
from cardscan.model import Contact, Note, Record, Suggestion

_MOST = 3
_SHORT = 4
"""Letters of a word that may be a legal form: `Florarte` and `Florarte GmbH` are one firm."""


@dataclass(frozen=True, slots=True)
class _Person:
    """What an introduction needs to know of a contact: what they offer and need, by topic, in their own words."""

    id: int
    title: str
    name: str
    firm: str
    domains: frozenset[str]
    addresses: frozenset[str]
    offers: dict[str, str]
    needs: dict[str, str]


class Acquaintances:
    """The contacts by what they offer and by what they need; who objected, or has no name, is not among them.

    People are learnt and forgotten one by one. What they offer and need is read out of their words, which takes longer,
    when somebody asks for it.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._lock = Lock()
        self._waiting: dict[int, tuple[Contact, Note]] = {}
        self._silent: dict[int, tuple[Contact, Note]] = {}  # likewise, but nothing is noted of them
        self._people: dict[int, _Person] = {}
        self._offering: defaultdict[str, dict[int, _Person]] = defaultdict(dict)
        self._needing: defaultdict[str, dict[int, _Person]] = defaultdict(dict)
        for record in records:
            self.learn(record.id, record.contact, record.note, objected=record.objection is not None)

    def learn(self, number: int, contact: Contact, note: Note, *, objected: bool) -> None:
        """Learn who a contact is, or is now."""
        self.forget(number)
        if not objected and contact.name and contact.name.full.strip():
            with self._lock:
                (self._waiting if note.note or note.tags else self._silent)[number] = (contact, note)

    def forget(self, number: int) -> None:
        """Know nothing of a contact any more."""
        with self._lock:
            self._waiting.pop(number, None)
            self._silent.pop(number, None)
            if person := self._people.pop(number, None):
                for topic in person.offers:
                    del self._offering[topic][number]
                for topic in person.needs:
                    del self._needing[topic][number]

    def offering(self, topic: str) -> Iterable[_Person]:
        """Answer who offers a topic."""
        self.ponder()
        return list(self._offering.get(topic, {}).values())

    def needing(self, topic: str) -> Iterable[_Person]:
        """Answer who needs a topic; of whom nothing is noted, nobody knows a need, and they need not be looked at."""
        self.ponder(noted=True)
        return list(self._needing.get(topic, {}).values())

    def ponder(self, *, noted: bool = False) -> None:
        """Read what those who were learnt offer and need: all of them, or those with a note or tags alone."""
        for waiting in (self._waiting,) if noted else (self._waiting, self._silent):
            for number in list(waiting):
                with self._lock:
                    if number in waiting:
                        self._place(_person_of(number, *waiting.pop(number)))

    def _place(self, person: _Person) -> None:
        self._people[person.id] = person
        for topic in person.offers:
            self._offering[topic][person.id] = person
        for topic in person.needs:
            self._needing[topic][person.id] = person


def suggest(record: Record, acquaintances: Acquaintances) -> tuple[Suggestion, ...]:
    """Answer whom to introduce to a contact, at most three, the best first.

    Who meets the contact's need goes before whom the contact could help. Never the person, a
    colleague, or who objected.
    `reasons` are the words of the two: `busca fotógrafo`, `Fotógrafa`.
    """
    if record.objection is not None:
        return ()
    own = _person_of(record.id, record.contact, record.note)
    scores: dict[int, int] = defaultdict(int)
    reasons: dict[int, list[str]] = defaultdict(list)
    others: dict[int, _Person] = {}
    for other, weight, why in _meetings(own, acquaintances):
        if not _are_close(own, other):
            others[other.id] = other
            scores[other.id] += weight
            reasons[other.id] += why
    best = sorted(others, key=lambda number: (-scores[number], number))[:_MOST]
    return tuple(
        Suggestion(others[number].title, "contact", reasons=tuple(dict.fromkeys(reasons[number])), record=number)
        for number in best
    )


def _meetings(own: _Person, acquaintances: Acquaintances) -> Iterator[tuple[_Person, int, list[str]]]:
    for topic, words in own.needs.items():
        for other in acquaintances.offering(topic):
            yield other, 2, [words, other.offers[topic]]
    for topic, words in own.offers.items():
        for other in acquaintances.needing(topic):
            yield other, 1, [other.needs[topic], words]


def _person_of(number: int, contact: Contact, note: Note) -> _Person:
    record = Record(number, contact, "ready", note=note)
    name = one_line(contact.name.full, 80) if contact.name else ""
    firm = one_line(contact.company.value, 80) if contact.company else ""
    title = one_line(contact.title.value, 80) if contact.title else ""
    needs = {mention.topic: mention.words for mention in reversed(need_mentions(record.note))}
    return _Person(
        id=record.id,
        title=", ".join(filter(None, (name, title, firm))),
        name=" ".join(sorted(fold(name).split())),
        firm=fold(firm),
        domains=frozenset(domains_of(contact)),
        addresses=frozenset(email.address for email in contact.emails),
        offers=_offers(record),
        needs=needs,
    )


def _offers(record: Record) -> dict[str, str]:
    """What a contact offers by their trade; a function inside the firm is none."""
    mentions = [mention for mention in trade_mentions(record) if mention.field != "department"]
    firm = {mention.topic for mention in mentions if mention.field in ("company", "domain")}
    if firm and _is_in_house(record.contact):
        mentions = [mention for mention in mentions if mention.topic in firm]
    return {mention.topic: one_line(mention.words, 60) for mention in reversed(mentions)}


def _is_in_house(contact: Contact) -> bool:
    title = contact.title.value if contact.title else ""
    return any(word.folded in _in_house_words() for word in words_of(title))


def _are_close(one: _Person, other: _Person) -> bool:
    """Whether two are the same person, or of the same firm."""
    same = one.id == other.id or one.name == other.name or bool(one.addresses & other.addresses)
    return same or bool(one.domains & other.domains) or _is_same_firm(one.firm, other.firm)


def _is_same_firm(one: str, other: str) -> bool:
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if not shorter or longer[: len(shorter)] != shorter:
        return False
    return len(shorter) > 1 or all(len(word) <= _SHORT for word in longer[len(shorter) :])


@cache
def _in_house_words() -> frozenset[str]:
    """Words of titles that name a function inside a firm."""
    text = (files("cardscan.followup") / "data" / "in_house.toml").read_text("utf-8")
    return frozenset(word.folded for word in words_of(tomllib.loads(text)["words"]))
