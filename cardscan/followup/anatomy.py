"""A letter taken apart: its greeting, what it says, how it closes; and what in it are not the writer's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cardscan.followup import lexicon
from cardscan.followup.clean import one_line
from cardscan.followup.footer import split_footer
from cardscan.followup.values import signature
from cardscan.model import Sender

_GREETING_WORDS = 9
_CLOSING_WORDS = 6
_SHORTEST = 2
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The parts of a letter's body, in order; `tail` is signature and footer."""

    greeting: str
    text: str
    closing: str
    tail: str


def take_apart(body: str, language: str, sender: Sender) -> Anatomy:
    """The parts of a letter; a person may have changed it, so that any of them may be missing."""
    letter, footer = split_footer(body.replace("\r\n", "\n").strip("\n"), language)
    lines = letter.split("\n")
    end = _signature_at(lines, sender)
    closing = _closing_at(lines[:end], language)
    start = _greeting_end(lines[:closing])
    tail = "\n".join((*lines[end:], footer))
    return Anatomy("\n".join(lines[:start]), "\n".join(lines[start:closing]), "\n".join(lines[closing:end]), tail)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, and the lines that are none."""
    return (part for part in re.split(r"(?<=[.!?…])\s+|\n+", text) if part.strip())


def without(text: str, quoted: Iterable[str]) -> str:
    """`text` with a dot for the words of `quoted` that stand in it, or begin to: they are others' or notes."""
    phrases: dict[str, list[list[str]]] = {}
    for phrase in dict.fromkeys(quoted):
        if len(phrase.strip()) > _SHORTEST and (words := _words(lexicon.plain(phrase))):
            phrases.setdefault(words[0], []).append(words)
    places = [match.span() for match in re.finditer(r"\w+", text)]
    plain = lexicon.plain(text)
    tokens = [plain[start:end] for start, end in places]
    kept, at, done = [], 0, 0
    while at < len(tokens):
        length = max((_run(tokens[at:], wanted) for wanted in phrases.get(tokens[at], ())), default=0)
        if length:
            kept.append(text[done : places[at][0]])
            done = places[at + length - 1][1]
        at += length or 1
    return "·".join((*kept, text[done:]))


def _run(tokens: list[str], wanted: list[str]) -> int:
    """How many of the wanted words the tokens begin with; none where these are too few to tell."""
    pairs = zip(tokens, wanted, strict=False)
    length = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(tokens), len(wanted)))
    return length if length >= min(_TELLING, len(wanted)) else 0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _signature_at(lines: list[str], sender: Sender) -> int:
    """Where the signature begins; the end where there is none."""
    firsts = {first for first in (signature(sender).split("\n")[0], one_line(sender.name)) if first}
    last = max((at for at, line in enumerate(lines) if at and one_line(line) in firsts), default=len(lines))
    dashes = next((at for at, line in enumerate(lines) if line.rstrip() in ("--", "-- ".rstrip(), "—")), len(lines))
    return min(last, dashes)


def _closing_at(lines: list[str], language: str) -> int:
    """Where the last lines' formula begins; the end where there is none."""
    for at in range(len(lines) - 1, 0, -1):
        line = lines[at].strip()
        begins = any(start == 0 for start, _ in lexicon.spans("closings", line, language))
        if begins and len(line.split()) <= _CLOSING_WORDS:
            return at
    return len(lines)


def _greeting_end(lines: list[str]) -> int:
    """Where the greeting ends: the first lines that are short and end as greetings do."""
    end = 0
    for line in lines:
        said = line.strip()
        if said and not (said[-1] in ",:!" and len(said.split()) <= _GREETING_WORDS):
            break
        if not said and end:
            break
        end += 1
    return end
