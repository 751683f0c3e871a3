"""Is this person stored already? Precision first: a contact met twice is a nuisance, two people in one record a loss.

The evidence is added up (`evidence`). What is certain is merged without asking, what is doubtful is asked; however much
adds up, some things forbid certainty (`_forbidden`): a name alone, an initial in the same firm, or two mobiles there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cardscan.matching.crowd import Crowd
from cardscan.matching.evidence import Evidence, weigh
from cardscan.matching.names import Alike, of_a_couple
from cardscan.matching.near import misspelt
from cardscan.matching.spelling import plain
from cardscan.matching.tables import table
from cardscan.matching.traits import Traits, traits
from cardscan.model import Contact

_OF_ONE = frozenset({"other-mobile", "other-email", "other-title", "other-town"})
_TELLING = 10.0
"""What weighs less may be shared by many."""

_FAMILY = 4
_MOST = 40.0
"""Bits beyond which the score is 1 to any number of places."""


@dataclass(frozen=True, slots=True)
class Match:
    """The record of the same person.

    `score` is the probability of it in 0..1, `reasons` are stable words such as `same-email`, and
    what is `certain` may be merged without asking.
    """

    id: int
    score: float
    reasons: tuple[str, ...]
    certain: bool = True


class KnownPeople:
    """The people in the store, indexed by what two contacts of one person have in common."""

    def __init__(self, people: Iterable[tuple[int, Contact]] = ()) -> None:
        self._crowd = Crowd()
        for number, contact in people:
            self.add(number, contact)

    def __iter__(self) -> Iterator[int]:
        return iter(self._crowd)

    def add(self, number: int, contact: Contact) -> None:
        """Learn of a record, or of its new contact."""
        self._crowd.add(number, traits(contact))

    def remove(self, number: int) -> None:
        """Forget a record."""
        self._crowd.remove(number)

    def find(self, contact: Contact) -> Match | None:
        """Find the best match that is certain; of equal ones, the record that came first."""
        return next((match for match in self.matches(contact) if match.certain), None)

    def matches(self, contact: Contact) -> tuple[Match, ...]:
        """Find all who are, or may be, this person: the certain ones first, then the likeliest."""
        person = traits(contact)
        return self._ranked(person, self._crowd.like(person))

    def others(self, number: int) -> tuple[Match, ...]:
        """Find all who are, or may faintly be, the same person as a record, and have a higher number."""
        person = self._crowd[number]
        return self._ranked(person, {other for other in self._crowd.like(person) if other > number}, "faint")

    def _ranked(self, person: Traits, numbers: Iterable[int], least: str = "doubtful") -> tuple[Match, ...]:
        found = [
            (evidence.bits, match)
            for number in numbers
            if (evidence := weigh(person, self._crowd[number], self._crowd))
            and evidence.bits >= table("weights")["decision"][least]
            and (match := _match(number, evidence, person, self._crowd[number]))
        ]
        found.sort(key=lambda one: (not one[1].certain, -one[0], one[1].id))
        return tuple(match for _, match in found)


def _match(number: int, evidence: Evidence, one: Traits, other: Traits) -> Match | None:
    decision = table("weights")["decision"]
    if _two_in_a_firm(evidence):
        return None
    certain = evidence.bits >= decision["certain"] and not _forbidden(evidence, one, other)
    return Match(number, round(probability(evidence.bits), 4), evidence.reasons, certain)


def probability(bits: float) -> float:
    """Turn evidence into the probability of two being one, in 0..1."""
    return 1 / (1 + 2 ** -min(bits, _MOST))


def _two_in_a_firm(evidence: Evidence) -> bool:
    """Tell two people of one firm apart: each has a mobile, an address or a title of its own."""
    return bool(evidence.firm) and not evidence.own and sum(map(evidence.has, _OF_ONE)) > 1


def _forbidden(evidence: Evidence, one: Traits, other: Traits) -> bool:
    """Tell whether a person must look, however much speaks for it."""
    own = {word for word, weight in evidence.own if word.startswith("same-") and weight > _TELLING}
    titled = evidence.has("same-title")
    if evidence.alike is Alike.DIFFERENT:  # whoever follows in a job may take over its title, number and mailbox
        return not (evidence.akin and titled and len(own) > 1) or of_a_couple(one.name, other.name)
    if evidence.alike is Alike.UNKNOWN:
        return "same-email" not in own
    if evidence.alike is Alike.FAMILY:
        return len(own) < 2 and not (titled and "same-email" in own)
    if not own:
        return evidence.alike is Alike.PARTIAL or _two_of_a_name(evidence, one, other)
    if own == {"same-profile"} and evidence.has("other-town") and _spells_the_name(one, other):
        return True
    return len(own) == 1 and not titled and _shared_at_home(evidence, own, one, other)


def _spells_the_name(one: Traits, other: Traits) -> bool:
    """Tell a profile that is only the name: a namesake elsewhere may have it, in another network."""
    words = one.name.words
    spelled = {plain("".join(words)), plain("".join(reversed(words)))}
    return one.profiles & other.profiles <= spelled


def _two_of_a_name(evidence: Evidence, one: Traits, other: Traits) -> bool:
    """Tell whether these may be namesakes, nothing being one person's own: father and son, or two in a big firm."""
    if one.name.generation != other.name.generation:
        return True
    slip, whole = dict(evidence.own).get("near-mobile", 0.0), table("weights")["own"]["near-mobile"]
    if slip >= whole and not evidence.firm and evidence.alike is not Alike.FULLER:
        return False  # a namesake elsewhere has no such number
    if 0 < slip < whole or any(map(evidence.has, _OF_ONE)):  # father and son may have numbers in a row
        return True
    if not evidence.firm:
        return all(word == "same-mailbox" for word, _ in evidence.own)  # there may be two rossi74
    if misspelt(one, other) and evidence.alike is not Alike.FULLER and not _bears_their_name(one, other):
        return False
    return _bears_their_name(one, other) or (not evidence.has("same-title") and _says_who(one, other))


def _says_who(one: Traits, other: Traits) -> bool:
    """Tell whether cards of one firm say who it is, but not both the same: there may be two of the name."""
    return bool(one.titles or other.titles) or all(person.emails or person.mobiles for person in (one, other))


def _bears_their_name(one: Traits, other: Traits) -> bool:
    """Tell a family's firm, where the young are named after the old."""
    firms = {plain(firm) for person in (one, other) for firm in (*person.companies, *person.domains)}
    return any(len(word) >= _FAMILY and word in firm for word in _families(one, other) for firm in firms)


def _shared_at_home(evidence: Evidence, own: set[str], one: Traits, other: Traits) -> bool:
    """Tell whether the one thing that both have may be a family's, the other things being different."""
    partial = evidence.alike is Alike.PARTIAL
    other_words = evidence.alike in (Alike.FULLER, Alike.NEAR) and evidence.has("other-title")
    if "same-email" in own:
        if not partial and not evidence.has("other-mobile"):
            return False
        return other_words or one.name.generation != other.name.generation or not _names_somebody(one, other)
    if evidence.has("other-email") or (partial and evidence.has("other-company")):
        return True
    return bool(evidence.firm) and (partial or other_words)


def _names_somebody(one: Traits, other: Traits) -> bool:
    """Tell whether an address that both have shows more than the family: `rossi.rossi@...` may be all of theirs."""
    boxes = [re.sub(r"[^a-z]", "", address.partition("@")[0]) for address in one.emails & other.emails]
    families = _families(one, other)
    firsts = {word[0] for word in {*one.name.words, *other.name.words} - families}
    if any(plain(box[1:]) in families and box[0] in firsts for box in boxes):
        return True  # rrossi is Rosa or Rino, and would fold to the family alone
    boxes = list(map(plain, boxes))
    for word in families:
        boxes = [box.replace(word, "") for box in boxes]
    return any(boxes)


def _families(one: Traits, other: Traits) -> set[str]:
    names = (one.name, other.name)
    return {word for name in names for word, given in zip(name.words, name.given, strict=True) if not given}
