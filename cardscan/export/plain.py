"""Untrusted text made plain: no control characters, no marks that turn the direction of reading."""

import re
from collections.abc import Iterator

from cardscan.messages import tr
from cardscan.model import Event, Evidence, Former, Record

# Control characters but tab and line feed (Unicode's Cc), half characters (Cs), line and paragraph separators, and
# embeddings, overrides and isolates (UAX #9), which can make a name read as another one; plain marks are kept.
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def line(text: str | None) -> str:
    """Make one line of `text`."""
    return " ".join(block(text).split())


def block(text: str | None) -> str:
    r"""Keep the line breaks of `text`, as `\n`, and the blanks within a line."""
    if not text:
        return ""
    return "\n".join(_DROPPED.sub("", each).strip() for each in text.splitlines()).strip()


def kept(text: str | None) -> str:
    r"""Keep all of `text` that a file can hold: line breaks become `\n`, and the blanks at both ends go."""
    if not text:
        return ""
    return "\n".join(_DROPPED.sub("", each) for each in text.splitlines()).strip()


def where_met(record: Record) -> Iterator[str]:
    """Yield a line for each event that the person was met at: its name, date and place."""
    for event in record.events:
        yield ", ".join(filter(None, _of_event(event)))


def story(record: Record) -> str:
    """Tell what is known beyond the card: the note, what was promised, where the person was met, what once was so."""
    promised = tr("Promised: {promise}", promise=kept(record.note.promised)) if record.note.promised.strip() else ""
    met = [tr("Met: {event}", event=event) for event in where_met(record)]
    numbers = [line(f"{tax_id.type} {tax_id.number}") for tax_id in record.contact.tax_ids]
    return "\n".join(
        filter(None, [kept(record.note.note), kept(record.note.background), promised, *met, *once(record), *numbers])
    )


def once(record: Record) -> list[str]:
    """Say what the contact was before: `Formerly: Head of Sales (until 2026-03-02)`."""
    return [_once(former) for former in record.former]


def keywords(record: Record) -> list[str]:
    """Answer the tags, the groups of an imported address book and the events' names, each once."""
    names = [*record.note.tags, *record.note.groups, *(event.name for event in record.events)]
    return list(dict.fromkeys(filter(None, map(line, names))))


def _once(former: Former) -> str:
    if former.until:
        return tr("Formerly: {value} (until {day})", value=line(former.value), day=former.until.isoformat())
    return tr("Formerly: {value}", value=line(former.value))


def _of_event(event: Event) -> tuple[str, str, str]:
    return line(event.name), event.date.isoformat() if event.date else "", line(event.place)


def is_from_book(evidence: Evidence) -> bool:
    """Tell whether an address book told a value: whether it is of work or of home is known only where it says so."""
    return "imported" in evidence.reasons
