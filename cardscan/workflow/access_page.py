"""The page of all that is held about a person: in words for them, with what each thing is used for."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cardscan.messages import language, tr
from cardscan.model import Contact, Declaration, Record
from cardscan.workflow.access import Held

Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: what it is used for, labels and values, pictures in base64."""

    title: str
    use: str
    rows: Rows
    pictures: tuple[str, ...] = ()


def render(held: Held) -> bytes:
    """Render the page, in the language that is spoken; nothing in it is code, and nothing is fetched."""
    folder = FileSystemLoader(Path(__file__).parent / "data")
    environment = Environment(loader=folder, autoescape=True, undefined=StrictUndefined)
    name = held.record.contact.name
    page = environment.get_template("subject_access.html.j2").render(
        language=language(),
        title=tr("What is held about {name}", name=name.full if name else held.record.id),
        opening=_opening(held),
        sections=[section for section in _sections(held) if section.rows or section.pictures],
    )
    return page.encode("utf-8", "backslashreplace")


def _opening(held: Held) -> str:
    who = ", ".join(filter(None, (held.sender.name, held.sender.firm, held.sender.email))) or "-"
    return tr("Held by {who}, on their own computer; as of {day}.", who=who, day=held.made.date().isoformat())


def _sections(held: Held) -> Iterator[Section]:
    record = held.record
    yield Section(tr("Contact"), tr("Used to reach you and to write to you."), _contact(record.contact))
    yield Section(tr("Earlier entries"), tr("Kept so that you are recognised when you are met again."), _former(record))
    pictures = tuple(b64encode(picture).decode() for picture in held.pictures)
    source = tr("Where the entries come from. The lines were read from the card's picture by a program.")
    yield Section(tr("Source"), source, [*_source(record), *_read_from(held)], pictures)
    yield Section(tr("Notes"), tr("Used to write letters that fit what was spoken of."), _notes(record))
    yield Section(tr("What you said"), tr("Decides what may be written to you."), _declared(record))
    yield Section(tr("Letters"), tr("Drafts and letters to you; cardscan itself sends nothing."), _letters(held))
    yield Section(tr("Introductions"), tr("Letters that present you to others."), _presented(held))
    passed = tr("Files and address books of the same user that the entries were copied to.")
    yield Section(tr("Copies"), passed, [(where, at[:10] or "-") for where, at in held.copies])
    history = [(at.date().isoformat(), " ".join(filter(None, (what, detail)))) for at, what, detail in held.history]
    yield Section(tr("History"), tr("What was done with the entries."), history)


def _contact(contact: Contact) -> Rows:
    name, address = contact.name, contact.address
    rows = [
        (tr("Name"), " ".join(filter(None, (name.prefix, name.full, name.suffix))) if name else ""),
        (tr("Title"), contact.title.value if contact.title else ""),
        (tr("Department"), contact.department.value if contact.department else ""),
        (tr("Firm"), contact.company.value if contact.company else ""),
        *((tr("Phone"), _both(phone.number, phone.raw)) for phone in contact.phones),
        *((tr("E-mail"), email.address) for email in contact.emails),
        *((tr("Web"), link.value) for link in (*contact.urls, *contact.social)),
        (tr("Address"), address.full if address else ""),
        *((one.type, one.number) for one in contact.tax_ids),
        (tr("Language"), contact.language or ""),
    ]
    return _given(rows)


def _both(number: str, raw: str) -> str:
    return f"{number} ({raw})" if raw and raw != number else number


def _former(record: Record) -> Rows:
    return [(one.field, f"{one.value} ({one.until})" if one.until else one.value) for one in record.former]


def _source(record: Record) -> Rows:
    rows = [(tr("Entered"), record.created.date().isoformat() if record.created else "")]
    rows += [(tr("How"), tr("from an address book") if record.origin == "import" else tr("from a business card"))]
    for event in record.events:
        met = " ".join(filter(None, (event.name, event.date.isoformat() if event.date else "", event.place)))
        rows.append((tr("Met"), met))
    for card in record.cards:
        rows.append(
            (tr("Photo"), " ".join(filter(None, (card.photo, card.taken.isoformat(" ") if card.taken else ""))))
        )
    return _given(rows)


def _read_from(held: Held) -> Rows:
    lines = [(tr("Line on the card"), line.text) for line in held.record.lines]
    return lines + [(tr("Code on the card"), code) for code in held.codes]


def _notes(record: Record) -> Rows:
    note = record.note
    rows = [
        (tr("Note"), note.note),
        (tr("Promised"), note.promised),
        (tr("Tags"), ", ".join(note.tags)),
        (tr("Language"), note.language or ""),
        (tr("Register"), note.register or ""),
        (tr("Intent"), note.intent or ""),
        (tr("Gender"), note.gender or ""),
    ]
    return _given(rows)


def _declared(record: Record) -> Rows:
    said: tuple[tuple[str, Declaration | None], ...] = (
        (tr("Consents"), record.consent),
        (tr("Wants no letters"), record.objection),
        (tr("Replied"), record.reply),
    )
    return [(label, ", ".join(filter(None, (one.on.isoformat(), one.source)))) for label, one in said if one]


def _letters(held: Held) -> Rows:
    rows = []
    for stored, how, subject, body in held.letters:
        sent = tr("sent {day}", day=stored.sent.isoformat()) if stored.sent else how
        rows.append((f"{stored.created.date().isoformat()}, {sent}", f"{subject}\n\n{body.strip()}"))
    return rows


def _presented(held: Held) -> Rows:
    return [
        (one.created.date().isoformat(), tr("sent {day}", day=one.sent.isoformat()) if one.sent else one.status)
        for one in held.presented
    ]


def _given(rows: Iterable[tuple[str, str]]) -> Rows:
    return [(label, value) for label, value in rows if value]
