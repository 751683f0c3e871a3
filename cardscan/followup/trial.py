"""Letters to invented people of all kinds, by which a template is tried before it meets real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from typing import Any

from cardscan.followup import values
from cardscan.followup.jotting import Jotting
from cardscan.followup.lint import lint
from cardscan.messages import tr
from cardscan.model import Contact, Draft, Email, Event, Finding, GiveKind, Name, Note, Record, Sender, Suggestion, Text

_DAY = date(2026, 11, 18)
_EVENT = Event("evening", "Forum 2026", _DAY, "Forum")
_SENDER = Sender(name="Robin Delta", firm="Delta 7", role="Delta", phone="+00 000 000", email="robin@delta.example")
_NOTE, _PROMISE = "Delta 4 Omega", "Delta 5 Omega"
_KINDS: tuple[GiveKind | None, ...] = (None, "article", "contact", "tip", "invitation")
_JUDGED = frozenset(
    {
        "placeholder",
        "odd-blanks",
        "both-genders",
        "wrong-language",
        "mixed-register",
        "wrong-register",
        "sells",
        "attachment",
        "unsafe-link",
        "too-long",
        "many-asks",
    }
)
"""What a template can be blamed for; the rest is a matter of the single letter."""


@dataclass(frozen=True, slots=True)
class Case:
    """A letter to be tried: what the template may use, and for whom it is, in words."""

    record: Record
    values: dict[str, Any]
    language: str
    template: str
    about: str

    def look_over(self, subject: str, body: str) -> tuple[Finding, ...]:
        """What is to be said against the letter that came of it."""
        is_double = self.template == "introduction"
        draft = Draft(
            to="kim@omega.example",
            to_name="Kim Omega",
            subject=subject,
            body=body,
            language=self.language,
            template=f"{self.language}/{self.template}",
            send_date=_DAY,
            intent=self.template,
            formal=self.values["formal"],
            cc=("sasha@sigma.example",) if is_double else (),
        )
        found = lint(draft, record=self.record, sender=_SENDER)
        return tuple(finding for finding in found if finding.code in _JUDGED)


@cache
def variables() -> dict[str, tuple[str, ...]]:
    """The names that a template may use, each with its parts, if it has any: `sender` has `name`, `firm` ..."""
    full = list(cases("en", "introduction"))[-1].values
    hidden = {"identity", "taken", "personal"}  # for the filter `either`
    return {name: tuple(value) if isinstance(value, dict) else () for name, value in full.items() if name not in hidden}


def cases(language: str, template: str) -> Iterator[Case]:
    """Letters of both registers, with and without event, note, promise and gift, to many people."""
    kinds = product((True, False), (True, False), (True, False), (True, False), _KINDS)
    for number, (formal, met, noted, promised, kind) in enumerate(kinds):
        jotted = Note(note=_NOTE if noted else "", promised=_PROMISE if promised or template == "promised" else "")
        record = _person("Kim", "Omega", number, jotted)
        known = _person_and_user(record, language, template, formal=formal)
        known |= {"gift": values.gift(Suggestion("Sigma 6", kind, "https://sigma.example") if kind else None)}
        known |= values.occasion(_EVENT if met else None, language, _DAY)
        known |= values.jotted(Jotting(jotted.note, True, True), Jotting(jotted.promised, True, True))
        known["personal"] = values.personal(known)
        about = _about(jotted, kind, formal=formal, met=met)
        yield Case(record, known, language, template, about)


def _person_and_user(record: Record, language: str, template: str, *, formal: bool) -> dict[str, Any]:
    partner = _person("Sasha", "Sigma", 0, Note()) if template.startswith("introduction") else None
    return (
        values.recipient(record, language, formal=formal, taken=())
        | values.own(_SENDER, language, record.contact.emails[0].address)
        | values.other(partner, record, language, formal=formal)
        | {"intent": template, "step": {"second": 2, "third": 3}.get(template, 1)}
    )


def _person(given: str, family: str, number: int, note: Note) -> Record:
    """Another person each time, so that all wordings of `either` get their turn."""
    name = Name(f"{given} {family}", given, family)
    contact = Contact(
        name=name, company=Text(f"{family} 8"), emails=(Email(f"{given}{number}@{family}.example".lower()),)
    )
    return Record(number + 1, contact, "ready", events=(_EVENT,), note=note)


def _about(note: Note, kind: GiveKind | None, *, formal: bool, met: bool) -> str:
    """For whom a letter is, in words."""
    said = (
        tr("formal") if formal else tr("informal"),
        "" if met else tr("no event"),
        tr("with a note") if note.note else tr("no note"),
        tr("with a promise") if note.promised else "",
        tr("with a gift ({kind})", kind=kind) if kind else "",
    )
    return ", ".join(filter(None, said))
