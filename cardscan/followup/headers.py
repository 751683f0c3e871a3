"""Mail headers that every program reads alike (RFC 5322, RFC 2047), also where they are long and not ASCII."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address, Group
from email.policy import SMTP, EmailPolicy
from email.utils import formataddr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import EmailMessage

    _Base = EmailPolicy[EmailMessage]
else:
    _Base = EmailPolicy

_LONGEST = 75  # characters of a line that bears an encoded word (RFC 2047, 2)


class _Policy(_Base):
    """Writes what is not ASCII as encoded words that hold their blanks.

    Python's own folding mixes encoded words and plain ones in a header, and loses the blank between two of them.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:  # any header, as Python declares it
        """Write one header, with its line breaks; what was read from a file and is fit for mail stays as it was."""
        is_ours = hasattr(value, "defects")
        if is_ours and hasattr(value, "groups") and all(one.addr_spec.isascii() for one in value.addresses):
            return _line(name, ",\r\n ".join(_members(group) for group in value.groups))
        if is_ours and name.lower() == "subject":
            return _line(name, _words(str(value), len(name) + 2))
        return super().fold_binary(name, value)


POLICY = _Policy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length)


def _members(group: Group) -> str:
    addresses = ",\r\n ".join(_address(one) for one in group.addresses)
    return addresses if group.display_name is None else f"{_phrase(group.display_name)}:{addresses};"


def _address(address: Address) -> str:
    name = address.display_name
    return str(address) if name.isascii() else f"{_words(name, 10)}\r\n <{address.addr_spec}>"


def _phrase(name: str) -> str:
    return formataddr((name, "")).removesuffix("<>").strip() if name.isascii() else _words(name, 10)


def _words(text: str, used: int) -> str:
    """The text folded, in encoded words where it needs them; the first line has `used` characters already."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, maxlinelen=_LONGEST, header_name="x" * (used - 2)).encode(linesep="\r\n")


def _line(name: str, folded: str) -> bytes:
    return f"{name}: {folded}\r\n".encode("ascii")
