"""What a person leaves in files: their name, addresses and numbers, in whatever way a program may have written them."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from quopri import decodestring

from cardscan.folding import digits, fold, unaccent
from cardscan.model import Contact, Record

_MOST = 200_000_000  # bytes of a file that are looked through
_SHORTEST_NAME, _SHORTEST_NUMBER, _LONGEST_GAP = 5, 7, 3
_SOFT_BREAK = re.compile(rb"\r?\n[ \t]")  # how vCard and iCalendar fold their lines (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Traces:
    """What to look for: folded names, addresses in lower case, numbers with anything short between their digits."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[re.Pattern[str], ...] = ()

    def within(self, text: str) -> bool:
        """Tell whether a text holds one of them."""
        plain = unaccent(text)
        if any(address in plain for address in self.addresses) or any(one.search(plain) for one in self.numbers):
            return True
        folded = f" {fold(plain)} " if self.names else ""
        return any(f" {name} " in folded for name in self.names)

    def within_any(self, text: str | bytes) -> bool:
        """Tell whether a text, or a letter's file, holds one of them."""
        return self.within(text) if isinstance(text, str) else any(map(self.within, _texts(".eml", text)))

    def within_file(self, path: Path) -> bool:
        """Tell whether a file holds one of them; an archive or a spreadsheet is looked into."""
        if self.within(path.name):
            return True
        with suppress(OSError):
            if path.stat().st_size <= _MOST:
                return any(self.within(text) for text in _texts(path.suffix.lower(), path.read_bytes()))
        return False


def traces_of(records: Iterable[Record], *, shared: Iterable[Contact] = ()) -> Traces:
    """Say what tells these people, but not the numbers and addresses that `shared` contacts have too."""
    common = {value for contact in shared for value in (*_addresses(contact), *_numbers(contact))}
    names: list[str] = []
    addresses: list[str] = []
    numbers: list[str] = []
    for record in records:
        names += _names(record)
        addresses += [one for one in _addresses(record.contact) if one not in common]
        numbers += [one for one in _numbers(record.contact) if one not in common]
        for former in record.former:
            names += [fold(former.value)] if former.field == "name" else []
            addresses += [former.value.casefold()] if "@" in former.value else []
            numbers += [digits(former.value)] if former.field.startswith(("phone", "mobile", "fax")) else []
    return Traces(
        tuple(dict.fromkeys(name for name in names if len(name) >= _SHORTEST_NAME)),
        tuple(dict.fromkeys(way for address in addresses for way in _ways(address))),
        tuple(_spaced(one) for one in dict.fromkeys(numbers) if len(one) >= _SHORTEST_NUMBER),
    )


def _names(record: Record) -> Iterator[str]:
    name = record.contact.name
    if name is None:
        yield fold(record.contact.company.value) if record.contact.company else ""
        return
    yield fold(name.full)
    if name.given and name.family:
        yield fold(f"{name.given} {name.family}")
        yield fold(f"{name.family} {name.given}")


def _addresses(contact: Contact) -> list[str]:
    return [email.address.casefold() for email in contact.emails]


def _numbers(contact: Contact) -> list[str]:
    """Answer the digits of each number as stored and as printed."""
    return [text for phone in contact.phones for text in (digits(phone.number), digits(phone.raw)) if text]


def _ways(address: str) -> Iterator[str]:
    """Answer an address without accents, as files are compared, and with its domain in ASCII (RFC 3490)."""
    yield unaccent(address)
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):
        yield f"{unaccent(local)}@{domain.encode('idna').decode('ascii')}"


def _spaced(number: str) -> re.Pattern[str]:
    gap = rf"[^0-9a-z\n]{{0,{_LONGEST_GAP}}}"
    return re.compile(gap.join(number))


def _texts(suffix: str, data: bytes) -> Iterator[str]:
    """Yield all texts of a file, decoded in each way that may make sense."""
    if data.startswith(b"PK\x03\x04"):
        yield from _members(data)
        return
    if suffix == ".eml":
        yield from _letter(data)
    if suffix in (".vcf", ".ics"):
        data = _SOFT_BREAK.sub(b"", data)
        yield from _decoded(decodestring(data))
        yield from _decoded(data.replace(b"\\", b""))
    yield from _decoded(data)


def _members(data: bytes) -> Iterator[str]:
    broken = (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError)
    with suppress(*broken), zipfile.ZipFile(BytesIO(data)) as box:
        for member in box.infolist():
            yield member.filename
            if member.file_size <= _MOST and not member.is_dir():
                yield from _texts(Path(member.filename).suffix.lower(), box.read(member))


def _letter(data: bytes) -> Iterator[str]:
    message = message_from_bytes(data, policy=default)
    with suppress(LookupError, ValueError, IndexError):
        yield "\n".join(str(value) for value in message.values())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            with suppress(LookupError, ValueError):
                yield str(part.get_content())


def _decoded(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield data.decode("utf-16", errors="replace")
        return
    yield data.decode("utf-8", errors="replace")
    with suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return
    yield data.decode("cp1252", errors="replace")
