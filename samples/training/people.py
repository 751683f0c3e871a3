"""A made address book with known doubles, and with people who only look like doubles, to try the recognition on.

    from samples.training.people import make_book
    book = make_book(seed=1)          # 3,000 contacts, 600 of them a second card of somebody

Names, firms and titles are those of the training cards (`wording`); what a second card looks like is in `second`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from cardscan.folding import unaccent
from cardscan.model import Address, Contact, Email, Link, Name, Phone, Text
from samples.training.cards import LANGUAGES
from samples.training.wording import Share, Words, words_file

POOL = {"given": 60, "family": 140}
"""So many names of a language come again and again, the first of them the most often."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A fictitious firm; `town` and `street` are where it is."""

    language: str
    name: str
    form: str
    domain: str
    phone: str
    street: str
    town: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A fictitious person at a fictitious firm: all that cards of this person may print."""

    language: str
    given: str
    family: str
    firm: Firm
    title: str
    mobile: str
    email: str
    private: str
    profile: str
    direct: str = ""
    suffix: str = ""


@dataclass(slots=True)
class Book:
    """Contacts by number, and the pairs of them that are one person, with the kind of double."""

    contacts: list[tuple[int, Contact]] = field(default_factory=list)
    doubles: dict[tuple[int, int], str] = field(default_factory=dict)


class Makers:
    """The lots for one book."""

    def __init__(self, seed: int, share: Share = "train") -> None:
        self.rng = Random(f"people {share} {seed}")
        self.share = share
        self._pools: dict[str, dict[str, list[str]]] = {}
        self._handles: set[str] = set()
        self._taken: dict[str, tuple[str, str]] = {}

    def words(self, language: str) -> Words:
        """The words of a language."""
        return Words(language, self.share, self.rng)

    def language(self) -> str:
        """Draw a language by the users' shares."""
        return self.rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]

    def often(self, share: float) -> bool:
        """Draw a lot."""
        return self.rng.random() < share

    def name(self, language: str) -> tuple[str, str]:
        """Draw a given and a family name: half of them such as many bear."""
        person = self.words(language).person()
        if self.often(0.5):
            return person.given, person.family
        family = self._frequent(language, "family")
        if self.often({"es": 0.6, "pt": 0.5}.get(language, 0)):
            family += f" {self._frequent(language, 'family')}"
        return self._frequent(language, "given"), family

    def firm(self, language: str, family: str = "") -> Firm:
        """Draw a firm, perhaps named after its owners."""
        words = self.words(language)
        name = words.firm(None)
        if family and self.often(0.6):
            name = f"{words.one('trades')} {family.split(maxsplit=1)[0]}"
        label = re.sub("[^a-z0-9]", "", unaccent(name))[:24] or "firma"
        street = words.fill(words.one("streets"))
        form = words.one("legal")
        return Firm(language, name, form, f"{label}.example", self.work(language), street, words.city())

    def someone(self, language: str, given: str, family: str, firm: Firm) -> Someone:
        """Draw a person of this name at this firm."""
        return Someone(
            language,
            given,
            family,
            firm,
            self.words(language).one("titles"),
            self.mobile(language) if self.often(0.9) else "",
            self.address_at(firm.domain, given, family) if self.often(0.8) else "",
            self.private(language, given, family) if self.often(0.25) else "",
            self.handle(given, family) if self.often(0.2) else "",
            self.work(language) if self.often(0.15) else "",
        )

    def address_at(self, domain: str, given: str, family: str) -> str:
        """Make an address of a name."""
        first, last = _letters(given), _letters(family)
        forms = (f"{first}.{last}", f"{first[:1]}.{last}", f"{first[:1]}{last}", first, f"{first}{last}", last)
        box = self.rng.choice(forms) or "mail"
        while domain and self._taken.setdefault(f"{box}@{domain}", (given, family)) != (given, family):
            box = f"{box.rstrip('0123456789')}{self.rng.randint(2, 99)}"  # no firm gives one mailbox to two people
        return f"{box}@{domain}"

    def private(self, language: str, given: str, family: str) -> str:
        """Make an address at a provider, often with digits."""
        providers = parts()["providers"]
        box = self.address_at("", given, family).strip("@")
        if self.often(0.5):
            box += str(self.rng.randint(1, 99))
        return f"{box}@{self.rng.choice((*providers['any'], *providers[language]))}"

    def handle(self, given: str, family: str) -> str:
        """Make a profile's address."""
        plain = f"linkedin.com/in/{_letters(given)}-{_letters(family)}"
        if plain in self._handles:  # whoever comes later gets a tail
            plain += f"-{self.rng.randrange(16**6):06x}"
        self._handles.add(plain)
        return plain

    def mobile(self, language: str) -> str:
        """Draw a mobile number."""
        plan = parts()["numbers"][language]
        return plan["mobile"] + self._digits(plan["digits"])

    def work(self, language: str) -> str:
        """Draw a number of a fixed line."""
        plan = parts()["numbers"][language]
        return self.rng.choice(plan["work"]) + self._digits(plan["rest"])

    def _digits(self, count: int) -> str:
        return "".join(self.rng.choices("0123456789", k=count))

    def _frequent(self, language: str, kind: str) -> str:
        if language not in self._pools:
            drawn = [self.words(language).person() for _ in range(max(POOL.values()))]
            self._pools[language] = {
                "given": [person.given for person in drawn][: POOL["given"]],
                "family": [person.family.split()[0] for person in drawn],
            }
        pool = self._pools[language][kind]
        return pool[int(len(pool) * self.rng.random() ** 2)]


def card(someone: Someone, makers: Makers, *, bare: float = 1.0) -> Contact:
    """Print a card of a person: what there is, but for this and that; `bare` above 1 leaves out more."""
    firm, often = someone.firm, makers.often
    phones = []
    if someone.mobile and not often(0.06 * bare):
        phones.append(Phone(someone.mobile, type="mobile" if often(0.85) else None))
    if not often(0.3 * bare):
        phones.append(Phone(someone.direct or firm.phone, type="work" if often(0.85) else None))
    if often(0.15):
        phones.append(Phone(firm.phone[:-1] + str(9 - int(firm.phone[-1])), type="fax"))
    emails = [someone.email] if someone.email and not often(0.1 * bare) else []
    if someone.private and (not emails or often(0.2)):
        emails.append(someone.private)
    if (not emails and not often(0.3 * bare)) or often(0.1):
        emails.append(f"{parts()['offices'][firm.language]}@{firm.domain}")
    full = f"{someone.given} {someone.family}"
    company = firm.name + (_formed(firm.form) if often(0.5) else "")
    return Contact(
        language=someone.language,
        name=Name(full, someone.given, someone.family, suffix=someone.suffix or None),
        title=Text(someone.title) if not often(0.12 * bare) else None,
        company=Text(company) if not often(0.06 * bare) else None,
        phones=tuple(phones),
        emails=tuple(map(Email, emails)),
        urls=(Link(firm.domain),) if often(0.55) else (),
        social=(Link(someone.profile),) if someone.profile and not often(0.2 * bare) else (),
        address=_address(firm) if not often(0.25 * bare) else None,
    )


def make_book(seed: int, size: int = 3000, doubles: int = 600, share: Share = "train") -> Book:
    """Make a book of `size` contacts, of which `doubles` are a second card of somebody in it."""
    from samples.training.lookalikes import look_alikes
    from samples.training.second import second_card

    makers = Makers(seed, share)
    people = look_alikes(makers, size - doubles)[: size - doubles]
    cards = [(who, "", card(someone, makers)) for who, someone in enumerate(people)]
    for who in makers.rng.sample(range(len(people)), doubles):
        kind, contact = second_card(people[who], cards[who][2], makers)
        cards.append((who, kind, contact))
    makers.rng.shuffle(cards)
    book, seen = Book(), dict[int, tuple[int, str]]()
    for number, (who, kind, contact) in enumerate(cards, 1):
        book.contacts.append((number, contact))
        if who in seen:
            book.doubles[seen[who][0], number] = kind or seen[who][1]
        seen[who] = number, kind
    return book


@cache
def parts() -> dict[str, Any]:
    """`data/people.toml`."""
    return tomllib.loads((Path(__file__).parent / "data" / "people.toml").read_text(encoding="utf-8"))


def moved(someone: Someone, makers: Makers, **changes: Any) -> Someone:
    """The same person at another firm, with its address and another title."""
    firm = changes.pop("firm", None) or makers.firm(someone.language)
    email = makers.address_at(firm.domain, someone.given, someone.family) if makers.often(0.85) else ""
    title = makers.words(someone.language).one("titles")
    return replace(someone, **{"firm": firm, "email": email, "title": title, "direct": "", **changes})


def _address(firm: Firm) -> Address:
    country = words_file()[firm.language]["country"]
    return Address(f"{firm.street}, {firm.town}", street=firm.street, city=firm.town, country_code=country)


def _formed(form: str) -> str:
    return form if form.startswith(",") else f" {form}"


def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", unaccent(text.split(maxsplit=1)[0] if text else ""))
