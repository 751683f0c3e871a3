r"""A vCard as lines that can be changed one by one: what is not understood stays as it is, (RFC 6350, 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cardscan.export import content

_LINE = re.compile(r"(?:(?P<group>[A-Za-z0-9-]+)\.)?(?P<name>[A-Za-z0-9-]+)(?P<rest>[;:].*)", re.DOTALL)
_PARAMETER = re.compile(r';(?P<key>[^=;:"]*)(?:=(?P<value>(?:"[^"]*"|[^;:"])*))?')
_PIECE = re.compile(r"(?:\\.|[^\\;])*", re.DOTALL)
_ITEM = re.compile(r"(?:\\.|[^\\,])*", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MOST_LINES = 20_000
_VERSIONS = ("3.0", "4.0")


class NotACardError(Exception):
    """A text is no vCard 3.0 or 4.0, or several of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One property: `raw` is how it stands in the text, folded, with its line break; names are in upper case."""

    name: str
    value: str
    group: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    raw: str = ""

    def types(self) -> frozenset[str]:
        """Answer the TYPE parameters in lower case, also those of older programs, which write no `TYPE=`."""
        told = (value for key, value in self.parameters if key in ("TYPE", ""))
        return frozenset(word.strip().lower() for value in told for word in value.replace('"', "").split(","))

    def text(self) -> str:
        """Answer the value as plain text."""
        return unescaped(self.value)

    def parts(self) -> tuple[str, ...]:
        """Answer the parts of a value such as N, ORG or ADR, as plain text."""
        return tuple(unescaped(piece) for piece in _split(self.value, _PIECE))

    def items(self) -> tuple[str, ...]:
        """Answer the texts of a list such as CATEGORIES."""
        return tuple(unescaped(piece) for piece in _split(self.value, _ITEM))

    def saying(self, value: str) -> Line:
        """Answer the line with another value, encoded as it is to stand; its group and parameters stay."""
        kept = tuple(one for one in self.parameters if one[0] not in ("LABEL", "CHARSET", "ENCODING"))
        name = f"{self.group}.{self.name}" if self.group else self.name
        bare = "".join(f";{key}={item}" if key else f";{item}" for key, item in kept)
        raw = content.line(f"{name}{bare}", value).decode()
        return replace(self, value=value, parameters=kept, raw=raw)


def parse(text: str) -> tuple[Line, ...]:
    """Read a card, its BEGIN and END among the lines.

    Raises:
        NotACardError: It is none, several, one of a version before 3.0, or one that never ends.
    """
    lines = tuple(_lines(text))
    names = [line.name for line in lines]
    whole = names.count("BEGIN") == names.count("END") == 1 and names[0] == "BEGIN" and names[-1] == "END"
    if not whole or lines[0].value.strip().upper() != "VCARD":
        raise NotACardError("no-card")
    version = next((line.value.strip() for line in lines if line.name == "VERSION"), "")
    if version not in _VERSIONS:
        raise NotACardError("version")
    return lines


def written(lines: Sequence[Line]) -> str:
    """Write a card."""
    return re.sub(r"\r?\n", "\r\n", "".join(line.raw for line in lines))


def unescaped(value: str) -> str:
    """Read escapes: a line break, and any other character for itself."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _lines(text: str) -> Iterator[Line]:
    for raw in _unfolded(text):
        if not raw.strip():
            continue
        flat = re.sub(r"\r?\n[ \t]", "", raw).rstrip("\r\n")
        found = _LINE.match(flat)
        if found is None:
            raise NotACardError("no-line")
        parameters, end = _parameters(found["rest"])
        if found["rest"][end : end + 1] != ":":
            raise NotACardError("no-value")
        value = found["rest"][end + 1 :]
        yield Line(found["name"].upper(), value, found["group"] or "", parameters, raw.rstrip("\r\n") + "\r\n")


def _unfolded(text: str) -> Iterator[str]:
    """Yield each line with those that continue it, as they stand."""
    lines = re.split(r"(?<=\n)(?![ \t])", text.lstrip("\ufeff"))
    if len(lines) > _MOST_LINES:
        raise NotACardError("too-long")
    return iter(lines)


def _parameters(rest: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """Read `;TYPE=work;PREF=1`; answer where it ends."""
    found, at = [], 0
    while match := _PARAMETER.match(rest, at):
        key, value = match["key"].upper(), match["value"]
        found.append((key, value) if value is not None else ("", match["key"]))
        at = match.end()
    return tuple(found), at


def _split(value: str, pattern: re.Pattern[str]) -> Iterator[str]:
    at = 0
    while at <= len(value):
        found = pattern.match(value, at)
        if found is None:
            return
        yield found[0]
        at = found.end() + 1
