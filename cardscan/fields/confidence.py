"""How sure each field is: its own evidence, what the rest of the card says for it, what the lists know of its words.

confidence = 1 / (1 + exp(-score)), score = bias + sum of weight * feature; the features are in 0..1 but for `share`,
the log-odds of the joint decision. The weights are in `data/confidence.toml`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from cardscan.fields import lexicon, wordlists
from cardscan.fields.evidence import best_domain, main_label, name_fits_local
from cardscan.fields.spelling import lacks_marks, prints_marks
from cardscan.folding import unaccent
from cardscan.model import Address, Contact, Email, Evidence, Link, Name, Phone, TaxId, Text, TextLine
from cardscan.normalize import emails, phones

_WORD = re.compile(r"[^\W\d_]+")
_MOST_SURE = 6.0
_FULL = 0.9
_SINGLE = ("name", "title", "department", "company", "address")
_SEVERAL = ("phones", "emails", "urls", "social", "tax_ids")
_KINDS = {"department": "title", "phones": "phone", "emails": "email", "urls": "url", "tax_ids": "tax_id"}

Features = Mapping[str, float]
Value = TypeVar("Value", Name, Text, Phone, Email, Link, Address, TaxId)


def rate(contact: Contact, lines: Sequence[TextLine], countries: Sequence[str], engine: str = "") -> Contact:
    """Weigh every field of a settled contact; `countries` are the card's own, the likeliest first.

    Args:
        contact: What was settled.
        lines: The lines it was read from.
        countries: The card's countries, the likeliest first.
        engine: The name of the engine that read the lines: each is worth what was measured of it.
    """
    found = {slot: _rated(slot, features, engine) for slot, features in describe(contact, lines, countries).items()}
    changed: dict[str, Any] = {
        slot: replace(value, evidence=replace(value.evidence, confidence=found[slot]))
        for slot in _SINGLE
        if (value := getattr(contact, slot)) is not None
    }
    changed |= {name: _each(getattr(contact, name), name, found) for name in _SEVERAL}
    return replace(contact, **changed)


def describe(contact: Contact, lines: Sequence[TextLine], countries: Sequence[str]) -> dict[str, Features]:
    """Return what speaks for each field's being right, by its slot: `name`, `phones[0]`."""
    card = _Card(contact, lines, countries)
    found: dict[str, Features] = {}
    for slot, of in (
        ("name", card.of_name), ("title", card.of_words), ("department", card.of_words), ("company", card.of_firm),
        ("address", card.of_address),
    ):  # fmt: skip
        if (value := getattr(contact, slot)) is not None:
            found[slot] = {**card.of_reading(value.evidence), **of(value)}
    for slot, of_each in (
        ("phones", card.of_phone), ("emails", card.of_email), ("urls", card.of_url), ("social", _nothing),
        ("tax_ids", _of_tax_id),
    ):  # fmt: skip
        for i, value in enumerate(getattr(contact, slot)):
            found[f"{slot}[{i}]"] = {**card.of_reading(value.evidence), **of_each(value)}
    return found


def kind_of(slot: str) -> str:
    """Return the section of `data/confidence.toml` that weighs a slot; a department is weighed as a title."""
    name = slot.partition("[")[0]
    return _KINDS.get(name, name)


def _rated(slot: str, features: Features, engine: str) -> float:
    weights = wordlists.table("confidence")[kind_of(slot)]
    score = weights["bias"] + sum(weights.get(name, 0.0) * feature for name, feature in features.items())
    score += wordlists.table("confidence")["engines"].get(engine, 0.0)
    return 1 / (1 + math.exp(-score))


def _each(values: Sequence[Value], name: str, found: Mapping[str, float]) -> tuple[Value, ...]:
    return tuple(
        replace(value, evidence=replace(value.evidence, confidence=found[f"{name}[{i}]"]))
        for i, value in enumerate(values)
    )


def _nothing(_value: Link) -> Features:
    return {}


def _of_tax_id(tax: TaxId) -> Features:
    return {"valid": float(tax.valid)}


@dataclass(frozen=True)
class _Card:
    """A settled contact with the lines it was read from: what its fields say for one another."""

    contact: Contact
    lines: Sequence[TextLine]
    countries: Sequence[str]

    def of_name(self, name: Name) -> Features:
        """Names that the lists do not know or know with marks that are missing here; the e-mail's local part."""
        words = _WORD.findall(name.full)
        unknown = [word for word in words if not (lexicon.is_given(word) or lexicon.is_family(word))]
        return {
            "share": _log_odds(name.evidence.confidence),
            "unknown": len(unknown) / len(words) if words else 1.0,
            "unknown_bare": float(self._prints_marks and any(word.isascii() for word in unknown)),
            "fits_local_part": max((name_fits_local(name.full, local) for local in self._locals), default=0.0),
            **self._of_marks(words),
        }

    def of_words(self, text: Text) -> Features:
        """Words that the lists do not know or know with marks that are missing here."""
        words = _WORD.findall(text.value)
        unknown = [word for word in words if unaccent(word) not in wordlists.vocabulary()]
        return {
            "share": _log_odds(text.evidence.confidence),
            "unknown": len(unknown) / len(words) if words else 1.0,
            **self._of_marks(words),
        }

    def of_firm(self, firm: Text) -> Features:
        """As other words; a domain, a legal form."""
        return {
            **self.of_words(firm),
            "one_word": float(len(_WORD.findall(firm.value)) == 1),
            "fits_domain": best_domain(firm.value, self._hosts),
            "legal_form": float(lexicon.legal_form(firm.value) is not None),
        }

    def of_email(self, email: Email) -> Features:
        """A domain that stands elsewhere on the card, fits the firm, or is open to all; a mailbox that tells."""
        local, _, domain = email.address.partition("@")
        name = self.contact.name.full if self.contact.name else ""
        is_free = emails.is_free_mail(domain)
        return {
            "valid": float(email.valid),
            "domain_again": float(self._hosts.count(main_label(domain)) > 1),
            "domain_of_firm": self._fits_firm(domain),
            "free_mail": float(is_free),
            "mailbox_of_name": name_fits_local(name, local),
            "mailbox_of_firm": float(emails.is_generic(local) or (is_free and self._fits_firm(local) > _FULL)),
        }

    def of_url(self, link: Link) -> Features:
        """A host that stands elsewhere on the card, or fits the firm or the person."""
        host = link.value.split("/")[0]
        name = self.contact.name.full if self.contact.name else ""
        return {
            "domain_again": float(self._hosts.count(main_label(host)) > 1),
            "domain_of_firm": max(self._fits_firm(host), name_fits_local(name, main_label(host))),
        }

    def of_phone(self, phone: Phone) -> Features:
        """A number that its plan knows, from the card's own country, with a label that fits it."""
        home = set(self.countries[:1]) | {self.contact.address and self.contact.address.country_code}
        return {
            "valid": float(phone.valid),
            "labelled": float(phone.type is not None or "phone" in phone.evidence.reasons),
            "international": float("+" in phone.raw),
            "home": float(bool(home & set(phones.country_calling_regions(phone.number)))),
        }

    def of_address(self, address: Address) -> Features:
        """All its parts, a word for streets, the country that the rest of the card tells."""
        return {
            "share": _log_odds(address.evidence.confidence),
            "whole": float(all((address.street, address.postal_code, address.city))),
            "street_word": float("street-word" in address.evidence.reasons),
            "home": float(address.country_code in self.countries[:1]),
            **self._of_marks(_WORD.findall(address.full)),
        }

    def of_reading(self, evidence: Evidence) -> Features:
        """The engine's doubt; whether a code says it, too, or it was mended."""
        least = min((self.lines[i].confidence for i in evidence.lines), default=1.0)
        return {
            "blurred": 1.0 - least,
            "by_code": float("code" in evidence.reasons or "mended-by-code" in evidence.reasons),
            "mended": float("mended" in evidence.reasons),
        }

    def _of_marks(self, words: Sequence[str]) -> Features:
        """Whether a word lacks a diacritic that its language writes, on a card that prints diacritics."""
        language = self.contact.language or ""
        return {"lost_mark": float(self._prints_marks and any(lacks_marks(word, language) for word in words))}

    def _fits_firm(self, host: str) -> float:
        return best_domain(self.contact.company.value, [host]) if self.contact.company else 0.0

    @cached_property
    def _prints_marks(self) -> bool:
        return prints_marks([line.text for line in self.lines])

    @cached_property
    def _locals(self) -> Sequence[str]:
        return [email.address.partition("@")[0] for email in self.contact.emails]

    @cached_property
    def _hosts(self) -> Sequence[str]:
        """The bearing labels of all domains on the card, as often as they stand there."""
        domains = [email.address.partition("@")[2] for email in self.contact.emails]
        own = [domain for domain in domains if not emails.is_free_mail(domain)]
        return [main_label(host) for host in (*own, *(link.value.split("/")[0] for link in self.contact.urls))]


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return max(-_MOST_SURE, min(_MOST_SURE, math.log(share / (1 - share))))
