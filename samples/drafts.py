"""Writes docs/drafts.md: the letters to forty invented people in eight languages, as they come out of the program.

.venv/bin/python -m samples.drafts
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cardscan.followup.draft import packaged_templates, write_draft
from cardscan.model import Contact, Draft, Email, Event, Give, Name, Note, Record, Sender, Text

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "drafts.md"
EVENING, TODAY = date(2026, 3, 17), date(2026, 3, 18)

_HEAD = """\
# Forty letters

Made by `.venv/bin/python -m samples.drafts` from `samples/drafts.toml`: five people in each of eight languages, with
and without notes, met on the evening of Tuesday, 17 March 2026. The people and their firms are invented. What is in
brackets after a heading is what a person should look at before the letter goes out.
"""


def page() -> str:
    """The whole page, in Markdown."""
    people = tomllib.loads((ROOT / "samples" / "drafts.toml").read_text("utf-8"))
    parts = [_HEAD]
    for language, told in people.items():
        parts.append(f"## {language}\n")
        parts += [_shown(record, draft) for record, draft in letters(language, told)]
    return "\n".join(parts)


def letters(language: str, told: dict[str, Any]) -> Iterator[tuple[Record, Draft]]:
    """Write the letters to the people of one language, colleagues in turn."""
    name, place = told["event"]
    event = Event("evening", name, EVENING, place)
    author, firm, role, gender = told["sender"]
    sender = Sender(author, firm, role, language=language, gender=gender)
    gives = [Give(**{**give, "topics": tuple(give["topics"])}) for give in told["gives"]]
    records = [_record(number, person, language) for number, person in enumerate(told["people"], 1)]
    written: list[tuple[Record, Draft]] = []
    for record, person in zip(records, told["people"], strict=True):
        taken = [text for other, draft in written if _firm(other) == _firm(record) for text in _texts(draft)]
        draft = write_draft(
            record,
            event,
            sender,
            templates=[packaged_templates()],
            today=TODAY,
            taken=taken,
            step=person.get("step", 1),
            gives=gives,
            partner=records[person["partner"]] if "partner" in person else None,
        )
        written.append((record, draft))
    yield from written


def _record(number: int, person: dict[str, Any], language: str) -> Record:
    given, family = person["given"], person["family"]
    name = Name(f"{given} {family}", given, family, person.get("prefix"))
    address = Email(f"contact{number}@{language}.example")
    contact = Contact(language, name, Text(person["title"]), company=Text(person["firm"]), emails=(address,))
    parts = {part: person[part] for part in ("note", "promised", "intent", "register", "gender") if part in person}
    return Record(number, contact, "ready", note=Note(**parts))


def _firm(record: Record) -> str:
    return record.contact.company.value if record.contact.company else ""


def _texts(draft: Draft) -> tuple[str, str]:
    return draft.subject, draft.body


def _shown(record: Record, draft: Draft) -> str:
    """One letter: to whom, what for, what was jotted down, and the text itself."""
    told = [f"note: {record.note.note}"] if record.note.note else []
    told += [f"promised: {record.note.promised}"] if record.note.promised else []
    warnings = f" ({', '.join(draft.warnings)})" if draft.warnings else ""
    about = "; ".join([draft.template, "formal" if draft.formal else "informal", *told])
    title = record.contact.title.value if record.contact.title else ""
    return (
        f"### {draft.to_name}, {title}, {_firm(record)}{warnings}\n\n{about}\n\n"
        f"```text\n{draft.subject}\n\n{draft.body}\n```\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
