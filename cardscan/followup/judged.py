"""A letter that is judged, and what may be said against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cardscan.followup import lexicon
from cardscan.followup.anatomy import Anatomy, take_apart, without
from cardscan.followup.clean import one_line
from cardscan.followup.greeting import full_name
from cardscan.followup.jotting import without_conjunction
from cardscan.model import Draft, Finding, Record, Sender

_LONGEST_DETAIL = 100

Findings = Iterator[Finding]
"""What a rule finds."""


@dataclass(frozen=True)
class Judged:
    """A draft with what its rules go by."""

    draft: Draft
    record: Record
    sender: Sender
    others: Sequence[Draft]

    @cached_property
    def parts(self) -> Anatomy:
        """Its greeting, text, closing and signature."""
        return take_apart(self.draft.body, self.draft.language, self.sender)

    @cached_property
    def whole(self) -> str:
        """All but signature and footer, without names, notes and other words that are not the letter's own."""
        body = "\n".join((self.parts.greeting, self.parts.text, self.parts.closing))
        return without(body, self.quoted())

    @cached_property
    def text(self) -> str:
        """What the letter says between greeting and closing, likewise."""
        return without(self.parts.text, self.quoted())

    def hits(self, kind: str, text: str | None = None) -> tuple[str, ...]:
        """The words of the letter that are in a list of its language."""
        return lexicon.hits(kind, self.text if text is None else text, self.draft.language)

    @cached_property
    def untempting(self) -> str:
        """The text without the phrases in which the words of salesmen are innocent."""
        return without_spans(self.text, lexicon.spans("innocent", self.text, self.draft.language))

    def quoted(self) -> Iterator[str]:
        """The words of the letter that are not its own: names, notes, events, gifts."""
        contact, note = self.record.contact, self.record.note
        for text in (note.note, note.promised):
            yield from (without_conjunction(line, self.draft.language) for line in (text, *text.splitlines()))
        events = (part for event in self.record.events for part in (event.name, event.place))
        fields = (field.value for field in (contact.company, contact.title, contact.department) if field)
        gifts = (part for gift in self.draft.suggestions for part in (gift.title, gift.url))
        name = contact.name
        names = (name.full, name.given, name.family) if name else ()
        own = (self.sender.name, self.sender.firm, self.sender.role)
        own_words = (*self.sender.gives, *self.sender.seeks)
        for text in (*events, *fields, *gifts, full_name(name), *names, *self.draft.cc_names, *own, *own_words):
            yield text or ""


def without_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with a dot in place of each of the spans, which follow one another."""
    kept, done = [], 0
    for start, end in spans:
        kept.append(text[done:start])
        done = end
    return "·".join((*kept, text[done:]))


def error(code: str, detail: str) -> Finding:
    """What keeps a draft from being approved."""
    return Finding(code, "error", one_line(detail, _LONGEST_DETAIL))


def warning(code: str, detail: str = "") -> Finding:
    """What does not."""
    return Finding(code, "warning", one_line(detail, _LONGEST_DETAIL))
