"""Content lines of vCard (RFC 2426, RFC 6350): escaped, folded at 75 octets, never in the middle of a character."""

import re
from collections.abc import Iterable, Sequence

Parameters = Sequence[tuple[str, str]]

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ESCAPES_4 = {key: value for key, value in _ESCAPES.items() if key != ord(";")}  # ical.js keeps needless backslashes
_CARETS = str.maketrans({"^": "^^", "\n": "^n", '"': "^'"})
_LONGEST = 75  # octets, without the line break
_CONTINUATION = 0b10  # the upper two bits of an octet within a character, in UTF-8


def text(value: str, version: str = "3.0") -> str:
    """Escape a text value; a semicolon is escaped in 3.0 only, or within a structured value (RFC 6350, 3.4)."""
    return value.translate(_ESCAPES if version == "3.0" else _ESCAPES_4)


def structured(parts: Iterable[str]) -> str:
    """Join the parts of a value such as N or ADR."""
    return ";".join(map(text, parts))


def listed(values: Iterable[str], version: str = "3.0") -> str:
    """Join a list of text values."""
    return ",".join(text(value, version) for value in values)


def quoted(value: str) -> str:
    """Write text as the value of a parameter, with line breaks and quotes as RFC 6868 says."""
    return f'"{value.translate(_CARETS)}"'


def line(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """Write one property; `value` and the parameters' values are encoded already."""
    head = name + "".join(f";{key}={item}" for key, item in parameters)
    return _folded(f"{head}:{value}".encode())


def is_uri(value: str) -> bool:
    """Tell whether `value` looks like a URI (RFC 3986): a scheme, and nothing that would need to be escaped."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", value) is not None


def _folded(data: bytes) -> bytes:
    pieces, start, room = [], 0, _LONGEST
    while len(data) - start > room:
        end = start + room
        while data[end] >> 6 == _CONTINUATION:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, _LONGEST - 1  # a continued line begins with a blank
    return b"\r\n ".join([*pieces, data[start:]]) + b"\r\n"
