"""What two contacts of one person make together: pure decisions, carried out elsewhere.

Nothing is dropped: what does not stand in the joined contact stands in its `former` values. The rules:

- What the user chose or edited wins, then what only one side has, then the newer card's side, then the kept one.
- A single value that loses goes to `former`, with the day of the newer card where it gave way to it. Without a day it
  is no past: it is held beside (a second role at another firm, another spelling of the name).
- Numbers, addresses and links of both sides are kept. Where the newer card shows another firm, what belongs to the
  old one gives way: office numbers, addresses of its domain, links, tax numbers. Mobiles and private addresses stay.
- Two firms on one day (two cards at one event) are two roles and no new job: everything of both is kept.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from cardscan.matching.traits import firm, traits
from cardscan.model import Concern, Contact, Former, Record, Verdict
from cardscan.store.merge import carried, root, shifted
from cardscan.workflow.spellings import completed, fuller, is_short_for, said, same, typed

Choice = Literal["keep", "other"]

_SINGLE = ("language", "name", "title", "department", "company", "address")
_OFFICE = frozenset({"title", "department", "company", "address"})
_MANY: dict[str, Callable[[Any], Any]] = {
    "phones": lambda phone: (phone.number, phone.extension or ""),
    "emails": lambda email: email.address.casefold(),
    "urls": lambda link: link.value.casefold(),
    "social": lambda link: link.value.casefold(),
    "tax_ids": lambda tax_id: tax_id.number,
}
_SPELLING = 0.85  # how alike two firms' names are that differ by a misread letter


@dataclass(frozen=True, slots=True)
class United:
    """The joined contact, what it was before, what the user edited in it, and what a person should look at."""

    contact: Contact
    former: tuple[Former, ...]
    edited: tuple[str, ...]
    concerns: tuple[Concern, ...]
    verdict: Verdict


@dataclass(slots=True)
class _Half:
    """One of the two: its contact, the day of its newest card, and where its values went, for what is said of them."""

    contact: Contact
    on: date | None
    edited: frozenset[str]
    places: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Union:
    kept: _Half
    other: _Half
    choose: Mapping[str, Choice]
    former: list[Former] = field(default_factory=list)

    @property
    def newer(self) -> _Half | None:
        """The half whose card is newer; None where neither is known to be."""
        first, second = self.kept.on or date.min, self.other.on or date.min
        return None if first == second else self.kept if first > second else self.other

    @property
    def moved(self) -> bool:
        """Whether the newer card shows another firm than the older one."""
        return self.newer is not None and differs_in_firm(self.kept.contact, self.other.contact)

    def rival(self, half: _Half) -> _Half:
        return self.other if half is self.kept else self.kept

    def put_off(self, name: str, text: str, half: _Half) -> None:
        """Note a value of a half that does not stand in the joined contact."""
        newer = self.newer
        gave_way = newer is not None and newer is not half and not (name == "address" and _is_home(half.contact))
        entry = Former(name, text, newer.on if newer and gave_way else None)
        if text and entry not in self.former:
            self.former.append(entry)


def unite(kept: Record, other: Record, shift: int, choose: Mapping[str, Choice] | None = None) -> United:
    """Decide what two records of one person make together.

    Args:
        kept: The record that stays.
        other: The one that goes up in it.
        shift: Added to the line numbers in the evidence of what is taken from `other`.
        choose: Fields for which the user said whose value stands, or whose values.
    """
    theirs: Contact = shifted(other.contact, shift)
    wanted = {name: whose for name, whose in (choose or {}).items() if name in (*_SINGLE, *_MANY)}
    union = _Union(_half(kept, kept.contact), _half(other, theirs), wanted)
    values: dict[str, Any] = {name: _single(union, name) for name in _SINGLE}
    values |= {name: _many(union, name) for name in _MANY}
    contact = replace(kept.contact, **values)
    edited = dict.fromkeys((*kept.edited, *(name for name in other.edited if _stands(union, name)), *union.choose))
    concerns = _concerns(union, kept.concerns, other.concerns, edited)
    doubtful = concerns or (kept.verdict == "check" and not kept.concerns)
    verdict: Verdict = "check" if doubtful else "ready"
    former = (*union.former, *kept.former, *other.former)
    latest = sorted(dict.fromkeys(former), key=lambda one: one.until or date.max, reverse=True)
    return United(contact, tuple(latest), tuple(edited), concerns, verdict)


def _is_home(contact: Contact) -> bool:
    """Tell an address that an address book calls private: a card of the firm does not say that it is past."""
    return bool(contact.address and "home" in contact.address.evidence.reasons)


def seen_on(record: Record) -> date | None:
    """Answer the day of a contact's newest card: of the event, else of the photo; None for an imported one."""
    events = [event.date for event in record.events if event.date]
    taken = [card.taken.date() for card in record.cards if card.taken]
    return max(events or taken, default=None)


def differs_in_firm(one: Contact, other: Contact) -> bool:
    """Tell whether two cards show two firms: names that are not alike, or domains that have nothing in common."""
    firms = [firm(contact.company.value) if contact.company else "" for contact in (one, other)]
    domains = [traits(contact).domains for contact in (one, other)]
    if domains[0] & domains[1]:
        return False
    if all(firms):
        first, second = (name.replace(" ", "") for name in firms)
        alike = SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SPELLING
        return not (alike or first.startswith(second) or second.startswith(first))
    return all(domains)


def _half(record: Record, contact: Contact) -> _Half:
    return _Half(contact, seen_on(record), frozenset(root(name) for name in record.edited))


def _single(union: _Union, name: str) -> Any:  # a field's value
    winner = _winner(union, name)
    loser = union.rival(winner)
    value, lost = getattr(winner.contact, name), getattr(loser.contact, name)
    winner.places[name] = name
    if lost is None or name == "language":
        return value
    if value is not None and same(value, lost):
        return value if name in winner.edited else completed(value, lost)
    if value is not None and name == "company" and is_short_for(lost.value, value.value):
        return value
    union.put_off(name, said(lost), loser)
    return value


def _winner(union: _Union, name: str) -> _Half:
    mine, theirs = getattr(union.kept.contact, name), getattr(union.other.contact, name)
    if name in union.choose:
        return union.kept if union.choose[name] == "keep" else union.other
    if name in union.kept.edited | union.other.edited:
        return union.kept if name in union.kept.edited else union.other
    newer = union.newer
    if newer is not None and union.moved and name in _OFFICE:
        return newer
    if mine is None or theirs is None:
        return union.other if mine is None else union.kept
    if (longer := fuller(mine, theirs, name)) is not None:
        return union.kept if longer is mine else union.other
    return newer or union.kept


def _many(union: _Union, name: str) -> tuple[Any, ...]:
    """Join values; those of the newer half come first where it shows a new firm, as they are the ones in use."""
    newer = union.newer
    first = newer if newer is not None and union.moved and name not in union.kept.edited else union.kept
    found: dict[Any, int] = {}
    values: list[Any] = []
    for half in (first, union.rival(first)):
        for index, value in enumerate(getattr(half.contact, name)):
            key = _MANY[name](value)
            if key in found:
                values[found[key]] = typed(values[found[key]], value)
            elif _gives_way(union, half, name, value):
                union.put_off(name, said(value), half)
            else:
                found[key] = len(values)
                values.append(value)
                half.places[f"{name}[{index}]"] = f"{name}[{len(values) - 1}]"
    if not values:
        union.kept.places[name] = name  # what is said of its absence still holds
    return tuple(values)


def _gives_way(union: _Union, half: _Half, name: str, value: Any) -> bool:
    """Tell whether a value does not stand: it is of the firm that somebody left, or the user settled the field."""
    if name in union.choose:
        return half is not (union.kept if union.choose[name] == "keep" else union.other)
    if name in half.edited:
        return False
    if name in union.rival(half).edited:
        return True
    return union.moved and half is not union.newer and _of_office(name, value)


def _of_office(name: str, value: Any) -> bool:
    if name == "phones":
        return value.type in ("work", "fax")
    if name == "emails":
        return bool(traits(Contact(emails=(value,))).domains)  # else a provider's, and private
    return name in ("urls", "tax_ids")


def _stands(union: _Union, name: str) -> bool:
    """Tell whether what the user edited in the half that goes stands in the joined contact."""
    field_ = root(name)
    return field_ not in _SINGLE or field_ in union.other.places


def _concerns(
    union: _Union, own: Collection[Concern], theirs: Collection[Concern], edited: Collection[str]
) -> tuple[Concern, ...]:
    """Keep what is to be looked at in values that stand, and that the user has not settled."""
    known = {*_SINGLE, *_MANY}
    general = tuple(one for one in own if root(one.field) not in known)
    found = (*carried(tuple(own), union.kept.places), *carried(tuple(theirs), union.other.places), *general)
    seen = {root(name) for name in edited}
    return tuple(dict.fromkeys(one for one in found if root(one.field) not in seen))
