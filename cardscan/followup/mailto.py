"""A draft as a `mailto:` address (RFC 6068): a click, and the mail program opens with the letter written."""

from __future__ import annotations

from urllib.parse import quote

from cardscan.followup.clean import one_line
from cardscan.followup.eml import address, plain
from cardscan.model import Draft

LONGEST = 1900
"""Characters that pass everywhere: Windows hands a program at most 2,083 (INTERNET_MAX_URL_LENGTH), and quotes it."""


def render(draft: Draft) -> str:
    """The address with Cc, subject and body, percent-encoded; a body for which there is no room is left out whole.

    Half a letter could be sent unseen, an empty one is noticed. Without anybody to write to, the mail program asks.
    """
    recipients = _addresses((draft.to,))
    fields = {"cc": _addresses(draft.cc), "subject": _encode(one_line(draft.subject)), "body": ""}
    body = _encode(plain(draft.body).strip().replace("\n", "\r\n"))
    whole = _url(recipients, fields | {"body": body})
    return whole if len(whole) <= LONGEST else _url(recipients, fields)


def _url(recipients: str, fields: dict[str, str]) -> str:
    asked = "&".join(f"{name}={value}" for name, value in fields.items() if value)
    return f"mailto:{recipients}" + (f"?{asked}" if asked else "")


def _addresses(written: tuple[str, ...]) -> str:
    """Addresses parted by commas; those that mail cannot be sent to are left out."""
    found = filter(None, (address("", one) for one in written))
    return ",".join(quote(one.addr_spec, safe="@") for one in found)


def _encode(text: str) -> str:
    return quote(text, safe="")
