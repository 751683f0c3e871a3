"""What of a contact tells a person apart, folded for comparing."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cardscan.folding import fold
from cardscan.matching.names import NameWords, name_words
from cardscan.model import Contact, Email, Phone


@dataclass(frozen=True, slots=True)
class Traits:
    """A contact for comparing: `emails` are personal ones, `homes` the firms' domains that these belong to."""

    name: NameWords
    emails: frozenset[str]
    homes: frozenset[str]
    mobiles: frozenset[str]
    phones: frozenset[str]
    companies: frozenset[str]
    domains: frozenset[str]

    def common(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield what two contacts may have in common beside name and e-mail, kind by kind, in a fixed order."""
        yield "mobile", self.mobiles
        yield "phone", self.phones
        yield "company", self.companies
        yield "domain", self.domains


def traits(contact: Contact) -> Traits:
    """Fold a contact."""
    company = contact.company.value if contact.company else ""
    personal = {email.address.casefold() for email in contact.emails if is_personal(email, company)}
    hosts = {_host(link.value) for link in contact.urls} | {_domain(email) for email in contact.emails}
    voice = [phone for phone in contact.phones if phone.type != "fax"]
    return Traits(
        name=name_words(contact.name),
        emails=frozenset(personal),
        homes=frozenset(address.rpartition("@")[2] for address in personal) - _shared("providers"),
        mobiles=frozenset(_number(phone) for phone in voice if phone.type == "mobile"),
        phones=frozenset(_number(phone) for phone in voice if phone.type != "mobile"),
        companies=frozenset(filter(None, {firm(company)})),
        domains=frozenset(filter(None, hosts)) - _shared("providers"),
    )


def is_personal(email: Email, company: str = "") -> bool:
    """Tell a person's address from a firm's: `info@...`, `sales.madrid@...`, `acme@acme.example`."""
    mailbox, _, domain = email.address.casefold().partition("@")
    words = re.split(r"[^\w]|_|\d", mailbox)
    if not mailbox or not domain or not words[0] or {words[0], fold(mailbox).replace(" ", "")} & _shared("mailboxes"):
        return False
    plain = _letters(mailbox)
    return plain not in {_letters(domain.partition(".")[0]), _letters(company), _letters(firm(company))}


def firm(company: str) -> str:
    """Fold a firm's name without its legal form; the whole where nothing else is left."""
    words = fold(company.replace(".", "")).split()  # S.R.L. and SRL are one word
    left = list(words)
    while left and (len(left[-1]) == 1 or left[-1] in _shared("legal_forms")):
        left.pop()
    if len(left) > 1 and left[0] == "sc":  # Romanian: societate comercială
        left.pop(0)
    return " ".join(left or words)


@cache
def _shared(kind: str) -> frozenset[str]:
    text = (files("cardscan.matching") / "data" / "shared.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[kind])


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _number(phone: Phone) -> str:
    return f"{phone.number};{phone.extension or ''}"


def _host(url: str) -> str:
    return url.casefold().partition("/")[0].partition(":")[0].removeprefix("www.")


def _domain(email: Email) -> str:
    return email.address.casefold().rpartition("@")[2]
