"""What a letter is to be, before a word of it is written: language, register, intent, and what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from cardscan.followup.address import best_address
from cardscan.followup.clean import one_line
from cardscan.followup.gives import fitting
from cardscan.followup.intents import FIRST_MEETING, is_commercial
from cardscan.followup.introduce import suggest
from cardscan.followup.names import full_name
from cardscan.model import Contact, Give, Note, Record, Suggestion

if TYPE_CHECKING:
    from cardscan.followup.introduce import Acquaintances

_FIRST_NAME_LANGUAGES = frozenset({"es", "en"})
"""Where people who met at a business event are on first-name terms the day after, unless one bears a title."""

_INTRODUCTIONS = frozenset({"introduction", "introduction-question"})
_GIFTLESS = _INTRODUCTIONS | {"promised", "supplier"}
"""Letters whose gift is the letter itself, or that would have two subjects with another."""

_STEPS = {2: "second", 3: "third"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the letter is to be: its language and register, its intent, what it offers, and doubts about all this."""

    language: str
    formal: bool
    intent: str
    step: int
    gift: Suggestion | None
    suggestions: tuple[Suggestion, ...]
    partner: Record | None
    warnings: tuple[str, ...]

    @property
    def template(self) -> str:
        """The name of the letter that says it."""
        return self.intent if self.step <= 1 else _STEPS.get(self.step, _STEPS[max(_STEPS)])

    @property
    def copied(self) -> tuple[Record, ...]:
        """The other reader of a letter of introduction, where there is an address to reach them at."""
        both = (self.partner,) if self.partner and self.template == "introduction" else ()
        return tuple(record for record in both if best_address(record.contact))


def is_formal(note: Note, contact: Contact, language: str) -> bool:
    """The register: what the note says, else formal for a person with a title and by the language's custom."""
    if note.register is not None:
        return note.register == "formal"
    has_title = bool(contact.name and contact.name.prefix)
    return has_title or language not in _FIRST_NAME_LANGUAGES


def settle_purpose(record: Record, language: str, step: int, intent: str, partner: Record | None) -> Purpose:
    """Settle register and intent; an intent that lacks what it needs becomes a first letter, and says so."""
    lacks = {
        "no-consent": is_commercial(intent) and record.consent is None,
        "no-partner": intent in _INTRODUCTIONS and not (partner and _are_named(record, partner)),
        "no-promise": intent == "promised" and not one_line(record.note.promised),
    }
    warnings = tuple(warning for warning, holds in lacks.items() if holds)
    intent = FIRST_MEETING if warnings else intent
    both = [record, partner] if intent == "introduction" and partner else [record]
    formal = any(is_formal(each.note, each.contact, language) for each in both)
    return Purpose(language, formal, intent, step, None, (), partner if intent in _INTRODUCTIONS else None, warnings)


def with_gift(
    purpose: Purpose, record: Record, gives: Sequence[Give], acquaintances: Acquaintances | None, today: date
) -> Purpose:
    """Add what the letter offers, and then the introductions that would help; each step offers something new."""
    offered = (
        () if purpose.template in _GIFTLESS else fitting(record, purpose.language, gives, today)[purpose.step - 1 :]
    )
    known = suggest(record, acquaintances) if acquaintances else ()
    return replace(purpose, gift=offered[0] if offered else None, suggestions=(*offered[:1], *known))


def _are_named(*records: Record) -> bool:
    return all(full_name(record.contact.name) for record in records)
