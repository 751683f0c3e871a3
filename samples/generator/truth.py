"""What a reader should find on a card: the person's fields, but only those that the card prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samples.generator.design import PlacedLine
from samples.generator.people import Labels, Person

Label = dict[str, Any]


def card_label(person: Person, lines: Sequence[PlacedLine], labels: Labels) -> Label:
    """One card of `truth.jsonl`: what `lines` print (of both sides, for a card whose back is in another photo)."""
    printed = {part for line in lines for part in line.field.split("+")}
    name = " ".join(line.text for line in lines if line.field == "name").casefold()
    return {
        "lang": person["lang"],
        "prefix": _if_in(person.get("prefix"), name),
        "name": f"{person['given']} {person['family']}",
        "given": person["given"],
        "family": person["family"],
        "suffix": _if_in(person.get("suffix"), name),
        "title": person["title"] if "title" in printed else None,
        "department": person.get("department") if "department" in printed else None,
        "company": _company(person, lines),
        "phones": [_phone(phone, labels) for phone in person["phones"]] if "phone" in printed else [],
        "emails": list(person["emails"]) if "email" in printed else [],
        "urls": list(person.get("urls", ())) if "url" in printed else [],
        "address": _address(person) if "address" in printed else None,
        "tax_ids": [_tax_id(tax) for tax in person.get("tax", ())] if "tax_id" in printed else [],
        "social": [link["value"] for link in person.get("social", ())] if "social" in printed else [],
    }


def _if_in(text: str | None, name: str) -> str | None:
    return text if text and text.casefold() in name else None


def _company(person: Person, lines: Sequence[PlacedLine]) -> str | list[str] | None:
    """The firm as printed; both ways where brand and legal name are on the card."""
    printed = {line.text.casefold() for line in lines if line.field == "company"}
    names = dict.fromkeys([person.get("legal", person["brand"]), person["brand"]])
    found = [name for name in names if name.casefold() in printed]
    return found if len(found) > 1 else (found[0] if found else None)


def _phone(phone: Mapping[str, str], labels: Labels) -> Label:
    """A number with the type that the card tells: without a word or an icon there is none."""
    told = None if labels == "none" else phone["kind"]
    return {"number": phone["number"], "type": told, "extension": phone.get("extension")}


def _address(person: Person) -> Label | None:
    address = person.get("address")
    if not address:
        return None
    keys = ("street", "postal_code", "city", "region", "country_code")
    return {"full": ", ".join(address["lines"]), **{key: address.get(key) for key in keys}}


def _tax_id(tax: Mapping[str, str]) -> Label:
    return {"type": tax["type"], "number": tax["number"]}
