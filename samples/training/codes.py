"""What the QR codes of training cards say: a contact card, a short one as phones write it, or a web address."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any


def payload(truth: Mapping[str, Any], rng: Random) -> str:
    """Return the text of a card's code: vCard 3.0 (RFC 2426), MECARD (NTT docomo), the firm's page, its number."""
    kinds = ["vcard", "vcard", "mecard"] if truth.get("name") else []
    kind = rng.choice([*kinds, "url"] if truth["urls"] else kinds or ["tel"])
    if kind == "url":
        return f"https://{truth['urls'][0]}"
    if kind == "tel":
        return f"tel:{truth['phones'][0]['number']}"
    return _vcard(truth) if kind == "vcard" else _mecard(truth)


def _vcard(truth: Mapping[str, Any]) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{truth['family']};{truth['given']};;;", f"FN:{truth['name']}"]
    lines += [f"ORG:{_escaped(_firm(truth))}"] if _firm(truth) else []
    lines += [f"TITLE:{_escaped(truth['title'])}"] if truth.get("title") else []
    kinds = {"mobile": "CELL", "fax": "FAX"}
    lines += [f"TEL;TYPE={kinds.get(phone['type'], 'WORK')}:{phone['number']}" for phone in truth["phones"]]
    lines += [f"EMAIL:{mail}" for mail in truth["emails"]]
    lines += [f"URL:https://{url}" for url in truth["urls"]]
    return "\r\n".join([*lines, "END:VCARD", ""])


def _mecard(truth: Mapping[str, Any]) -> str:
    parts = [f"N:{truth['family']},{truth['given']}" if truth["family"] else f"N:{truth['given']}"]
    parts += [f"TEL:{phone['number']}" for phone in truth["phones"][:1]]
    parts += [f"EMAIL:{mail}" for mail in truth["emails"]]
    return f"MECARD:{';'.join(parts)};;"


def _firm(truth: Mapping[str, Any]) -> str:
    firm = truth.get("company") or ""
    return firm if isinstance(firm, str) else str(firm[0])


def _escaped(text: str) -> str:
    return text.replace(",", "\\,").replace(";", "\\;")
