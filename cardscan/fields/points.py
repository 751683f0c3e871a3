"""Contact points: the e-mails, links, numbers that can be told by their shape, and what is left of each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cardscan.fields.layout import Row, beside
from cardscan.model import Email, Evidence, Link, Phone, PhoneType, TaxId
from cardscan.normalize import emails, labels, phones, plans, taxids, urls
from cardscan.normalize.found import Found, mask

_LETTER_ENDS = re.compile(r"[^\W\d_](?![^\W\d_])")
"""A letter right after the digits: no phone number, but a Spanish tax number."""
_ICON = 2
"""An icon is read as so many letters at most."""

Value = TypeVar("Value", Email, Link, TaxId)


@dataclass(frozen=True, slots=True)
class Points:
    """What was found, and each row's text with what was found blanked out (same length)."""

    emails: tuple[Email, ...] = ()
    urls: tuple[Link, ...] = ()
    social: tuple[Link, ...] = ()
    phones: tuple[Phone, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    rest: tuple[tuple[Row, str], ...] = ()


def find_links(rows: Sequence[Row]) -> Points:
    """Take e-mails, web addresses and profiles out of the rows."""
    mails: list[Email] = []
    links: list[Link] = []
    profiles: list[Link] = []
    rest = []
    for row in rows:
        text = row.text
        printed = emails.find(text)
        for found in printed:
            if email := emails.parse(found.raw):
                mails.append(replace(email, evidence=_evidence(row)))
        text = mask(text, printed)
        printed = urls.find(text)
        for found in printed:
            if link := urls.parse(found.raw):
                target = profiles if urls.is_social(link.value) else links
                target.append(replace(link, evidence=_evidence(row)))
        text = mask(text, printed)
        text, handles = _take_handles(row, text)
        profiles += handles
        rest.append((row, text))
    mails, links = agree(mails, links)
    return Points(_unique(mails), _unique(links), _unique(profiles), rest=tuple(rest))


def agree(mails: Sequence[Email], links: Sequence[Link]) -> tuple[list[Email], list[Link]]:
    """Drop a letter that an icon or a label left before an address, where the others on the card show what is right."""
    domains = {mail.address.rpartition("@")[2] for mail in mails}
    hosts = domains | {link.value.split("/")[0] for link in links}
    clean_links = []
    for link in links:
        right = next(
            (host for host in domains if 0 < len(link.value) - len(host) <= _ICON and link.value.endswith(host)), None
        )
        glued = right and link.value[-len(right) - 1] not in ".-/"
        clean_links.append(mended(link, value=right) if right and glued else link)
    clean_mails = []
    for mail in mails:
        local, _, domain = mail.address.partition("@")
        glued = len(local) > 3 and not emails.is_generic(local) and (emails.is_generic(local[1:]) or local[1:] in hosts)
        clean_mails.append(mended(mail, address=f"{local[1:]}@{domain}") if glued else mail)
    return clean_mails, clean_links


def find_numbers(points: Points, regions: Sequence[str]) -> Points:
    """Take tax and register numbers, then phone numbers, out of what is left."""
    tax: list[TaxId] = []
    numbers: list[Phone] = []
    rest = []
    rows = [row for row, _ in points.rest]
    for row, left in points.rest:
        found = taxids.find(left, regions[0] if regions else None)
        tax += [
            TaxId(piece.type, taxids.compact(piece.raw), piece.valid, _evidence(row)) for piece in found if piece.is_tax
        ]
        text = mask(left, [Found(piece.raw, piece.start, piece.end) for piece in found])
        spans = [span for span in phones.find(text, regions) if not _LETTER_ENDS.match(text, span.end)]
        for span in spans:
            if phone := phones.parse(span.raw, regions):
                label = _label(row, left, span, rows)
                kind = labels.phone_type(label, phone.number) or _type_by_icon(row, left, span, phone.number)
                numbers.append(replace(phone, type=kind, evidence=_evidence(row, label)))
        rest.append((row, mask(text, spans)))
    return replace(points, phones=_unique_phones(numbers), tax_ids=_unique(tax), rest=tuple(rest))


def _take_handles(row: Row, text: str) -> tuple[str, list[Link]]:
    """Profiles without a domain: a bare `@name`, or a name after the site's word."""
    link = urls.social(text)
    if link is None:
        return text, []
    start = text.find("@")
    if link.value.startswith("@") and start >= 0:
        end = start + len(link.value)
        text = mask(text, [Found(text[start:end], start, end)])
    else:
        text = mask(text, [Found(text, 0, len(text))])
    return text, [replace(link, evidence=_evidence(row))]


def _label(row: Row, text: str, span: Found, rows: Sequence[Row]) -> labels.Label | None:
    after = labels.label_after(text, span.end)
    before = labels.label_before(text, span.start) or _label_beside(row, text, span, rows)
    return after or before


def _label_beside(row: Row, text: str, span: Found, rows: Sequence[Row]) -> labels.Label | None:
    """The label of a number that opens its row, where labels stand in a column of their own."""
    if text[: span.start].strip():
        return None
    left = [other for other in rows if other is not row and beside(other, row)]
    nearest = max(left, key=lambda other: other.right, default=None)
    return labels.label_only(nearest.text) if nearest else None


def _type_by_icon(row: Row, text: str, span: Found, number: str) -> PhoneType | None:
    """What the icon says that stands before a row's first number, or was read as a letter before it.

    A handset says less than a word: it makes no number `work` that the plan does not know as a landline.
    """
    if row.icon not in ("phone", "mobile") or len(text[: span.start].strip()) > _ICON:
        return None
    return labels.phone_type(row.icon, number) if row.icon == "mobile" or plans.kind(number) == "fixed" else None


def mended(value: Value, /, **changes: str) -> Value:
    """Change a value, and note that it was mended."""
    evidence = replace(value.evidence, reasons=(*value.evidence.reasons, "mended"))
    return replace(value, evidence=evidence, **changes)  # type: ignore[arg-type]  # the fields are strings


def _evidence(row: Row, *reasons: str | None) -> Evidence:
    return Evidence(row.confidence, (row.index,), tuple(reason for reason in reasons if reason))


def _unique(found: Sequence[Value]) -> tuple[Value, ...]:
    """Drop what is printed twice; the reading that the engine is surer of stays, in the first one's place."""
    best: dict[str, Value] = {}
    for value in found:
        key = _key(value)
        if key not in best or value.evidence.confidence > best[key].evidence.confidence:
            best[key] = value
    return tuple(best.values())


def _key(value: Email | Link | TaxId) -> str:
    if isinstance(value, Email):
        return value.address
    return (value.value if isinstance(value, Link) else value.number).casefold()


def _unique_phones(found: Sequence[Phone]) -> tuple[Phone, ...]:
    best: dict[tuple[str, str | None], Phone] = {}
    for phone in found:
        key = (phone.number, phone.extension)
        if key not in best or (best[key].type is None and phone.type is not None):
            best[key] = phone
    return tuple(best.values())
