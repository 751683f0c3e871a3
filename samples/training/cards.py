"""Fictitious cards for training: what they print, where, and what a careful reader makes of them (samples/scoring)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Any

import phonenumbers

from cardscan.folding import unaccent
from samples.generator.people import ICONS, LETTERS, load_words
from samples.training.codes import payload
from samples.training.layouts import Blocks, Box, Measure, Placed, Printed, free_square, place, rough_width
from samples.training.wording import Person, Share, Words, words_file

LANGUAGES = {"es": 0.17, "it": 0.17, "ro": 0.14, "pl": 0.17, "en": 0.17, "de": 0.08, "fr": 0.06, "pt": 0.04}
"""The users' shares."""

_CODED = 0.5
"""So many cards would bear a code; it finds room on two in three of them."""

_TOP = {"es": "es", "it": "it", "ro": "ro", "pl": "pl", "en": "co.uk", "de": "de", "fr": "fr", "pt": "pt"}
_GENERIC = ("info", "info", "office", "contact", "hello", "sales", "mail", "kontakt", "contacto", "biuro", "studio")
_FREE = ("gmail.com", "gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "libero.it", "wp.pl", "o2.pl", "web.de")
_AMERICAN_TOWN = re.compile(r", [A-Z]\w+ \d{5}$| [A-Z]{2} \d{5}$")
_AMERICAN_NUMBER = re.compile(r"\(?[2-9]\d\d[).-]")

Truth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its size in millimetres, its lines, how its numbers are labelled, what it says, its code and where."""

    size: tuple[float, float]
    placed: tuple[Placed, ...]
    labels: str
    truth: Truth
    code: tuple[str, Box] | None = None


@dataclass
class _Maker:
    """The lots for one card and what was drawn so far."""

    words: Words
    rng: Random
    labels: str
    truth: Truth
    american: bool = False

    @property
    def country(self) -> str:
        return "US" if self.american else words_file()[self.language]["country"]

    @property
    def language(self) -> str:
        return self.words.language

    def often(self, share: float) -> bool:
        return self.rng.random() < share


def make_card(share: Share, seed: int, measure: Measure = rough_width) -> Card:
    """Make the card of a seed; the same seed makes the same card."""
    rng = Random(f"{share} {seed}")
    while True:
        language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        truth: Truth = {"lang": language, "phones": [], "emails": [], "urls": [], "tax_ids": [], "social": []}
        labels = rng.choice(("none", "word", "word", "letter", "icon"))
        american = language == "en" and rng.random() < 0.6
        maker = _Maker(Words(language, share, rng), rng, labels, truth, american)
        found = place(_compose(maker), share, rng, measure)
        if found:
            size, placed = found
            room = free_square(size, placed, rng.uniform(14, 18)) if rng.random() < _CODED else None
            return Card(size, tuple(placed), labels, truth, (payload(truth, rng), room) if room else None)


def _compose(maker: _Maker) -> Blocks:
    """Draw what the card prints, block by block."""
    body = maker.rng.uniform(2.2, 2.9)
    kind = maker.rng.choices(("usual", "shop", "no firm", "sole"), (0.84, 0.07, 0.05, 0.04))[0]
    person = None if kind == "shop" else maker.words.person()
    firm = _firm(maker, kind, person)
    brand, extra_firm = _brand(maker, firm, body) if firm else ([], [])
    title = _title(maker)
    return {
        "brand": brand,
        "person": _person(maker, person, title, body) if person else [],
        "contact": _contact(maker, person, firm, body),
        "address": [*extra_firm, *_address(maker, body), *_tax(maker, body)],
        "extra": _extra(maker, body, 0.75 if kind == "shop" else 0.35),
    }


def _firm(maker: _Maker, kind: str, person: Person | None) -> str | None:
    if kind == "no firm":
        return None
    if kind == "sole" and person:
        return f"{person.given} {person.family} {maker.rng.choice(('PFA', 'e.K.', 'Consulting', 'Studio', 'Design'))}"
    foreign = maker.often(0.06)
    words = Words(maker.rng.choice(list(LANGUAGES)), maker.words.share, maker.rng) if foreign else maker.words
    return words.firm(person)


def _cased(text: str, rng: Random, upper: float, lower: float) -> str:
    lot = rng.random()
    return text.upper() if lot < upper else text.lower() if lot > 1 - lower else text


def _brand(maker: _Maker, firm: str, body: float) -> tuple[list[Printed], list[Printed]]:
    """The firm as a logo in one to three lines or with its legal form; the legal name may stand with the address."""
    rng = maker.rng
    legal = _with_form(maker, firm) if maker.often(0.45) else None
    shown = legal if legal and maker.often(0.5) else firm
    named = [shown]
    again = []
    if legal and shown is firm and maker.often(0.7):
        named.append(legal)
        again = [Printed(legal, "company", body, gap=0.5)]
    ways = list(dict.fromkeys([*named, firm]))  # with its legal form or without: both are right
    maker.truth["company"] = ways if len(ways) > 1 else shown
    size = body * rng.choice((rng.uniform(0.95, 1.25), rng.uniform(1.2, 1.9), rng.uniform(1.7, 2.8)))
    shown = _cased(shown, rng, 0.35, 0.1)
    if maker.often(0.03) and len(shown) < 14:
        shown = " ".join(shown.upper())
    lines = [Printed(text, "company", part, bold=maker.often(0.5)) for text, part in _broken(shown, size, rng)]
    if maker.often(0.3):
        tagline = maker.words.one("taglines") if maker.often(0.6) else maker.words.services()
        tagline = _cased(tagline, rng, 0.15, 0.15)
        lines.append(Printed(tagline, "other", body * rng.uniform(0.75, 1.15), gap=0.4))
    return lines, again


def _with_form(maker: _Maker, firm: str) -> str:
    form = maker.words.one("legal")
    if form.startswith(","):
        return firm + form
    return f"{'SC ' if maker.language == 'ro' and maker.often(0.3) else ''}{firm} {form}"


def _broken(text: str, size: float, rng: Random) -> list[tuple[str, float]]:
    """Break a logo into lines, which may differ in size; no line ends in «and» or «of»."""
    words = text.split()
    if len(words) < 2 or rng.random() > (0.3 if len(words) < 4 else 0.55):
        return [(text, size)]
    places = [i for i in range(1, len(words)) if words[i - 1] != "&" and not re.fullmatch("[a-zè]{1,3}", words[i - 1])]
    cuts = sorted(rng.sample(places, min(len(places), rng.choice((1, 1, 2)))))
    lines = [" ".join(words[a:b]) for a, b in zip([0, *cuts], [*cuts, len(words)], strict=True)]
    sizes = [size] * len(lines)
    if rng.random() < 0.35:
        sizes[rng.randrange(len(lines))] *= rng.choice((0.55, 0.7, 1.4))
    return list(zip(lines, sizes, strict=True))


def _title(maker: _Maker) -> str | None:
    if maker.often(0.1):
        return None
    english = maker.often(0.08)
    words = Words("en", maker.words.share, maker.rng) if english else maker.words
    title = words.one("titles")
    if maker.often(0.06):
        second = words.one("titles")
        title += f"{maker.rng.choice((' & ', ' / ', ', ', ' | '))}{second}" if second != title else ""
    return title


def _person(maker: _Maker, person: Person, title: str | None, body: float) -> list[Printed]:
    rng, truth = maker.rng, maker.truth
    prefix = maker.words.one("prefixes") if maker.often(0.2) else ""
    suffix = maker.words.one("suffixes") if maker.often(0.05) else ""
    if maker.often(0.02):  # known by one name
        person = Person(person.given.split()[0], "")
    family_first = maker.often(0.03)
    full = (f"{person.family} {person.given}" if family_first else f"{person.given} {person.family}").strip()
    truth.update(name=full, given=person.given, family=person.family, prefix=prefix or None, suffix=suffix or None)
    size = body * rng.uniform(1.0, 1.9)
    printed = f"{prefix} {_cased(full, rng, 0.28, 0.03)}".strip() + (f", {suffix}" if suffix else "")
    pairs = _broken(printed, size, rng) if maker.often(0.08) and not suffix else [(printed, size)]
    bold = maker.often(0.5)
    lines = [Printed(text, "name", part, bold=bold) for text, part in pairs]
    below = []
    if title:
        truth["title"] = title
        below = [Printed(_cased(title, rng, 0.15, 0.06), "title", body * rng.uniform(0.9, 1.25), gap=0.25)]
        if len(title) > 24 and maker.often(0.5) and " " in title[8:]:
            cut = title.index(" ", 8)
            below = [Printed(part, "title", below[0].size, gap=0.2) for part in (title[:cut], title[cut + 1 :])]
    if maker.often(0.12):
        truth["department"] = maker.words.one("departments")
        below.append(Printed(truth["department"], "department", body, gap=0.25))
    return [*below, *lines] if maker.often(0.05) else [*lines, *below]


def _contact(maker: _Maker, person: Person | None, firm: str | None, body: float) -> list[Printed]:
    rng = maker.rng
    lines = [
        _number(maker, kind, body)
        for kind in rng.choice(
            (("mobile",), ("work",), ("work", "mobile"), ("work", "mobile"), ("work", "fax", "mobile"))
        )
    ]
    host = _host(maker, firm, person)
    mail = _mail(maker, person, firm, host)
    if maker.often(0.88):
        maker.truth["emails"].append(mail)
        lines.append(_labelled(maker, "email", mail, body))
    if host and maker.often(0.6):
        maker.truth["urls"].append(host)
        lines.append(_labelled(maker, "url", rng.choice(("www.", "www.", "", "https://")) + host, body))
    if maker.often(0.1):
        handle = "@" + re.sub("[^a-z]", "", unaccent(firm or (person.family if person else "x")))[:16]
        maker.truth["social"].append(handle)
        lines.append(Printed(handle, "social", body))
    if maker.often(0.15):
        rng.shuffle(lines)
    return lines


def _number(maker: _Maker, kind: str, body: float) -> Printed:
    for _ in range(200):
        text = maker.words.fill(maker.words.one("mobiles" if kind == "mobile" else "phones"))
        parsed = phonenumbers.parse(text, maker.country)
        if maker.american == bool(_AMERICAN_NUMBER.match(text)) and _rings(parsed):
            break
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if maker.often(0.4):
        text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    told = kind if maker.labels in ("word", "letter") else None
    maker.truth["phones"].append({"number": number, "type": told, "extension": None})
    return _labelled(maker, kind, text, body)


def _rings(number: phonenumbers.PhoneNumber) -> bool:
    """Tell a number of a country's plan, or one that Ofcom keeps for fiction."""
    return phonenumbers.is_valid_number(number) or str(number.national_number).startswith("7700900")


def _labelled(maker: _Maker, kind: str, text: str, body: float) -> Printed:
    field = {"email": "email", "url": "url"}.get(kind, "phone")
    if maker.labels == "word" and not text.startswith(("www", "http")):
        text = f"{load_words()[maker.language][kind]} {text}" if kind != "url" else text
    elif maker.labels == "letter":
        text = f"{LETTERS[kind]}{maker.rng.choice((' ', ': ', '. '))}{text}"
    icon = ICONS[kind] if maker.labels == "icon" else ""
    return Printed(text, field, body, icon=icon)


def _host(maker: _Maker, firm: str | None, person: Person | None) -> str | None:
    source = firm or (f"{person.given} {person.family}" if person else "")
    plain = [word for word in re.findall("[a-z0-9]+", unaccent(source)) if len(word) > 1]
    if not plain:
        return None
    lot = maker.rng.random()
    if lot < 0.12:
        bare = re.sub("[^a-z]", "", unaccent(maker.words.brand() + maker.words.brand()))
    elif lot < 0.3 and len(plain) > 2:
        bare = maker.rng.choice((plain[-1], plain[0] + plain[-1], "".join(word[0] for word in plain)))
    else:
        bare = maker.rng.choice(("", "", "-")).join(plain[:4])
    own = "com" if maker.american else _TOP[maker.language]
    top = maker.rng.choice((own, own, "com", "com", "eu", "net"))
    return f"{bare[:28].strip('-') or 'firma'}.{top}"


def _mail(maker: _Maker, person: Person | None, firm: str | None, host: str | None) -> str:
    rng = maker.rng
    free = host is None or maker.often(0.14)
    domain = rng.choice(_FREE) if free or host is None else host
    bare = re.sub("[^a-z]", "", unaccent(firm or "shop"))[:18] or "shop"
    if person is None or maker.often(0.2):
        return f"{bare if free else rng.choice(_GENERIC)}@{domain}"
    given, family = (re.sub("[^a-z]", "", unaccent(part.split()[0])) for part in person)
    local = rng.choice(
        (f"{given}.{family}", f"{given[:1]}.{family}", f"{given[:1]}{family}", given, f"{given}{family}", family)
    )
    return f"{local or 'mail'}@{domain}"


def _address(maker: _Maker, body: float) -> list[Printed]:
    """None, one or (rarely) two offices, each over one or two lines."""
    if maker.often(0.15):
        return []
    street, town = maker.words.fill(maker.words.one("streets")), maker.words.one("towns")
    while maker.american != bool(_AMERICAN_TOWN.search(town)):
        town = maker.words.one("towns")
    maker.truth["address"] = {"full": f"{street}, {town}"}
    if maker.often(0.35):
        return [Printed(f"{street}, {town}", "address", body, gap=0.4)]
    return [Printed(street, "address", body, gap=0.4), Printed(town, "address", body)]


def _tax(maker: _Maker, body: float) -> list[Printed]:
    return [Printed(maker.words.fill(maker.words.one("tax")), "other", body * 0.9)] if maker.often(0.18) else []


def _extra(maker: _Maker, body: float, share: float) -> list[Printed]:
    """Slogans, services, opening hours, memberships: nothing that a reader keeps."""
    rng = maker.rng
    found = []
    if maker.often(share):
        kind = rng.choice(("taglines", "services", "notes", "services"))
        for _ in range(rng.choice((1, 1, 2, 3)) if kind == "services" else 1):
            text = maker.words.services() if kind == "services" else maker.words.fill(maker.words.one(kind))
            size = body * rng.choice((rng.uniform(0.75, 1.1), rng.uniform(1.0, 1.7)))
            found.append(Printed(_cased(text, rng, 0.2, 0.1), "other", size, gap=0.35))
    if maker.often(share * 0.4):
        found.append(Printed(_cased(maker.words.fill(maker.words.one("notes")), rng, 0.1, 0.05), "other", body * 0.9))
    return found
