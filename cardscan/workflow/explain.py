"""Why a card was read as it was: its lines, what each field was taken from, and what else it could have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardscan.fields.read import take_apart
from cardscan.fields.roles import propose
from cardscan.imaging.boxes import Box, draw
from cardscan.model import Code, Contact, Evidence, TextLine

_MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A value of a field: what it was read from (indices of lines), how sure it is, and why."""

    field: str
    value: str
    score: float
    lines: tuple[int, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One card: its lines as read, the settled fields (score: 0..1), the candidates (score: log-odds), the picture."""

    lines: tuple[TextLine, ...]
    codes: tuple[Code, ...]
    settled: tuple[Row, ...]
    candidates: tuple[Row, ...]
    picture: bytes


def explain(contact: Contact, lines: Sequence[TextLine], codes: Sequence[Code], sides: Sequence[bytes]) -> Explanation:
    """Explain a contact by the lines and codes it was read from; `sides` are the flat card's pictures (JPEG)."""
    settled = tuple(_settled(contact))
    boxes = [Box(line.quad, side=line.side) for line in lines]
    boxes += [Box(code.quad, "code", code.side) for code in codes]
    boxes += [Box(lines[i].quad, row.field, lines[i].side) for row in settled for i in row.lines if i < len(lines)]
    others = tuple(candidates(lines, codes)) if lines else ()
    return Explanation(tuple(lines), tuple(codes), settled, others, _picture(sides, boxes))


def _picture(sides: Sequence[bytes], boxes: Sequence[Box]) -> bytes:
    """The card with its boxes; empty where its pictures are gone or damaged."""
    try:
        return draw(sides, boxes) if sides else b""
    except OSError:
        return b""


def _settled(contact: Contact) -> Iterator[Row]:
    single = (
        ("name", contact.name and contact.name.full, contact.name),
        ("title", contact.title and contact.title.value, contact.title),
        ("department", contact.department and contact.department.value, contact.department),
        ("company", contact.company and contact.company.value, contact.company),
        ("address", contact.address and contact.address.full, contact.address),
    )
    for field, value, holder in single:
        if value and holder:
            yield _row(field, value, holder.evidence)
    for i, phone in enumerate(contact.phones):
        yield _row(f"phones[{i}]", phone.number, phone.evidence)
    for i, email in enumerate(contact.emails):
        yield _row(f"emails[{i}]", email.address, email.evidence)
    for i, link in enumerate(contact.urls):
        yield _row(f"urls[{i}]", link.value, link.evidence)
    for i, link in enumerate(contact.social):
        yield _row(f"social[{i}]", link.value, link.evidence)
    for i, tax in enumerate(contact.tax_ids):
        yield _row(f"tax_ids[{i}]", f"{tax.type} {tax.number}", tax.evidence)


def _row(field: str, value: str, evidence: Evidence) -> Row:
    return Row(field, value, evidence.confidence, evidence.lines, evidence.reasons)


def candidates(lines: Sequence[TextLine], codes: Sequence[Code]) -> Iterator[Row]:
    """Yield each role's best candidates, as they went into the joint decision."""
    card = take_apart(lines, codes)
    for role, found in propose(card.pieces, card.around).items():
        for candidate in found[:_MOST_CANDIDATES]:
            yield Row(role, candidate.piece.text, candidate.score, candidate.piece.lines, candidate.reasons)
