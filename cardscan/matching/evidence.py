"""What speaks for two cards being of one person, and what against it: weights in bits that add up.

After I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969): each agreement weighs log2 of how
much likelier it is between two cards of one person than between two of two people. What few share weighs more than what
many do (W. E. Winkler, "Frequency-Based Matching in Fellegi-Sunter Model of Record Linkage", 1989), counted among the
people known. Weights add up where the evidence is independent; that of one firm is not, so the best of it counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import inf, log2

from cardscan.matching.crowd import Crowd
from cardscan.matching.names import (
    Alike,
    Likeness,
    NameWords,
    Shared,
    Tie,
    a_letter_apart,
    compare,
    misread,
    of_a_couple,
)
from cardscan.matching.near import near_email, near_firm, near_number, near_word, same_mailbox
from cardscan.matching.tables import shared, table
from cardscan.matching.traits import Traits

Piece = tuple[str, float]
"""A reason and its weight."""

_NAME_REASONS = {
    Alike.SAME: "same-name",
    Alike.NICKNAME: "nickname",
    Alike.NEAR: "near-name",
    Alike.FULLER: "fuller-name",
    Alike.PARTIAL: "partial-name",
    Alike.FAMILY: "family-changed",
}
_ENOUGH = 20
"""So many who have the same address or number say enough about it."""

_ONE_NAME = {Alike.SAME, Alike.NICKNAME, Alike.FULLER}
_OWN = {"same-email", "same-mobile", "same-profile", "near-email"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that two cards say about being of one person; `bits` is the sum, with how likely any two are to be so.

    `akin` tells whether the names share a word at all.
    """

    alike: Alike
    akin: bool
    own: tuple[Piece, ...]
    firm: tuple[Piece, ...]
    beside: tuple[Piece, ...]
    against: tuple[Piece, ...]
    bits: float

    def has(self, reason: str) -> bool:
        """Tell whether a reason is among those for it or against it."""
        return any(word == reason for word, _ in (*self.own, *self.firm, *self.beside, *self.against))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons as stable words, what speaks for it first."""
        name = _NAME_REASONS.get(self.alike)
        speaking = (word for word, _ in (*self.own, *self.firm, *self.beside))
        return (*speaking, *((name,) if name else ()), *(word for word, _ in self.against))


def weigh(one: Traits, other: Traits, crowd: Crowd) -> Evidence | None:
    """Weigh two people against each other; None where their names leave no doubt that they are two."""
    likeness = compare(one.name, other.name)
    if likeness.alike in (Alike.DIFFERENT, Alike.FAMILY) and not _share(one, other):
        return None  # most pairs end here
    own = tuple(_own(one, other, crowd, likeness.alike))
    if _apart(one, other, likeness, own):
        return None
    firm = tuple(_firm(one, other, crowd))
    beside = tuple(_beside(one, other, crowd, known=bool(firm)))
    against = tuple(_against(one, other, own, firm))
    bits = _chance(crowd) + _name(likeness, crowd) + _sum_of_firm(firm)
    bits += sum(weight for _, weight in (*own, *beside, *against))
    return Evidence(likeness.alike, bool(likeness.shared), own, firm, beside, against, bits)


def _share(one: Traits, other: Traits) -> bool:
    """Tell whether the two share what is one person's."""
    numbers = one.mobiles & (other.mobiles | other.phones) or one.phones & other.mobiles
    return bool(numbers or one.emails & other.emails or one.profiles & other.profiles)


def _apart(one: Traits, other: Traits, likeness: Likeness, own: tuple[Piece, ...]) -> bool:
    """Tell whether names contradict each other; one that is misread is believed if other things agree."""
    if {one.name.generation, other.name.generation} == {"older", "younger"}:
        return True
    if likeness.alike is not Alike.DIFFERENT:
        return False
    strong = [word for word, weight in own if word in _OWN and weight >= _weights("own")["near-email"]]
    if likeness.shared:  # people of one family share much
        return len(strong) + _same_title(one, other) < _demanded(one.name, other.name)
    return len(strong) < 2


def _demanded(one: NameWords, other: NameWords) -> float:
    """Say how many things must agree before two first names are believed to be one, misread."""
    if a_letter_apart(one, other):
        return 1
    return 2 if of_a_couple(one, other) or misread(one, other) else inf


def _chance(crowd: Crowd) -> float:
    """How likely any two are one person before anything is seen, in bits."""
    decision = table("weights")["decision"]
    return -log2(max(len(crowd), decision["fewest"]) / decision["again"])


def _name(likeness: Likeness, crowd: Crowd) -> float:
    weights = _weights("name")
    if likeness.alike is Alike.UNKNOWN:
        return weights["missing"]
    found = sum(_word(word, crowd, weights) for word in likeness.shared)
    changed = {
        Alike.FULLER: "fuller",
        Alike.PARTIAL: "partial",
        Alike.FAMILY: "family-changed",
        Alike.DIFFERENT: "contradicted",
    }.get(likeness.alike)
    found = min(found, weights["given"] + weights["family"])
    return found + (weights[changed] if changed else 0)


def _word(word: Shared, crowd: Crowd, weights: dict[str, float]) -> float:
    most = weights["given" if word.given else "family"]
    if word.tie is Tie.INITIAL:
        return weights["initial"]
    less = {Tie.NICKNAME: weights["nickname"], Tie.NEAR: weights["near"]}.get(word.tie, 0.0)
    return min(crowd.rarity(word.word, given=word.given), most) + less


def _own(one: Traits, other: Traits, crowd: Crowd, alike: Alike) -> Iterator[Piece]:
    weights = _weights("own")
    for (kind, mine), (_, theirs) in zip(one.own(), other.own(), strict=True):
        both = mine & theirs
        if kind == "mobile":
            both = both or (mine & other.phones) | (one.phones & theirs)
        if both:
            reason = f"same-{kind}"
            strangers = min(_strangers(one, other, kind, value, crowd) for value in both)
            yield reason, max(weights[reason] + strangers * weights["stranger"], 1.0)
    if not one.emails & other.emails:
        if any(near_email(mine, its) for mine in one.emails for its in other.emails):
            yield "near-email", weights["near-email"]
        elif same_mailbox(one, other):
            yield "same-mailbox", weights["same-mailbox"]
    if not one.mobiles & other.mobiles:
        if _near_mobile(one, other):
            yield "near-mobile", weights["near-mobile"]
        elif alike in _ONE_NAME and _near_mobile(one, other, anywhere=True):
            yield "near-mobile", weights["near-mobile"] + weights["end"]


def _strangers(one: Traits, other: Traits, kind: str, value: str, crowd: Crowd) -> int:
    """Count those who have it too and share no word of the name."""
    words = {*one.name.words, *other.name.words}
    if not words:
        return 0
    names = (crowd[number].name.words for number in islice(crowd.holders(kind, value), _ENOUGH))
    return sum(bool(name) and words.isdisjoint(name) for name in names)


def _firm(one: Traits, other: Traits, crowd: Crowd) -> Iterator[Piece]:
    weights = _weights("firm")
    for (kind, mine), (_, theirs) in zip(one.firm(), other.firm(), strict=True):
        if both := mine & theirs:
            reason = f"same-{kind}"
            strangers = min(len(crowd.holders(kind, value)) for value in both)
            yield reason, max(weights[reason] - log2(max(strangers - 1, 1)), weights["least"])
        elif kind == "company" and any(near_firm(a, b) for a in mine for b in theirs):
            yield "near-company", weights["near-company"]


def _sum_of_firm(firm: tuple[Piece, ...]) -> float:
    """The best counts whole: who shares a firm shares its number and its street as well."""
    best = max((weight for _, weight in firm), default=0.0)
    return best + _weights("firm")["more"] * max(len(firm) - 1, 0)


def _beside(one: Traits, other: Traits, crowd: Crowd, *, known: bool) -> Iterator[Piece]:
    weights = _weights("beside")
    if _same_title(one, other):
        yield "same-title", weights["same-title"]
    if one.town and one.town == other.town and not known:  # those of one firm share the town as well
        here = len(crowd.holders("town", one.town))
        yield "same-town", min(weights["same-town"], log2((len(crowd) + 10) / (here + 1)))


def _same_title(one: Traits, other: Traits) -> bool:
    return bool(one.titles and other.titles) and (one.titles <= other.titles or other.titles <= one.titles)


def _against(one: Traits, other: Traits, own: tuple[Piece, ...], firm: tuple[Piece, ...]) -> Iterator[Piece]:
    weights, shared_words = _weights("against"), {word for word, _ in own}
    if (
        not shared_words & {"same-mobile", "near-mobile"}
        and one.mobiles - one.doubtful
        and other.mobiles - other.doubtful
    ):
        yield "other-mobile", weights["other-mobile"]
    if not shared_words & {"same-email", "near-email", "same-mailbox"} and one.emails and other.emails:
        yield from _other_email(one, other, weights)
    if not firm and one.companies and other.companies:
        yield "other-company", weights["other-company"]
    if one.town and other.town and not near_word(one.town, other.town):
        yield "other-town", weights["other-town"]
        if one.country and other.country and one.country != other.country:
            yield "other-country", weights["other-country"]
    if one.titles and other.titles and one.titles.isdisjoint(other.titles):
        yield "other-title", weights["other-title"]


def _other_email(one: Traits, other: Traits, weights: dict[str, float]) -> Iterator[Piece]:
    domains = [{address.rpartition("@")[2] for address in emails} for emails in (one.emails, other.emails)]
    if domains[0] & domains[1] - shared("providers"):
        yield "other-email", weights["other-email"]
    elif all(domain in shared("providers") for domain in domains[0] | domains[1]):
        yield "other-mail-provider", weights["other-mail-provider"]


def _near_mobile(one: Traits, other: Traits, *, anywhere: bool = False) -> bool:
    return any(near_number(mine, its, anywhere=anywhere) for mine in one.mobiles for its in other.mobiles)


def _weights(section: str) -> dict[str, float]:
    found: dict[str, float] = table("weights")[section]
    return found
