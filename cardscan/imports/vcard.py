"""vCard 2.1, 3.0 and 4.0 (RFC 2426, 6350) as phones, mail programs and servers write them; pictures are left out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cardscan.folding import fold
from cardscan.imports import values
from cardscan.imports.imported import Imported
from cardscan.imports.lines import Card, Line, cards, split, unescape
from cardscan.messages import tr
from cardscan.model import Address, Contact, Link, Name, Phone, PhoneType

_PROFILES = ("X-SOCIALPROFILE", "SOCIALPROFILE", "X-TWITTER", "X-LINKEDIN", "X-FACEBOOK")
_MOBILE = frozenset({"cell", "iphone", "mobile", "pcs"})
_OF_APPLE = ("_$!<", ">!$_")


def parse(data: bytes, regions: Sequence[str] = ()) -> tuple[Imported, ...]:
    """Read the cards of a file in their order; a broken one has its problem in words, and the others are read.

    Args:
        data: One vCard or many, in any encoding.
        regions: Countries (ISO 3166-1 alpha-2) of numbers written without one, the likeliest first.
    """
    return tuple(replace(_imported(card, regions), place=place) for place, card in enumerate(cards(data, regions), 1))


def _imported(card: Card, regions: Sequence[str]) -> Imported:
    if not card.is_whole:
        return Imported(Contact(), problems=(tr("the card is cut off: its end is missing"),))
    entries = _Entries(card.lines)
    if "group" in (entries.text("KIND").lower(), entries.text("X-ADDRESSBOOKSERVER-KIND").lower()):
        return Imported(Contact(), uid=values.line(entries.text("UID")))  # a list of others, and nobody to know
    found = Imported(
        _contact(entries, regions),
        uid=values.line(entries.text("UID")),
        note=values.block("\n".join(unescape(entry.value) for entry in entries.all("NOTE"))),
        tags=_tags(entries),
    )
    problems = [tr("{n} unreadable line(s) were left out", n=card.skipped)] if card.skipped else []
    if found.is_empty:
        problems = [tr("the card names nobody")]
    return replace(found, problems=tuple(problems))


class _Entries:
    """The lines of one card by name; those that are preferred go first."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = sorted(lines, key=_preference)
        self.labels = {line.group: _label(line) for line in lines if line.name == "X-ABLABEL" and line.group}

    def all(self, *names: str) -> Iterator[Line]:
        """Yield the lines of these names."""
        return (line for line in self._lines if line.name in names)

    def value(self, name: str) -> str:
        """Answer the first value of a name that is not empty, as it is written."""
        return next((line.value for line in self.all(name) if line.value.strip()), "")

    def text(self, name: str) -> str:
        """Answer the first text of a name that is not empty."""
        return unescape(self.value(name))

    def types(self, line: Line) -> frozenset[str]:
        """Answer a line's types, with the label that the user gave it."""
        return line.types | ({label} if (label := self.labels.get(line.group)) else frozenset())


def _preference(line: Line) -> int:
    """Order the lines of one name: those marked as preferred first (`TYPE=pref`, `PREF=1`), else as they stand."""
    if "pref" in line.types:
        return 0
    order = line.parameter("PREF")
    return int(order) if order.isascii() and order.isdigit() and len(order) < 4 else 101


def _label(line: Line) -> str:
    return unescape(line.value).removeprefix(_OF_APPLE[0]).removesuffix(_OF_APPLE[1]).strip().lower()


def _contact(entries: _Entries, regions: Sequence[str]) -> Contact:
    company, department = _firm(entries)
    name = _name(entries)
    if name and company and fold(name.full) == fold(company) and not (name.given or name.family):
        name = None  # a firm's card
    links = [link for entry in entries.all("URL", *_PROFILES) if (link := _link(entry))]
    language = values.line(entries.text("LANG"))[:2].lower()
    address = _address(entries)
    home = [address.country_code] if address and address.country_code else []
    return Contact(
        language=language if len(language) == 2 and language.isalpha() else None,
        name=name,
        title=values.text(entries.text("TITLE") or entries.text("ROLE")),
        department=values.text(department),
        company=values.text(company),
        phones=tuple(_phones(entries, [*home, *regions])),
        emails=values.emails_of(unescape(entry.value) for entry in entries.all("EMAIL")),
        urls=tuple(link for link in dict.fromkeys(links) if not values.is_social(link.value)),
        social=tuple(link for link in dict.fromkeys(links) if values.is_social(link.value)),
        address=address,
    )


def _name(entries: _Entries) -> Name | None:
    family, given, more, prefix, suffix = (*map(_words, split(entries.value("N"), ";")), "", "", "", "", "")[:5]
    full = values.line(entries.text("FN"))
    if "@" in full and " " not in full and not (given or family):
        full = ""  # what programs put there for want of a name
    return values.name(full, " ".join(filter(None, (given, more))), family, prefix, suffix)


def _words(part: str) -> str:
    return " ".join(part.replace(",", " ").split())


def _firm(entries: _Entries) -> tuple[str, str]:
    parts = [part for part in split(entries.value("ORG"), ";") if part.strip()]
    company = parts[0] if parts else ""
    if not company and entries.text("KIND").lower() == "org":
        company = entries.text("FN")
    return company, ", ".join(parts[1:])


def _phones(entries: _Entries, regions: Sequence[str]) -> tuple[Phone, ...]:
    found = (values.phone(unescape(entry.value), _kind(entries.types(entry)), regions) for entry in entries.all("TEL"))
    return values.phones_of(found)


def _kind(types: frozenset[str]) -> PhoneType | None:
    if "fax" in types or any("fax" in one for one in types):
        return "fax"
    if types & _MOBILE:
        return "mobile"
    return "work" if "work" in types else None


def _link(entry: Line) -> Link | None:
    return values.link(unescape(entry.value))


def _address(entries: _Entries) -> Address | None:
    """Choose the address of work where there are several."""
    lines = sorted(entries.all("ADR"), key=lambda line: "work" not in line.types)
    for entry in lines:
        box, extra, street, city, region, code, country = (*split(entry.value, ";"), *[""] * 7)[:7]
        label = entry.parameter("LABEL") or next(
            (unescape(one.value) for one in entries.all("LABEL") if one.types == entry.types), ""
        )
        place = ", ".join(filter(None, map(values.line, (street, extra, box))))
        full = ", ".join(filter(None, map(values.line, label.splitlines())))
        parts = {"street": place, "code": code, "city": city, "region": region, "country": country}
        if found := values.address(**parts, full=full, home="home" in entry.types and "work" not in entry.types):
            return found
    return None


def _tags(entries: _Entries) -> tuple[str, ...]:
    found = (values.line(tag) for entry in entries.all("CATEGORIES") for tag in split(entry.value, ","))
    return tuple(dict.fromkeys(filter(None, found)))[: values.MOST]
