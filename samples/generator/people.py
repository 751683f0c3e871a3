"""The persons of `people.toml`, and what a card prints of them: lines of text, each with the field it belongs to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

Person = Mapping[str, Any]
Labels = Literal["none", "word", "letter", "icon"]
Entry = tuple[str, str, str]
"""What one printed line says: label (a word, an icon's name or nothing), text, field."""

HERE = Path(__file__).parent
CONTACT = ("phones", "emails", "urls")
LETTERS = {"work": "T", "mobile": "M", "fax": "F", "email": "E", "url": "W"}
ICONS = {"work": "handset", "mobile": "smartphone", "fax": "fax", "email": "envelope", "url": "globe", "address": "pin"}
CALLING_CODES = ("+1", "+33", "+34", "+351", "+39", "+40", "+44", "+48", "+49")
TRUNK_PREFIX = {"+33": "0", "+40": "0", "+44": "0", "+49": "0"}


@cache
def load_people() -> dict[str, Person]:
    """The persons by their id."""
    return {person["id"]: person for person in _toml("people.toml")["person"]}


@cache
def load_words() -> dict[str, dict[str, str]]:
    """The words before a number or an address, by language."""
    return _toml("words.toml")


def entries(person: Person, field: str, labels: Labels = "none", phones: str = "national") -> list[Entry]:
    """What a card prints for `field`, one entry a line; nothing where the person has no such thing."""
    words = load_words()[person["lang"]]
    match field:
        case "contact":
            found = [entry for part in CONTACT for entry in entries(person, part, labels, phones)]
        case "phones":
            found = [_phone(phone, words, labels, phones) for phone in person["phones"]]
        case "emails":
            found = [_labelled("email", email, "email", words, labels) for email in person["emails"]]
        case "urls":
            found = [_url(url, words, labels) for url in person.get("urls", ())]
        case "social":
            found = [(link["net"] if labels == "icon" else "", link["value"], "social") for link in _links(person)]
        case "tax":
            found = [("", f"{words['tax']} {tax['print']}".strip(), "tax_id") for tax in person.get("tax", ())]
        case "address":
            found = _address(person, labels)
        case _:
            found = [("", text, _TEXT_FIELDS.get(field, field)) for text in _texts(person, field) if text]
    return found


_TEXT_FIELDS = {"brand": "company", "legal": "company", "full": "name", "given": "name", "family": "name"}


def _texts(person: Person, field: str) -> Sequence[str]:
    name = f"{person['given']} {person['family']}"
    suffix = person.get("suffix", "")
    match field:
        case "name":
            return [name]
        case "full":
            return [" ".join(filter(None, (person.get("prefix"), name))) + (f", {suffix}" if suffix else "")]
        case "legal":
            return [person.get("legal", person["brand"])]
        case "hours":
            return list(person.get("hours", ()))
        case _:
            return [person.get(field, "")]


def _links(person: Person) -> Sequence[Mapping[str, str]]:
    return list(person.get("social", ()))


def _address(person: Person, labels: Labels) -> list[Entry]:
    lines = person.get("address", {}).get("lines", ())
    icon = ICONS["address"] if labels == "icon" else ""
    return [(icon if i == 0 else "", line, "address") for i, line in enumerate(lines)]


def _phone(phone: Mapping[str, str], words: Mapping[str, str], labels: Labels, style: str) -> Entry:
    text = written_number(phone["number"], phone["print"], style)
    if extension := phone.get("extension"):
        text = f"{text} {words['extension']} {extension}"
    return _labelled(phone["kind"], text, "phone", words, labels)


def _url(url: str, words: Mapping[str, str], labels: Labels) -> Entry:
    return ("", f"www.{url}", "url") if labels == "word" else _labelled("url", url, "url", words, labels)


def _labelled(kind: str, text: str, field: str, words: Mapping[str, str], labels: Labels) -> Entry:
    label = {"word": words, "letter": LETTERS, "icon": ICONS, "none": {}}[labels].get(kind, "")
    return label, text, field


def written_number(number: str, national: str, style: str) -> str:
    """A phone number as a card writes it: `national`, `international` or with `dots`.

    >>> written_number("+48604718253", "604 718 253", "international")
    '+48 604 718 253'
    """
    if style == "dots":
        return national.replace("(", "").replace(") ", ".").replace("-", ".").replace(" ", ".")
    if style == "national":
        return national
    code = max((code for code in CALLING_CODES if number.startswith(code)), key=len)
    return f"{code} {national.removeprefix(TRUNK_PREFIX.get(code, '+'))}"


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
