"""Postal addresses: the rows that make one, put together in the card's own order, and their parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cardscan.fields import lexicon
from cardscan.fields.layout import Row, beside, follows, like_size
from cardscan.fields.postal import Postal, city_at_end, find_postal, region_at_end
from cardscan.model import Address, Evidence
from cardscan.normalize import labels, places
from cardscan.normalize.found import BLANK, Found, mask

_EDGES = " \t,;:|•·/–—-" + BLANK
_STREET = 0.5
_MOST_ABOVE = 3
_GLUED_NUMBER = re.compile(r"(?<=\d)(?=[A-Z][a-zà-ÿ]|(?!bis|ter)[a-zà-ÿ]{3})")
_HOUSE_NUMBER = re.compile(r"(?<![\w#])\d{1,5}(?!\d|st|nd|rd|th)")
_GLUED_STATE = re.compile(r"(?<![^\W\d_])([A-Z]{2})(?=\d{5}(?!\d))")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a row that may belong to an address."""

    row: Row
    text: str
    start: int
    end: int
    street: float
    postal: Postal | None
    country: str | None
    announced: bool

    @property
    def is_street(self) -> bool:
        """Tell whether it reads like a street with a number, or was announced as an address."""
        has_number = _HOUSE_NUMBER.search(_without_code(self.text, self.postal)) is not None
        return has_number and (self.announced or self.street >= _STREET)


Rest = tuple[tuple[Row, str], ...]


def find_address(rest: Rest, countries: Sequence[str]) -> tuple[Address | None, Rest]:
    """Return the card's address, and what is left of the rows. `countries` are the card's own, the likeliest first."""
    parts = [part for row, text in rest for part in _parts(row, text, countries)]
    blocks = [_block(anchor, parts) for anchor in parts if anchor.postal or anchor.is_street]
    if not blocks:
        return None, rest
    best = max(blocks, key=_worth)
    address = _address(best, countries)
    used = [part for block in blocks if block[0].row.side == best[0].row.side or block is best for part in block]
    return address, _without(rest, used if address else [])


def parse_address(text: str, countries: Sequence[str] = ()) -> Address:
    """Read an address that stands in one line; what it is made of stays unknown where its shape does not tell."""
    row = Row(0, text, 0.0, 1.0, 0.0, 0.1, 1.0, 0)
    found, _ = find_address(((row, text),), countries)
    country = countries[0] if countries else None
    return replace(found, full=text) if found else Address(text, country_code=country)


def _parts(row: Row, text: str, countries: Sequence[str]) -> list[Part]:
    found = []
    for match in re.finditer(rf"[^{BLANK}]+", text):
        meaning, bare = lexicon.strip_label(match[0])
        bare = re.sub(r"\s*[·•|]\s*", ", ", bare)
        bare = _GLUED_NUMBER.sub(" ", _GLUED_STATE.sub(r"\1 ", bare.strip(_EDGES)))
        if len(bare) < 3 or meaning not in (None, "address"):
            continue
        bare = _without_last_label(bare)
        postal = find_postal(bare, countries)
        street = lexicon.street_score(_without_code(bare, postal))
        country = places.country_code(bare.strip(" ."))
        found.append(Part(row, bare, match.start(), match.end(), street, postal, country, meaning == "address"))
    return found


def _without_code(text: str, postal: Postal | None) -> str:
    """Blank out the postal code: `M3 1FH` is no house number."""
    return f"{text[: postal.start]} {text[postal.end :]}" if postal else text


def _without_last_label(text: str) -> str:
    """Drop the label of a phone number that stood behind the address."""
    head, _, last = text.rpartition(" ")
    return head.rstrip(_EDGES) if head and labels.label_only(last) else text


def _block(anchor: Part, parts: Sequence[Part]) -> list[Part]:
    """Gather what stands directly above and below an anchor and carries it on."""
    block = [anchor]
    while len(block) <= _MOST_ABOVE and (above := _neighbour(block[0], parts, upwards=True)):
        over = _neighbour(above, parts, upwards=True)
        if _may_open(above, block):
            block.insert(0, above)
        elif over and over.is_street and like_size(above.row, block[0].row, 1.2):
            # A district between the street and its city; a firm's own name there is no part of the address.
            block[:0] = [over] if _is_somebody(above.text) else [over, above]
        else:
            break
    while below := _neighbour(block[-1], parts, upwards=False):
        if not _may_close(below, block):
            break
        block.append(below)
    return block


def _neighbour(part: Part, parts: Sequence[Part], *, upwards: bool) -> Part | None:
    if upwards:
        left = [other for other in parts if other is not part and beside(other.row, part.row) and _close(other, part)]
        near = left or [other for other in parts if follows(other.row, part.row)]
        return max(near, key=lambda other: other.row.middle, default=None)
    near = [other for other in parts if follows(part.row, other.row)]
    return min(near, key=lambda other: other.row.middle, default=None)


def _close(left: Part, right: Part) -> bool:
    return right.row.left - left.row.right < 2 * right.row.height


def _may_open(part: Part, block: Sequence[Part]) -> bool:
    """Tell whether a part above may open the address: a street, a house, a city before its code."""
    if part.postal or not like_size(part.row, block[0].row, 1.4) or _is_somebody(part.text):
        return False
    if part.is_street or part.street > 0.6:
        return True
    first = block[0]
    if first.is_street and first.postal:
        return False
    has_number = _HOUSE_NUMBER.search(part.text) is not None
    city = bool(places.city_countries(part.text))
    return (has_number and lexicon.tagline_score(part.text) < 0.4) or (city and not first.is_street)


def _may_close(part: Part, block: Sequence[Part]) -> bool:
    """Tell whether a part below may close the address: its city with the code, a region, the country."""
    if not like_size(part.row, block[-1].row, 1.4):
        return False
    if part.country:
        return True
    has_code = any(other.postal for other in block)
    if part.postal:
        return not has_code
    if has_code or _is_somebody(part.text):
        return False
    if block[-1].row.text.rstrip().endswith(","):
        return True  # what ends with a comma goes on
    return part.street >= _STREET or bool(places.city_countries(part.text.split(",")[0].strip()))


def _is_somebody(text: str) -> bool:
    prefix, bare = lexicon.prefixes(text)
    is_street = lexicon.street_score(text) >= _STREET  # `Col.` is a colonel, and a quarter in Mexico
    return (
        lexicon.legal_form(text) is not None
        or (bool(prefix) and lexicon.name_score(bare) > (0.8 if is_street else 0.5))
        or _is_called(text.split(",", maxsplit=1)[0])
        or lexicon.title_score(text) > 0.5
        or (lexicon.company_score(text) > 0.6 and not is_street)
    )


def _is_called(text: str) -> bool:
    """Tell whether a text is a person's name and no place."""
    return lexicon.name_score(text) > 0.8 and lexicon.street_score(text) == 0 and not places.city_countries(text)


def _worth(block: Sequence[Part]) -> float:
    postal = max((part.postal.weight for part in block if part.postal), default=0.0)
    return 2 * postal + max(part.street for part in block) + 0.2 * len(block) - 0.5 * block[0].row.side


def _address(block: Sequence[Part], countries: Sequence[str]) -> Address | None:
    full = ", ".join(part.text.strip(_EDGES) for part in block)
    full = re.sub(r"\s*,(?:\s*,)+\s*", ", ", re.sub(r"\s{2,}", " ", full))
    postal = find_postal(full, countries)
    if postal is None and not any(part.is_street for part in block):
        return None
    named = next((part.country for part in block if part.country), None) or _country_at_end(full)
    country = named or (postal.country if postal else None) or (countries[0] if countries else None)
    street, city = _street_and_city(full, postal, block, country)
    region = (postal.region if postal else None) or _region(full)
    evidence = Evidence(_confidence(block, postal), tuple(part.row.index for part in block), _reasons(block, postal))
    return Address(full, street, postal.code if postal else None, city, region, country, evidence)


def _street_and_city(
    full: str, postal: Postal | None, block: Sequence[Part], country: str | None
) -> tuple[str | None, str | None]:
    if postal is None:
        streets = ", ".join(part.text for part in block if part.is_street)
        city = next((part.text for part in block if not part.is_street and not part.country), None)
        named = _city_in(full, country)
        if named and streets.rstrip(_EDGES).endswith(full[full.rindex(named) :]):
            streets = streets[: streets.rindex(named)].rstrip(_EDGES)
        return streets or None, named or city
    before = full[: postal.start]
    if postal.city and postal.city in before:
        before = before[: before.rindex(postal.city)]
    after = full[postal.end :].partition(",")[2]
    if not before.strip(_EDGES) and lexicon.street_score(after) >= _STREET:
        before = after
    street = re.sub(r"(?:,\s*)?(?:sector(?:ul)?|sect\.)\s*\d\s*,?\s*$", "", before.strip(_EDGES), flags=re.IGNORECASE)
    return street.strip(_EDGES) or None, postal.city


def _city_in(full: str, country: str | None) -> str | None:
    """The city of an address without a code: what stands before its region, or a known city that ends it."""
    bare = re.sub(r"[\s,]+\d{1,4}$", "", full).rstrip(_EDGES)
    region = region_at_end(bare, country) or (re.search(r"(?:jud|woj|prov)\.?\s[^,]+$", bare) or [None])[0]
    head = bare.removesuffix(region or "").rstrip(_EDGES)
    last = head.rpartition(",")[2].strip(_EDGES)
    if not last or (last == head and not region):
        return None
    known = city_at_end(last, country)
    return known or (last if region and not any(letter.isdigit() for letter in last) else None)


def _region(full: str) -> str | None:
    found = re.search(r"(?<!\w)(sector(?:ul)?|sect\.)\s*(\d)(?!\d)", full, re.IGNORECASE)
    if found:
        return f"Sector {found[2]}"
    county = re.search(r"(?<!\w)(?:jud|woj|prov)\.?\s+([^\W\d_][^,;|]*)", full)
    return county[1].strip() if county else None


def _country_at_end(full: str) -> str | None:
    return places.country_code(full.rpartition(",")[2].strip(" ."))


def _confidence(block: Sequence[Part], postal: Postal | None) -> float:
    """From the shape alone: a code with its city and a street is an address; one of them is a guess."""
    has_street = any(part.street >= _STREET for part in block)
    return 0.97 if postal and postal.city and has_street else 0.85 if postal else 0.7


def _reasons(block: Sequence[Part], postal: Postal | None) -> tuple[str, ...]:
    found = ["postal-code"] if postal else []
    if any(part.street >= _STREET for part in block):
        found.append("street-word")
    if any(part.announced for part in block):
        found.append("label")
    return tuple(found)


def _without(rest: Rest, used: Sequence[Part]) -> Rest:
    spans: dict[int, list[Found]] = {}
    for part in used:
        spans.setdefault(part.row.index, []).append(Found("", part.start, part.end))
    return tuple((row, mask(text, spans.get(row.index, []))) for row, text in rest)
