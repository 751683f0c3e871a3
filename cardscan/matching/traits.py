"""What of a contact tells a person apart, folded for comparing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from cardscan.folding import fold
from cardscan.matching.names import NameWords, name_words
from cardscan.matching.spelling import plain
from cardscan.matching.tables import shared, table
from cardscan.model import Address, Contact, Email, Phone

Values = frozenset[str]

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Traits:
    """A contact for comparing: `emails` are personal ones, `offices` a firm's; `doubtful` numbers were misread."""

    name: NameWords
    emails: Values
    offices: Values
    mobiles: Values
    phones: Values
    profiles: Values
    companies: Values
    domains: Values
    tax_ids: Values
    addresses: Values
    titles: Values
    town: str
    country: str
    doubtful: Values

    def own(self) -> Iterator[tuple[str, Values]]:
        """Yield what is one person's, kind by kind, in a fixed order."""
        yield "email", self.emails
        yield "mobile", self.mobiles
        yield "profile", self.profiles

    def firm(self) -> Iterator[tuple[str, Values]]:
        """Yield what those of one firm share, kind by kind, in a fixed order."""
        yield "phone", self.phones
        yield "company", self.companies
        yield "domain", self.domains
        yield "office-email", self.offices
        yield "tax-id", self.tax_ids
        yield "address", self.addresses


def traits(contact: Contact) -> Traits:
    """Fold a contact."""
    company = contact.company.value if contact.company else ""
    personal = {email.address.casefold() for email in contact.emails if is_personal(email, company)}
    offices = {email.address.casefold() for email in contact.emails} - personal
    hosts = {_host(link.value) for link in contact.urls} | {_domain(email.address) for email in contact.emails}
    voice = [phone for phone in contact.phones if phone.type != "fax"]
    mobiles = frozenset(_number(phone) for phone in voice if is_mobile(phone))
    return Traits(
        name=name_words(contact.name),
        emails=frozenset(personal),
        offices=frozenset(offices),
        mobiles=mobiles,
        phones=frozenset(map(_number, voice)) - mobiles,
        profiles=frozenset(_profiles((link.value for link in contact.social), company)),
        companies=_filled([plain(_letters(firm(company)))]),
        domains=_filled(hosts) - shared("providers"),
        tax_ids=_filled(_letters(tax_id.number) for tax_id in contact.tax_ids),
        addresses=_filled([_place(contact.address)]),
        titles=frozenset(_title(contact)),
        town=plain(_letters(contact.address.city or "")) if contact.address else "",
        country=(contact.address.country_code or "") if contact.address else "",
        doubtful=frozenset(_number(phone) for phone in voice if not phone.valid),
    )


def is_personal(email: Email, company: str = "") -> bool:
    """Tell a person's address from a firm's: `info@...`, `sales.madrid@...`, `acme@acme.example`."""
    mailbox, _, domain = email.address.casefold().partition("@")
    words = re.split(r"[^\w]|_|\d+$", mailbox)
    if not mailbox or not domain or not words[0] or {plain(words[0]), plain(_letters(mailbox))} & _mailboxes():
        return False
    bare = _letters(mailbox)
    return bare not in {_letters(domain.partition(".")[0]), _letters(company), _letters(firm(company))}


def is_mobile(phone: Phone) -> bool:
    """Tell a mobile number: as the card says or, where it says nothing, as the country's plan does."""
    if phone.type is not None:
        return phone.type == "mobile"
    digits = phone.number.removeprefix("+")
    return any(
        digits.startswith(country) and digits[len(country) :].startswith(tuple(begins))
        for country, begins in table("shared")["mobiles"].items()
    )


def firm(company: str) -> str:
    """Fold a firm's name without its legal form; the whole where nothing else is left."""
    words = fold(company.replace(".", "")).split()  # S.R.L. and SRL are one word
    left = list(words)
    while left and (len(left[-1]) == 1 or left[-1] in shared("legal_forms")):
        left.pop()
    if len(left) > 1 and left[0] == "sc":  # Romanian: societate comercială
        left.pop(0)
    return " ".join(left or words)


@cache
def _mailboxes() -> Values:
    return frozenset(map(plain, shared("mailboxes")))


def _profiles(links: Iterable[str], company: str) -> Iterator[str]:
    """Yield profiles that may be a person's: the last part of the address, which is the handle; not the firm's own."""
    for link in links:
        handle = plain(_letters(link.rstrip("/").rpartition("/")[2]))
        if len(handle) > 3 and "/company/" not in link.casefold() and handle != plain(_letters(firm(company))):
            yield handle


def _place(address: Address | None) -> str:
    """Answer the street's words and numbers with the town; empty where there is no house number."""
    if address is None:
        return ""
    street = fold(address.street or address.full.split(",")[0])
    where = fold(address.city or address.postal_code or "")
    numbers = _NUMBER.findall(fold(address.street or address.full))
    words = sorted(plain(word) for word in street.split() if len(word) > 3 and word.isalpha())
    return " ".join((*words[:3], *numbers[:1], where)) if words and numbers and where else ""


def _title(contact: Contact) -> Iterator[str]:
    text = contact.title.value if contact.title else ""
    for word in fold(text).split():
        if len(word) > 2:
            yield plain(word)


def _filled(values: Iterable[str]) -> Values:
    return frozenset(filter(None, values))


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _number(phone: Phone) -> str:
    return f"{phone.number};{phone.extension}" if phone.extension else phone.number


def _host(url: str) -> str:
    return url.casefold().partition("/")[0].partition(":")[0].removeprefix("www.")


def _domain(address: str) -> str:
    return address.casefold().rpartition("@")[2]
