"""What a vCard says, value by value, and a card in which some of that is changed and all else stays as it is.

`title` -> `Directora` and `phone:+34600000001` -> `mobile` are facts: of what there may be several, the value itself is
part of the name. Contacts are compared with cards on servers as the cards that they would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cardscan.export import content, vcard
from cardscan.export.plain import line as one_line
from cardscan.export.vcard_lines import Line, parse, written
from cardscan.model import Record
from cardscan.normalize import phones

Facts = dict[str, str]
Changes = Mapping[str, str | None]
"""New values of facts; None where there is to be none."""

SINGLE = ("name", "title", "company", "department", "address")
_SEVERAL = {
    "TEL": "phone",
    "EMAIL": "email",
    "URL": "url",
    "X-SOCIALPROFILE": "social",
    "SOCIALPROFILE": "social",
}
_LISTS = {"NOTE": "note", "CATEGORIES": "tag"}
_STRUCTURED = {"N": ("name", 5), "ADR": ("address", 7)}


@dataclass(frozen=True, slots=True)
class Card:
    """A card's lines and what they say."""

    lines: tuple[Line, ...]
    facts: Facts

    @property
    def uid(self) -> str:
        """What the card is called for ever, empty where it is not told."""
        return next((line.text().strip() for line in self.lines if line.name == "UID"), "")

    @property
    def version(self) -> vcard.Version:
        """The version of vCard that it is written in."""
        told = next((line.value.strip() for line in self.lines if line.name == "VERSION"), "")
        return "4.0" if told == "4.0" else "3.0"


def read_card(text: str, regions: tuple[str, ...] = ()) -> Card:
    """Read a card; `regions` are the countries of phone numbers without one.

    Raises:
        NotACardError: It is no vCard that can be read.
    """
    lines = parse(text)
    return Card(lines, _facts(lines, regions))


def own_card(record: Record, regions: tuple[str, ...] = (), version: vcard.Version = "3.0") -> Card:
    """Answer the card that a contact would be."""
    return read_card(vcard.card(record, version=version).decode(), regions)


def changed(theirs: Card, mine: Card, changes: Changes, regions: tuple[str, ...] = ()) -> str:
    """Write `theirs` with some facts changed: new values are worded as in `mine`, and what is not known there stays."""
    lines: list[Line] = []
    removed: set[str] = set()
    address = _address(theirs.lines)
    for line in theirs.lines:
        if line.name in _SEVERAL and set(_said(line, regions)) & set(changes):
            removed.add(line.group)
        elif line.name in _LISTS:
            lines += _list_without(line, changes)
        elif line.name != "ADR" or line is address:
            lines.append(_single(line, mine, theirs, changes))
        else:
            lines.append(line)
    lines = [line for line in lines if not (line.group and line.group in removed and line.name.startswith("X-AB"))]
    for name in _LISTS:
        lines = _lengthened(lines, name, mine, changes)
    return written([*lines[:-1], *_added(lines, theirs, mine, changes, regions), lines[-1]])


def fact_of_phone(text: str, regions: tuple[str, ...]) -> str:
    """Name the fact that somebody has this number."""
    return f"phone:{_number(text, regions)}"


def fact_of_link(kind: str, text: str) -> str:
    """Name the fact that somebody has this web address or profile, with scheme or without."""
    value = one_line(text)
    for opening in ("https://", "http://", "www."):
        value = value[len(opening) :] if value.lower().startswith(opening) else value
    host, slash, path = value.rstrip("/").partition("/")
    return f"{kind}:{host.lower()}{slash}{path}"


def _facts(lines: Sequence[Line], regions: tuple[str, ...]) -> Facts:
    facts: Facts = {}
    address = _address(lines)
    for line in lines:
        if line.name != "ADR" or line is address:
            for key, value in _said(line, regions).items():
                facts.setdefault(key, value)
    if "name" not in facts and (name := _formatted_name(lines)) not in ("", facts.get("company")):
        facts["name"] = content.structured(["", name, "", "", ""])
    return {key: value for key, value in facts.items() if value or key not in SINGLE}


def _said(line: Line, regions: tuple[str, ...]) -> Facts:
    """Answer what one line says."""
    if line.name in _SEVERAL:
        return _one_of_several(line, regions)
    if line.name in _LISTS:
        return {f"{_LISTS[line.name]}:{text}": "" for text in _listed(line)}
    said: Facts = {}
    if line.name == "TITLE":
        said = {"title": one_line(line.text())}
    elif line.name == "ORG":
        company, *more = map(one_line, line.parts())
        said = {"company": company, "department": ", ".join(filter(None, more))}
    elif line.name in _STRUCTURED and any(map(one_line, line.parts())):
        fact, length = _STRUCTURED[line.name]
        said = {fact: _structured(line, length)}
    return said


def _one_of_several(line: Line, regions: tuple[str, ...]) -> Facts:
    text, kind = one_line(line.text()), _SEVERAL[line.name]
    if not text:
        return {}
    if kind == "phone":
        types = line.types()
        told = "mobile" if types & {"cell", "iphone"} else "fax" if "fax" in types else ""
        return {fact_of_phone(text, regions): told}
    return {f"email:{text.lower()}": ""} if kind == "email" else {fact_of_link(kind, text): ""}


def _listed(line: Line) -> list[str]:
    texts = line.text().splitlines() if line.name == "NOTE" else line.items()
    return [text for text in map(one_line, texts) if text]


def _structured(line: Line, length: int) -> str:
    parts = [*map(one_line, line.parts()), *[""] * length]
    return content.structured(parts[:length])


def _address(lines: Iterable[Line]) -> Line | None:
    """Pick the address that a contact's own one is: that of work, else the first."""
    found = [line for line in lines if line.name == "ADR" and any(map(one_line, line.parts()))]
    return next((line for line in found if "work" in line.types()), found[0] if found else None)


def _formatted_name(lines: Iterable[Line]) -> str:
    return next((one_line(line.text()) for line in lines if line.name == "FN"), "")


@lru_cache(20_000)
def _number(text: str, regions: tuple[str, ...]) -> str:
    """Bring a number to one spelling; what is none stays as it is written."""
    text = text[4:] if text.lower().startswith("tel:") else text
    text, _, extension = text.partition(";ext=")
    phone = phones.parse(text, regions)
    number = phone.number if phone else text
    extension = extension or (phone.extension if phone else None) or ""
    return f"{number};ext={extension}" if extension else number


def _list_without(line: Line, changes: Changes) -> list[Line]:
    """Take what is to go out of a note or list; a line that held nothing else goes with it."""
    kind = _LISTS[line.name]
    gone = {key for key, value in changes.items() if value is None}
    texts = line.text().splitlines() if line.name == "NOTE" else list(line.items())
    kept = [text for text in texts if f"{kind}:{one_line(text)}" not in gone]
    if kept == texts:
        return [line]
    return [line.saying(_listing(line.name, kept))] if any(map(one_line, kept)) else []


def _listing(name: str, texts: Sequence[str]) -> str:
    return content.text("\n".join(texts)) if name == "NOTE" else content.listed(texts)


def _single(line: Line, mine: Card, theirs: Card, changes: Changes) -> Line:
    """Give a line that stands once its new value."""
    if line.name == "ORG" and ("company" in changes or "department" in changes):
        return line.saying(_org(theirs, changes))
    if line.name == "REV":
        return line.saying(next((own.value for own in mine.lines if own.name == "REV"), line.value))
    of = {"N": "name", "FN": "name", "TITLE": "title", "ADR": "address", "LABEL": "address"}.get(line.name)
    if of is None or of not in changes or (line.name == "LABEL" and "work" not in line.types()):
        return line
    return line.saying(next((own.value for own in mine.lines if own.name == line.name), ""))


def _org(theirs: Card, changes: Changes) -> str:
    said = {**theirs.facts, **changes}
    company, department = said.get("company") or "", said.get("department") or ""
    return content.structured([company, department] if department else [company])


def _added(lines: Sequence[Line], theirs: Card, mine: Card, changes: Changes, regions: tuple[str, ...]) -> list[Line]:
    """Answer the lines that the card has not yet."""
    new = {key for key, value in changes.items() if value is not None}
    there = {line.name for line in lines}
    wanted = [line for line in mine.lines if line.name not in _LISTS and set(_said(line, regions)) & new]
    several = [_unpreferred(line) if line.name in there else line for line in wanted if line.name in _SEVERAL]
    single = [line for line in wanted if line.name not in _SEVERAL and line.name not in there]
    return [*(line.saying(_org(theirs, changes)) if line.name == "ORG" else line for line in single), *several]


def _unpreferred(line: Line) -> Line:
    """Leave it to the card which of several is the preferred one."""
    kept = tuple(one for one in line.parameters if one[0] != "PREF" and one != ("TYPE", "PREF"))
    return replace(line, parameters=kept).saying(line.value)


def _lengthened(lines: list[Line], name: str, mine: Card, changes: Changes) -> list[Line]:
    """Put what is new into the note or list, or begin one."""
    for own in (line for line in mine.lines if line.name == name):
        texts = [text for text in _listed(own) if changes.get(f"{_LISTS[name]}:{text}") is not None]
        at = next((place for place, line in enumerate(lines) if line.name == name), None)
        if texts and at is None:
            lines = [*lines[:-1], own.saying(_listing(name, texts)), lines[-1]]
        elif texts and at is not None:
            old = lines[at].text().splitlines() if name == "NOTE" else list(lines[at].items())
            lines = [*lines[:at], lines[at].saying(_listing(name, [*old, *texts])), *lines[at + 1 :]]
    return lines
