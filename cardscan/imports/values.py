"""The values of address books as cardscan keeps them: names, numbers, addresses, each checked like a card's."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from cardscan.folding import digits, fold
from cardscan.model import Address, Email, Evidence, Link, Name, Phone, PhoneType, Text
from cardscan.normalize import emails, phones, places, urls

BY_BOOK = Evidence(1.0, (), ("imported",))
BY_BOOK_HOME = Evidence(1.0, (), ("imported", "home"))
"""What the book says is private: no new job makes it a thing of the past."""
LONGEST = 300  # characters of a name, a firm, an address
LONGEST_NOTE = 20_000
MOST = 40
"""Numbers or addresses that one contact may have; more are noise."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def line(text: str | None, longest: int = LONGEST) -> str:
    """Make one line of untrusted text, without control characters and marks that turn the direction of reading."""
    return " ".join("".join(char if _is_plain(char) else " " for char in text or "").split())[:longest].strip()


def block(text: str | None) -> str:
    """Keep the line breaks of untrusted text."""
    return "\n".join(line(each, LONGEST_NOTE) for each in (text or "").splitlines()).strip()[:LONGEST_NOTE]


def text(value: str | None) -> Text | None:
    """Make a title, a department or a firm."""
    return Text(plain, BY_BOOK) if (plain := line(value)) else None


def name(full: str, given: str = "", family: str = "", prefix: str = "", suffix: str = "") -> Name | None:
    """Make a name of what is known of it; `full` may hold the prefix and the suffix, and a comma behind the family."""
    full, given, family, prefix, suffix = map(line, (full, given, family, prefix, suffix))
    bare = _without(full, prefix, suffix)
    parts = " ".join(filter(None, (given, family)))
    if given and not family and fold(given) == fold(bare) and " " in bare:
        given, parts = "", ""  # a whole name in the first place: nobody told what of it is the family name
    if not bare or not _holds(bare, given, family) or "," in bare:
        bare = parts or bare
    if not any(map(str.isalnum, bare)):
        return None  # a mark in place of a name
    return Name(bare, given or None, family or None, prefix or None, suffix or None, BY_BOOK)


def phone(printed: str, kind: PhoneType | None, regions: Sequence[str]) -> Phone | None:
    """Make a phone number; one that no plan knows is kept as it is written. None where there is no digit."""
    plain = line(unquote(printed) if printed.lower().startswith("tel:") else printed).removeprefix("'")
    bare = re.sub(r"^tel:", "", plain, flags=re.IGNORECASE)
    number, _, extension = bare.partition(";ext=")
    number = number.partition(";")[0].strip()
    extension = digits(extension)[:11]
    found = phones.parse(f"{number} ext. {extension}" if extension else number, regions)
    if found is None or not (found.valid or number.startswith(("+", "00"))):  # perhaps of another country: no guess
        return Phone(number, number, kind, extension or None, valid=False, evidence=BY_BOOK) if digits(number) else None
    return Phone(found.number, number, kind or found.type, found.extension, found.valid, BY_BOOK)


def email(printed: str) -> Email | None:
    """Make an e-mail address; None where there is no @."""
    address = re.sub(r"^mailto:", "", line(printed), flags=re.IGNORECASE).strip("<> ").lower()
    return Email(address, emails.is_valid(address), BY_BOOK) if "@" in address and " " not in address else None


def link(printed: str) -> Link | None:
    """Make a web address or a profile, without scheme, `www.` and closing slash."""
    bare = re.sub(r"^(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?", "", line(printed), flags=re.IGNORECASE).rstrip("/")
    host, slash, path = bare.partition("/")
    return Link(host.lower() + slash + path, BY_BOOK) if len(host) > 1 and " " not in bare else None


def is_social(value: str) -> bool:
    """Whether a link is a profile rather than a site."""
    return urls.is_social(value)


def address(
    *,
    street: str = "",
    code: str = "",
    city: str = "",
    region: str = "",
    country: str = "",
    full: str = "",
    home: bool = False,
) -> Address | None:
    """Make a postal address of its parts; `country` may be a name in any of our languages; `home` is private."""
    street, code, city, region, country, full = map(line, (street, code, city, region, country, full))
    place = " ".join(filter(None, (code, city)))
    whole = full or ", ".join(filter(None, (street, place, region, country)))
    letters = country.upper() if len(country) == 2 and country.isalpha() else None
    named = places.country_code(country) or letters if country else None
    if not whole:
        return None
    return Address(
        whole, street or None, code or None, city or None, region or None, named, BY_BOOK_HOME if home else BY_BOOK
    )


def emails_of(printed: Iterable[str]) -> tuple[Email, ...]:
    """Make the e-mail addresses of one contact, each once."""
    found = {one.address: one for text in printed if (one := email(text))}
    return tuple(found.values())[:MOST]


def phones_of(found: Iterable[Phone | None]) -> tuple[Phone, ...]:
    """Keep the phone numbers that are there, each once."""
    kept: dict[tuple[str, str | None], Phone] = {}
    for one in found:
        if one:
            kept.setdefault((one.number, one.extension), one)
    return tuple(kept.values())[:MOST]


def _without(full: str, prefix: str, suffix: str) -> str:
    bare = full.removeprefix(prefix).lstrip(" ,") if prefix else full
    return bare.removesuffix(suffix).rstrip(" ,") if suffix else bare


def _holds(full: str, given: str, family: str) -> bool:
    words = f" {fold(full)} "
    return all(f" {fold(part)} " in words for part in (given, family) if fold(part))


def _is_plain(char: str) -> bool:
    return char not in _TURNING and unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
