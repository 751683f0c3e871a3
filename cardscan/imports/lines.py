"""The content lines of vCards (RFC 6350, 3.3; vCard 2.1): unfolded, decoded and taken apart, card by card.

vobject reads well-formed lines, but the time that its patterns take on hostile ones grows without bound, and one broken
line ends its reading; so the lines are parted here.
"""

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cardscan.imports.text import code_page, decode

LONGEST_LINE = 1_000_000
"""Characters; a longer line is a picture or noise, and is passed over."""

_LONGEST_HEAD = 10_000  # characters of a name with its parameters

_NAME = re.compile(r"(?:([A-Za-z0-9_-]{1,60})\.)?([A-Za-z0-9_-]{1,60})\Z")
_PIECES = re.compile(r'[^";:]+|"[^"]*"|[";:]')
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}
_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"
_BULKY = re.compile(rb"(?:[\w-]{1,60}\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """A content line: name in upper case, parameters by name in upper case, the value still escaped."""

    name: str
    value: str
    parameters: dict[str, list[str]] = field(default_factory=dict)
    group: str = ""

    @property
    def types(self) -> frozenset[str]:
        """What the line says of its kind, in lower case: `TYPE=cell`, or a mere `CELL` in vCard 2.1."""
        return frozenset(word.strip().lower() for value in self.parameters.get("TYPE", ()) for word in value.split(","))

    def parameter(self, name: str) -> str:
        """Answer the first value of a parameter, empty where there is none."""
        return next(iter(self.parameters.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Card:
    """The lines of one vCard; `is_whole` is false where its end is missing, `skipped` counts lines that are none."""

    lines: tuple[Line, ...]
    is_whole: bool = True
    skipped: int = 0


def cards(data: bytes, regions: Sequence[str] = ()) -> Iterator[Card]:
    """Yield the vCards of a file; cards within cards (AGENT) and what stands outside of them are passed over."""
    found: list[bytes] = []
    depth = 0
    for raw in _logical(_narrow(data)):
        word = raw.strip().upper()
        if word == _BEGIN:
            depth += 1
            if depth == 1:
                continue
            if found and _opens_agent(found[-1]):
                continue
            yield _card(found, regions, is_whole=False)  # the last one was cut off
            found, depth = [], 1
        elif word == _END and depth:
            depth -= 1
            if not depth:
                yield _card(found, regions)
                found = []
        elif depth == 1:
            found.append(raw)
    if depth:
        yield _card(found, regions, is_whole=False)


def unescape(value: str) -> str:
    r"""Take the escapes off a text: `\n`, `\,`, `\;`, `\:`, `\\`."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else _plain(found), value, flags=re.DOTALL)


def split(value: str, at: str) -> list[str]:
    r"""Part a value at a separator that no `\` stands before, and unescape the parts."""
    parts = re.findall(rf"(?:^|{at})((?:[^\\{at}]|\\.|\\\Z)*)", value, flags=re.DOTALL)
    return [unescape(part) for part in parts]


def _plain(found: re.Match[str]) -> str:
    return found[1] if found[1] in ",;:\\" else found[0]


def _narrow(data: bytes) -> bytes:
    """Bring UTF-16 to UTF-8; other encodings may differ from line to line, and stay."""
    wide = data.startswith(_WIDE_MARKS) or b"\0" in data[:64]
    return decode(data).encode("utf-8", "replace") if wide else data.removeprefix(b"\xef\xbb\xbf")


def _logical(data: bytes) -> Iterator[bytes]:
    """Yield whole lines: folded ones joined, and those that quoted-printable carries on; pictures are left out."""
    parts: list[bytes] = []
    size = 0
    for raw in re.split(rb"\r\n|\n|\r", data):
        if parts and ((soft := _goes_on(parts)) or raw[:1] in (b" ", b"\t")):
            if soft:
                parts[-1] = parts[-1][:-1]
            if size <= LONGEST_LINE:
                parts.append(raw if soft else raw[1:])
            size += len(raw)
            continue
        if parts:
            yield b"".join(parts)
        parts, size = ([] if not raw.strip() else [raw]), len(raw)
    if parts:
        yield b"".join(parts)


def _goes_on(parts: Sequence[bytes]) -> bool:
    """Tell whether the next line belongs to this one, by the soft line break of quoted-printable (RFC 2045, 6.7)."""
    return parts[-1].endswith(b"=") and _is_printable(parts[0])


def _is_printable(raw: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in raw[:200].upper()


def _opens_agent(raw: bytes) -> bool:
    return raw.strip().upper().rstrip(b":").partition(b".")[-1].startswith(b"AGENT") or raw.upper().startswith(b"AGENT")


def _card(raws: Sequence[bytes], regions: Sequence[str], *, is_whole: bool = True) -> Card:
    kept = list(_without_pictures(raws))
    found = [line for raw in kept if (line := _line(raw, regions))]
    return Card(tuple(found), is_whole, len(kept) - len(found))


def _without_pictures(raws: Sequence[bytes]) -> Iterator[bytes]:
    """Leave out pictures, and the lines after them that are no property: some programs do not fold them."""
    within = False
    for raw in raws:
        within = bool(_BULKY.match(raw)) or (within and b":" not in raw)
        if not within:
            yield raw


def _line(raw: bytes, regions: Sequence[str]) -> Line | None:
    if len(raw) > LONGEST_LINE or b":" not in raw:
        return None
    head, value = _part(raw.decode("latin-1"))
    if len(head) > _LONGEST_HEAD:
        return None
    pieces = head.split(";", 1)
    name = _NAME.match(pieces[0].strip())
    if name is None:
        return None
    parameters = _parameters(pieces[1]) if len(pieces) > 1 else {}
    text = _value(value.encode("latin-1"), parameters, regions)
    group, title = name.groups()
    readable = {key: [_text(one.encode("latin-1"), "", regions) for one in many] for key, many in parameters.items()}
    return None if text is None else Line(title.upper().replace("_", "-"), text, readable, (group or "").lower())


def _part(line: str) -> tuple[str, str]:
    """Part a line at the first colon that is not quoted."""
    at = 0
    for piece in _PIECES.finditer(line):
        if piece[0] == ":":
            at = piece.start()
            break
    return line[:at], line[at + 1 :]


def _parameters(text: str) -> dict[str, list[str]]:
    """Read parameters; a mere word is a type, an encoding or a charset (vCard 2.1)."""
    found: dict[str, list[str]] = {}
    for part in re.findall(r'(?:[^";]|"[^"]*"|")+', text):
        name, sign, value = part.partition("=")
        if not sign:
            word = name.strip().upper()
            name, value = ("ENCODING" if word in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "TYPE"), word
        values = re.findall(r'"([^"]*)"|([^",]+)', value)
        clean = [re.sub(r"\^[n'^]", lambda caret: _CARET[caret[0]], one or other) for one, other in values]
        found.setdefault(name.strip().upper(), []).extend(clean)
    return found


def _value(raw: bytes, parameters: dict[str, list[str]], regions: Sequence[str]) -> str | None:
    """Decode a value; None for binary ones."""
    encoding = next(iter(parameters.get("ENCODING", ())), "").upper()
    if encoding in ("B", "BASE64"):
        return None
    if encoding == "QUOTED-PRINTABLE":
        raw = re.sub(rb"\r\n?", b"\n", quopri.decodestring(raw)).replace(b"\n", rb"\n")
    return _text(raw, next(iter(parameters.get("CHARSET", ())), ""), regions)


def _text(raw: bytes, charset: str, regions: Sequence[str]) -> str:
    """Decode by UTF-8 where the bytes are that; else as the line says, or by the code page that fits."""
    for encoding in ("utf-8", charset, code_page(raw, regions)):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")
