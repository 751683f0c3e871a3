"""Is this person stored already? Precision first: a contact met twice is a nuisance, two people in one record a loss.

The evidence is added up (`evidence`). What is certain is merged without asking, what is doubtful is asked; however much
adds up, some things forbid certainty (`_forbidden`): a name alone, an initial in the same firm, or two mobiles there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cardscan.matching.crowd import Crowd
from cardscan.matching.evidence import Evidence, weigh
from cardscan.matching.names import Alike
from cardscan.matching.tables import table
from cardscan.matching.traits import Traits, traits
from cardscan.model import Contact

_SAME = (Alike.SAME, Alike.NICKNAME, Alike.NEAR, Alike.FULLER)
_MOST = 40.0
"""Bits beyond which the score is 1 to any number of places."""


@dataclass(frozen=True, slots=True)
class Match:
    """The record of the same person.

    `score` is the probability of it in 0..1, `reasons` are stable words such as `same-email` (`words` has them for
    people), and what is `certain` may be merged without asking.
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
        """Find all who are, or may be, the same person as a record, and have a higher number."""
        person = self._crowd[number]
        return self._ranked(person, {other for other in self._crowd.like(person) if other > number})

    def _ranked(self, person: Traits, numbers: Iterable[int]) -> tuple[Match, ...]:
        found = [
            (evidence.bits, match)
            for number in numbers
            if (evidence := weigh(person, self._crowd[number], self._crowd))
            and (match := _match(number, evidence, person, self._crowd[number]))
        ]
        found.sort(key=lambda one: (not one[1].certain, -one[0], one[1].id))
        return tuple(match for _, match in found)


def find_known(contact: Contact, others: Iterable[tuple[int, Contact]]) -> Match | None:
    """Find the record of the same person among `others`; for many questions, keep a `KnownPeople`."""
    return KnownPeople(others).find(contact)


def _match(number: int, evidence: Evidence, one: Traits, other: Traits) -> Match | None:
    decision = table("weights")["decision"]
    if evidence.bits < decision["doubtful"]:
        return None
    certain = evidence.bits >= decision["certain"] and not _forbidden(evidence, one, other)
    score = 1 / (1 + 2 ** -min(evidence.bits, _MOST))
    return Match(number, round(score, 4), evidence.reasons, certain)


def _forbidden(evidence: Evidence, one: Traits, other: Traits) -> bool:
    """Tell whether a person must look, however much speaks for it."""
    own = {word for word, weight in evidence.own if word.startswith("same-") and weight > 10}
    if evidence.alike is Alike.DIFFERENT:
        return True
    if evidence.alike is Alike.UNKNOWN:
        return "same-email" not in own
    if evidence.alike is Alike.FAMILY:
        return len(own) < 2
    if evidence.alike is Alike.PARTIAL:
        return not own
    return _two_of_a_name(evidence, own, one, other)


def _two_of_a_name(evidence: Evidence, own: set[str], one: Traits, other: Traits) -> bool:
    """Tell whether these may be namesakes: father and son, or two in one big firm."""
    against = {word for word, _ in evidence.against}
    if own:
        generations = one.name.generation != other.name.generation
        return own == {"same-email"} and "other-mobile" in against and (generations or not _names_somebody(one, other))
    if one.name.generation != other.name.generation:
        return True
    near = {word for word, _ in evidence.own}
    if not evidence.firm and not near:
        return True
    return bool(against & {"other-mobile", "other-email", "other-mail-provider", "other-title", "other-town"})


def _names_somebody(one: Traits, other: Traits) -> bool:
    """Tell whether an address that both have shows a first name or its initial: `rossi@...` may be a family's."""
    given = [word for word, is_given in zip(one.name.words, one.name.given, strict=True) if is_given]
    family = [word for word in one.name.words if word not in given]
    boxes = [address.partition("@")[0] for address in one.emails & other.emails]
    return any(box not in family for box in boxes)
