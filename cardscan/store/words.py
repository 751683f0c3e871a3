"""What a contact is found by beside name, firm, address and number: one text of folded words, between blanks."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from cardscan.folding import digits, fold
from cardscan.model import Contact, Former, Note

MOST = 20_000  # characters; notes may be long


def search_words(contact: Contact, note: Note, former: tuple[Former, ...] = ()) -> str:
    """Fold all else that a person would look for; never empty, so that what waits to be folded is told from it.

    Words are parted by one blank, and one is at either end: that is how words of two letters are found by threes.
    """
    texts = (fold(text) for text in _texts(contact, note, former) if text)
    return f" {' '.join(dict.fromkeys(filter(None, texts)))[:MOST]} "


@cache
def names_of(table: str) -> dict[str, str]:
    """Read a table of names, `countries` by ISO code or `months` by number."""
    text = (files("cardscan.store") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
    return dict(row.split("\t") for row in text.splitlines() if not row.startswith("#"))


def _texts(contact: Contact, note: Note, former: tuple[Former, ...]) -> Iterator[str]:
    for text in (contact.title, contact.department):
        yield text.value if text else ""
    if contact.name:
        yield from (contact.name.prefix or "", contact.name.suffix or "")
    if address := contact.address:
        yield from (part or "" for part in (address.city, address.full, address.region))
        yield names_of("countries").get(address.country_code or "", "")
    yield from (link.value for link in (*contact.urls, *contact.social))
    yield from (number.number for number in contact.tax_ids)
    yield from (*note.tags, *note.groups, note.note, note.promised, note.background)
    for one in former:
        yield from (one.value, digits(one.value))
