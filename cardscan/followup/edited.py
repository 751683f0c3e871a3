"""An .eml file that the user changed, made fit for a mailbox again: what a text editor does to it is mended."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.message import EmailMessage

from cardscan.followup.eml import as_html, plain
from cardscan.followup.headers import POLICY
from cardscan.model import Draft


class NotALetterError(ValueError):
    """The file is no letter any more; a word says why: `empty`, `damaged`, `encoding`, `no-recipient`, `no-text`."""


def mend(data: bytes, draft: Draft) -> bytes:
    """The letter as the user's file says it, with clean headers and an identity of its own.

    A text editor writes letters with accents into a header or a body as they are, and changes the plain text but not
    the HTML that its reader will see. Where only the plain text changed, the HTML is made of it anew. The same file
    gives the same bytes.

    Raises:
        NotALetterError: There is no recipient, nothing is written in it, or it cannot be read.
    """
    message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=POLICY)
    if not message.keys():
        raise NotALetterError("empty")
    try:
        _mend_headers(message)
        _mend_text(message, draft)
        _check(message)
        domain = str(message["Message-ID"] or "").strip(" <>").rpartition("@")[2]
        del message["Message-ID"]
        message["Message-ID"] = f"<{hashlib.sha256(data).hexdigest()[:32]}@{domain or 'cardscan.invalid'}>"
        return message.as_bytes()
    except (LookupError, AttributeError, TypeError, UnicodeError) as error:  # what Python's parser ends in
        raise NotALetterError("damaged") from error


def _mend_headers(message: EmailMessage) -> None:
    """Read a header that is not ASCII as UTF-8, which editors save in."""
    for name, raw in list(message.raw_items()):
        text = str(raw)
        if not text.isascii():
            read = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            message.replace_header(name, " ".join(read.split()))


def _mend_text(message: EmailMessage, draft: Draft) -> None:
    """Bring the HTML in step with a plain text that was changed alone, and encode both anew."""
    written, shown = message.get_body(("plain",)), message.get_body(("html",))
    if written is None:
        return
    for part in filter(None, (written, shown)):
        if part.get_content_charset() in (None, "us-ascii"):
            part.set_param("charset", "utf-8")  # typed by somebody who knows of no such thing
    text = plain(str(written.get_content()))
    if shown is not None:
        old = str(shown.get_content())
        ours = as_html(plain(draft.body), draft.language)
        alone = old.split() == ours.split() and text.split() != plain(draft.body).split()
        shown.set_content(as_html(text, draft.language) if alone else old, subtype="html", cte="quoted-printable")
    written.set_content(text, cte="quoted-printable")


def _check(message: EmailMessage) -> None:
    if not message["To"] or not any(one.domain for one in message["To"].addresses):
        raise NotALetterError("no-recipient")
    body = message.get_body(("plain", "html"))
    text = plain(str(body.get_content())) if body else ""
    if not text.split():
        raise NotALetterError("no-text")
    if "\ufffd" in text or any("\ufffd" in str(value) for value in message.values()):
        raise NotALetterError("encoding")
