"""Copies of a letter in a mailbox: a header line tells which letter it is and whether its words are still ours."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from email.utils import format_datetime

MARK = "X-Cardscan-Draft"
HEADERS = (MARK.upper(), "MESSAGE-ID")


@dataclass(frozen=True, slots=True)
class Copy:
    """A letter in the mailbox: the name it was laid there under, the digest of its words then, its Message-ID."""

    name: str = ""
    digest: str = ""
    message_id: str = ""
    uid: int | None = None

    def is_of(self, name: str, digest: str, message: bytes) -> bool:
        """Tell whether this is the letter in this very version; one without a mark is known by its Message-ID."""
        if self.name:
            return (self.name, self.digest) == (name, digest)
        return bool(self.message_id) and self.message_id == mark(message).message_id


def stamp(data: bytes, name: str, now: datetime) -> tuple[bytes, str]:
    """Make a file a message for a mailbox: line ends as mail has them, a date, the mark; X-Unsent is for files alone.

    Returns:
        The message, and the digest of its words.
    """
    data = re.sub(rb"\r\n|\r|\n", b"\r\n", data.replace(b"\0", b""))
    head, blank, body = data.partition(b"\r\n\r\n")
    head = re.sub(rb"(?im)^(?:x-unsent|x-cardscan-draft):.*\r\n(?:[ \t].*\r\n)*", b"", head + b"\r\n")
    if not re.search(rb"(?im)^date:", head):
        head = b"Date: " + format_datetime(now).encode() + b"\r\n" + head
    digest = _words(data)
    return f"{MARK}: {name} {digest}\r\n".encode("ascii") + head.removesuffix(b"\r\n") + blank + body, digest


def mark(message: bytes) -> Copy:
    """Read the mark of a message that was just laid down."""
    return read_copy(message.partition(b"\r\n\r\n")[0], None)


def read_copy(head: bytes, uid: int | None) -> Copy:
    """Read which letter a copy is from its header lines; odd ones are those of some other message."""
    message = message_from_bytes(head)
    words = str(message[MARK] or "").split()
    name, digest = words if len(words) == 2 else ("", "")
    return Copy(name, digest, str(message["Message-ID"] or "").strip(), uid)


def is_untouched(message: bytes, copy: Copy) -> bool:
    """Tell whether a copy still says what it said when it was laid there; a server may have encoded it anew."""
    return _words(message) == copy.digest


def _words(data: bytes) -> str:
    """Digest whom a letter goes to and what it says, whatever its encoding and line breaks."""
    message = message_from_bytes(data, policy=default)
    try:
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
        files = [str(part.get_filename()) for part in message.iter_attachments()]
    except (LookupError, ValueError, AttributeError, TypeError):  # what Python's parser ends in; it is not ours then
        text, files = "", []
    heads = [str(message[name] or "") for name in ("To", "Cc", "Bcc", "Subject")]
    told = "\0".join(" ".join(part.split()) for part in (*heads, text, *files))
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:32]
