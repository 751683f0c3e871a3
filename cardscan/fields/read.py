"""Lines of a card in, a contact out: the whole way from text to settled fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cardscan.fields import lexicon
from cardscan.fields.address import Rest, find_address
from cardscan.fields.codes import Said, complete, said_by_codes, with_contradictions
from cardscan.fields.confidence import rate
from cardscan.fields.layout import Row, lay_out
from cardscan.fields.mend_links import mend_links
from cardscan.fields.parts import ALL, Parts
from cardscan.fields.pieces import Piece, join_rows, split_row
from cardscan.fields.points import Points, find_links, find_numbers
from cardscan.fields.region import detect_language, rank_countries
from cardscan.fields.repair import mend_initials, mend_labels, mend_spaces, mend_text
from cardscan.fields.roles import Candidate, Role, Surroundings, propose
from cardscan.fields.settle import Settled, settle
from cardscan.fields.spelling import mend_spelling
from cardscan.model import Address, Code, Contact, Evidence, Name, Text, TextLine
from cardscan.normalize import emails, labels, names

_SURE_ADDRESS = 0.95
_CAPITAL_HOST = re.compile(r"(?!WWW)[A-Z][A-Za-z0-9-]+\.[A-Z]{2,}")
"""`ACME.ORG` in capitals, without `www`: the firm goes by its domain."""


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A card before anything is settled: rows, contact points, address, and the pieces of text that are left."""

    rows: tuple[Row, ...]
    points: Points
    address: Address | None
    countries: tuple[str, ...]
    language: str | None
    pieces: tuple[Piece, ...]
    around: Surroundings


def read_contact(
    lines: Sequence[TextLine],
    codes: Sequence[Code] = (),
    *,
    aspect: float = 1.7,
    languages: Sequence[str] = (),
    region: str | None = None,
    engine: str = "",
    parts: Parts = ALL,
) -> Contact:
    """Settle the fields of one card from its lines (quads in 0..1, `aspect` = width / height) and codes.

    Args:
        lines: What the engine read, upright; those of the back bear `side` 1.
        codes: QR and other codes: they confirm and complete what is printed.
        aspect: The card's width over its height.
        languages: Languages to expect (ISO 639-1), the likeliest first.
        region: The country to assume where the card tells nothing (ISO 3166-1 alpha-2).
        engine: The name of the engine that read the lines; the readings of some are worth less.
        parts: What takes part; all of it but where its worth is measured.
    """
    card = take_apart(lines, codes, aspect=aspect, languages=languages, region=region, parts=parts)
    return rate(settle_card(card, parts), lines, card.countries, engine)


def settle_card(card: TakenApart, parts: Parts = ALL) -> Contact:
    """Settle the fields of a card that was taken apart; their confidences are but shares of the joint decision."""
    texts = [row.text for row in card.rows]
    settled = settle(propose(card.pieces, card.around, model=parts.model))
    contact = mend_spelling(_contact(settled, card.points, card.address, card.language), texts)
    contact = mend_initials(mend_spaces(contact, texts)) if parts.cross_evidence else contact
    return with_contradictions(contact, card.around.said)


def take_apart(
    lines: Sequence[TextLine],
    codes: Sequence[Code] = (),
    *,
    aspect: float = 1.7,
    languages: Sequence[str] = (),
    region: str | None = None,
    parts: Parts = ALL,
) -> TakenApart:
    """Take contact points and address out of the lines of a card and lay out what is left; as for `read_contact`."""
    found = lay_out(lines, aspect)
    texts = mend_labels([mend_text(row.text) for row in found])
    rows = tuple(row if row.text == text else replace(row, text=text) for row, text in zip(found, texts, strict=True))
    said = said_by_codes(codes if parts.codes else ())
    points = find_links(rows)
    points = mend_links(points) if parts.cross_evidence else points
    countries = rank_countries(points, texts, region)
    points, address, rest, countries = _at_home(points, said, countries)
    home = (address.country_code,) if address and address.country_code else countries[:1]
    language = detect_language(texts, home, languages)
    around = _surroundings(points, said, rows)
    if not parts.cross_evidence:
        around = replace(around, locals=(), domains=())
    return TakenApart(rows, points, address, countries, language, _pieces(rest, rows), around)


def _at_home(
    links: Points, said: Said, countries: tuple[str, ...]
) -> tuple[Points, Address | None, Rest, tuple[str, ...]]:
    """Find numbers and the address; an address that is sure of its country tells whose numbers stand without a code."""
    points = complete(find_numbers(links, countries), said, countries)
    address, rest = find_address(points.rest, countries)
    home = address.country_code if address and address.evidence.confidence > _SURE_ADDRESS else None
    if not home or home in countries[:1]:
        return points, address, rest, countries
    countries = (home, *(country for country in countries if country != home))
    points = complete(find_numbers(links, countries), said, countries)
    address, rest = find_address(points.rest, countries)
    return points, address, rest, countries


def _contact(settled: Settled, points: Points, address: Address | None, language: str | None) -> Contact:
    return Contact(
        language=language,
        name=_name(settled, language),
        title=_text("title", settled, language),
        department=_text("department", settled, language),
        company=_text("company", settled, language),
        phones=points.phones,
        emails=points.emails,
        urls=points.urls,
        social=points.social,
        address=address,
        tax_ids=points.tax_ids,
    )


def _pieces(rest: Rest, rows: Sequence[Row]) -> tuple[Piece, ...]:
    signs = [Piece(row.text, (row,), ((0, len(row.text)),)) for row in rows if _CAPITAL_HOST.fullmatch(row.text)]
    every = [piece for row, text in rest for piece in split_row(row, text) if _has_letters(piece.text)]
    single = [piece for piece in every if not _is_label(piece.text)]
    # A word that may be a label (Home, Office) is one of its own only in a firm's name set in several lines.
    return (*single, *signs, *join_rows(every))


def _has_letters(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= 2


def _is_label(text: str) -> bool:
    return labels.label_only(text) is not None or lexicon.label(text) is not None


def _surroundings(points: Points, said: Said, rows: Sequence[Row]) -> Surroundings:
    own = [email.address.partition("@") for email in points.emails]
    domains = {domain for _, _, domain in own if not emails.is_free_mail(domain)}
    domains |= {link.value.split("/")[0] for link in points.urls}
    heights = {
        side: tuple(sorted((row.height for row in rows if row.side == side and len(row.text) > 2), reverse=True))
        or (1.0,)
        for side in (0, 1)
    }
    locals_ = tuple(local for local, _, _ in own if not emails.is_generic(local))
    return Surroundings(locals_, tuple(sorted(domains)), said, heights, rows=tuple(rows))


def _name(settled: Settled, language: str | None) -> Name | None:
    candidate = settled.choice.get("name")
    if candidate is None:
        return None
    prefix, bare = lexicon.prefixes(candidate.piece.text, language)
    bare, suffix = lexicon.suffixes(bare)
    bare = bare.upper() if bare.islower() else bare  # small letters are a matter of design, as capitals are
    full = names.decapitalise(bare, language)
    given, family = names.split(bare, language)
    return Name(
        full,
        given and names.decapitalise(given, language),
        family and names.decapitalise(family, language),
        prefix or None,
        suffix or None,
        _evidence("name", settled, candidate),
    )


def _text(role: Role, settled: Settled, language: str | None) -> Text | None:
    candidate = settled.choice.get(role)
    if candidate is None:
        return None
    return Text(names.sentence_case(candidate.piece.text, language), _evidence(role, settled, candidate))


def _evidence(role: Role, settled: Settled, candidate: Candidate) -> Evidence:
    return Evidence(settled.probability[role], candidate.piece.lines, candidate.reasons)
