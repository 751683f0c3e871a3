"""What a card's QR and other codes say: vCard (RFC 2426, 6350), MECARD, web, mail and phone links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TypeVar
from urllib.parse import unquote

from cardscan.fields.evidence import words_of
from cardscan.fields.points import Points
from cardscan.model import Code, Contact, Email, Evidence, Link, Phone, PhoneType
from cardscan.normalize import emails, phones, urls

_SURE = 0.98
_ALIKE = 0.8
_UNLIKE = 0.5
_CLEAR = 0.985
"""The reader is seldom so sure of a line that it misread."""
CONTRADICTED = "code-contradicts"
"""The reason that a value bears where print and code differ and both are clear."""
_FIELDS = {"FN": "name", "ORG": "company", "TITLE": "title", "EMAIL": "email", "TEL": "phone", "URL": "url"}
_MECARD_FIELDS = {"N": "name", "ORG": "company", "EMAIL": "email", "TEL": "phone", "URL": "url", "TITLE": "title"}
_LINKS = {"mailto:": "email", "tel:": "phone", "http://": "url", "https://": "url"}

Value = TypeVar("Value", Email, Link, Phone)


@dataclass(frozen=True, slots=True)
class Said:
    """The values of all codes on a card, by field."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[str, ...]:
        """Return what was said of a field: `name`, `company`, `title`, `email`, `phone` (`mobile:+48...`), `url`."""
        return self.values.get(name, ())

    def likeness(self, name: str, text: str) -> float:
        """Return how much a text is like what was said of a field, 0..1."""
        return max((_ratio(text, value) for value in self.of(name)), default=0.0)


def said_by_codes(codes: Sequence[Code]) -> Said:
    """Read the payloads of the codes; what none of the known forms fits is passed over."""
    found: dict[str, list[str]] = {}
    for code in codes:
        for name, value in _read(code.text):
            if value.strip():
                found.setdefault(name, []).append(value.strip())
    return Said({name: tuple(values) for name, values in found.items()})


def complete(points: Points, said: Said, countries: Sequence[str]) -> Points:
    """Confirm the contact points with the codes, mend what the print was misread as, add what is in a code alone."""
    mails = [mail for text in said.of("email") if (mail := emails.parse(text))]
    links = [link for text in said.of("url") if (link := urls.parse(text))]
    numbers = [number for text in said.of("phone") if (number := _phone(text, countries))]
    web = tuple(link for link in links if not urls.is_social(link.value))
    profiles = tuple(link for link in links if urls.is_social(link.value))
    return replace(
        points,
        emails=_merge(points.emails, mails),
        urls=_merge(points.urls, web),
        social=_merge(points.social, profiles),
        phones=_merge(points.phones, numbers),
    )


def _merge(printed: Sequence[Value], coded: Sequence[Value]) -> tuple[Value, ...]:
    values: list[Value] = list(printed)
    for value in coded:
        likest = max(range(len(values)), key=lambda i: _ratio(_text(values[i]), _text(value)), default=None)
        if likest is None or _ratio(_text(values[likest]), _text(value)) < _ALIKE:
            values.append(replace(value, evidence=Evidence(_SURE, (), ("code",))))
        else:
            values[likest] = _weighed(values[likest], value)
    return tuple(values)


def _weighed(old: Value, new: Value) -> Value:
    """The code confirms what is printed, mends it where it was hardly read, or contradicts it."""
    if _text(old) == _text(new):
        return _mended(old, new, Evidence(_SURE, old.evidence.lines, (*old.evidence.reasons, "code")))
    if _is_clear(old):
        return replace(old, evidence=_against(old.evidence))
    return _mended(old, new, Evidence(_SURE, old.evidence.lines, (*old.evidence.reasons, "mended-by-code")))


def _is_clear(value: Value) -> bool:
    """Tell whether a value was read so well that the code, not the reader, must be wrong or out of date."""
    return value.evidence.confidence >= _CLEAR and (isinstance(value, Link) or value.valid)


def with_contradictions(contact: Contact, said: Said) -> Contact:
    """Note it where the codes name quite another person or firm than the print."""
    name, firm = contact.name, contact.company
    if name and _contradicted(said, "name", name.full):
        name = replace(name, evidence=_against(name.evidence))
    if firm and _contradicted(said, "company", firm.value):
        firm = replace(firm, evidence=_against(firm.evidence))
    return replace(contact, name=name, company=firm)


def _against(evidence: Evidence) -> Evidence:
    return replace(evidence, reasons=(*evidence.reasons, CONTRADICTED))


def _contradicted(said: Said, name: str, text: str) -> bool:
    """Tell whether print and codes have not a word in common."""
    words = set(words_of(text))
    others = [set(words_of(value)) for value in said.of(name)]
    alike = any(words & other for other in others) or said.likeness(name, text) >= _UNLIKE
    return bool(words) and bool(others) and not alike


def _mended(old: Value, new: Value, evidence: Evidence) -> Value:
    """The code's value; a printed phone keeps the type and extension that its label tells."""
    if isinstance(old, Phone) and isinstance(new, Phone):
        return replace(old, number=new.number, valid=new.valid, evidence=evidence)
    return replace(new, evidence=evidence)


def _text(value: Email | Link | Phone) -> str:
    if isinstance(value, Email):
        return value.address
    return value.value if isinstance(value, Link) else value.number


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def _phone(text: str, countries: Sequence[str]) -> Phone | None:
    kind, _, number = text.rpartition(":")
    phone = phones.parse(number, countries)
    types: dict[str, PhoneType] = {"mobile": "mobile", "fax": "fax"}
    return replace(phone, type=types.get(kind)) if phone and phone.valid else None


def _read(payload: str) -> Iterator[tuple[str, str]]:
    text = payload.strip()
    upper = text[:12].upper()
    if upper.startswith("BEGIN:VCARD"):
        yield from _read_vcard(text)
    elif upper.startswith(("MECARD:", "BIZCARD:")):
        yield from _read_mecard(text.partition(":")[2])
    else:
        for opening, name in _LINKS.items():
            if text.lower().startswith(opening):
                yield name, text if name == "url" else unquote(text[len(opening) :].partition("?")[0])


def _read_vcard(text: str) -> Iterator[tuple[str, str]]:
    """Versions 2.1 to 4.0, as far as cards use them; folded lines are joined, quoted-printable is decoded."""
    text = re.sub(r"\r?\n[ \t]", "", text)
    for line in re.split(r"\r?\n", text):
        head, _, value = line.partition(":")
        key, *parameters = head.upper().split(";")
        key = key.rpartition(".")[2]
        if any("QUOTED-PRINTABLE" in parameter for parameter in parameters):
            value = _unquote_printable(value)
        if key == "N":
            family, given = [*value.split(";"), "", ""][:2]
            yield "name", f"{_unescape(given)} {_unescape(family)}"
        elif key == "TEL":
            yield "phone", f"{_kind(parameters)}:{_unescape(value).removeprefix('tel:')}"
        elif key in _FIELDS:
            yield _FIELDS[key], _unescape(value.split(";")[0] if key == "ORG" else value)


def _read_mecard(text: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"(?<!\\);", text):
        key, _, value = entry.partition(":")
        name = _MECARD_FIELDS.get(key.strip().upper())
        value = _unescape(value)
        if name == "name":
            family, _, given = value.partition(",")
            yield "name", f"{given} {family}".strip()
        elif name == "phone":
            yield "phone", f":{value}"
        elif name:
            yield name, value


def _kind(parameters: Sequence[str]) -> str:
    said = ",".join(parameters)
    return "mobile" if "CELL" in said else "fax" if "FAX" in said else ""


def _unescape(value: str) -> str:
    return re.sub(r"\\([\\;,:\"])", r"\1", value.replace("\\n", " ").replace("\\N", " ")).strip()


def _unquote_printable(value: str) -> str:
    return unquote(re.sub(r"=([0-9A-Fa-f]{2})", r"%\1", value.replace("%", "%25")))
