"""A draft as an .eml file (RFC 5322), which mail programs open as a letter not yet sent, and the file's name."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from itertools import zip_longest

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line
from cardscan.followup.headers import POLICY
from cardscan.model import Draft, Record, Sender

SUFFIX = ".eml"
MEDIA_TYPE = "message/rfc822"

_HEADER_LIMIT = 200
_LINK = re.compile(r"https://[^\s<>\"'«»“”]*[^\s<>\"'«»“”.,;:!?)\]…]")
_JOINER = "\u200d"  # what makes one picture of several emoji


def render(draft: Draft, sender: Sender) -> bytes:
    """The letter as plain text with an HTML alternative, marked as unsent; the same draft gives the same bytes.

    There is no Date: the program that sends the letter sets it. Nobody reads along: there is no Bcc, and the HTML asks
    for nothing from outside.
    """
    message = EmailMessage(policy=POLICY)
    if origin := address(sender.name, sender.email):
        message["From"] = origin
    if recipient := address(draft.to_name, draft.to):
        message["To"] = recipient
    if others := tuple(filter(None, map(address, *_padded(draft.cc_names, draft.cc)))):
        message["Cc"] = others
    message["Subject"] = one_line(draft.subject, _HEADER_LIMIT)
    message["X-Unsent"] = "1"
    digest = _digest(draft)
    message["Message-ID"] = f"<{digest}@{origin.domain if origin else 'cardscan.invalid'}>"
    body = plain(draft.body)
    message.set_content(body, cte="quoted-printable")
    message.add_alternative(as_html(body, draft.language), subtype="html", cte="quoted-printable")
    message["Content-Language"] = one_line(draft.language)
    message.set_boundary(f"=_{digest}")
    return message.as_bytes()


def filename(record: Record, draft: Draft) -> str:
    """`rossi-mario-12.eml`: family and given name in plain letters, the record's number, the letter's from the second.

    Safe on every system: letters, digits and hyphens only, and never a name that Windows keeps for itself.
    """
    name, company = record.contact.name, record.contact.company
    known = ((name.family, name.given) if name and name.family else (name.full,) if name else ()) or (
        (company.value,) if company else ()
    )
    slug = _slug(" ".join(filter(None, known))) or _slug(draft.to.split("@")[0]) or "contact"
    step = f"-{draft.step}" if draft.step > 1 else ""
    return f"{slug}-{record.id}{step}{SUFFIX}"


def address(name: str, written: str) -> Address | None:
    """A header's address; None where there is none that mail can be sent to. A foreign domain is written in ASCII."""
    local, _, domain = one_line(written).rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(one_line(name, _HEADER_LIMIT), username=local, domain=ascii_domain) if local and domain else None
    except (ValueError, IndexError):
        return None


def plain(body: str) -> str:
    """The body without what turns text around, hides in it, or no mail can hold; line breaks stay."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in body if char in "\n\t" + _JOINER or unicodedata.category(char) not in _HIDDEN)


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def as_html(body: str, language: str) -> str:
    """The body's paragraphs and line breaks, escaped; https addresses can be clicked; nothing else, nothing remote."""
    paragraphs = (
        "<p>" + "<br>\n".join(_linked(line) for line in paragraph.split("\n")) + "</p>"
        for paragraph in re.split(r"\n{2,}", body.strip())
    )
    head = f'<html lang="{html.escape(one_line(language))}"><head><meta charset="utf-8"></head>'
    return f"<!DOCTYPE html>\n{head}\n<body>\n" + "\n".join(paragraphs) + "\n</body>\n</html>\n"


def _linked(line: str) -> str:
    """Escape a line; an https address in it leads where it says it does."""
    parts, end = [], 0
    for found in _LINK.finditer(line):
        link = html.escape(found[0])
        parts += [html.escape(line[end : found.start()]), f'<a href="{link}">{link}</a>']
        end = found.end()
    return "".join([*parts, html.escape(line[end:])])


def _padded(names: tuple[str, ...], addresses: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give each address a name, perhaps an empty one; names without an address go."""
    pairs = [pair for pair in zip_longest(names, addresses, fillvalue="") if pair[1]]
    return tuple(name for name, _ in pairs), tuple(written for _, written in pairs)


def _slug(text: str) -> str:
    letters = re.sub(r"[^a-z0-9]+", "-", unaccent(one_line(text)))
    return letters.strip("-")[:40].strip("-")


def _digest(draft: Draft) -> str:
    text = "\0".join((draft.to, *draft.cc, draft.template, str(draft.step), draft.subject, draft.body))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
