"""Holds what was read against `samples/truth.jsonl`: micro F1 over fields, and which values went wrong."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FIELDS = ("name", "title", "company", "phone", "email", "url", "address")

Card = Mapping[str, Any]


@dataclass
class Score:
    """Counts by field: right values, values read, values printed; `wrong` names the differences for people."""

    right: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    printed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, photo: str, expected: Iterable[Card], found: Iterable[Card]) -> None:
        """Count one photo's cards; each expected card is held against the one read that agrees with it most."""
        left = list(found)
        for card in expected:
            best = max(left, key=lambda other: _agreement(card, other), default={})
            left = [other for other in left if other is not best]
            self._count(photo, card, best)
        for invented in left:
            self._count(photo, {}, invented)

    def f1(self, *fields: str) -> float:
        """F1 over these fields together, or over all headline fields."""
        chosen = fields or FIELDS
        total = sum(self.read[name] + self.printed[name] for name in chosen)
        return 2 * sum(self.right[name] for name in chosen) / total if total else 1.0

    def _count(self, photo: str, card: Card, other: Card) -> None:
        for name in FIELDS:
            wanted, got = values(card, name), [next(iter(ways)) for ways in values(other, name)]
            matched = _matched(wanted, got)
            self.right[name] += matched
            self.read[name] += len(got)
            self.printed[name] += len(wanted)
            if matched < max(len(wanted), len(got)):
                self.wrong.append(f"{photo} {name}: printed {[sorted(ways) for ways in wanted]}, read {got}")


def values(card: Card, name: str) -> list[set[str]]:
    """The values of a headline field, each as the set of ways in which it may be read, folded."""
    if name == "phone":
        return [{phone["number"]} for phone in card.get("phones", ())]
    if name in ("email", "url"):
        return [{value.casefold()} for value in card.get(f"{name}s", ())]
    value = (card.get("address") or {}).get("full") if name == "address" else card.get(name)
    ways = [value] if isinstance(value, str) else value or ()
    return [{fold(way) for way in ways}] if ways else []


def fold(text: str) -> str:
    """Text without case, punctuation and spacing; accents count, for a wrong one is a wrong name.

    >>> fold("Str. Mărășești nr. 12, ap. 4")
    'str mărășești nr 12 ap 4'
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("œ", "oe")  # a ligature, not an accent
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _agreement(card: Card, other: Card) -> int:
    return sum(_matched(values(card, name), [next(iter(ways)) for ways in values(other, name)]) for name in FIELDS)


def _matched(wanted: Iterable[set[str]], got: Iterable[str]) -> int:
    left, count = list(wanted), 0
    for value in got:
        hit = next((ways for ways in left if value in ways), None)
        if hit is not None:
            left.remove(hit)
            count += 1
    return count
