"""A draft as an .eml file (RFC 5322), which mail programs open as a letter not yet sent, and the file's name."""

from __future__ import annotations

import hashlib
import html
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from cardscan.folding import unaccent
from cardscan.followup.clean import one_line
from cardscan.model import Draft, Record, Sender

SUFFIX = ".eml"
MEDIA_TYPE = "message/rfc822"

_HEADER_LIMIT = 200


def render(draft: Draft, sender: Sender) -> bytes:
    """The letter as plain text with an HTML alternative, marked as unsent; the same draft gives the same bytes.

    There is no Date: the program that sends the letter sets it.
    """
    message = EmailMessage(policy=SMTP)
    if origin := _address(sender.name, sender.email):
        message["From"] = origin
    if recipient := _address(draft.to_name, draft.to):
        message["To"] = recipient
    message["Subject"] = one_line(draft.subject, _HEADER_LIMIT)
    message["X-Unsent"] = "1"
    digest = _digest(draft)
    message["Message-ID"] = f"<{digest}@{origin.domain if origin else 'cardscan.invalid'}>"
    message["Content-Language"] = one_line(draft.language)
    message.set_content(draft.body, cte="quoted-printable")
    message.add_alternative(_as_html(draft), subtype="html", cte="quoted-printable")
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


def _slug(text: str) -> str:
    letters = re.sub(r"[^a-z0-9]+", "-", unaccent(one_line(text)))
    return letters.strip("-")[:40].strip("-")


def _address(name: str, address: str) -> Address | None:
    """A header's address; None where there is none that mail can be sent to. A foreign domain is written in ASCII."""
    local, _, domain = one_line(address).rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(one_line(name, _HEADER_LIMIT), username=local, domain=ascii_domain) if local and domain else None
    except (ValueError, IndexError):
        return None


def _digest(draft: Draft) -> str:
    text = "\0".join((draft.to, draft.template, str(draft.step), draft.subject, draft.body))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _as_html(draft: Draft) -> str:
    """The body's paragraphs and line breaks, escaped, and nothing else."""
    paragraphs = (
        "<p>" + "<br>\n".join(html.escape(line) for line in paragraph.split("\n")) + "</p>"
        for paragraph in re.split(r"\n{2,}", draft.body.strip())
    )
    head = f'<html lang="{html.escape(draft.language)}"><head><meta charset="utf-8"></head>'
    return f"<!DOCTYPE html>\n{head}\n<body>\n" + "\n".join(paragraphs) + "\n</body>\n</html>\n"
